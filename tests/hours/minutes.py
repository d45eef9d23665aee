"""A second, naive reading of the same rules: walk every real minute and decide it by hand.

Written apart from `backend.hours` and without zoneinfo, so that the two can disagree. Everything is counted
in whole minutes: `real` minutes since 1970 UTC, and `wall` minutes since 1970 on a London clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

EPOCH = date(1970, 1, 1).toordinal()
DAY = 1440
Clock = tuple[int, int]  # two clock times, in minutes after midnight


@dataclass(frozen=True)
class Said:
    status: str
    at: int
    until: int | None = None


@dataclass(frozen=True)
class Facts:
    week: Sequence[Sequence[Clock]] | None  # Monday first
    special: Mapping[date, Sequence[Clock]]
    first: date | None = None
    last: date | None = None


def midnight(day: date) -> int:
    return (day.toordinal() - EPOCH) * DAY


def last_sunday(year: int, month: int) -> date:
    """Of March or October, which have 31 days."""
    end = date(year, month, 31)
    return date.fromordinal(end.toordinal() - (end.weekday() + 1) % 7)


def is_summer(real: int) -> bool:
    """From 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October."""
    year = date.fromordinal(real // DAY + EPOCH).year
    return midnight(last_sunday(year, 3)) + 60 <= real < midnight(last_sunday(year, 10)) + 60


def wall_of(real: int) -> int:
    return real + 60 if is_summer(real) else real


def opens_at(wall: int) -> int:
    """The last real minute at which the clock shows it, or the first after it where it never does."""
    reals = range(wall - 180, wall + 180)
    return max((r for r in reals if wall_of(r) == wall), default=min(r for r in reals if wall_of(r) > wall))


def closes_at(wall: int) -> int:
    """The first real minute at which the clock shows it, or the first after it where it never does."""
    reals = range(wall - 180, wall + 180)
    return min((r for r in reals if wall_of(r) == wall), default=min(r for r in reals if wall_of(r) > wall))


def night_of(real: int) -> date:
    return date.fromordinal((wall_of(real) - 360) // DAY + EPOCH)


def ends_of_night(night: date) -> int:
    return opens_at(midnight(night) + DAY + 360)


def clocks_on(facts: Facts, night: date) -> Sequence[Clock]:
    if night in facts.special:
        return facts.special[night]
    too_early = facts.first is not None and night < facts.first
    too_late = facts.last is not None and night > facts.last
    if facts.week is None or too_early or too_late:
        return ()
    return facts.week[night.weekday()]


def spans_on(facts: Facts, night: date) -> list[range]:
    """Real minutes, span by span."""
    spans = []
    for o, c in clocks_on(facts, night):
        start, end = midnight(night) + o, midnight(night) + c
        if c <= o:
            end += DAY
        if o < 360 and end - midnight(night) <= 360:
            start, end = start + DAY, end + DAY
        spans.append(range(opens_at(start), closes_at(end)))
    return [span for span in spans if len(span)]


def scheduled(facts: Facts, nights: Sequence[date]) -> set[int]:
    return {minute for night in nights for span in spans_on(facts, night) for minute in span}


def holds_until(facts: Facts, at: int) -> int:
    near = [date.fromordinal(night_of(at).toordinal() + n) for n in (-1, 0, 1)]
    spans = [span for night in near for span in spans_on(facts, night)]
    under_way = [span for span in spans if at in span]
    night = night_of(max(under_way, key=lambda span: span[-1])[0] if under_way else at)
    six = ends_of_night(night)
    return max([six, *(span[-1] + 1 for span in spans if span[0] < six and span[-1] >= at)])


def open_minutes(facts: Facts, said: Sequence[Said], nights: Sequence[date]) -> set[int]:
    schedule = scheduled(facts, nights)
    now_open = set(schedule)
    for report in sorted(said, key=lambda report: report.at):
        end = holds_until(facts, report.at)
        if report.status == "as_scheduled":
            now_open = {m for m in now_open if m < report.at} | {m for m in schedule if m >= report.at}
        if report.status == "closed":
            now_open -= set(range(report.at, end))
        if report.status in ("open", "full", "closing_early") and report.at not in now_open:
            now_open |= _run(schedule, report.at)
        if report.status == "closing_early" and report.until is not None:
            now_open -= set(range(report.until, end))
        if report.status == "open" and report.until is not None:
            until = min(report.until, end)
            after = {m for m in _run(now_open, report.at) if until <= m < end}
            now_open = now_open - after | set(range(report.at, until))
    return now_open


def _run(minutes: set[int], at: int) -> set[int]:
    """The unbroken stretch of minutes from this one on."""
    run = set()
    while at in minutes:
        run.add(at)
        at += 1
    return run
