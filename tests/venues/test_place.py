"""What the public may know. Whatever state a venue is in, only what may be shown ever is."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.contrib.gis.geos import Point

from backend.venues import publishing, reporting, snapshot
from backend.venues.models import Venue
from backend.venues.place import facts
from tests.factories import LONG_AGO, OrganisationFactory, VenueFactory, a_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def test_of_a_thousand_venues_only_those_that_may_be_shown_are() -> None:
    chance = random.Random(4)
    signed, unsigned = OrganisationFactory.create(), OrganisationFactory.create(charter_signed_on=None)
    shown = set()
    for n in range(1000):
        kind = chance.choice(["safe_space", "charter_venue"])
        body = chance.choice([signed, unsigned])
        published, suspended, is_public = (chance.random() < p for p in (0.6, 0.3, 0.7))
        VenueFactory.create(
            slug=f"canary-{n}",
            kind=kind,
            organisation=body,
            published_at=LONG_AGO if published else None,
            suspended_at=LONG_AGO if suspended else None,
            suspended_because="Nobody was there." if suspended else "",
            address_is_public=is_public,
        )
        if published and not suspended and is_public and (kind == "safe_space" or body is signed):
            shown.add(f"canary-{n}")
    assert {place["slug"] for place in snapshot.publish(at=NOW).places} == shown
    assert 100 < len(shown) < 600


def test_one_row_in_hand_answers_as_the_query_does() -> None:
    venue = VenueFactory.create()
    assert not venue.is_published
    publishing.publish(venue, at=NOW)
    again = Venue.objects.published().get(pk=venue.pk)
    assert again.is_published


def test_everything_known_of_a_venue_is_told_in_the_contracts_form() -> None:
    a_place(
        NOW,
        slug="demo-full",
        kind="charter_venue",
        postcode="ST1 1AA",
        phone="01632 960001",
        services=["water", "help_at_door"],
        access={"step_free": False},
        what_to_expect="Ask at the bar.",
        last_entry=time(2, 0),
        minimum_age=18,
        last_checked_on=date(2026, 11, 1),
        call_first_until=NOW + timedelta(minutes=30),
    )
    Venue.objects.update(access={"step_free": False, "unheard_of": True, "quiet_room": "<b>"})
    place = snapshot.publish(at=NOW).by_slug["demo-full"]
    assert (place["charter_signed_on"], place["last_entry"], place["minimum_age"]) == (
        "2025-06-01",
        "02:00",
        18,
    )
    assert (place["last_checked_on"], place["call_first_until"]) == ("2026-11-01", "2026-11-22T02:00:00Z")
    assert (place["hours_text"], place["access"]["step_free"]) == (
        "Friday and Saturday nights 10pm to 4am",
        False,
    )
    assert "unheard_of" not in place["access"]
    assert place["access"]["quiet_room"] is None


@pytest.mark.parametrize(
    ("minutes", "told"), [(0, True), (119, True), (120, False), (300, False)], ids=lambda v: str(v)
)
def test_a_report_is_told_while_its_lease_runs(minutes: int, told: bool) -> None:
    venue = a_place(NOW, opening_hours="24/7", slug="demo-lease")
    reporting.report(venue, "open", at=NOW)
    place = snapshot.publish(at=NOW + timedelta(minutes=minutes)).by_slug["demo-lease"]
    assert (place["report"] is not None) is told


CHRISTMAS = datetime(2026, 12, 20, 23, 0, tzinfo=UTC)
HOLIDAYS = ["2026-12-24", "2026-12-25", "2026-12-26", "2026-12-28", "2026-12-31", "2027-01-01"]


def test_holidays_are_told_as_nights_on_which_hours_may_differ() -> None:
    a_place(CHRISTMAS, slug="demo-holiday")
    place = snapshot.publish(at=CHRISTMAS).by_slug["demo-holiday"]
    assert place["hours_may_differ_on"] == HOLIDAYS


def test_a_special_day_says_what_a_holiday_is_like() -> None:
    venue = a_place(CHRISTMAS, slug="demo-holiday")
    venue.special_days.create(night=date(2026, 12, 25), hours="closed")
    venue.special_days.create(night=date(2026, 12, 31), hours="20:00-05:00")
    place = snapshot.publish(at=CHRISTMAS).by_slug["demo-holiday"]
    assert place["hours_may_differ_on"] == ["2026-12-24", "2026-12-26", "2026-12-28", "2027-01-01"]


def test_most_of_the_year_no_night_is_a_holiday() -> None:
    a_place(NOW, slug="demo-holiday")
    assert snapshot.publish(at=NOW).by_slug["demo-holiday"]["hours_may_differ_on"] == []


def test_the_date_of_still_correct_is_told() -> None:
    a_place(NOW, slug="demo-holiday", hours_confirmed_on=date(2026, 11, 3))
    assert snapshot.publish(at=NOW).by_slug["demo-holiday"]["hours_confirmed_on"] == "2026-11-03"


def test_a_snapshot_of_the_release_before_is_still_read() -> None:
    a_place(NOW, slug="demo-holiday")
    told = snapshot.publish(at=NOW).by_slug["demo-holiday"]
    old = {key: value for key, value in told.items() if not key.startswith("hours_")} | {
        "opening_hours": "24/7"
    }
    assert facts(old, NOW).hours_may_differ_on == frozenset()


def test_windows_parted_only_by_a_move_are_told_as_one() -> None:
    venue = a_place(NOW, opening_hours="24/7", slug="demo-bus", is_mobile=True)
    venue.positions.create(night=date(2026, 11, 21), point=Point(-2.1729, 53.0246, srid=4326), set_at=NOW)
    publishing.refresh(venue, at=NOW)
    assert snapshot.publish(at=NOW).by_slug["demo-bus"]["windows"] == [
        ["2026-11-21T06:00:00Z", "2026-12-05T06:00:00Z"]
    ]
