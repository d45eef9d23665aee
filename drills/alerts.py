"""kill -9 of the worker in the middle of telling those who asked, thirty times in fifteen hundred messages.

In the end every phone must show how its place stands, once, and none what no longer holds. The push service
takes its time: half the messages it has before it says so, and whoever is killed meanwhile sends them again.
The control settles before it sends, and must lose some.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import psycopg
from aiohttp import web

from backend.house.run import WORKER
from backend.house.shell import environment
from bench.worker import Worker, working
from tests.pushing import behaviours, service
from tests.pushing.phones import Phone, Received
from tests.pushing.service import PushService

from . import askers, product
from .bars import Bar
from .product import Product
from .taps import REFUSED_FOR_NOW, Line, Tap

PLACES, PHONES, KILLS, CONTROL_KILLS = 10, 50, 30, 5
ANSWERS_AFTER_S = 0.4
# At every fifth place staff say until when, and that is before a killed worker's share is given back.
SHORT_EVERY, SHORT = 5, timedelta(seconds=45)
STARTS_WITHIN, OVER_WITHIN_S = 60.0, 300.0
WAITING = """
    SELECT (SELECT count(*) FROM alerts_delivery)
    + (SELECT count(*) FROM venues_statusreport WHERE announced_at IS NULL)
"""
A_MINUTE_PASSES = "UPDATE alerts_delivery SET claimed_until = now() WHERE claimed_until IS NOT NULL"
HASTY = ("-m", "drills.hasty")


async def has_it_before_it_says_so(request: web.BaseRequest, received: Received) -> web.StreamResponse:
    received.status = 201
    return await slow(request, received)


async def slow(request: web.BaseRequest, received: Received) -> web.StreamResponse:
    await asyncio.sleep(ANSWERS_AFTER_S)
    return await behaviours.ok(request, received)


@dataclass
class Place:
    """`stands`: what staff said last. `is_short`: it holds for less than a minute."""

    bar: Bar
    phones: list[Phone]
    is_short: bool = False
    stands: str = ""
    statuses: Iterator[str] = field(default_factory=lambda: cycle(("full", "closed")))


@dataclass
class Telling:
    """Places, the phones of those who asked there, and a worker that is killed again and again."""

    product: Product
    pushes: PushService
    worker: Worker
    places: list[Place]
    lets_go_on_s: float = 1.5 * ANSWERS_AFTER_S
    dice: random.Random = field(default_factory=lambda: random.Random(1))
    hits: int = 0

    def say(self, place: Place) -> None:
        """Staff report, until they have their 201."""
        place.stands = "open" if place.is_short else next(place.statuses)
        until = datetime.now(UTC) + SHORT if place.is_short else None
        tap = Tap(place.bar, place.stands, until=until)
        with Line(self.product.port) as line:
            while (answer := line.tap(tap)).code in REFUSED_FOR_NOW:
                time.sleep(0.1)
        if answer.code != 201:
            raise RuntimeError(f"{tap}: {answer}")

    def hit(self, place: Place) -> None:
        """Kill as its phones are told: before they are, before the answer, or after it."""
        before, deadline = len(self.pushes.received), time.monotonic() + STARTS_WITHIN
        self.say(place)
        while len(self.pushes.received) == before and time.monotonic() < deadline:
            time.sleep(0.01)
        self.hits += len(self.pushes.received) > before
        time.sleep(self.dice.uniform(0, self.lets_go_on_s))
        self.worker.kill()

    def wait(self) -> None:
        """Until nothing waits any more. Raises TimeoutError."""
        deadline = time.monotonic() + OVER_WITHIN_S
        with psycopg.connect(self.product.cluster.urls.app, autocommit=True) as connection:
            while any(connection.execute(WAITING).fetchone() or ()):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"not all were told:\n{self.worker.said}")
                time.sleep(0.2)


def drill() -> bool:
    with product.running(count=PLACES) as running:
        kept = all_are_told(running, phones=PHONES, kills=KILLS)
        return kept and loses_without(running, phones=PHONES, kills=CONTROL_KILLS)


def all_are_told(running: Product, *, phones: int, kills: int, hurry: bool = False) -> bool:
    """`hurry`: as if a minute had passed with each kill, for who cannot wait for it."""
    with _telling(running, phones) as telling:
        _kill_often(telling, kills, hurry=hurry)
        missing, twice, late = _wrong(telling, f"{kills} kills")
        return not missing + twice + late and telling.hits == kills


def loses_without(running: Product, *, phones: int, kills: int) -> bool:
    """The control: what is settled before it is sent is lost with the worker."""
    with _telling(running, phones, HASTY) as telling:
        telling.lets_go_on_s = 0.0
        _kill_often(telling, kills, hurry=True)
        missing, *_ = _wrong(telling, f"control, settled before it is sent, {kills} kills")
        return missing > 0


@contextmanager
def _telling(running: Product, phones: int, command: Sequence[str] = WORKER) -> Iterator[Telling]:
    with service.running() as pushes:
        settings = {"PUSH_TEST_ORIGINS": pushes.origin}
        places = [_place(pushes, bar, phones, n) for n, bar in enumerate(running.bars[:PLACES])]
        env = environment(DATABASE_URL=running.cluster.urls.app, STATE_DIR=str(running.state), **settings)
        with Line(running.port) as line:
            for place in places:  # whatever was said before, each report to come is news
                line.tap(Tap(place.bar, "open"))
        with working(running.cluster.urls, running.state, command=command, **settings) as worker:
            telling = Telling(running, pushes, worker, places)
            telling.wait()
            browsers = {each.bar.slug: [phone.subscription for phone in each.phones] for each in places}
            askers.ask(browsers, env)
            yield telling


def _place(pushes: PushService, bar: Bar, phones: int, number: int) -> Place:
    half = phones // 2
    made = pushes.phones(half, has_it_before_it_says_so) + pushes.phones(phones - half, slow)
    return Place(bar, made, is_short=number % SHORT_EVERY == SHORT_EVERY - 1)


def _kill_often(telling: Telling, kills: int, *, hurry: bool) -> None:
    """Place by place; each worker finds what those before it were killed with, once that is given back."""
    for _, place in zip(range(kills), cycle(telling.places), strict=False):
        telling.hit(place)
        if hurry:
            cluster = telling.product.cluster
            cluster.psql("-c", A_MINUTE_PASSES, url=cluster.urls.app)
        telling.worker.start()
    telling.say(telling.places[0])  # so that in a hurry nobody waits for the full minute
    telling.wait()


def _wrong(telling: Telling, what: str) -> tuple[int, int, int]:
    """Phones that do not show how their place stands, that show it twice, and messages past their time."""
    pushes, told = telling.pushes, [place for place in telling.places if place.stands]
    shown = [(place, pushes.shown(phone)) for place in told for phone in place.phones]
    missing = sum(
        not (found and _told(found[-1])["report"]["status"] == place.stands)
        for place, found in shown
        if not place.is_short
    )
    twice = sum(len(found) > 1 for _, found in shown)
    late = sum(map(_is_late, pushes.received))
    accepted = [received for received in pushes.received if received.is_accepted]
    different = {(received.phone.token, str(_told(received)["report"])) for received in accepted}
    print(
        f"  {what}, {telling.hits} of them while messages were on their way: {len(pushes.received):,} sent, "
        f"{len(accepted):,} taken, {len(accepted) - len(different):,} of them again; {len(shown):,} phones, "
        f"{missing} without the newest, {twice} with two, {late} messages past their time",
        flush=True,
    )
    return missing, twice, late


def _told(received: Received) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(received.text)["place"]
    return told


def _is_late(received: Received) -> bool:
    """It came when it no longer held, or a phone that is off would find it then."""
    until = datetime.fromisoformat(json.loads(received.text)["until"]).timestamp()
    return received.wall > until or received.wall + received.post.ttl > until + 1
