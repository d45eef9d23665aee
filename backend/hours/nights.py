"""A night is named by the local date on which it starts and runs 06:00 to 06:00 Europe/London."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

HOUR = 60
DAY = 24 * HOUR
NIGHT_STARTS = 6 * HOUR


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A stretch of real time, UTC, `[start, end)`: the closing minute is closed."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"a window must end after it starts: {self.start} to {self.end}")

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Wall minutes counted from 00:00 of the night's own date; 26:00 is 02:00 of the morning after.

    Only spans that a pair of clock times can say are allowed, so every span has exactly one text.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if (self.opens, self.closes) != self._meaning(self.opens % DAY, self.closes % DAY):
            raise ValueError(f"no pair of clock times says this span: {self.opens} to {self.closes}")

    @classmethod
    def from_clock(cls, opens: int, closes: int) -> Self:
        """From two clock times in minutes after midnight, 0 to 1439."""
        return cls(*cls._meaning(opens, closes))

    @staticmethod
    def _meaning(opens: int, closes: int) -> tuple[int, int]:
        if closes <= opens:
            closes += DAY
        if opens < NIGHT_STARTS and closes <= NIGHT_STARTS:  # the small hours of the night before
            return opens + DAY, closes + DAY
        return opens, closes


WHOLE_NIGHT = Span(NIGHT_STARTS, NIGHT_STARTS + DAY)


def night_of(moment: datetime) -> date:
    """The night that is under way at this moment."""
    local = moment.astimezone(LONDON)
    return local.date() if local.hour * HOUR >= NIGHT_STARTS else local.date() - timedelta(days=1)


def instant(night: date, minute: int, *, opening: bool) -> datetime:
    """The real moment of a wall time. Never claims open longer than is certain:

    a wall time that occurs twice (October) opens at the second and closes at the first;
    one that does not exist (March) is the end of the gap.
    """
    wall = datetime.combine(night, time(), LONDON) + timedelta(minutes=minute)
    first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first > second:  # in a gap, fold 0 reckons with the clock before it, which has run too far
        return _end_of_gap(second, first)
    return second if opening else first


def _end_of_gap(before: datetime, after: datetime) -> datetime:
    """London's clock changes on a whole minute; the gap's end is where its offset first differs."""
    offset = before.astimezone(LONDON).utcoffset()
    while before < after and before.astimezone(LONDON).utcoffset() == offset:
        before += timedelta(minutes=1)
    return before


def night_starts_at(night: date) -> datetime:
    return instant(night, NIGHT_STARTS, opening=True)


def night_ends_at(night: date) -> datetime:
    return night_starts_at(night + timedelta(days=1))


def window_of(night: date, span: Span) -> Window | None:
    """None where a clock change leaves nothing that is certainly open."""
    start, end = instant(night, span.opens, opening=True), instant(night, span.closes, opening=False)
    return Window(start, end) if start < end else None


def joined(windows: Iterable[Window]) -> list[Window]:
    """Sorted and disjoint, with touching and overlapping ones made into one."""
    result: list[Window] = []
    for window in sorted(windows):
        if result and window.start <= result[-1].end:
            result[-1] = Window(result[-1].start, max(result[-1].end, window.end))
        else:
            result.append(window)
    return result
