"""The product on a cluster of its own, to be broken: tables, bars with tablets, a web server, two workers."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from backend.devdb import processes
from backend.devdb.cluster import Cluster
from backend.house.run import WEB_THREADS
from backend.house.shell import environment
from bench.server import Server, started

from . import bars, kills
from .bars import PROJECT, Bar
from .ledger import spare_cluster

# Throttles are for people and stuck buttons; a drill sends what a county sends in a month.
SETTINGS = {
    "SECRET_KEY": "only for this drill",
    "READS_A_MINUTE": "10000000",
    "ACTOR_REQUESTS_A_MINUTE": "10000000",
}
ROWS = "SELECT (SELECT count(*) FROM venues_statusreport), (SELECT count(*) FROM venues_answeredkey)"


@dataclass(frozen=True, slots=True)
class Product:
    cluster: Cluster
    server: Server
    state: Path
    bars: list[Bar]
    tablets: list[Bar]

    @property
    def port(self) -> int:
        return self.server.port

    def rows(self) -> tuple[int, int]:
        """Reports and answered keys: each tap makes one of each, in one transaction, or neither."""
        with psycopg.connect(self.cluster.urls.app) as connection:
            row = connection.execute(ROWS).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def kill_database(self) -> None:
        kills.the_database(self.cluster)

    def kill_workers(self) -> None:
        """kill -9 of every process that answers requests; the one that started them starts others."""
        for pid in _children_of(self.server.process.pid):
            processes.send(pid, signal.SIGKILL)


@contextmanager
def running(*, count: int, tablets: int = 20) -> Iterator[Product]:
    """`count` bars, and one busy bar that has so many tablets."""
    with spare_cluster() as cluster, tempfile.TemporaryDirectory(prefix="drill-state-") as folder:
        state = Path(folder)
        env = environment(**cluster.urls.environment, **SETTINGS, STATE_DIR=folder, LOG_LEVEL="WARNING")
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=PROJECT, env=env, check=True)  # noqa: S603
        quiet, busy = bars.made(count, tablets, env)
        with started(cluster.urls, state, threads=int(WEB_THREADS), **SETTINGS) as server:
            yield Product(cluster, server, state, quiet, busy)


def _children_of(parent: int) -> list[int]:
    said = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)  # noqa: S607
    pairs = [line.split() for line in said.stdout.splitlines()]
    return [int(pid) for pid, of in pairs if int(of) == parent]
