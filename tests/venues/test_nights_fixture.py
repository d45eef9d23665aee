"""SQL is held to the same cases as Python and TypeScript: `fixtures/nights.json`."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.hours.nights import night_starts_at
from backend.venues import calendar
from backend.venues.models import SpecialDay, StatusReport, Venue
from backend.venues.place import iso
from tests.factories import LONG_AGO, VenueFactory

pytestmark = pytest.mark.django_db

CASES = json.loads((Path(__file__).parents[2] / "fixtures" / "nights.json").read_text())


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def venue_of(case: dict[str, Any]) -> Venue:
    valid_from, valid_until = case["season"]
    venue = VenueFactory.create(
        opening_hours=case["hours"],
        season_from=valid_from and date.fromisoformat(valid_from),
        season_until=valid_until and date.fromisoformat(valid_until),
        published_at=LONG_AGO,
    )
    for night, hours in case["special"].items():
        SpecialDay.objects.create(venue=venue, night=date.fromisoformat(night), hours=hours)
    for said in case["reports"]:
        at = moment(said["at"])
        StatusReport.objects.create(
            venue=venue,
            status=said["status"],
            reported_at=at,
            until=said["until"] and moment(said["until"]),
            valid_until=None if said["status"] == "as_scheduled" else at + timedelta(hours=1),
        )
    return venue


def built_at(case: dict[str, Any]) -> datetime:
    """When the windows were last made: as a report came in, else as the first night began."""
    first = night_starts_at(date.fromisoformat(case["nights"][0]))
    return max([first, *(moment(said["at"]) for said in case["reports"])])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_sql_answers_as_the_case_says(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    first, count = case["nights"]
    asked = [date.fromisoformat(first) + timedelta(days=n) for n in range(count)]
    monkeypatch.setattr(calendar, "nights_to_make", lambda at: asked)
    venue = venue_of(case)
    calendar.rebuild(venue, at=built_at(case))

    def is_open(text: str) -> bool:
        return Venue.objects.published().open_at(moment(text)).exists()

    assert [text for text in case["open_at"] if not is_open(text)] == []
    assert [text for text in case["closed_at"] if is_open(text)] == []
    stored = [[iso(w.period.lower), iso(w.period.upper)] for w in venue.windows.order_by("period")]
    assert stored == case["windows"]
