"""Is it open, how do we know, and will it be when you get there? The phone asks the same of its copy."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeVarTuple

from .nights import HOUR, LONDON, Window, instant, night_of, night_starts_at
from .windows import LEASE

State = Literal["open", "closing_soon", "full", "closed", "unknown"]
Basis = Literal["confirmed", "scheduled", "stale", "unknown"]

FRESH_FOR = timedelta(minutes=5)
CONFIRMED_FOR = timedelta(minutes=30)
OLD_AFTER = timedelta(hours=24)
NO_CLOSING = timedelta(hours=24)
MARGIN = timedelta(minutes=15)
NEAR_M = 5_000

DETOUR = 1.3  # streets are longer than the straight line
METRES_A_MINUTE = 80

Rest = TypeVarTuple("Rest")


@dataclass(frozen=True, slots=True)
class LiveReport:
    """What staff said last. It speaks from `reported_at` until `valid_until`, then lapses by itself."""

    status: str
    staffed: bool | None
    reported_at: datetime
    until: datetime | None
    valid_until: datetime | None

    def speaks_at(self, moment: datetime) -> bool:
        if self.status == "as_scheduled" or self.valid_until is None:
            return False
        return self.reported_at <= moment < self.valid_until

    def says_closed_at(self, moment: datetime) -> bool:
        has_closed = self.status == "closing_early" and self.until is not None and self.until <= moment
        return self.status == "closed" or has_closed


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """`windows` are sorted and disjoint; nothing is known from `covers_until` on."""

    windows: tuple[Window, ...]
    hours_known: bool
    covers_until: datetime
    report: LiveReport | None = None
    call_first_until: datetime | None = None
    last_entry: str | None = None
    help_at_door: bool = False
    hours_may_differ_on: frozenset[date] = frozenset()

    def says_call_first_at(self, moment: datetime) -> bool:
        return self.call_first_until is not None and moment < self.call_first_until


@dataclass(frozen=True, slots=True)
class Label:
    """What may be said of a place now. `last_entry_passed` is about newcomers: false where the door helps.

    `staffed` is true while staff's word that a trained person is on shift counts. `hours_may_differ` is for
    what only the timetable says, on a holiday.
    """

    state: State
    basis: Basis
    closes_at: datetime | None = None
    opens_at: datetime | None = None
    said_at: datetime | None = None
    call_first: bool = False
    not_rechecked_since: datetime | None = None
    is_old_list: bool = False
    last_entry_at: datetime | None = None
    last_entry_passed: bool = False
    staffed: bool = False
    hours_may_differ: bool = False


def label(facts: PlaceFacts, *, now: datetime, checked_at: datetime, walk_minutes: int | None) -> Label:
    """`checked_at` is when this copy of the facts was last known to be the newest there is."""
    age = now - checked_at
    said = _said(facts, now, timedelta(minutes=walk_minutes or 0), is_stale=age > CONFIRMED_FOR)
    is_heard = said.basis == "confirmed" and said.state != "closed" and not said.call_first
    return replace(
        said,
        staffed=is_heard and _says_staffed(facts.report, now),
        hours_may_differ=said.basis == "scheduled" and night_of(now) in facts.hours_may_differ_on,
        not_rechecked_since=checked_at if FRESH_FOR < age <= CONFIRMED_FOR else None,
        is_old_list=age > OLD_AFTER,
    )


def _said(facts: PlaceFacts, now: datetime, walk: timedelta, *, is_stale: bool) -> Label:
    report = facts.report if facts.report and facts.report.speaks_at(now) else None
    window = next((window for window in facts.windows if now in window), None)
    heard: Basis = "stale" if is_stale else "confirmed"
    if now >= facts.covers_until:
        return Label("unknown", "unknown")
    if report and report.says_closed_at(now):
        return Label("closed", heard, opens_at=_opens_at(facts, now), said_at=report.reported_at)
    if window:
        return _open(facts, window, report, now, walk, heard)
    if facts.hours_known:
        return Label("closed", "scheduled", opens_at=_opens_at(facts, now))
    if report and report.status == "full":
        return Label("full", heard, said_at=report.reported_at, call_first=facts.says_call_first_at(now))
    return Label("unknown", "unknown", opens_at=_opens_at(facts, now))


def _open(
    facts: PlaceFacts, window: Window, report: LiveReport | None, now: datetime, walk: timedelta, heard: Basis
) -> Label:
    last_entry_at = _last_entry_at(facts.last_entry, window, now)
    is_too_late = last_entry_at is not None and last_entry_at <= now and not facts.help_at_door
    # A window that reaches the end of what is told has no closing that anybody knows of.
    closes_at = window.end if window.end < facts.covers_until and window.end - now < NO_CLOSING else None
    is_closing = closes_at is not None and closes_at - now <= walk + MARGIN
    state = _open_state(report, is_closing=is_too_late or is_closing)
    call_first = facts.says_call_first_at(now)
    if state != "full" and (call_first or not _is_fresh(report, now)):
        report = None  # somebody who was there contradicts what staff said, or it was said too long ago
    return Label(
        state,
        heard if report else "scheduled",
        closes_at=closes_at,
        said_at=report.reported_at if report else None,
        call_first=call_first,
        last_entry_at=last_entry_at,
        last_entry_passed=is_too_late,
    )


def _is_fresh(report: LiveReport | None, now: datetime) -> bool:
    """*Closing early* cuts the whole night, but vouches for being open no longer than *open* does."""
    return report is not None and now < report.reported_at + LEASE


def _says_staffed(report: LiveReport | None, now: datetime) -> bool:
    return report is not None and report.staffed is True and _is_fresh(report, now)


def _open_state(report: LiveReport | None, *, is_closing: bool) -> State:
    if report and report.status == "full":
        return "full"
    return "closing_soon" if is_closing else "open"


def _opens_at(facts: PlaceFacts, now: datetime) -> datetime | None:
    return min((window.start for window in facts.windows if now < window.start), default=None)


def _last_entry_at(last_entry: str | None, window: Window, now: datetime) -> datetime | None:
    """The first time that the clock says so in the window; each night anew where it never closes."""
    if last_entry is None:
        return None
    start = window.start
    if window.end - start > NO_CLOSING:
        start = max(start, night_starts_at(night_of(now)))
    day = start.astimezone(LONDON).date()
    clock = time.fromisoformat(last_entry)
    minute = clock.hour * HOUR + clock.minute
    days = (day, day + timedelta(days=1))
    times = (instant(day, minute, opening=opening) for day in days for opening in (False, True))
    return min(moment for moment in times if start <= moment)


def walk_minutes(distance_m: float) -> int:
    return math.ceil(distance_m * DETOUR / METRES_A_MINUTE)


def rank(items: Iterable[tuple[Label, float, *Rest]]) -> list[tuple[Label, float, *Rest]]:
    """Of (label, metres, ...): open near by, then closing or full near by, then far away, then shut."""
    return sorted(items, key=lambda item: (_tier(item[0], item[1]), item[1]))


def _tier(label: Label, distance_m: float) -> int:
    if label.state in ("closed", "unknown"):
        return 3
    if distance_m > NEAR_M:
        return 2
    return 0 if label.state == "open" else 1
