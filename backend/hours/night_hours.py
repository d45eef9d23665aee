"""The hours of a night by the clock on the wall, for counting: each stands for its half past."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .nights import LONDON, night_ends_at, night_starts_at

HALF_AN_HOUR = timedelta(minutes=30)
ONE_HOUR = timedelta(hours=1)
ALL_DAY = (*range(6, 24), *range(6))
DARK = (*range(18, 24), *range(6))
"""The hours that matter, evening first: 18:00 to 06:00."""


@dataclass(frozen=True, slots=True)
class NightHour:
    """`first` and `last` are its half past, the same moment but for the hour that October has twice."""

    night: date
    hour: int
    first: datetime
    last: datetime


def night_hours(night: date) -> list[NightHour]:
    """In order from 06:00: 24 of them, the one that comes twice as one, and 23 where March leaves one out."""
    found: dict[int, NightHour] = {}
    moment = night_starts_at(night) + HALF_AN_HOUR
    while moment < night_ends_at(night):
        hour = moment.astimezone(LONDON).hour
        first = found[hour].first if hour in found else moment
        found[hour] = NightHour(night, hour, first, moment)
        moment += ONE_HOUR
    return list(found.values())


def hours_of(nights: Iterable[date]) -> list[NightHour]:
    return [each for night in nights for each in night_hours(night)]


def clock_words(hour: int) -> str:
    return f"{hour:02}:00"
