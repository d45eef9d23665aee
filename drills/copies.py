"""The same tap sent up to five times at once, or again after its answer was lost: one row a key.

Some copies say that they are older, some are sent and hung up on, some bring the same key with another
body. A bar takes one key after the other, so that no tap is refused for a newer one: whatever is not a
201 or a 422 is an outage that has to be sent again, and is counted.
"""

from __future__ import annotations

import os
import queue
import random
import statistics
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from . import product
from .bars import Bar
from .product import Product
from .taps import BROKEN, REFUSED_FOR_NOW, Answer, Line, Tap

KEYS = int(os.environ.get("KEYS", "10000"))
BARS, WORKERS, COPIES = 80, 6, 5
STATUSES = ("full", "closed")
OLDEST_S = 26 * 3600


@dataclass
class Counted:
    """Every answer by its code, and for each key what was answered to it."""

    codes: Counter[str] = field(default_factory=Counter)
    reports: dict[str, tuple[int, str]] = field(default_factory=dict)
    took_ms: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        codes = ", ".join(f"{count:,} {name}" for name, count in sorted(self.codes.items()))
        return (
            f"{len(self.reports):,} keys, {self.codes.total():,} requests: {codes}; median of a key's first "
            f"answers {statistics.median(self.took_ms):.0f} ms"
        )


@dataclass
class Keys:
    """Sends so many keys; `counted` is only added to under the lock."""

    port: int
    keys: int
    counted: Counted = field(default_factory=Counted)
    bars: queue.SimpleQueue[Bar] = field(default_factory=queue.SimpleQueue)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send_all(self, bars: list[Bar]) -> Counted:
        for bar in bars:
            self.bars.put(bar)
        threads = [threading.Thread(target=self._work, args=[number]) for number in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.counted

    def _work(self, number: int) -> None:
        dice = random.Random(number)
        with ExitStack() as open_lines:
            lines = [open_lines.enter_context(Line(self.port)) for _ in range(COPIES)]
            while self._takes_one():
                bar = self.bars.get()
                self._send(Tap(bar, dice.choice(STATUSES)), lines, dice)
                self.bars.put(bar)

    def _send(self, tap: Tap, lines: list[Line], dice: random.Random) -> None:
        began = time.monotonic()
        answers = _at_once(tap, lines, dice)
        took_ms = (time.monotonic() - began) * 1_000
        answers += _again(tap, answers, lines[0], dice)
        self._count(tap, answers, took_ms)

    def _takes_one(self) -> bool:
        with self.lock:
            self.keys -= 1
            return self.keys >= 0

    def _count(self, tap: Tap, answers: list[tuple[Tap, Answer]], took_ms: float) -> None:
        with self.lock:
            counted = self.counted
            counted.codes.update(_name(answer) for _, answer in answers)
            counted.took_ms.append(took_ms)
            counted.wrong += _what_is_wrong(tap, answers)
            accepted = [answer for _, answer in answers if answer.code == 201]
            if accepted:
                counted.reports[tap.key] = accepted[0].report


def _at_once(tap: Tap, lines: list[Line], dice: random.Random) -> list[tuple[Tap, Answer]]:
    """All copies are on their way before the first answer is read; some are never read."""
    copies = [_maybe_another(tap, dice) for _ in range(dice.randint(1, COPIES))]
    used = list(zip(copies, lines, strict=False))
    for copy, line in used:
        line.send(copy)
    for _, line in used:
        if dice.random() < 0.1:
            line.drop()
    return [(copy, line.answer()) for copy, line in used]


def _again(
    tap: Tap, answers: list[tuple[Tap, Answer]], line: Line, dice: random.Random
) -> list[tuple[Tap, Answer]]:
    """Until one body has its 201; then what a phone sends later, whose clock may say anything."""
    more: list[tuple[Tap, Answer]] = []
    stands = _standing(answers)
    while stands is None:
        more += [(each, line.tap(each)) for each in (tap, _another(tap))]
        stands = _standing(more)
        if len(more) > 100:
            return more
    if dice.random() < 0.3:
        more.append((stands, line.tap(stands, age_s=dice.randint(1, OLDEST_S))))
    if dice.random() < 0.1:
        other = _another(stands)
        more.append((other, line.tap(other)))
    return more


def _standing(answers: list[tuple[Tap, Answer]]) -> Tap | None:
    return next((tap for tap, answer in answers if answer.code == 201), None)


def _maybe_another(tap: Tap, dice: random.Random) -> Tap:
    return _another(tap) if dice.random() < 0.05 else tap


def _another(tap: Tap) -> Tap:
    """The same key, with the other body."""
    return replace(tap, status=STATUSES[1 - STATUSES.index(tap.status)])


def _name(answer: Answer) -> str:
    return "not read" if answer.code == BROKEN else f"{answer.code}{' replayed' * answer.is_repeat}"


def _what_is_wrong(tap: Tap, answers: list[tuple[Tap, Answer]]) -> list[str]:
    """One body and one answer to it, byte by byte; the other body is told that the key is taken."""
    codes = {answer.code for _, answer in answers} - {201, 422, *REFUSED_FOR_NOW}
    wrong = [f"{tap.key}: answered {codes}"] if codes else []
    if len({answer.body for _, answer in answers if answer.code == 201}) != 1:
        wrong.append(f"{tap.key}: not one answer")
    stands = {copy.status for copy, answer in answers if answer.code == 201}
    refused = {copy.status for copy, answer in answers if answer.code == 422}
    if stands & refused or len(stands) != 1:
        wrong.append(f"{tap.key}: {stands} stands and {refused} is refused")
    if len([1 for _, answer in answers if answer.code == 201 and not answer.is_repeat]) > 1:
        wrong.append(f"{tap.key}: done twice")
    return wrong


def drill() -> bool:
    with product.running(count=BARS) as running:
        return held(running, keys=KEYS)


def held(running: Product, *, keys: int) -> bool:
    """Whether there is one row for each key; says what was counted."""
    before, began = running.rows(), time.monotonic()
    counted = Keys(running.port, keys).send_all(running.bars)
    took = time.monotonic() - began
    reports, answered = (now - then for now, then in zip(running.rows(), before, strict=True))
    print(f"  {counted}; {took:.0f} s; {reports:,} rows, {answered:,} answered keys", flush=True)
    for line in counted.wrong[:10]:
        print(f"  {line}")
    told = {report for report, _ in counted.reports.values()}
    return not counted.wrong and reports == answered == keys == len(counted.reports) == len(told)
