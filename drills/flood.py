"""A stuck button, and a bar where everybody taps at once: nothing hangs, and the newest row is what is shown.

Then how many taps a second there is room for, from one bar and from many: all of them count on the one
number of the snapshot.
"""

from __future__ import annotations

import json
import statistics
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

import psycopg

from . import product
from .bars import Bar
from .product import Product
from .taps import REFUSED_FOR_NOW, Answer, Line, Tap

FLIPS, HANGS_S = 200, 5.0
TAPS_EACH = 10
SECONDS_OF_RATE = 6.0
NEWEST = """
    SELECT r.id, r.status, (SELECT count(*) FROM venues_statusreport WHERE venue_id = v.id)
    FROM venues_statusreport AS r JOIN venues_venue AS v ON v.id = r.venue_id
    WHERE v.slug = %s ORDER BY r.reported_at DESC, r.id DESC LIMIT 1
"""


@dataclass
class Taken:
    """Answers and how long each took, from several threads."""

    answers: list[Answer] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def tap(self, line: Line, tap: Tap) -> Answer:
        began = time.monotonic()
        answer = line.tap(tap)
        self.seconds.append(time.monotonic() - began)
        self.answers.append(answer)
        return answer

    def __str__(self) -> str:
        codes = Counter(str(answer.code) for answer in self.answers)
        answers = ", ".join(f"{count:,} {code}" for code, count in sorted(codes.items()))
        return (
            f"{answers}; median {statistics.median(self.seconds) * 1_000:.0f} ms, "
            f"longest {max(self.seconds):.2f} s"
        )


def drill() -> bool:
    with product.running(count=64) as running:
        held = [flips(running, FLIPS), everybody(running)]
        for threads in (1, 4, 16):
            print(f"  {threads} at once: {_a_second(running, threads):.1f} reports a second", flush=True)
    return all(held)


def flips(running: Product, count: int) -> bool:
    """Open and closed in turn from one tablet, as fast as they are answered."""
    bar, taken = running.bars[0], Taken()
    before = _rows_of(running, bar)
    began = time.monotonic()
    with Line(running.port) as line:
        for status in islice(cycle(("open", "closed")), count):
            taken.tap(line, Tap(bar, status))
    took = time.monotonic() - began
    rows = _rows_of(running, bar) - before
    print(f"  {count} flips in {took:.0f} s: {taken}; {rows} rows", flush=True)
    all_taken = all(answer.code == 201 for answer in taken.answers)
    return all_taken and rows == count and max(taken.seconds) < HANGS_S and _is_shown(running, bar)


def everybody(running: Product) -> bool:
    """Each tablet of one bar says something else at the same time; some come a second too late."""
    taken, tablets = Taken(), running.tablets
    before = _rows_of(running, tablets[0])

    def tap(bar: Bar) -> None:
        with Line(running.port) as line:
            for status in islice(cycle(("open", "full", "closed", "as_scheduled")), TAPS_EACH):
                taken.tap(line, Tap(bar, status))

    _all_at_once(tablets, tap)
    rows = _rows_of(running, tablets[0]) - before
    accepted = [answer for answer in taken.answers if answer.code == 201]
    print(f"  {len(tablets)} tablets at one bar: {taken}; {rows} rows", flush=True)
    others = [answer for answer in taken.answers if answer.code not in (201, *REFUSED_FOR_NOW)]
    only_late = all((answer.code, answer.error) == (409, "superseded") for answer in others)
    return (
        only_late
        and len({answer.report[0] for answer in accepted}) == len(accepted)
        and rows >= len(accepted)
        and max(taken.seconds) < HANGS_S
        and _is_shown(running, tablets[0])
    )


def _a_second(running: Product, threads: int) -> float:
    taken = Taken()
    until = time.monotonic() + SECONDS_OF_RATE

    def tap(bar: Bar) -> None:
        with Line(running.port) as line:
            for status in cycle(("full", "closed")):
                if time.monotonic() > until:
                    return
                taken.tap(line, Tap(bar, status))

    _all_at_once(running.bars[-threads:], tap)
    return sum(answer.code == 201 for answer in taken.answers) / SECONDS_OF_RATE


def _all_at_once(bars: Sequence[Bar], act: Callable[[Bar], object]) -> None:
    threads = [threading.Thread(target=act, args=[bar]) for bar in bars]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _is_shown(running: Product, bar: Bar) -> bool:
    """What the public reads, in the list and of the one place, is what the newest row says."""
    _, status, _ = _newest(running, bar)
    listed = {place["slug"]: place for place in _read(running, "/api/v1/places")["places"]}[bar.slug]
    alone = _read(running, f"/api/v1/places/{bar.slug}")
    shown = {place["report"]["status"] if place["report"] else "as_scheduled" for place in (listed, alone)}
    if shown != {status}:
        print(f"  the newest row says {status}, the public reads {shown}")
    return shown == {status}


def _read(running: Product, path: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}{path}", timeout=10) as answer:
        read: dict[str, Any] = json.load(answer)
    return read


def _rows_of(running: Product, bar: Bar) -> int:
    return _newest(running, bar)[2]


def _newest(running: Product, bar: Bar) -> tuple[int, str, int]:
    """The newest row's number and status, and how many rows there are; noughts where none is."""
    with psycopg.connect(running.cluster.urls.app) as connection:
        row = connection.execute(NEWEST, [bar.slug]).fetchone()
    return (row[0], row[1], row[2]) if row else (0, "", 0)
