"""A cluster to break, and writers who remember what they were told was stored."""

from __future__ import annotations

import secrets
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from backend.devdb.cluster import Cluster

WRITERS = 8


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


@dataclass
class Ledger:
    """The ids whose commit was answered, and the errors by their SQLSTATE ("" where the connection broke)."""

    url: str
    filler: int = 10
    acknowledged: set[int] = field(default_factory=set)
    errors: dict[str, int] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def writing(self) -> Iterator[None]:
        self.stopping.clear()
        threads = [threading.Thread(target=self._write) for _ in range(WRITERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join()

    def lost(self) -> int:
        with psycopg.connect(self.url) as connection:
            stored = {row[0] for row in connection.execute("SELECT id FROM told")}
        return len(self.acknowledged - stored)

    def _write(self) -> None:
        while not self.stopping.is_set():
            try:
                with psycopg.connect(self.url, autocommit=True) as connection:
                    while not self.stopping.is_set():
                        self._write_one(connection)
            except psycopg.Error as error:
                state = error.sqlstate or ""
                self.errors[state] = self.errors.get(state, 0) + 1
                self.stopping.wait(0.05)

    def _write_one(self, connection: psycopg.Connection[tuple[int]]) -> None:
        filler = secrets.token_hex(self.filler // 2)
        row = connection.execute("INSERT INTO told (filler) VALUES (%s) RETURNING id", [filler]).fetchone()
        if row:
            self.acknowledged.add(row[0])
