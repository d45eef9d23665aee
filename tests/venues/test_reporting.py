from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from backend.hours.windows import ReportError
from backend.venues import calendar, reporting
from backend.venues.models import SnapshotState, StatusReport, Venue
from tests.factories import a_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


@pytest.fixture
def venue() -> Venue:
    return a_place(NOW, opening_hours="Mo-Su 22:00-04:00")


def test_a_report_moves_row_windows_and_number_together(venue: Venue) -> None:
    before = SnapshotState.objects.get().seq
    made = reporting.report(venue, "closing_early", at=NOW, until=NOW + timedelta(minutes=30), staffed=False)
    assert (made.valid_until, made.staffed) == (datetime(2026, 11, 22, 6, 0, tzinfo=UTC), False)
    assert not Venue.objects.open_at(NOW + timedelta(minutes=30)).exists()
    assert SnapshotState.objects.get().seq == before + 1


@pytest.mark.parametrize(
    ("status", "minutes", "field"),
    [
        ("closing_early", None, "until"),
        ("open", -5, "until"),
        ("closed", 60, "until"),
        ("shut", None, "status"),
    ],
)
def test_a_report_that_means_nothing_leaves_nothing(
    venue: Venue, status: str, minutes: int | None, field: str
) -> None:
    seq = SnapshotState.objects.get().seq
    until = None if minutes is None else NOW + timedelta(minutes=minutes)
    with pytest.raises(ReportError) as refused:
        reporting.report(venue, status, at=NOW, until=until)
    assert refused.value.field == field
    assert not StatusReport.objects.exists()
    assert SnapshotState.objects.get().seq == seq


def test_closed_lapses_to_scheduled_and_never_to_confirmed(venue: Venue) -> None:
    reporting.report(venue, "open", at=NOW - timedelta(hours=1))
    reporting.report(venue, "closed", at=NOW)
    tomorrow = NOW + timedelta(days=1)
    calendar.rebuild(venue, at=tomorrow)
    assert Venue.objects.open_at(tomorrow).exists()
    assert not any(report.is_live(at=tomorrow) for report in venue.reports.all())


def test_as_scheduled_gives_the_rest_of_the_night_back(venue: Venue) -> None:
    reporting.report(venue, "closed", at=NOW)
    reporting.report(venue, "as_scheduled", at=NOW + timedelta(minutes=5))
    assert Venue.objects.open_at(NOW + timedelta(minutes=6)).exists()


@pytest.mark.parametrize(
    ("constraint", "row"),
    [
        ("report_status_is_known", {"status": "shut", "valid_until": NOW + timedelta(hours=1)}),
        ("closing_early_says_when", {"status": "closing_early", "valid_until": NOW + timedelta(hours=1)}),
        ("only_taking_back_has_no_lease", {"status": "open", "valid_until": None}),
        ("lease_ends_after_the_report", {"status": "open", "valid_until": NOW - timedelta(hours=1)}),
    ],
)
def test_the_database_itself_refuses(venue: Venue, constraint: str, row: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StatusReport.objects.create(venue=venue, reported_at=NOW, **row)
