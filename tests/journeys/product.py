"""A whole product of its own for the journeys: database, files, web server; gone afterwards."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).parents[2]
# A file may want a product of its own while that of all others is still there.
NUMBERS = count(1)
STATIC = ROOT / ".state" / "static"
# Half past one on a Sunday: Saturday's night, as the first journey of all is told.
NIGHT = "2026-11-29T01:30:00+00:00"


@dataclass
class Product:
    url: str
    state: Path
    env: dict[str, str]
    owner_url: str
    server: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def manage(self, *words: str, as_owner: bool = False, at: datetime | None = None) -> str:
        """Run a management command (or `say SLUG STATUS`, `suspend SLUG`) on the product's own night.

        `at` is another moment than the one at which that night begins. What it printed comes back.
        """
        command = [sys.executable, "-m", "tests.journeys.served", *words]
        env = self.env | ({"DATABASE_OWNER_URL": self.owner_url} if as_owner else {})
        env |= {"SERVED_AT": at.isoformat()} if at else {}
        done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, timeout=120)
        return done.stdout.decode().strip()

    @contextmanager
    def worker(self) -> Iterator[None]:
        """The worker beside the web server, as `make run` has it."""
        command = [sys.executable, "-m", "tests.journeys.served", "procrastinate", "worker"]
        with (self.state / "worker.log").open("ab") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)

    def stop(self) -> None:
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(timeout=20)

    def start(self) -> None:
        self.server = _serve(self.env, self.port, self.state)


@contextmanager
def running(
    state: Path, *, lasts_s: int = 60, settings: Mapping[str, str] | None = None
) -> Iterator[Product]:
    """Its night begins anew after `lasts_s`: people who sign in want one without a seam.

    `settings` are variables of its environment; an empty one is left out.
    """
    chosen = {"SERVED_AT": NIGHT} | dict(settings or {})
    prepared = _prepared(tuple(sorted(chosen.items())))
    with _database(copy_of=prepared.database) as database:
        shutil.copytree(prepared.state, state, symlinks=True, dirs_exist_ok=True)
        product = _product(state, database, {"SERVED_FOR": str(lasts_s)} | chosen)
        product.start()
        try:
            yield product
        finally:
            product.stop()


def _product(state: Path, database: str, settings: Mapping[str, str]) -> Product:
    """Not served yet."""
    owner = _named(_owner(), database)
    env = (
        os.environ
        | {
            "DATABASE_URL": _as_app(owner),
            "STATE_DIR": str(state),
            "STATIC_ROOT": str(STATIC),
            "SECRET_KEY": "only for this test",
            "READS_A_MINUTE": "100000",
        }
        | dict(settings)
    )
    env = {name: value for name, value in env.items() if value}
    env.pop("DATABASE_OWNER_URL", None)
    return Product(f"http://localhost:{_free_port()}", state, env, owner, None)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Prepared:
    database: str
    state: Path


@cache
def _prepared(settings: tuple[tuple[str, str], ...]) -> Prepared:
    """The demo area laid, once for each process and its settings: a copy of it is there in a second."""
    resources = ExitStack()
    atexit.register(resources.close)
    database = resources.enter_context(_database())
    state = Path(resources.enter_context(tempfile.TemporaryDirectory(prefix="prepared-")))
    product = _product(state, database, dict(settings))
    product.manage("prepare", "--demo", as_owner=True)
    if not _is_collected():
        product.manage("collectstatic", "--noinput", as_owner=True)
    return Prepared(database, state)


def _serve(env: dict[str, str], port: int, state: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "tests.journeys.served:application"]
    where = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    with (state / "web.log").open("ab") as log:
        server = subprocess.Popen([*command, *where], cwd=ROOT, env=env, stdout=log, stderr=log)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).read()
        except OSError:
            assert server.poll() is None, (state / "web.log").read_text()
            time.sleep(0.1)
        else:
            return server
    raise TimeoutError("the web server did not answer")


def _is_collected() -> bool:
    """`make test` has compressed the built app already; a bare pytest after a build has not."""
    built = ROOT / "pwa" / "dist"
    return all((STATIC / file.relative_to(built)).is_file() for file in built.rglob("*.js"))


@contextmanager
def _database(*, copy_of: str = "template1") -> Iterator[str]:
    """Its name; gone afterwards."""
    name = f"journey_{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(_named(_owner(), "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {copy_of}")
    try:
        yield name
    finally:
        with psycopg.connect(_named(_owner(), "postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _owner() -> str:
    return os.environ["DATABASE_URL"]


def _named(url: str, name: str) -> str:
    parts = urlsplit(url.replace("postgis://", "postgresql://", 1))
    return urlunsplit(parts._replace(path=f"/{name}"))


def _as_app(url: str) -> str:
    """The serving role where the embedded database has made both."""
    return url.replace("safe_spaces_owner", "safe_spaces_app")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
