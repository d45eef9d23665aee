"""What hours would mean on the next 14 nights, before they are saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.hours.nights import LONDON, Span, Window, night_of
from backend.hours.text import WeeklyHours
from backend.hours.tokens import DAY_WORDS, MONTH_WORDS
from backend.hours.windows import Season, Timetable

from .models import Venue

NIGHTS = 14


@dataclass(frozen=True, slots=True)
class Night:
    """One night with its windows, and both in words."""

    night: date
    label: str
    windows: list[Window]
    text: str


def of(
    venue: Venue,
    *,
    hours: WeeklyHours | None,
    season: Season,
    special: Mapping[date, tuple[Span, ...]],
    at: datetime,
) -> Iterator[Night]:
    """The next 14 nights by these hours and the venue's special days, with those given in their place."""
    kept = {day.night: day.spans for day in venue.special_days.all()}
    timetable = Timetable(hours=hours, special={**kept, **special}, season=season)
    for ahead in range(NIGHTS):
        night = night_of(at) + timedelta(days=ahead)
        windows = timetable.scheduled([night])
        is_known = hours is not None or night in timetable.special
        said = _said(night, windows) if is_known else "Not known"
        yield Night(night, night_label(night), windows, said)


def night_label(night: date) -> str:
    """`Friday night, 27 November`."""
    return f"{DAY_WORDS[night.weekday()]} night, {night.day} {MONTH_WORDS[night.month - 1]}"


def _said(night: date, windows: list[Window]) -> str:
    return ", ".join(_window_said(night, window) for window in windows) or "Closed"


def _window_said(night: date, window: Window) -> str:
    """`22:00 to 04:00 Saturday`: the day is named where it is no longer the night's own."""
    start, end = window.start.astimezone(LONDON), window.end.astimezone(LONDON)
    return f"{start:%H:%M}{_other_day(start.date(), night)} to {end:%H:%M}{_other_day(end.date(), night)}"


def _other_day(day: date, night: date) -> str:
    return "" if day == night else f" {DAY_WORDS[day.weekday()]}"
