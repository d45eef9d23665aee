"""kill -9 of the database and all its processes, while eight writers write.

Every id that was acknowledged must be there afterwards. The control switches off what keeps them, and must
lose some: a drill that cannot fail proves nothing. That fsync is on cannot be seen by killing processes, so
every start asks the server for it.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from backend.devdb import processes
from backend.devdb.cluster import Cluster

from .ledger import WRITERS, Ledger, Rows, keeps, spare_cluster

KILLS = int(os.environ.get("KILLS", "6"))
BACK_WITHIN_S = 60.0
NOT_KEPT = "ALTER ROLE safe_spaces_app SET synchronous_commit = off"


def drill() -> bool:
    with spare_cluster() as cluster:
        kept = _rows_lost(cluster, "as it is")
    with spare_cluster() as cluster:
        cluster.psql("-c", NOT_KEPT)
        lost_without = _rows_lost(cluster, "control: synchronous_commit off")
    return kept == 0 and lost_without > 0


def kill_often(ledger: Ledger, kills: int, kill: Callable[[], None]) -> float:
    """Kill while it is written; the longest time from a kill to the next thing acknowledged."""
    longest = 0.0
    with ledger.writing():
        for _ in range(kills):
            ledger.go_on()
            began, before = time.monotonic(), len(ledger.acknowledged)
            kill()
            _wait_for_more(ledger, before)
            longest = max(longest, time.monotonic() - began)
        ledger.go_on()
    return longest


def the_database(cluster: Cluster) -> None:
    """All of it at once, and up again: whoever supervises it does no less."""
    for pid in cluster.processes():
        processes.send(pid, signal.SIGKILL)
    cluster.start(lambda _: None)


def _wait_for_more(ledger: Ledger, before: int) -> None:
    """Each writer may have had one answer on its way when it was killed: one more than those is new."""
    deadline = time.monotonic() + BACK_WITHIN_S
    while len(ledger.acknowledged) <= before + WRITERS:
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing was acknowledged for {BACK_WITHIN_S} s; errors {ledger.errors}")
        time.sleep(0.01)


def _rows_lost(cluster: Cluster, what: str) -> int:
    cluster.psql("-c", "GRANT ALL ON told, told_id_seq TO safe_spaces_app", url=cluster.urls.owner)
    print(f"  {what}: {keeps(cluster.urls.app)}", flush=True)
    ledger = Rows(cluster.urls.app)
    longest = kill_often(ledger, KILLS, lambda: the_database(cluster))
    lost = ledger.lost()
    print(
        f"  {what}: {KILLS} kills, {len(ledger.acknowledged):,} acknowledged, {lost} lost, "
        f"longest way back {longest:.1f} s",
        flush=True,
    )
    return lost
