"""`manage.py seed`: the same places every time, with the very windows that `calendar.rebuild` would make."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from backend.charter import seeding
from backend.geo.points import LatLng, is_in_uk, metres_between
from backend.hours.nights import LONDON, night_of
from backend.venues import calendar
from backend.venues.models import OpenWindow, Venue, grid_point, lat_lng
from tests.factories import VenueFactory

NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)  # a Thursday
Seed = Callable[..., str]


@pytest.fixture
def seed() -> Seed:
    def run(count: int, **options: object) -> str:
        said = StringIO()
        call_command("seed", venues=count, database="default", stdout=said, **options)
        return said.getvalue()

    return run


def seeded(count: int, *, nights: int = calendar.HORIZON_NIGHTS) -> None:
    seeding.seed(
        count, random_state=1, nights=nights, at=NOW, beside=False, using="default", say=lambda line: None
    )


def open_share(moment: datetime) -> float:
    return Venue.objects.published().open_at(moment).count() / Venue.objects.count()


@pytest.mark.django_db
def test_windows_are_those_that_the_calendar_makes() -> None:
    seeded(200)
    for venue in Venue.objects.select_related("organisation"):
        assert not calendar.rebuild(venue, at=NOW), venue.opening_hours
        assert venue.windows_until == night_of(NOW) + timedelta(days=calendar.HORIZON_NIGHTS)


@pytest.mark.django_db
def test_windows_stand_where_their_venue_stands() -> None:
    seeded(50, nights=2)
    for window in OpenWindow.objects.select_related("venue"):
        assert window.venue.point is not None
        assert window.point.coords == pytest.approx(grid_point(lat_lng(window.venue.point)).coords, abs=1e-6)


@pytest.mark.django_db
def test_fewer_nights_are_the_first_of_many() -> None:
    few, many = seeding.windows(3, NOW), seeding.windows(35, NOW)
    assert {window for window in few if window[0] < 7} < {window for window in many if window[0] < 7}


@pytest.mark.django_db
def test_a_busy_hour_has_most_open_and_a_dead_one_hardly_any() -> None:
    seeded(1_000, nights=8)
    busy = datetime(2026, 11, 21, 23, tzinfo=LONDON)
    dead = datetime(2026, 11, 25, 5, tzinfo=LONDON)
    assert 0.5 <= open_share(busy) <= 0.6
    assert open_share(dead) == 1 / 1_000


def test_the_same_random_state_gives_the_same_places() -> None:
    assert list(seeding.places(100, 7)) == list(seeding.places(100, 7))
    assert list(seeding.places(100, 7)) == list(seeding.places(500, 7))[:100]
    assert list(seeding.places(100, 7)) != list(seeding.places(100, 8))


def test_places_are_all_over_the_country() -> None:
    spots = [made.spot for made in seeding.places(2_000, 1)]
    assert all(is_in_uk(spot) for spot in spots)
    for town in (LatLng(51.51, -0.13), LatLng(57.15, -2.10), LatLng(54.60, -5.93)):
        assert any(metres_between(town, spot) < 5_000 for spot in spots)


@pytest.mark.django_db(transaction=True)
def test_a_large_load_puts_every_index_and_constraint_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeding, "MANY", 10)
    before = indexes()
    seeded(20, nights=2)
    assert indexes() == before
    assert "no_overlapping_windows" in before


@pytest.mark.django_db(transaction=True)
def test_seeding_again_replaces_what_was_seeded(seed: Seed) -> None:
    seed(30, nights=1)
    assert "Took out 30" in seed(10, nights=1)
    assert Venue.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_real_venues_are_not_given_company_unasked(seed: Seed) -> None:
    VenueFactory.create()
    with pytest.raises(CommandError, match="not synthetic"):
        seed(10)
    seed(10, nights=1, beside=True)
    assert Venue.objects.count() == 11


@pytest.mark.django_db(transaction=True)
def test_past_what_a_phone_should_download_no_snapshot_is_published(
    seed: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Published a snapshot of 20 places" in seed(20, nights=1)
    monkeypatch.setattr(seeding, "MOST_IN_A_SNAPSHOT", 19)
    assert "No snapshot was published" in seed(20, nights=1)


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'venues_openwindow'")
        return {name for (name,) in cursor.fetchall()}
