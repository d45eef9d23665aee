"""The nearest open venues to a point, exactly: candidates in index order, then real metres decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point, Polygon
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F

from backend.geo.points import LatLng, is_in_uk

from .models import Venue, VenueQuerySet, grid_point, grid_square, wgs84_point
from .place import with_public_parts

DEFAULT_LIMIT, MAX_LIMIT = 5, 50
DEFAULT_RADIUS_M, MAX_RADIUS_M = 50_000, 100_000
LITTLE_OPEN = 3
# The National Grid stretches and shrinks distances by less than this over the whole United Kingdom.
GRID_ERROR = 0.0015
OVER_FETCH = 8
# First the coming hours, which nearly always hold an opening; then all the nights that are told.
LOOK_AHEAD = (timedelta(hours=12), timedelta(days=14))


@dataclass(frozen=True, slots=True)
class Found:
    """A venue (with its public parts), exact metres from the point, and when it opens if it is shut."""

    venue: Venue
    metres: float
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """Where, when and what somebody asked for; `here` is already rounded."""

    here: LatLng
    moment: datetime
    limit: int = DEFAULT_LIMIT
    radius_m: int = DEFAULT_RADIUS_M
    kind: str | None = None
    services: Sequence[str] = ()

    def venues(self) -> VenueQuerySet:
        venues = Venue.objects.published()
        if self.kind:
            venues = venues.filter(kind=self.kind)
        if self.services:
            venues = venues.filter(services__contains=list(self.services))
        return venues


def nearest_open(wish: Wish) -> list[Found]:
    """Open venues within the radius, nearest first; at most `limit`."""
    return _with_parts(((pk, metres, None) for pk, metres in in_order(wish)), wish)


def in_order(wish: Wish) -> list[tuple[int, float]]:
    """(venue, metres) of the nearest open venues, by geodesic metres from the point.

    The index orders by grid metres. Where a candidate beyond those fetched could still be nearer in truth
    than the last one kept, more are fetched; that hardly ever happens.
    """
    if not is_in_uk(wish.here):
        return []
    wanted = wish.limit + OVER_FETCH
    while True:
        rows = _candidates(wish, wanted)
        found = sorted((r for r in rows if r.metres <= wish.radius_m), key=lambda r: (r.metres, r.pk))
        if len(rows) < wanted or _is_certain(rows, found, wish):
            break
        wanted *= 2
    return [(row.pk, row.metres) for row in found[: wish.limit]]


def next_to_open(wish: Wish, *, limit: int = LITTLE_OPEN) -> list[Found]:
    """Venues within the radius that are shut and open next, soonest first, then nearest."""
    if not is_in_uk(wish.here):
        return []
    for ahead in LOOK_AHEAD:
        rows = _opening_within(wish, ahead)
        if len(rows) >= limit:
            break
    return _with_parts(rows[:limit], wish)


@dataclass(frozen=True, slots=True)
class _Candidate:
    pk: int
    grid_metres: float
    metres: float


def _candidates(wish: Wish, wanted: int) -> list[_Candidate]:
    grid = grid_point(wish.here)
    rows = (
        wish.venues()
        .open_at(wish.moment)
        .in_square(_square(wish, grid))
        .nearest(grid)
        .annotate(metres=Distance("open_spot", wgs84_point(wish.here)))
        .values_list("pk", "grid_metres", "metres")[:wanted]
    )
    return [_Candidate(pk, grid_metres, metres.m) for pk, grid_metres, metres in rows]


def _square(wish: Wish, grid: Point) -> Polygon:
    return grid_square(grid, wish.radius_m * (1 + GRID_ERROR))


def _is_certain(rows: list[_Candidate], found: list[_Candidate], wish: Wish) -> bool:
    """Whether none that was not fetched can be among the answers: all of them are at least so far away."""
    at_least = rows[-1].grid_metres * (1 - GRID_ERROR)
    last_kept = found[wish.limit - 1].metres if len(found) >= wish.limit else wish.radius_m
    return at_least >= last_kept


def _opening_within(wish: Wish, ahead: timedelta) -> list[tuple[int, float, datetime]]:
    """(venue, metres, opening) of the first window in the stretch of each venue that is shut now."""
    grid = grid_point(wish.here)
    stretch = DateTimeTZRange(wish.moment, wish.moment + ahead)
    rows = (
        wish.venues()
        .filter(windows__period__overlap=stretch, windows__point__bboverlaps=_square(wish, grid))
        .annotate(
            opens_at=F("windows__period__startswith"),
            metres=Distance("windows__spot", wgs84_point(wish.here)),
        )
        .order_by("opens_at")
        .values_list("pk", "metres", "opens_at")
    )
    first: dict[int, tuple[int, float, datetime]] = {}
    for pk, metres, opens_at in rows:
        first.setdefault(pk, (pk, metres.m, opens_at))
    coming = [r for r in first.values() if r[2] > wish.moment and r[1] <= wish.radius_m]
    return sorted(coming, key=lambda r: (r[2], r[1], r[0]))


def _with_parts(rows: Iterable[tuple[int, float, datetime | None]], wish: Wish) -> list[Found]:
    rows = list(rows)
    venues = with_public_parts(Venue.objects.filter(pk__in=[r[0] for r in rows]), at=wish.moment)
    by_pk = {venue.pk: venue for venue in venues}
    return [Found(by_pk[pk], metres, opens_at) for pk, metres, opens_at in rows if pk in by_pk]
