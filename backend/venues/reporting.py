"""A status report and all it moves in one transaction: the row, tonight's windows, the snapshot's number."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from backend.hours.windows import check_report, lease

from . import calendar, snapshot
from .models import StatusReport, Venue


def report(
    venue: Venue, status: str, *, at: datetime, until: datetime | None = None, staffed: bool | None = None
) -> StatusReport:
    """Record what staff say of tonight; the public sees it at commit.

    `at` is when staff said it, taken to the second: no window is shorter than moments are told.
    Raises `hours.windows.ReportError` (field, reason) for an `until` that is
    missing or makes no sense. A report is never edited: the next one replaces it.
    """
    at = at.replace(microsecond=0)
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        timetable = calendar.timetable(held)
        earlier = calendar.as_facts(calendar.reports_in_play(held, at=at))
        check_report(timetable, earlier, status, at, until)
        made = StatusReport.objects.create(
            venue=held,
            status=status,
            staffed=staffed,
            reported_at=at,
            until=until,
            valid_until=lease(timetable, earlier, status, at, until),
        )
        calendar.rebuild(held, at=at)
        snapshot.changed()
    return made
