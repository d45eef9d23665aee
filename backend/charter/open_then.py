"""Which places are open in one hour of one night, past or coming, and whether staff confirmed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from backend.geo.points import LatLng, to_national_grid
from backend.hours.night_hours import NightHour
from backend.hours.nights import night_of
from backend.hours.windows import LEASE

from .keeping import CONFIRMED, public_venues
from .models import KeptNight

ROUND_ABOUT_M = 5_000

BY_WINDOWS = """
SELECT public.slug, public.name, public.town, public.kind, {confirmed} AS is_confirmed,
    ST_Y(spell.spot::geometry) AS lat, ST_X(spell.spot::geometry) AS lng
FROM (SELECT %s::timestamptz AS first, %s::timestamptz AS last) half
JOIN venues_openwindow spell ON spell.period @> tstzrange(half.first, half.last, '[]')
    AND spell.point && ST_MakeEnvelope(%s, %s, %s, %s, 27700)
JOIN ({public}) public ON public.id = spell.venue_id
"""
BY_WHAT_WAS_KEPT = """
SELECT public.slug, public.name, public.town, public.kind, %s = ANY(kept.confirmed_hours) AS is_confirmed,
    ST_Y(COALESCE(moved.point, public.point)) AS lat, ST_X(COALESCE(moved.point, public.point)) AS lng
FROM ({public}) public
LEFT JOIN venues_position moved ON moved.venue_id = public.id AND moved.night = %s
JOIN charter_venuenight kept ON kept.venue_id = public.id AND kept.night = %s AND %s = ANY(kept.open_hours)
WHERE COALESCE(moved.point, public.point) && ST_MakeEnvelope(%s, %s, %s, %s, 4326)
"""
WITHIN = """
SELECT slug, name, town, kind, is_confirmed, lat, lng FROM ({found}) place
WHERE lat BETWEEN %s AND %s AND lng BETWEEN %s AND %s AND (%s = '' OR kind = %s)
"""

Query = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of the earth, in degrees."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class OpenPlace:
    slug: str
    name: str
    town: str
    kind: str
    is_confirmed: bool
    lat: float
    lng: float


def open_then(hour: NightHour, box: Box, *, kind: str, at: datetime) -> list[OpenPlace] | None:
    """By town and name, in one statement; None of a past night that was not written down.

    The windows of last night still stand; of what was before, only what was written down is known.
    """
    if not _is_kept(hour.night, at):
        found, given = _by_windows(hour, box, at)
    elif KeptNight.objects.filter(night=hour.night).exists():
        found, given = _by_what_was_kept(hour, box)
    else:
        return None
    parameters: list[Any] = [*given, box.south, box.north, box.west, box.east, kind, kind]
    with connection.cursor() as cursor:
        cursor.execute(WITHIN.format(found=found), parameters)
        places = [OpenPlace(*row) for row in cursor.fetchall()]
    return sorted(places, key=lambda place: (place.town.casefold(), place.name.casefold(), place.slug))


def _is_kept(night: date, at: datetime) -> bool:
    return night < night_of(at) - timedelta(days=1)


def _by_windows(hour: NightHour, box: Box, at: datetime) -> Query:
    public, given = public_venues("id", "slug", "name", "town", "kind")
    both = (CONFIRMED.format(venue="spell.venue_id", moment=f"half.{edge}") for edge in ("first", "last"))
    confirmed = " AND ".join(both) if hour.first < at + LEASE else "false"
    text = BY_WINDOWS.format(public=public, confirmed=confirmed)
    return text, [hour.first, hour.last, *_on_the_grid(box), *given]


def _by_what_was_kept(hour: NightHour, box: Box) -> Query:
    public, given = public_venues("id", "slug", "name", "town", "kind", "point")
    corners = (box.west, box.south, box.east, box.north)
    text = BY_WHAT_WAS_KEPT.format(public=public)
    return text, [hour.hour, *given, hour.night, hour.night, hour.hour, *corners]


def _on_the_grid(box: Box) -> tuple[float, float, float, float]:
    """A little larger, as the grid leans: what is outside after all is left out by its degrees."""
    west, south = to_national_grid(LatLng(box.south, box.west))
    east, north = to_national_grid(LatLng(box.north, box.east))
    return west - ROUND_ABOUT_M, south - ROUND_ABOUT_M, east + ROUND_ABOUT_M, north + ROUND_ABOUT_M
