"""Databases of the bench's own, beside the product's on the same server, and dropped afterwards."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from backend.devdb.cluster import Urls
from backend.house.shell import environment

PROJECT = Path(__file__).resolve().parents[1]
PREFIX = "bench_"


@dataclass(frozen=True, slots=True)
class Bench:
    """The server to work on, and whether its databases outlive the run (for another look)."""

    server: Urls
    state: Path
    keep: bool

    @contextmanager
    def database(self, name: str) -> Iterator[Urls]:
        """A migrated database called bench_<name>; one that was kept is used again."""
        name = PREFIX + name
        urls = Urls(app=_named(self.server.app, name), owner=_named(self.server.owner, name))
        if not (self.keep and self._exists(name)):
            self._drop(name)
            self._run_as_owner(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            self.manage(urls, "migrate", "--verbosity", "0")
        try:
            yield urls
        finally:
            if not self.keep:
                self._drop(name)

    def manage(self, urls: Urls, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        env = environment(**urls.environment, STATE_DIR=str(self.state), LOG_LEVEL="WARNING")
        subprocess.run(command, cwd=PROJECT, env=env, check=True)

    def _exists(self, name: str) -> bool:
        with psycopg.connect(self.server.owner) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name])
            return found.fetchone() is not None

    def _drop(self, name: str) -> None:
        self._run_as_owner(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run_as_owner(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.server.owner, autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute(statement)


@contextmanager
def seeded(bench: Bench, venues: int, nights: int) -> Iterator[Urls]:
    """So many synthetic venues, vacuumed as a server left alone for a while would have them."""
    with bench.database(f"{venues}_venues_{nights}_nights") as urls:
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            is_new = connection.execute("SELECT FROM venues_venue LIMIT 1").fetchone() is None
            if is_new:
                asked = {"venues": venues, "random-state": 1, "nights": nights}
                bench.manage(urls, "seed", *(f"--{key}={value}" for key, value in asked.items()))
                connection.execute("VACUUM (ANALYZE) venues_venue, venues_openwindow")
        yield urls


def _named(url: str, name: str) -> str:
    address, _, options = url.partition("?")
    return f"{address.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")
