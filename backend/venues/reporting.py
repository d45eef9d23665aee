"""A status report and all it moves in one transaction: the row, tonight's windows, the snapshot's number."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from backend.hours.windows import check_report, lease

from . import calendar, snapshot
from .actors import Actor
from .choices import Status
from .models import Device, StatusReport, Venue

OPEN_TAP_HOLDS = timedelta(minutes=10)
UNDO_WITHIN = timedelta(seconds=60)
# The answer took its time to reach the finger, and the finger's to reach us.
ON_THE_WAY = timedelta(seconds=10)


class Superseded(Exception):
    """A newer report stands: an older tap, come late, never overwrites it."""

    def __init__(self, newer: StatusReport) -> None:
        super().__init__(f"superseded by {newer.pk}")
        self.newer = newer


class TooOld(Exception):
    """This `open` was tapped too long ago to be believed now: ask again."""


class TooLate(Exception):
    """Only the latest report can be taken back, and only within its minute."""


def report(
    venue: Venue,
    status: str,
    *,
    at: datetime,
    until: datetime | None = None,
    staffed: bool | None = None,
    by: Actor | None = None,
    received_at: datetime | None = None,
) -> StatusReport:
    """Record what staff say of tonight; the public sees it at commit.

    `at` is when staff said it, taken to the second: no window is shorter than moments are told;
    `received_at` is when it reached us, if that was later. Raises `hours.windows.ReportError` (field,
    reason) for an `until` that is missing or makes no sense, Superseded and TooOld for a tap that came
    late. A report is never edited: the next one replaces it.
    """
    received_at = received_at or at
    if status == Status.OPEN and received_at - at > OPEN_TAP_HOLDS:
        raise TooOld
    at = at.replace(microsecond=0)
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        newest = held.reports.latest_first().first()
        if newest and newest.reported_at > at:
            raise Superseded(newest)
        timetable = calendar.timetable(held)
        earlier = calendar.as_facts(calendar.reports_in_play(held, at=at))
        check_report(timetable, earlier, status, at, until)
        return _made(
            StatusReport(
                venue=held,
                status=status,
                staffed=staffed,
                reported_at=at,
                until=until,
                valid_until=lease(timetable, earlier, status, at, until),
                received_at=received_at,
            ),
            by=by,
        )


def undo(mistaken: StatusReport, *, at: datetime, by: Actor | None = None) -> StatusReport:
    """Take back the latest report within its minute: a new one repeats what stood before, with its lease.

    What no longer stands (nothing was said, or its lease has run out) is the timetable. Raises TooLate.
    """
    at = at.replace(microsecond=0)
    with transaction.atomic():
        held = calendar.locked(mistaken.venue_id)
        if not can_undo(held, mistaken, at=at):
            raise TooLate
        before = held.reports.that_stand().exclude(pk=mistaken.pk).latest_first().first()
        said = before if before and before.is_live(at=at) else None
        return _made(
            StatusReport(
                venue=held,
                status=said.status if said else Status.AS_SCHEDULED,
                staffed=said.staffed if said else None,
                reported_at=max(at, mistaken.reported_at),
                until=said.until if said else None,
                valid_until=said.valid_until if said else None,
                received_at=at,
                undoes=mistaken,
            ),
            by=by,
        )


def undo_until(report: StatusReport) -> datetime | None:
    """When the offer to take it back ends; None for what is itself an undo."""
    return None if report.undoes_id else report.received_at + UNDO_WITHIN


def can_undo(venue: Venue, mistaken: StatusReport, *, at: datetime) -> bool:
    newest = venue.reports.latest_first().first()
    until = undo_until(mistaken)
    return newest == mistaken and until is not None and at <= until + ON_THE_WAY


def _made(row: StatusReport, *, by: Actor | None) -> StatusReport:
    """Store the row with whoever said it, and bring windows and snapshot in line with it."""
    row.device = by if isinstance(by, Device) else None
    row.said_by = None if by is None or isinstance(by, Device) else by
    row.save(force_insert=True)
    calendar.rebuild(row.venue, at=row.reported_at)
    snapshot.changed()
    return row
