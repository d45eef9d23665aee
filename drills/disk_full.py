"""The disk fills while eight writers write; nothing may be lost, and no person be needed once there is space.

When the tables fill it first, writes are refused and reads go on. When the write-ahead log does, PostgreSQL
stops itself; whoever supervises it (make run, compose) starts it again until it can.
"""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from backend.devdb.cluster import Cluster, ClusterError
from backend.house.shell import ask

from .ledger import Rows, spare_cluster

SMALL, LARGER = "size=190m", "size=600m"
DISK_FULL = "53100"
LITTLE_LOG = (
    "ALTER SYSTEM SET max_wal_size = '48MB'",
    "ALTER SYSTEM SET min_wal_size = '32MB'",
    "SELECT pg_reload_conf()",
)
KEEP_ALL_LOG = ("SELECT pg_create_physical_replication_slot('nobody', true)",)
MUCH_LOG = (
    "SELECT count(pg_logical_emit_message(false, '', repeat('x', 1000000))) FROM generate_series(1, 10)"
)


def drill() -> bool:
    if os.geteuid() != 0:
        print("  left out: only root can mount a small disk")
        return True
    held = [_on_a_small_disk(little_log) for little_log in (True, False)]
    return all(held)


def _on_a_small_disk(little_log: bool) -> bool:
    with tempfile.TemporaryDirectory(prefix="small-disk-") as folder:
        if ask(["mount", "-t", "tmpfs", "-o", f"{SMALL},mode=755", "tmpfs", folder]).returncode:
            print("  left out: this machine lets nobody mount a small disk")
            return True
        try:
            Path(folder).chmod(0o755)
            with spare_cluster(Path(folder)) as cluster:
                return _fill(cluster, Path(folder), little_log)
        finally:
            ask(["umount", folder])


def _fill(cluster: Cluster, disk: Path, little_log: bool) -> bool:
    cluster.psql("-c", "GRANT ALL ON told, told_id_seq TO safe_spaces_app", url=cluster.urls.owner)
    for statement in LITTLE_LOG if little_log else KEEP_ALL_LOG:
        cluster.psql("-c", statement)
    ledger = Rows(cluster.urls.app, filler=20_000 if little_log else 10)
    with ledger.writing():
        _until_full(cluster, ledger, little_log)
        when_full, reads = len(ledger.acknowledged), _reads(cluster)
        ask(["mount", "-o", f"remount,{LARGER}", str(disk)])
        cluster.start(lambda _: None)
        time.sleep(2)
    lost, after = ledger.lost(), len(ledger.acknowledged) - when_full
    what = "tables" if little_log else "log"
    print(
        f"  {what} first: {when_full:,} acknowledged, errors {ledger.errors}, "
        f"reads while full: {reads}, {after:,} more once there was space, {lost} lost",
        flush=True,
    )
    return lost == 0 and after > 0 and (reads or not little_log)


def _until_full(cluster: Cluster, ledger: Rows, little_log: bool) -> None:
    deadline = time.monotonic() + 90
    while cluster.is_running and ledger.errors.get(DISK_FULL, 0) < 20 and time.monotonic() < deadline:
        if little_log:
            time.sleep(0.1)
        else:
            with suppress(ClusterError):
                cluster.psql("-c", MUCH_LOG)


def _reads(cluster: Cluster) -> bool:
    try:
        return int(cluster.psql("-c", "SELECT count(*) FROM told", url=cluster.urls.app)) > 0
    except ClusterError:
        return False
