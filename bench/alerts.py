"""How soon those who asked are told, and what becomes of it when push services hang, refuse and break.

The real worker in a process of its own; the push service in this one, over TLS.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, cycle
from statistics import median

from django.conf import settings
from django.db import transaction

from backend.alerts import tasks
from backend.alerts.models import Subscription
from backend.venues import reporting
from backend.venues.models import Venue
from tests.factories import a_place
from tests.pushing import service
from tests.pushing.authority import Authority
from tests.pushing.service import PushService

from . import crowd, plans
from .crowd import DELETED, GONE, HANGS, MIX, WELL, WRONG, Crowd, Mix
from .databases import Bench
from .figures import Part
from .worker import Worker, working

ASKED, QUICK_ASKED = 10_000, 1_000
ROUNDS, QUICK_ROUNDS = 3, 1
AT_A_BUSY_PLACE, REPORTS, QUICK_REPORTS, PAUSE_S = 1_000, 12, 3, 2.0
MOST_MB, MOST_SLOWER, SOONEST_S = 150, 2.0, 3.0
# What waits goes out within a minute, and what hung within two.
OVER_WITHIN_S = 300.0


@dataclass
class Site:
    """A place that people ask at, the push service of all their phones, and the worker between them."""

    service: PushService
    worker: Worker
    venue: Venue
    statuses: Iterator[str] = field(default_factory=lambda: cycle(("full", "closed")))

    def asks(self, size: int, mix: Mix) -> Crowd:
        """Instead of those who asked before."""
        Subscription.objects.all().delete()
        return crowd.asks(self.service, self.venue, size, mix, at=datetime.now(UTC))

    def tells(self, asked: Crowd) -> tuple[str, float]:
        """The same, and all of it was told, at the second try or the third where the first was in vain."""
        said = self.says()
        until = time.monotonic() + OVER_WITHIN_S
        while not asked.is_over:
            if time.monotonic() > until or self.worker.has_ended:
                raise RuntimeError(f"not all were told:\n{self.worker.said}")
            time.sleep(0.2)
        return said

    def says(self) -> tuple[str, float]:
        """Staff say how it is, as the API takes it: the status, and the moment of the commit."""
        status, committed = next(self.statuses), list[float]()
        with transaction.atomic():
            transaction.on_commit(lambda: committed.append(time.monotonic()))
            reporting.report(self.venue, status, at=datetime.now(UTC))
            tasks.announce.defer(venue=self.venue.pk)
        return status, committed[0]


def measure(bench: Bench, *, quick: bool) -> Part:
    size, rounds = (QUICK_ASKED, QUICK_ROUNDS) if quick else (ASKED, ROUNDS)
    part = Part("alerts", {"subscriptions": size, "rounds": rounds, "of a thousand": crowd.MIX})
    with _site(bench) as site:
        _soon(part, site, QUICK_REPORTS if quick else REPORTS)
        _many(part, site, size, rounds)
        if peak := site.worker.peak_mb:
            part.add("peak memory of the worker, all of this", "MB", [peak])
            part.must_hold("peak memory of the worker, MB", peak, at_most=MOST_MB)
    return part


@contextmanager
def _site(bench: Bench) -> Iterator[Site]:
    authority = Authority(bench.state)
    with (
        bench.database("alerts") as urls,
        plans.django_on(urls.app),
        service.running(authority) as pushes,
    ):
        venue = a_place(datetime.now(UTC), opening_hours="24/7")
        trusts = {"SSL_CERT_FILE": str(authority.file), "PUSH_TEST_ORIGINS": pushes.origin}
        with working(urls, settings.STATE_DIR, **trusts) as worker:
            site = Site(pushes, worker, venue)
            site.tells(site.asks(1, {}))
            yield site


# --- From the commit to the push service ------------------------------------------------------------------


def _soon(part: Part, site: Site, reports: int) -> None:
    asked, waits = site.asks(AT_A_BUSY_PLACE, {}), list[list[float]]()
    for number in range(reports):
        time.sleep(PAUSE_S)
        _, committed = site.tells(asked)
        waits.append(sorted(phone.received[number].at - committed for phone in asked.phones[WELL]))
    name = f"commit to push service, {AT_A_BUSY_PLACE:,} asked"
    part.add(f"{name}: p50", "s", [wait[len(wait) // 2] for wait in waits])
    part.add(f"{name}: p99", "s", [wait[len(wait) * 99 // 100] for wait in waits])
    part.add(f"{name}: the last", "s", [wait[-1] for wait in waits])
    p99 = sorted(chain(*waits))[-max(1, len(waits) * AT_A_BUSY_PLACE // 100)]
    part.must_hold(f"{name}: p99 of all {reports} reports, s", p99, at_most=SOONEST_S)


# --- When some hang, some are gone and some must wait -----------------------------------------------------


def _many(part: Part, site: Site, size: int, rounds: int) -> None:
    """With and without those that hang by turns, so that whatever else the machine does falls on both."""
    without = {kind: share for kind, share in MIX.items() if kind != HANGS}
    took: dict[str, list[float]] = {"none hangs": [], "1 % hangs": []}
    counted = Counter[str]()
    for _ in range(rounds):
        for mix, times in zip((without, MIX), took.values(), strict=True):
            asked = site.asks(size, mix)
            status, committed = site.tells(asked)
            times.append(max(asked.at_once()) - committed)
            counted += asked.counted(status)
    for name, times in took.items():
        part.add(f"{size:,} asked, {name}: all but those that hang or wait", "s", times)
        part.add(f"{size:,} asked, {name}", "a second", [size / each for each in times])
    none, some = (median(times) for times in took.values())
    part.must_hold("1 % hanging over none hanging", some / none, at_most=MOST_SLOWER)
    for name in WRONG:
        part.must_hold(name, counted[name], at_most=0)
    part.must_hold("of those that are gone, deleted, %", 100 * counted[DELETED] / counted[GONE], at_least=100)
