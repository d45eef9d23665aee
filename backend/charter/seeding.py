"""Synthetic venues over the United Kingdom, to measure with: many, quickly, and the same for the same number.

The windows of each pattern of hours are worked out once, as `calendar.rebuild` would for every venue, and
copied to the venues in SQL.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from backend.geo.points import LatLng, is_in_uk, to_national_grid
from backend.hours.nights import night_of
from backend.hours.text import parse
from backend.hours.windows import Timetable, open_windows
from backend.venues import calendar, snapshot
from backend.venues.choices import Kind
from backend.venues.models import OpenWindow, Organisation, Venue

from . import versions
from .models import CharterVersion, Signature
from .towns import TOWNS

SLUG = "seed-"
ORGANISATION = "Synthetic organisation"
MOST_IN_A_SNAPSHOT = 5_000
# From here on it is quicker to make the windows' indexes anew than to keep them in order row by row.
MANY = 20_000
CHUNK = 20_000
METRES_PER_DEGREE = 111_195.0
# At 23:00 on a Saturday 55 in 100 are open; at 05:00 on a Wednesday only those that never close.
PATTERNS = {
    "Fr,Sa 22:00-04:00": 20,
    "Th 20:00-02:00; Fr,Sa 20:00-04:00": 15,
    "Mo-Su 17:00-00:00": 10,
    "Mo-Th 18:00-23:00; Fr,Sa 18:00-02:00": 10,
    "Mo-Fr 09:00-17:00": 20,
    "Mo-Su 08:00-22:00": 15,
    "Mo-Sa 11:00-15:00,17:30-21:30": 10,
}
ALWAYS = "24/7"
ONE_ALWAYS_IN = 2_000  # 0.05 %
HOURS = [str(parse(text)) for text in (*PATTERNS, ALWAYS)]
IS_RURAL, IS_CHARTER = 0.15, 0.1

Say = Callable[[str], None]


class RealVenuesHere(Exception):
    """There are venues in this database that nobody made up for measuring."""


@dataclass(frozen=True, slots=True)
class Made:
    """A synthetic place: its number, which of HOURS it keeps, and where it stands."""

    number: int
    hours: int
    town: str
    kind: str
    spot: LatLng


def seed(
    count: int, *, random_state: int, nights: int, at: datetime, beside: bool, using: str, say: Say
) -> None:
    """Replace whatever synthetic venues there are by `count` new ones, with windows for so many nights.

    Raises RealVenuesHere, unless they are to stand beside real ones. All in one transaction.
    """
    if not beside and Venue.objects.using(using).exclude(slug__startswith=SLUG).exists():
        raise RealVenuesHere
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL lock_timeout = 0")
        _remove(using, say)
        organisation = _organisation(using, at)
        with _indexes_made_afterwards(using, cursor, count, say):
            _insert(cursor, places(count, random_state), count, nights, at, organisation, say)
        say("Reading off what the planner needs to know")
        for model in (Venue, OpenWindow):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
    _tell_phones(using, say)


def places(count: int, random_state: int) -> Iterator[Made]:
    """The same places for the same random state, however often; a longer run begins with a shorter one's."""
    chance = random.Random(random_state)
    weights = [weight for _, _, _, weight in TOWNS]
    for number in range(1, count + 1):
        town, lat, lng, _ = chance.choices(TOWNS, weights)[0]
        yield Made(
            number=number,
            hours=_hours(number, chance),
            town=town,
            kind=Kind.CHARTER_VENUE if chance.random() < IS_CHARTER else Kind.SAFE_SPACE,
            spot=_near(LatLng(lat, lng), chance),
        )


def windows(nights: int, at: datetime) -> list[tuple[int, datetime, datetime]]:
    """(index into HOURS, start, end) as `calendar.rebuild` makes them for a venue with those hours."""
    wanted = calendar.nights_to_make(at)[: nights + 1]
    return [
        (index, window.start, window.end)
        for index, text in enumerate(HOURS)
        for window in open_windows(Timetable(hours=parse(text)), [], wanted)
    ]


def _hours(number: int, chance: random.Random) -> int:
    pick = chance.choices(range(len(PATTERNS)), list(PATTERNS.values()))[0]
    return HOURS.index(ALWAYS) if number % ONE_ALWAYS_IN == 1 else pick


def _near(town: LatLng, chance: random.Random) -> LatLng:
    """Most within a few kilometres of the middle; the others anywhere in the country round about."""
    spread = 25_000 if chance.random() < IS_RURAL else 2_500
    while True:
        north, east = chance.gauss(0, spread), chance.gauss(0, spread)
        spot = LatLng(
            round(town.lat + north / METRES_PER_DEGREE, 6),
            round(town.lng + east / METRES_PER_DEGREE / 0.6, 6),
        )
        if is_in_uk(spot):
            return spot


def _organisation(using: str, at: datetime) -> Organisation:
    """A signatory, so that its Charter venues are shown."""
    made, is_new = Organisation.objects.using(using).get_or_create(
        name=ORGANISATION, defaults={"charter_signed_on": night_of(at)}
    )
    if is_new:
        version = CharterVersion.objects.order_by("number").first() or versions.lay_first()
        Signature.objects.using(using).create(
            organisation=made,
            version_id=version.pk,
            signed_on=night_of(at),
            review_due_on=night_of(at),
            made_at=at,
        )
    return made


def _remove(using: str, say: Say) -> None:
    ours = Venue.objects.using(using).filter(slug__startswith=SLUG)
    removed = 0
    while pks := list(ours.values_list("pk", flat=True)[:CHUNK]):
        Venue.objects.using(using).filter(pk__in=pks).delete()
        removed += len(pks)
    if removed:
        say(f"Took out {removed:,} synthetic places of an earlier run")


INSERT = """
WITH made AS (
    INSERT INTO venues_venue (slug, name, kind, organisation_id, point, address, address_is_public, town,
        eligibility, services, access, is_mobile, opening_hours, published_at, suspended_because,
        windows_until, is_demo)
    SELECT %(slug)s || number, 'Synthetic place ' || number, kind,
        CASE WHEN kind = 'charter_venue' THEN %(organisation)s::bigint END,
        ST_SetSRID(ST_MakePoint(lng, lat), 4326), number || ' Example Street', true, town,
        'everyone', '{first_aid,water,safe_waiting}', '{"step_free": true}', false,
        (%(texts)s::text[])[hours + 1], %(at)s, '', %(until)s, false
    FROM unnest(%(numbers)s::int[], %(kinds)s::text[], %(towns)s::text[], %(hours)s::int[],
        %(lats)s::float8[], %(lngs)s::float8[]) AS place(number, kind, town, hours, lat, lng)
    RETURNING id, slug, point
)
INSERT INTO venues_openwindow (venue_id, period, point, spot)
SELECT made.id, tstzrange(opens, closes), ST_SetSRID(ST_MakePoint(east, north), 27700), made.point::geography
FROM made
JOIN unnest(%(numbers)s::int[], %(hours)s::int[], %(easts)s::float8[], %(norths)s::float8[])
    AS place(number, hours, east, north) ON made.slug = %(slug)s || number
JOIN unnest(%(of)s::int[], %(opens)s::timestamptz[], %(closes)s::timestamptz[])
    AS open_window("of", opens, closes) ON "of" = hours
"""


def _insert(
    cursor: CursorWrapper,
    made: Iterator[Made],
    count: int,
    nights: int,
    at: datetime,
    organisation: Organisation,
    say: Say,
) -> None:
    of, opens, closes = (list(column) for column in zip(*windows(nights, at), strict=True))
    same: dict[str, Any] = {
        "slug": SLUG,
        "organisation": organisation.pk,
        "texts": HOURS,
        "at": at,
        "until": _windows_until(nights, at),
        "of": of,
        "opens": opens,
        "closes": closes,
    }
    done = 0
    while chunk := list(islice(made, CHUNK)):
        cursor.execute(INSERT, same | _columns(chunk))
        done += len(chunk)
        say(f"{done:,} of {count:,} places")


def _columns(chunk: list[Made]) -> dict[str, list[Any]]:
    grid = [to_national_grid(place.spot) for place in chunk]
    return {
        "numbers": [place.number for place in chunk],
        "kinds": [str(place.kind) for place in chunk],
        "towns": [place.town for place in chunk],
        "hours": [place.hours for place in chunk],
        "lats": [place.spot.lat for place in chunk],
        "lngs": [place.spot.lng for place in chunk],
        "easts": [east for east, _ in grid],
        "norths": [north for _, north in grid],
    }


def _windows_until(nights: int, at: datetime) -> date:
    return night_of(at) + timedelta(days=nights)


@contextmanager
def _indexes_made_afterwards(using: str, cursor: CursorWrapper, count: int, say: Say) -> Iterator[None]:
    """For a large load by the table's owner. Anybody else, and few rows, keep them in order as they go."""
    if count < MANY or not _owns(cursor, OpenWindow):
        yield
        return
    editor = connections[using].schema_editor(atomic=False)
    indexes = OpenWindow._meta.indexes
    constraints = [one for one in OpenWindow._meta.constraints if isinstance(one, ExclusionConstraint)]
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
    with editor:
        for index in indexes:
            editor.remove_index(OpenWindow, index)
        for constraint in constraints:
            editor.remove_constraint(OpenWindow, constraint)
    yield
    with editor:
        for index in indexes:
            say(f"Making the index {index.name}")
            editor.add_index(OpenWindow, index)
        for constraint in constraints:
            say(f"Making the constraint {constraint.name}")
            editor.add_constraint(OpenWindow, constraint)


def _owns(cursor: CursorWrapper, model: type[Model]) -> bool:
    cursor.execute(
        "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(%s)",
        [model._meta.db_table],
    )
    row = cursor.fetchone()
    return bool(row and row[0])


def _tell_phones(using: str, say: Say) -> None:
    count = Venue.objects.using(using).published().count()
    if count > MOST_IN_A_SNAPSHOT:
        say(
            f"No snapshot was published: one file of {count:,} places is more than a phone should download. "
            "docs/scaling.md says what to do past 5,000."
        )
        return
    with transaction.atomic():
        snapshot.changed()
    say(f"Published a snapshot of {count:,} places")
