"""Databases of the bench's own, beside the product's on the same server, and dropped afterwards."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from backend.devdb.cluster import Urls
from backend.hours.nights import night_of
from backend.house.shell import environment

PROJECT = Path(__file__).resolve().parents[1]
PREFIX = "bench_"


@dataclass(frozen=True, slots=True)
class Bench:
    """The server to work on, a folder for files, and whether the databases outlive the run."""

    server: Urls
    state: Path
    keep: bool

    def of(self, part: str) -> Bench:
        """The same with a folder of the part's own: the snapshot of one is not served in another."""
        state = self.state / part
        state.mkdir()
        return replace(self, state=state)

    @contextmanager
    def database(self, name: str) -> Iterator[Urls]:
        """A migrated database called bench_<name>_<tonight>; one that was kept today is used again."""
        name = f"{PREFIX}{name}_{_tonight()}"
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

    def clear_up(self) -> None:
        """Drop what a killed run or an earlier day has left, unless somebody is at it."""
        for name in self._names():
            if not (self.keep and name.endswith(f"_{_tonight()}")):
                with suppress(psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege):
                    self._run_as_owner(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))

    def _exists(self, name: str) -> bool:
        return name in self._names()

    def _names(self) -> list[str]:
        with psycopg.connect(self.server.owner) as connection:
            pattern = PREFIX.replace("_", r"\_") + "%"
            found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])
            return [name for (name,) in found]

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


def _tonight() -> str:
    """Windows are made from tonight on, so tomorrow these databases are of no more use."""
    return f"{night_of(datetime.now(UTC)):%m%d}"


def _named(url: str, name: str) -> str:
    address, _, options = url.partition("?")
    return f"{address.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")
