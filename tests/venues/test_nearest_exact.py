"""The API's order is the order of real metres: held against a brute force over every open venue."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.gis.geos import Point
from geographiclib.geodesic import Geodesic

from backend.geo.points import LatLng, rounded
from backend.venues import calendar, nearest
from backend.venues.models import Venue
from tests.factories import VenueFactory

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
HOURS = [
    "Mo-Su 20:00-02:00",
    "Fr,Sa 22:00-04:00",
    "24/7",
    "Mo-Fr 09:00-17:00",
    "Th 20:00-02:00; Fr,Sa 20:00-05:00",
    None,
]
POINTS = 10_000


def spread(chance: random.Random) -> LatLng:
    """Most in one town, where metres are close to each other; some where the grid is worst."""
    if chance.random() < 0.7:
        return LatLng(53.0246 + chance.gauss(0, 0.01), -2.1729 + chance.gauss(0, 0.015))
    return LatLng(chance.uniform(50.2, 58.5), chance.uniform(-5.5, 1.5))


@pytest.fixture
def venues() -> list[Venue]:
    chance = random.Random(20261122)
    made = []
    for _ in range(60):
        spot = spread(chance)
        venue = VenueFactory.create(
            organisation=None,
            point=Point(spot.lng, spot.lat, srid=4326),
            opening_hours=chance.choice(HOURS),
            published_at=START,
        )
        calendar.rebuild(venue, at=START)
        made.append(venue)
    return made


def questions() -> Iterator[nearest.Wish]:
    chance = random.Random(7)
    for _ in range(POINTS):
        yield nearest.Wish(
            here=rounded(spread(chance)),
            moment=START + timedelta(minutes=chance.randrange(14 * 24 * 60)),
            limit=chance.choice([1, 5, 20]),
            radius_m=chance.choice([500, 5_000, 50_000, 100_000]),
        )


def brute_force(
    wish: nearest.Wish, windows: list[tuple[int, datetime, datetime, LatLng]]
) -> list[tuple[int, int]]:
    metres = [
        (Geodesic.WGS84.Inverse(*wish.here, *spot)["s12"], pk)
        for pk, start, end, spot in windows
        if start <= wish.moment < end
    ]
    inside = sorted(pair for pair in metres if pair[0] <= wish.radius_m)
    return [(pk, round(distance)) for distance, pk in inside[: wish.limit]]


def test_the_order_is_that_of_a_brute_force_at_random_points_and_moments(venues: list[Venue]) -> None:
    windows = [
        (venue.pk, w.period.lower, w.period.upper, LatLng(w.spot.y, w.spot.x))
        for venue in venues
        for w in venue.windows.all()
    ]
    answered = 0
    for wish in questions():
        expected = brute_force(wish, windows)
        found = [(pk, round(metres)) for pk, metres in nearest.in_order(wish)]
        assert found == expected, wish
        answered += bool(found)
    assert answered > POINTS / 3  # the test would mean little if hardly anything were found
