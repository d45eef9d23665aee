"""A cluster to break, and writers who remember what they were told was stored."""

from __future__ import annotations

import secrets
import tempfile
import threading
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from backend.devdb.cluster import Cluster

WRITERS = 8
SECONDS_OF_WRITING = 1.5
KEEPS = ("fsync", "full_page_writes", "synchronous_commit")


@contextmanager
def spare_cluster(home: Path | None = None) -> Iterator[Cluster]:
    """Made in a folder of its own and thrown away; the project's database is never touched."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster((home or Path(folder)) / "postgres")
        cluster.start()
        cluster.psql(
            "-c", "CREATE TABLE told (id bigserial PRIMARY KEY, filler text)", url=cluster.urls.owner
        )
        try:
            yield cluster
        finally:
            cluster.stop()


def keeps(url: str) -> dict[str, str]:
    """What makes an answer mean that it is on disk, as the role of this address has it."""
    with psycopg.connect(url) as connection:
        return {name: _shown(connection, name) for name in KEEPS}


def _shown(connection: psycopg.Connection[tuple[str]], name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return row[0] if row else ""


@dataclass
class Ledger:
    """What was acknowledged, and the errors by their name; each kind says how it writes and what is there."""

    url: str
    acknowledged: set[Hashable] = field(default_factory=set)
    errors: dict[str, int] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def writing(self) -> Iterator[None]:
        self.stopping.clear()
        threads = [threading.Thread(target=self.write, args=[number]) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join()

    def write(self, number: int) -> None:
        """Write until `stopping`, whatever breaks meanwhile."""
        raise NotImplementedError

    def stored(self) -> set[Hashable]:
        raise NotImplementedError

    def go_on(self) -> None:
        """Let the writers write for a while."""
        time.sleep(SECONDS_OF_WRITING)

    def lost(self) -> int:
        return len(self.acknowledged - self.stored())

    def failed(self, how: str) -> None:
        self.errors[how] = self.errors.get(how, 0) + 1


@dataclass
class Rows(Ledger):
    """Bare rows, as fast as they go; an error's name is its SQLSTATE, "" where the connection broke."""

    filler: int = 10

    def write(self, number: int) -> None:
        while not self.stopping.is_set():
            try:
                with psycopg.connect(self.url, autocommit=True) as connection:
                    while not self.stopping.is_set():
                        self._write_one(connection)
            except psycopg.Error as error:
                self.failed(error.sqlstate or "")
                self.stopping.wait(0.05)

    def stored(self) -> set[Hashable]:
        with psycopg.connect(self.url) as connection:
            return {row[0] for row in connection.execute("SELECT id FROM told")}

    def _write_one(self, connection: psycopg.Connection[tuple[int]]) -> None:
        filler = secrets.token_hex(self.filler // 2)
        row = connection.execute("INSERT INTO told (filler) VALUES (%s) RETURNING id", [filler]).fetchone()
        if row:
            self.acknowledged.add(row[0])
