from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from backend.venues import calendar, publishing, reporting
from backend.venues.models import OpenWindow, Position, SpecialDay, Venue
from tests.factories import VenueFactory, a_place

pytestmark = pytest.mark.django_db


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


SATURDAY_23 = utc("2026-11-21T23:00")


def periods(venue: Venue) -> list[tuple[str, str]]:
    return [
        (f"{w.period.lower:%d %H:%M}", f"{w.period.upper:%d %H:%M}") for w in venue.windows.order_by("period")
    ]


def is_open(moment: str) -> bool:
    return Venue.objects.published().open_at(utc(moment)).exists()


def test_windows_reach_the_horizon_and_no_further() -> None:
    venue = a_place(SATURDAY_23, opening_hours="Mo-Su 20:00-02:00")
    assert venue.windows.count() == 36  # last night and the 35 from tonight
    assert venue.windows_until == date(2026, 11, 21) + timedelta(days=35)


def test_rebuilding_twice_moves_nothing_the_second_time() -> None:
    venue = a_place(SATURDAY_23)
    before = set(venue.windows.values_list("pk", flat=True))
    assert calendar.rebuild(venue, at=SATURDAY_23) is False
    assert set(venue.windows.values_list("pk", flat=True)) == before


def test_the_roll_extends_only_what_a_new_night_left_short() -> None:
    a_place(SATURDAY_23)
    assert calendar.roll(at=SATURDAY_23) == 0
    assert calendar.roll(at=SATURDAY_23 + timedelta(days=1)) == 1
    assert calendar.roll(at=SATURDAY_23 + timedelta(days=1)) == 0


def test_a_venue_without_known_hours_is_never_open() -> None:
    venue = a_place(SATURDAY_23, opening_hours=None)
    assert venue.windows.count() == 0


@pytest.mark.parametrize(
    ("what", "facts"),
    [
        ("unpublished", {"published_at": None}),
        ("suspended", {"suspended_at": SATURDAY_23, "suspended_because": "Nobody was there."}),
        ("its address is not public", {"address_is_public": False}),
        (
            "a Charter venue without a signature",
            {"kind": "charter_venue", "organisation__charter_signed_on": None},
        ),
    ],
)
def test_what_the_public_may_not_see_is_not_open(what: str, facts: dict[str, object]) -> None:
    venue = VenueFactory.create(**({"published_at": SATURDAY_23} | facts))
    calendar.rebuild(venue, at=SATURDAY_23)
    assert venue.windows.count() == 0, what
    assert not Venue.objects.published().exists()


def test_suspending_takes_a_venue_away_in_the_same_statement() -> None:
    venue = a_place(SATURDAY_23)
    assert is_open("2026-11-22T01:30")
    publishing.suspend(venue, because="Nobody was there.", at=SATURDAY_23)
    assert not is_open("2026-11-22T01:30")


def test_out_of_season_is_closed_and_a_special_day_is_not() -> None:
    venue = a_place(SATURDAY_23, opening_hours="Fr,Sa 22:00-04:00", season_until=date(2026, 11, 21))
    SpecialDay.objects.create(venue=venue, night=date(2026, 12, 18), hours="21:00-03:00")
    publishing.refresh(venue, at=SATURDAY_23)
    assert periods(venue) == [("20 22:00", "21 04:00"), ("21 22:00", "22 04:00"), ("18 21:00", "19 03:00")]


def test_closed_at_0040_means_the_night_under_way_and_not_the_next_one() -> None:
    venue = a_place(SATURDAY_23, opening_hours="Mo-Su 22:00-04:00")
    reporting.report(venue, "closed", at=utc("2026-11-22T00:40"))
    assert is_open("2026-11-22T00:39")
    assert not is_open("2026-11-22T00:40")
    assert not is_open("2026-11-22T03:00")
    assert is_open("2026-11-22T22:00")


def test_open_outside_the_hours_makes_a_window_until_the_stated_end() -> None:
    venue = a_place(SATURDAY_23, opening_hours=None)
    made = reporting.report(venue, "open", at=SATURDAY_23, until=utc("2026-11-22T02:00"), staffed=True)
    assert made.valid_until == utc("2026-11-22T01:00")  # two hours, although open until two
    assert is_open("2026-11-22T01:59")
    assert not is_open("2026-11-22T02:00")


def test_a_vehicle_stands_where_it_was_put_tonight_and_only_tonight() -> None:
    venue = a_place(SATURDAY_23, opening_hours="Mo-Su 22:00-04:00", is_mobile=True)
    Position.objects.create(
        venue=venue, night=date(2026, 11, 21), point=Point(-2.1164, 52.8052, srid=4326), set_at=SATURDAY_23
    )
    publishing.refresh(venue, at=SATURDAY_23)
    spots = {
        f"{w.period.lower:%d}": round(w.spot.y, 4)
        for w in venue.windows.filter(period__endswith__gt=SATURDAY_23)
    }
    assert (spots["21"], spots["22"]) == (52.8052, 53.0246)


def test_a_vehicle_open_day_and_night_moves_at_six_in_the_morning() -> None:
    venue = a_place(SATURDAY_23, opening_hours="24/7", is_mobile=True)
    Position.objects.create(
        venue=venue, night=date(2026, 11, 21), point=Point(-2.1164, 52.8052, srid=4326), set_at=SATURDAY_23
    )
    publishing.refresh(venue, at=SATURDAY_23)
    moved = venue.windows.get(period__contains=SATURDAY_23)
    assert f"{moved.period.lower:%d %H:%M} {moved.period.upper:%d %H:%M}" == "21 06:00 22 06:00"
    assert round(moved.spot.y, 4) == 52.8052


def test_the_database_itself_refuses_overlapping_windows() -> None:
    venue = a_place(SATURDAY_23, opening_hours=None)
    window = {
        "venue": venue,
        "point": Point(388500, 347500, srid=27700),
        "spot": Point(-2.17, 53.02, srid=4326),
    }
    OpenWindow.objects.create(period=DateTimeTZRange(SATURDAY_23, SATURDAY_23 + timedelta(hours=2)), **window)
    with pytest.raises(IntegrityError, match="no_overlapping_windows"), transaction.atomic():
        OpenWindow.objects.create(
            period=DateTimeTZRange(SATURDAY_23 + timedelta(hours=1), SATURDAY_23 + timedelta(hours=3)),
            **window,
        )
    OpenWindow.objects.create(
        period=DateTimeTZRange(SATURDAY_23 + timedelta(hours=2), SATURDAY_23 + timedelta(hours=3)), **window
    )


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        (
            "season_ends_after_it_starts",
            {"season_from": date(2026, 12, 1), "season_until": date(2026, 11, 1)},
        ),
        ("charter_venue_has_an_organisation", {"kind": "charter_venue", "organisation": None}),
        ("venue_kind_is_known", {"kind": "pub"}),
        ("published_venue_has_a_point", {"published_at": SATURDAY_23, "point": None}),
        ("suspension_has_a_reason", {"suspended_at": SATURDAY_23}),
        ("unknown_is_null_and_never_empty", {"opening_hours": ""}),
    ],
)
def test_the_database_itself_refuses(constraint: str, facts: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        VenueFactory.create(**facts)
