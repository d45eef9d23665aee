# One image for every process of the product: web, worker and the one-shot jobs. Each container runs one of them.
FROM docker.io/library/python:3.11-slim-bookworm AS packages
ENV UV_PYTHON=python3 UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/venv UV_LINK_MODE=copy
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-cache --compile-bytecode
COPY backend/language backend/language
COPY locale locale
RUN /opt/venv/bin/python -m backend.language.compiled

FROM docker.io/library/node:20-bookworm-slim AS pwa
WORKDIR /app/pwa
COPY pwa/package.json pwa/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY fixtures /app/fixtures
COPY --from=packages /app/locale /app/locale
COPY pwa ./
RUN npm run build

FROM docker.io/library/python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgdal32 libgeos-c1v5 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 app && useradd --uid 10001 --gid app --no-create-home --shell /usr/sbin/nologin app \
 && install -d -o app -g app /state /state/snapshot
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py LICENSE ./
COPY fixtures fixtures
COPY --from=packages /app/locale locale
COPY docker/start docker/migrate /
COPY backend backend
COPY --from=pwa /app/pwa/dist pwa/dist
# The user has no home, and fonts are looked up through a cache: under /tmp it is the container's own.
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATE_DIR=/state STATIC_ROOT=/app/static \
    XDG_CACHE_HOME=/tmp/cache
RUN python manage.py collectstatic --noinput
USER app
ENTRYPOINT ["sh", "/start"]
CMD ["granian", "--interface", "wsgi", "backend.wsgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "16", "--respawn-failed-workers", "--no-access-log", "--log-level", "warning"]
