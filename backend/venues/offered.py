"""Dates that a manager is asked about: nights on which her usual hours are most often wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from backend.hours.holidays import bank_holidays

AHEAD = timedelta(days=366)
# On these the public reads that hours may differ, so a manager is asked about them, bank holiday or not.
EVERY_YEAR = {
    (1, 1): "New Year's Day",
    (12, 24): "Christmas Eve",
    (12, 25): "Christmas Day",
    (12, 26): "Boxing Day",
    (12, 31): "New Year's Eve",
}


@dataclass(frozen=True, slots=True, order=True)
class OfferedDay:
    night: date
    name: str


def days(today: date) -> list[OfferedDay]:
    """England's bank holidays, the eves, and the last Friday before Christmas, of the coming year in order.

    A date that is two of them is offered once, by both names.
    """
    names: dict[date, list[str]] = {}
    for day in _all(today):
        if today <= day.night <= today + AHEAD and day.name not in names.setdefault(day.night, []):
            names[day.night].append(day.name)
    return sorted(OfferedDay(night, ", ".join(named)) for night, named in names.items() if named)


def last_friday_before_christmas(year: int) -> date:
    """The busiest night of the year. Friday the 24th counts; Christmas Day itself does not."""
    eve = date(year, 12, 24)
    return eve - timedelta(days=(eve.weekday() - 4) % 7)


def _all(today: date) -> Iterator[OfferedDay]:
    for year in (today.year, today.year + 1):
        yield OfferedDay(last_friday_before_christmas(year), "Last Friday before Christmas")
        yield from (OfferedDay(date(year, month, day), name) for (month, day), name in EVERY_YEAR.items())
    yield from (OfferedDay(night, title.replace("’", "'")) for night, title in bank_holidays().items())
