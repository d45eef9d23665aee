"""A status report and all it moves in one transaction: the row, tonight's windows, the snapshot's number."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from backend.hours import saying
from backend.hours.saying import Said

from . import calendar, snapshot
from .actors import Actor
from .models import Device, StatusReport, Venue


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
    reason) for an `until` that is missing or makes no sense, `saying.Superseded` and `saying.TooOld` for a
    tap that came late. A report is never edited: the next one replaces it.
    """
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        made = saying.accepted(
            calendar.timetable(held),
            calendar.said(held, at=at),
            status,
            at=at,
            received_at=received_at or at,
            until=until,
            staffed=staffed,
            is_same_voice=by is not None and _last_voice(held) == by,
        )
        return _stored(held, made, by=by)


def undo(mistaken: StatusReport, *, at: datetime, by: Actor | None = None) -> StatusReport:
    """Take back the latest report within its minute; what stood before stands again. Raises TooLate."""
    with transaction.atomic():
        held = calendar.locked(mistaken.venue_id)
        said = calendar.said(held, at=mistaken.reported_at)
        made = saying.taken_back(said, calendar.as_said(mistaken), at=at)
        return _stored(held, made, by=by)


def _last_voice(venue: Venue) -> Actor | None:
    newest = venue.reports.select_related("device", "said_by").latest_first().first()
    return (newest.device or newest.said_by) if newest else None


def _stored(venue: Venue, made: Said, *, by: Actor | None) -> StatusReport:
    """Store it with whoever said it, and bring windows and snapshot in line."""
    row = StatusReport.objects.create(
        venue=venue,
        status=made.status,
        staffed=made.staffed,
        reported_at=made.reported_at,
        until=made.until,
        valid_until=made.valid_until,
        received_at=made.received_at or made.reported_at,
        undoes_id=made.undoes,
        device=by if isinstance(by, Device) else None,
        said_by=None if by is None or isinstance(by, Device) else by,
    )
    calendar.rebuild(venue, at=made.reported_at)
    snapshot.changed()
    return row
