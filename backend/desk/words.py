"""Moments and days as officers read them, London wall time."""

from __future__ import annotations

from datetime import date, datetime

from backend.hours.nights import LONDON, night_of
from backend.venues.actors import name_of
from backend.venues.choices import Kind
from backend.venues.models import StatusReport

NOBODY = "somebody who was not named"


def clock(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%H:%M}"


def day(day: date) -> str:
    """`Saturday 28 November`."""
    return f"{day:%A} {day.day} {day:%B}"


def full_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def month(day: date) -> str:
    """`Nov 2026`."""
    return f"{day:%b %Y}"


def two_digits(hour: int) -> str:
    return f"{hour:02}"


def kind(kind: str) -> str:
    return str(Kind(kind).label)


def when(moment: datetime) -> str:
    """`Sat 28 Nov, 23:12`."""
    local = moment.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def full_moment(moment: datetime) -> str:
    local = moment.astimezone(LONDON)
    return f"{full_day(local.date())}, {local:%H:%M}"


def tonight_or_when(moment: datetime, *, now: datetime) -> str:
    """The clock alone for what belongs to this night."""
    return clock(moment) if night_of(moment) == night_of(now) else when(moment)


def who_said(report: StatusReport) -> str:
    by = report.device or report.said_by
    return name_of(by) if by else NOBODY
