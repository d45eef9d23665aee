"""Which places are open in one hour of one night, past or coming, and whether staff confirmed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from backend.hours.night_hours import NightHour
from backend.hours.nights import night_of
from backend.hours.windows import LEASE

from .keeping import CONFIRMED, public_venues
from .models import KeptNight

Query = tuple[str, list[Any]]

# The windows of last night still stand; what was before is what was written down.
BY_WINDOWS = """
SELECT public.slug, public.name, public.town, public.kind, {confirmed} AS is_confirmed,
    ST_Y(spell.spot::geometry) AS lat, ST_X(spell.spot::geometry) AS lng
FROM ({public}) public
CROSS JOIN (SELECT %s::timestamptz AS first, %s::timestamptz AS last) half
JOIN venues_openwindow spell ON spell.venue_id = public.id
    AND spell.period @> tstzrange(half.first, half.last, '[]')
WHERE true
"""
BY_WHAT_WAS_KEPT = """
SELECT public.slug, public.name, public.town, public.kind, %s = ANY(kept.confirmed_hours) AS is_confirmed,
    ST_Y(COALESCE(moved.point, public.point)) AS lat, ST_X(COALESCE(moved.point, public.point)) AS lng
FROM ({public}) public JOIN charter_venuenight kept ON kept.venue_id = public.id AND kept.night = %s
LEFT JOIN venues_position moved ON moved.venue_id = public.id AND moved.night = kept.night
WHERE %s = ANY(kept.open_hours)
"""


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of the map, in degrees."""

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


@dataclass(frozen=True, slots=True)
class Dot:
    """Places so near each other that a map shows them as one; `name` is that of one of them."""

    lat: float
    lng: float
    places: int
    confirmed: int
    name: str


@dataclass(frozen=True, slots=True)
class Count:
    places: int
    confirmed: int
    in_box: int


class OpenThen:
    """What was or will be open in that hour: each question is one statement."""

    def __init__(self, hour: NightHour, *, kind: str, at: datetime) -> None:
        self.hour, self.kind = hour, kind
        self.is_kept = hour.night < night_of(at) - timedelta(days=1)
        self._query = self._of_the_past() if self.is_kept else self._of_windows(at)

    @property
    def is_known(self) -> bool:
        """False of a past night that was not written down."""
        return not self.is_kept or KeptNight.objects.filter(night=self.hour.night).exists()

    def count(self, box: Box) -> Count:
        inside = f"count(*) FILTER (WHERE {_INSIDE})"
        rows = self._ask(f"count(*), count(*) FILTER (WHERE is_confirmed), {inside}", "", _corners(box), [])
        return Count(*rows[0])

    def places(self, start: int, end: int) -> list[OpenPlace]:
        """By town and name."""
        columns = "slug, name, town, kind, is_confirmed"
        order = "ORDER BY town, name, slug LIMIT %s OFFSET %s"
        return [OpenPlace(*row) for row in self._ask(columns, order, [], [end - start, start])]

    def dots(self, box: Box, *, across: float, up: float) -> list[Dot]:
        """One for every cell of so many degrees in which anything is open."""
        columns = "avg(lat), avg(lng), count(*), count(*) FILTER (WHERE is_confirmed), min(name)"
        group = f"WHERE {_INSIDE} GROUP BY floor(lat / %s), floor(lng / %s) ORDER BY 1 DESC, 2"
        return [Dot(*row) for row in self._ask(columns, group, [], [*_corners(box), up, across])]

    def _ask(
        self, columns: str, rest: str, before: Sequence[Any], after: Sequence[Any]
    ) -> list[tuple[Any, ...]]:
        text, given = self._query
        with connection.cursor() as cursor:
            asked = f"SELECT {columns} FROM ({text}) place {rest}"  # noqa: S608 - every part is ours
            cursor.execute(asked, [*before, *given, *after])
            return list(cursor.fetchall())

    def _of_windows(self, at: datetime) -> Query:
        public, given = public_venues("id", "slug", "name", "town", "kind")
        both = (CONFIRMED.format(venue="spell.venue_id", moment=f"half.{edge}") for edge in ("first", "last"))
        confirmed = " AND ".join(both) if self.hour.first < at + LEASE else "false"
        text = BY_WINDOWS.format(public=public, confirmed=confirmed)
        return self._of_kind(text, [*given, self.hour.first, self.hour.last])

    def _of_the_past(self) -> Query:
        public, given = public_venues("id", "slug", "name", "town", "kind", "point")
        hour, night = self.hour.hour, self.hour.night
        return self._of_kind(BY_WHAT_WAS_KEPT.format(public=public), [hour, *given, night, hour])

    def _of_kind(self, text: str, given: list[Any]) -> Query:
        return (f"{text} AND public.kind = %s", [*given, self.kind]) if self.kind else (text, given)


_INSIDE = "lat BETWEEN %s AND %s AND lng BETWEEN %s AND %s"


def _corners(box: Box) -> list[float]:
    return [box.south, box.north, box.west, box.east]
