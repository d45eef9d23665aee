"""kill -9 while bars report over the API: what was answered with 201 is there, also after ten kills.

The database is killed with all its processes, then every web worker. Each bar sends a tap until it has its
201, with the same key and its true age, as a phone does: any other answer must be a 503 or a broken line, and
must be safe to repeat. The control switches off what keeps an answered report, and must lose some.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from itertools import cycle

import psycopg

from . import kills, product
from .ledger import KEEPS, WRITERS, Ledger, keeps
from .product import Product
from .taps import BROKEN, Line, Tap

REPORTS = int(os.environ.get("REPORTS", "20000"))
DATABASE_KILLS, WORKER_KILLS, CONTROL_KILLS = 10, 5, 5
BARS = WRITERS * 20
STORED = """
    SELECT k.key, r.id, r.status FROM venues_answeredkey AS k
    JOIN venues_statusreport AS r ON r.id = (k.answer::json->'report'->>'id')::int
    WHERE k.key LIKE %s
"""
SAFE_TO_REPEAT = {"503", "no answer"}
KEPT_AGAIN = "ALTER ROLE safe_spaces_app RESET synchronous_commit"
END_CONNECTIONS = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'safe_spaces_app'"
)


@dataclass
class Reports(Ledger):
    """Bars that report; what is acknowledged is a key with its report's id and status."""

    product: Product = field(kw_only=True)
    each_spell: int = field(kw_only=True)
    repeats: int = 0
    run: str = field(default_factory=lambda: secrets.token_hex(4))

    def write(self, number: int) -> None:
        """From its own bars only, so that no tap is refused for a newer one."""
        bars, statuses = cycle(self.product.bars[number::WRITERS]), cycle(("full", "closed", "closed"))
        with Line(self.product.port) as line:
            while not self.stopping.is_set():
                key = f"{self.run}-{secrets.token_hex(8)}"
                self._until_accepted(line, Tap(next(bars), next(statuses), key))

    def stored(self) -> set[Hashable]:
        with psycopg.connect(self.url) as connection:
            return set(connection.execute(STORED, [f"{self.run}-%"]))

    def go_on(self) -> None:
        wanted = len(self.acknowledged) + self.each_spell
        while len(self.acknowledged) < wanted:
            time.sleep(0.02)

    def _until_accepted(self, line: Line, tap: Tap) -> None:
        began = time.monotonic()
        while True:
            answer = line.tap(tap, age_s=int(time.monotonic() - began))
            if answer.code == 201:
                self.acknowledged.add((tap.key, *answer.report))
                self.repeats += answer.is_repeat
                return
            self.failed("no answer" if answer.code == BROKEN else str(answer.code))
            time.sleep(0.1)


def drill() -> bool:
    with product.running(count=BARS) as running:
        print(f"  {keeps(running.cluster.urls.app)}", flush=True)
        each = REPORTS // (DATABASE_KILLS + 1)
        held = [
            database_killed(running, kills_=DATABASE_KILLS, each_spell=each),
            workers_killed(running, kills_=WORKER_KILLS, each_spell=each // 5),
            loses_without(running, kills_=CONTROL_KILLS, each_spell=each // 10),
        ]
    return all(held)


def database_killed(running: Product, *, kills_: int, each_spell: int) -> bool:
    kill = running.kill_database
    return _kept(running, f"{kills_} kills of PostgreSQL", kills_, kill, each_spell)


def workers_killed(running: Product, *, kills_: int, each_spell: int) -> bool:
    kill = running.kill_workers
    return _kept(running, f"{kills_} kills of the web workers", kills_, kill, each_spell)


def loses_without(running: Product, *, kills_: int, each_spell: int) -> bool:
    """The control: with a commit that does not wait for the disk, the same harness sees losses."""
    running.cluster.psql("-c", kills.NOT_KEPT)
    try:
        running.cluster.psql("-c", END_CONNECTIONS)  # those made before have it as it was
        ledger = Reports(running.cluster.urls.app, product=running, each_spell=each_spell)
        kills.kill_often(ledger, kills_, running.kill_database)
        lost = ledger.lost()
        _say(f"control, synchronous_commit off, {kills_} kills", ledger, lost)
    finally:
        for statement in (KEPT_AGAIN, END_CONNECTIONS):
            running.cluster.psql("-c", statement)
    return lost > 0


def _kept(running: Product, what: str, kills_: int, kill: Callable[[], None], each_spell: int) -> bool:
    """Nothing lost, nothing twice, and no answer but those that are safe to repeat."""
    on = keeps(running.cluster.urls.app)
    ledger = Reports(running.cluster.urls.app, product=running, each_spell=each_spell)
    longest = kills.kill_often(ledger, kills_, kill)
    lost, not_told = ledger.lost(), len(ledger.stored() - ledger.acknowledged)
    _say(f"{what}, longest way back {longest:.1f} s", ledger, lost)
    reports, keys = running.rows()
    if not_told or reports != keys:
        print(f"  stored and not told: {not_told}; rows: {reports:,}, answered keys: {keys:,}")
    return (
        on == dict.fromkeys(KEEPS, "on")
        and not lost
        and not not_told
        and reports == keys
        and {*ledger.errors} <= SAFE_TO_REPEAT
    )


def _say(what: str, ledger: Reports, lost: int) -> None:
    print(
        f"  {what}: {len(ledger.acknowledged):,} acknowledged ({ledger.repeats} by a repeat), {lost} lost, "
        f"other answers {ledger.errors}",
        flush=True,
    )
