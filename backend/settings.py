"""Every setting, read from the environment once. docs/operating.md says what each variable means."""

from __future__ import annotations

import re
import secrets
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from environs import Env

from backend.language import offered

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = env.path("STATE_DIR", BASE_DIR / ".state")
SNAPSHOT_DIR = STATE_DIR / "snapshot"
BASEMAP_DIR = STATE_DIR / "basemap"
FIXTURES_DIR = BASE_DIR / "fixtures"
PWA_DIR = BASE_DIR / "pwa"
PWA_DIST_DIR = PWA_DIR / "dist"
# Frees phones from a worker that went wrong: it takes itself off each at the next visit.
WORKER_OFF = env.bool("WORKER_OFF", False)

DEBUG = env.bool("DEBUG", False)
# HTTPS=1 is production behind TLS: redirects and HSTS. `make run` on localhost speaks plain HTTP.
HTTPS = env.bool("HTTPS", False)
SECRET_KEY = env.str("SECRET_KEY", "") or secrets.token_urlsafe(64)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
# How many proxies in front add to X-Forwarded-For; 0 means that the peer address is the client's.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
# A server that speaks Nominatim's search, for officers' imports only; unset, nothing is asked of anybody.
GEOCODER_URL = env.str("GEOCODER_URL", "")

INSTALLED_APPS = [
    "backend.audit",
    "backend.accounts",
    "backend.venues",
    "backend.charter",
    "backend.alerts",
    "backend.geo",
    "backend.api",
    "backend.pages",
    "backend.desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "django.contrib.gis",
    "django.contrib.staticfiles",
    "rest_framework",
    "corsheaders",
    "csp",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
]

AUTH_USER_MODEL = "accounts.User"

MIDDLEWARE = [
    "backend.accounts.middleware.SigningIn",
    "backend.api.middleware.SizeLimit",
    "django.middleware.security.SecurityMiddleware",
    "backend.api.middleware.PublicHeaders",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backend.pages.in_language.InItsLanguage",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Read by signed-in screens alone: a public page touches neither session nor token, and sets no cookie.
    "backend.accounts.middleware.KnownCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {},
    }
]

# --- Database ---------------------------------------------------------------------------------------------


def _database(url: str) -> dict[str, Any]:
    """A PostGIS connection that stays open, binds on the server and prepares what it repeats."""
    import dj_database_url

    parsed: dict[str, Any] = dict(dj_database_url.parse(url, engine="django.contrib.gis.db.backends.postgis"))
    options = {
        "connect_timeout": 2,
        "server_side_binding": True,
        "prepare_threshold": 3,
        "application_name": "safe-spaces",
    }
    return parsed | {
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parsed.get("OPTIONS", {}) | options,
    }


DATABASES = {"default": _database(env.str("DATABASE_URL", "postgis://localhost/safespaces"))}
if owner_url := env.str("DATABASE_OWNER_URL", ""):
    DATABASES["owner"] = _database(owner_url) | {"TEST": {"MIRROR": "default"}}

# --- Time and words ---------------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = offered.ENGLISH
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
# Drafts of a machine are for looking at, not for somebody who is afraid.
OFFERED_LANGUAGES = offered.offered(
    offered.read(BASE_DIR / "locale" / "languages.json"), drafts=env.bool("DEMO", False)
)
LANGUAGES = [(LANGUAGE_CODE, "English"), *((each.code, each.name) for each in OFFERED_LANGUAGES)]

# --- Static files: the built phone app --------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", STATE_DIR / "static")
STATICFILES_DIRS = [PWA_DIST_DIR] if PWA_DIST_DIR.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+\.[0-9a-f]{12}\.\w+$"

# --- Security ---------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# GDAL before 3.9 may be made to open files by a spatial reference; ours gets numbers only (gis.W001).
SILENCED_SYSTEM_CHECKS = ["gis.W001"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 128 * 1024
# How large a body may be, by the address that takes it; the first beginning that fits holds.
BODY_LIMITS = [
    ("/desk/imports", 4 * 1024 * 1024),
    ("/charter", 128 * 1024),
    ("/api/v1/applications", 64 * 1024),
    ("", 16 * 1024),
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["worker"],
    }
}

CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/api/v1/(places|schema)"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "if-none-match"]
CORS_EXPOSE_HEADERS = ["etag", "date"]
CORS_ALLOW_CREDENTIALS = False

# --- API --------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["backend.api.renderers.OrjsonRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "backend.api.renderers.AlwaysJson",
    "DEFAULT_PARSER_CLASSES": ["backend.api.renderers.OrjsonParser"],
    "DEFAULT_THROTTLE_CLASSES": ["backend.api.throttles.Reads"],
    "DEFAULT_THROTTLE_RATES": {
        "reads": f"{env.int('READS_A_MINUTE', 600)}/min",
        "public_writes": f"{env.int('PUBLIC_WRITES_A_MINUTE', 60)}/min",
        "pairing_tries": "10/min",
        "applications": f"{env.int('APPLICATIONS_AN_HOUR', 20)}/hour",
        "charter_codes": "60/hour",
        "actors": f"{env.int('ACTOR_REQUESTS_A_MINUTE', 300)}/min",
    },
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "backend.api.errors.handle",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "NUM_PROXIES": TRUSTED_PROXIES,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Safe Spaces and Charter locator",
    "DESCRIPTION": "The nearest safe place that is open now, how that is known, and until when. "
    "Moments are ISO 8601 with Z. Unknown is null, never an empty string.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "KindEnum": "backend.venues.choices.Kind",
        "StatusEnum": "backend.venues.choices.Status",
        "LiveStatusEnum": ["open", "full", "closing_early", "closed"],
    },
}

# Counts of requests, an hour at most, in each web process; past so many addresses the oldest are forgotten.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# --- Signing in -------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = []
_HOST = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_HOST}session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Until somebody is signed in; then `accounts.adapters` gives 12 hours to officers and 30 days to others.
SESSION_COOKIE_AGE = 15 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
CSRF_FAILURE_VIEW = "backend.desk.rendering.csrf_failure"
DEVICE_COOKIE_NAME = f"{_HOST}device"

HEADLESS_ONLY = True
HEADLESS_CLIENTS = ["browser"]
HEADLESS_ADAPTER = "backend.accounts.adapters.HeadlessAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_ADAPTER = "backend.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# For each network address and web process; what must not be passed is counted in the database besides.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,6/m/key", "login_failed": "30/m/ip,5/300s/key"}
MFA_ADAPTER = "backend.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
# A passkey stands for both factors, so it must ask for a finger, a face or a PIN.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Open Tonight"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}

# --- Mail -------------------------------------------------------------------------------------------------

# Links in letters begin with it.
SITE_URL = env.str("SITE_URL", f"http://localhost:{env.int('PORT', 8000)}").rstrip("/")
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", "") or f"no-reply@{urlsplit(SITE_URL).hostname}"
MAIL_DIR = STATE_DIR / "mail"
EMAIL_TIMEOUT = 10


def _mail_server(url: str) -> dict[str, Any]:
    """smtp://, submission:// (STARTTLS) or smtps://, with user:password@ where the server wants them."""
    parts = urlsplit(url)
    if parts.scheme not in (ports := {"smtp": 25, "submission": 587, "smtps": 465}) or not parts.hostname:
        raise ValueError("EMAIL_URL must be like submission://user:password@mail.example.org")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "submission",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


email_url = env.str("EMAIL_URL", "")
EMAIL_HOST_IS_SET = bool(email_url)
if EMAIL_HOST_IS_SET:
    globals().update(_mail_server(email_url))
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
else:
    EMAIL_BACKEND = "backend.accounts.mail_files.FilesBackend"

# --- Push -------------------------------------------------------------------------------------------------


def _push_test_origins(origins: list[str]) -> list[str]:
    """Where push may go besides the browsers' services: for tests on this machine, never in public."""
    if origins and HTTPS:
        raise ValueError("PUSH_TEST_ORIGINS is for tests: leave it out where HTTPS=1")
    for origin in origins:
        if not re.fullmatch(r"https?://([a-z0-9.-]+|\[::1\])(:[0-9]{1,5})?", origin):
            raise ValueError("PUSH_TEST_ORIGINS are like http://127.0.0.1:8123, separated by commas")
    return origins


def _vapid_contact(given: str) -> str:
    """Whom a push service may write to. Apple takes no message where this is not a real address."""
    contact = given or f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}"
    if not re.fullmatch(r"mailto:[^\s@]+@[^\s@]+|https://\S+", contact):
        raise ValueError("VAPID_CONTACT is like mailto:you@example.org or https://example.org")
    return contact


PUSH_TEST_ORIGINS = _push_test_origins(env.list("PUSH_TEST_ORIGINS", []))
VAPID_CONTACT = _vapid_contact(env.str("VAPID_CONTACT", ""))

# --- Jobs and logs ----------------------------------------------------------------------------------------


# Four at once: a mail server that takes its time must not keep a venue's words waiting.
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful", "concurrency": 4}

# No address, no query string, no body: only what happened and where in the code.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"no_request": {"()": "backend.api.logs.ForgetTheRequest"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_request"]}
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        # What somebody asked for and did not get is no event of ours; a 500 is.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "procrastinate": {"level": "WARNING"},
        # Each step of each paper, and of the fonts in it.
        "weasyprint": {"level": "ERROR"},
        "weasyprint.progress": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
