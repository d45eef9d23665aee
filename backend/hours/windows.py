"""Weekly hours, special days and what staff said, turned into open windows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from .nights import Span, Window, joined, night_ends_at, night_of, window_of

STATUSES = ("open", "full", "closing_early", "closed", "as_scheduled")
LEASE = timedelta(hours=2)
ONE_NIGHT = timedelta(days=1)


class Weekly(Protocol):
    """What a timetable needs of `text.WeeklyHours`."""

    def on(self, night: date, /) -> tuple[Span, ...]: ...


@dataclass(frozen=True, slots=True)
class Season:
    """The nights, both included, in which the weekly hours hold."""

    valid_from: date | None = None
    valid_until: date | None = None

    def __contains__(self, night: date) -> bool:
        return (self.valid_from is None or self.valid_from <= night) and (
            self.valid_until is None or night <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Timetable:
    hours: Weekly | None
    special: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    season: Season = Season()

    def spans_on(self, night: date) -> tuple[Span, ...]:
        """A special day replaces the whole night, in season or out of it; unknown hours are no spans."""
        if night in self.special:
            return self.special[night]
        if self.hours is None or night not in self.season:
            return ()
        return self.hours.on(night)

    def scheduled(self, nights: Iterable[date]) -> list[Window]:
        """Sorted, disjoint, touching ones joined."""
        return joined(self._windows(nights))

    def span_window_at(self, moment: datetime) -> Window | None:
        """The one scheduled span under way; where two nights' spans overlap, the one that ends last."""
        under_way = [window for window in self._windows(_nights_around(moment)) if moment in window]
        return max(under_way, key=lambda window: window.end, default=None)

    def holds_until(self, moment: datetime) -> datetime:
        """When what staff say at this moment lapses: at 06:00, or at the end of a span that crosses it.

        The night is the one under way: at 06:30 in a club that opened at 22:00 it is still last night.
        """
        under_way = self.span_window_at(moment)
        night_ends = night_ends_at(night_of(under_way.start if under_way else moment))
        ends = [
            window.end
            for window in self._windows(_nights_around(moment))
            if window.start < night_ends and moment < window.end
        ]
        return max([night_ends, *ends])

    def _windows(self, nights: Iterable[date]) -> list[Window]:
        found = (window_of(night, span) for night in nights for span in self.spans_on(night))
        return [window for window in found if window is not None]


@dataclass(frozen=True, slots=True)
class Report:
    """What staff said, when, and until when they said it would hold."""

    status: str
    reported_at: datetime
    until: datetime | None = None


class ReportError(ValueError):
    """The report cannot be accepted: which field is wrong, and why, in words for whoever sent it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def open_windows(timetable: Timetable, reports: Iterable[Report], nights: Iterable[date]) -> list[Window]:
    """The schedule of these nights with what staff said folded over it, in the order they said it."""
    schedule = timetable.scheduled(nights)
    past: list[Window] = []  # nothing said later moves these; a stuck button makes hundreds
    windows = schedule
    for report in sorted(reports, key=lambda report: report.reported_at):
        past += [window for window in windows if window.end < report.reported_at]
        windows = [window for window in windows if window.end >= report.reported_at]
        windows = joined(_after(report, windows, schedule, timetable.holds_until(report.reported_at)))
    return past + windows


def check_report(
    timetable: Timetable,
    earlier_reports: Sequence[Report],
    status: str,
    at: datetime,
    until: datetime | None,
) -> None:
    """Raises ReportError where the report has no meaning at this moment."""
    if status not in STATUSES:
        raise ReportError("status", "Say open, full, closing_early, closed or as_scheduled.")
    if until is not None:
        _check_until(status, at, until, timetable.holds_until(at))
    now_open = _holding(_around(timetable, earlier_reports, at), at)
    if status == "open" and until is None and not (now_open or timetable.span_window_at(at)):
        raise ReportError("until", "These hours are not in your timetable: say until when you are open.")
    if status == "closing_early":
        _check_closing_early(now_open, until)


def lease(
    timetable: Timetable,
    reports_before: Sequence[Report],
    status: str,
    at: datetime,
    until: datetime | None,
) -> datetime | None:
    """Until when the report counts as live; nothing for `as_scheduled`, which only takes others back."""
    if status == "as_scheduled":
        return None
    if status != "open":
        return timetable.holds_until(at)
    window = _holding(_around(timetable, [*reports_before, Report(status, at, until)], at), at)
    return min(at + LEASE, until or at + LEASE, window.end if window else at)


def _check_until(status: str, at: datetime, until: datetime, latest: datetime) -> None:
    if status not in ("open", "closing_early"):
        raise ReportError("until", "Leave the time out: this holds until the night ends.")
    if until <= at:
        raise ReportError("until", "This time has passed: say a later one.")
    if until > latest:
        raise ReportError("until", "This is after the night has ended: say an earlier time.")


def _check_closing_early(now_open: Window | None, until: datetime | None) -> None:
    if now_open is None:
        raise ReportError("status", "You are not open now, so you cannot close early.")
    if until is None:
        raise ReportError("until", "Say when you will close.")
    if until >= now_open.end:
        raise ReportError("until", "This is not earlier than your closing time.")


def _nights_around(moment: datetime) -> list[date]:
    """Every night that can have a span under way at this moment: spans last a day at most."""
    night = night_of(moment)
    return [night - ONE_NIGHT, night, night + ONE_NIGHT]


def _around(timetable: Timetable, reports: Iterable[Report], moment: datetime) -> list[Window]:
    return open_windows(timetable, reports, _nights_around(moment))


def _holding(windows: Iterable[Window], moment: datetime) -> Window | None:
    return next((window for window in windows if moment in window), None)


def _after(
    report: Report, windows: list[Window], schedule: list[Window], holds_until: datetime
) -> list[Window]:
    at, until = report.reported_at, report.until
    match report.status:
        case "closed":
            return _without(windows, at, holds_until)
        case "as_scheduled":
            return _before(windows, at) + _from(schedule, at)
        case "closing_early":
            return _without(_restored(at, windows, schedule), until or at, holds_until)
        case "open" if until is not None:
            latest = min(until, holds_until)
            return _ending_at(at, latest, _restored(at, windows, schedule), holds_until)
        case "open" | "full":
            return _restored(at, windows, schedule)
    raise ValueError(f"no such status: {report.status}")


def _restored(at: datetime, windows: list[Window], schedule: list[Window]) -> list[Window]:
    """Staff are there, so scheduled hours that were closed hold again; an open window stays as it is."""
    scheduled = _holding(schedule, at)
    if _holding(windows, at) or scheduled is None:
        return windows
    return joined([*windows, Window(at, scheduled.end)])


def _ending_at(at: datetime, until: datetime, windows: list[Window], holds_until: datetime) -> list[Window]:
    """The window under way ends at `until`, or a new one does; other windows of the night stay."""
    if until <= at:
        return windows
    under_way = _holding(windows, at)
    if under_way and until < under_way.end:
        return _without(windows, until, min(under_way.end, holds_until))
    return [*windows, Window(at, until)]


def _without(windows: list[Window], start: datetime, end: datetime) -> list[Window]:
    return _before(windows, start) + _from(windows, max(start, end))


def _before(windows: Iterable[Window], moment: datetime) -> list[Window]:
    return [Window(w.start, min(w.end, moment)) for w in windows if w.start < moment]


def _from(windows: Iterable[Window], moment: datetime) -> list[Window]:
    return [Window(max(w.start, moment), w.end) for w in windows if moment < w.end]
