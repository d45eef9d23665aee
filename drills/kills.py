"""kill -9 of the database and all its processes, while eight writers write.

Every id that was acknowledged must be there afterwards. The control switches off what keeps them, and must
lose some: a drill that cannot fail proves nothing. That fsync is on cannot be seen by killing processes, so
every start asks the server for it.
"""

from __future__ import annotations

import os
import signal
import time

from backend.devdb import processes
from backend.devdb.cluster import Cluster

from .ledger import Ledger, spare_cluster

KILLS = int(os.environ.get("KILLS", "6"))
SECONDS_OF_WRITING = 1.5


def drill() -> bool:
    with spare_cluster() as cluster:
        kept = _kill_often(cluster, KILLS, "as it is")
    with spare_cluster() as cluster:
        off = "ALTER ROLE safe_spaces_app SET synchronous_commit = off"
        cluster.psql("-c", off)
        lost_without = _kill_often(cluster, KILLS, "control: synchronous_commit off")
    return kept == 0 and lost_without > 0


def _kill_often(cluster: Cluster, kills: int, what: str) -> int:
    cluster.psql("-c", "GRANT ALL ON told, told_id_seq TO safe_spaces_app", url=cluster.urls.owner)
    ledger = Ledger(cluster.urls.app)
    longest = 0.0
    with ledger.writing():
        for _ in range(kills):
            time.sleep(SECONDS_OF_WRITING)
            for pid in cluster.processes():
                processes.send(pid, signal.SIGKILL)
            began = time.monotonic()
            cluster.start(lambda _: None)
            longest = max(longest, time.monotonic() - began)
        time.sleep(SECONDS_OF_WRITING)
    lost = ledger.lost()
    print(
        f"  {what}: {kills} kills, {len(ledger.acknowledged):,} acknowledged, {lost} lost, "
        f"longest way back {longest:.1f} s",
        flush=True,
    )
    return lost
