"""Sums kept ready for the desk: coverage by town and hour of the week, each venue's record, help by month."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from backend.hours.night_hours import hours_of
from backend.hours.nights import night_of, night_starts_at
from backend.venues.models import SnapshotState

from . import keeping
from .models import FiguresMade

WEEK = 7
AT_LEAST_EVERY = timedelta(hours=1)

# From here the next half past is the one of the hour: 22:30 itself, and 23:30 for 22:31.
ALMOST = "interval '29 minutes 59.999999 seconds'"

# Windows are cut into half hours past, and nights alike are added up before they are: at 20,000 venues an
# index scan for each hour of the week took twelve times as long.
COVERAGE = """
WITH public AS ({public}),
half AS (
    SELECT * FROM unnest(%s::int[], %s::int[], %s::timestamptz[], %s::timestamptz[])
        AS half(weekday, hour, first, last)
),
fresh AS (
    SELECT town, kind, weekday, hour, sum(coming) AS coming, sum(was_open) AS was_open,
        sum(was_confirmed) AS was_confirmed
    FROM (
        SELECT public.town, public.kind, half.weekday, half.hour,
            1 AS coming, 0 AS was_open, 0 AS was_confirmed
        FROM venues_openwindow spell
        JOIN public ON public.id = spell.venue_id
        CROSS JOIN LATERAL generate_series(
            date_trunc('hour', GREATEST(lower(spell.period), %s) + {almost}, 'UTC') + interval '30 minutes',
            LEAST(upper(spell.period), %s) - interval '1 microsecond', interval '1 hour'
        ) AS half_past(moment)
        JOIN half ON half.first = half_past.moment AND half.last < upper(spell.period)
        UNION ALL
        SELECT alike.town, alike.kind, alike.weekday, was.hour,
            0, alike.nights, alike.nights * (was.hour = ANY(alike.confirmed_hours))::int
        FROM (
            SELECT public.town, public.kind, extract(isodow FROM kept.night)::int - 1 AS weekday,
                kept.open_hours, kept.confirmed_hours, count(*) AS nights
            FROM charter_venuenight kept JOIN public ON public.id = kept.venue_id
            WHERE kept.night >= %s AND kept.night < %s GROUP BY 1, 2, 3, 4, 5
        ) alike
        CROSS JOIN LATERAL unnest(alike.open_hours) AS was(hour)
    ) counted GROUP BY town, kind, weekday, hour
    LIMIT 500000 -- far more than there are: else the planner makes room for the hours of every window
),
gone AS (
    DELETE FROM charter_coveragehour stood WHERE NOT EXISTS (
        SELECT FROM fresh WHERE fresh.town = stood.town AND fresh.kind = stood.kind
            AND fresh.weekday = stood.weekday AND fresh.hour = stood.hour
    )
)
INSERT INTO charter_coveragehour AS stood (town, kind, weekday, hour, coming, was_open, was_confirmed)
SELECT town, kind, weekday, hour, coming, was_open, was_confirmed FROM fresh
ON CONFLICT (town, kind, weekday, hour) DO UPDATE
SET coming = excluded.coming, was_open = excluded.was_open, was_confirmed = excluded.was_confirmed
WHERE (stood.coming, stood.was_open, stood.was_confirmed)
    IS DISTINCT FROM (excluded.coming, excluded.was_open, excluded.was_confirmed)
"""

RECORDS = """
WITH public AS ({public}),
nights AS (
    SELECT venue_id, count(*) AS due, count(*) FILTER (WHERE was_confirmed) AS confirmed,
        count(*) FILTER (WHERE said_closed AND NOT was_confirmed) AS said_closed
    FROM charter_venuenight WHERE was_due AND night >= %s AND night < %s GROUP BY venue_id
),
told AS (
    SELECT venue_id, count(*) AS contradictions FROM venues_contradiction WHERE night >= %s GROUP BY venue_id
),
fresh AS (
    SELECT public.id AS venue_id, COALESCE(due, 0) AS due, COALESCE(confirmed, 0) AS confirmed,
        COALESCE(said_closed, 0) AS said_closed, COALESCE(contradictions, 0) AS contradictions
    FROM public LEFT JOIN nights ON nights.venue_id = public.id LEFT JOIN told ON told.venue_id = public.id
),
gone AS (
    DELETE FROM charter_venuerecord stood
    WHERE NOT EXISTS (SELECT FROM fresh WHERE fresh.venue_id = stood.venue_id)
)
INSERT INTO charter_venuerecord AS stood (venue_id, due, confirmed, said_closed, contradictions)
SELECT venue_id, due, confirmed, said_closed, contradictions FROM fresh
ON CONFLICT (venue_id) DO UPDATE SET due = excluded.due, confirmed = excluded.confirmed,
    said_closed = excluded.said_closed, contradictions = excluded.contradictions
WHERE (stood.due, stood.confirmed, stood.said_closed, stood.contradictions)
    IS DISTINCT FROM (excluded.due, excluded.confirmed, excluded.said_closed, excluded.contradictions)
"""

# Of months that are over: what is told of one does not change from day to day.
HELP = """
WITH fresh AS (
    SELECT venue.town, date_trunc('month', tally.night)::date AS month, tally.kind, sum(tally.count) AS count
    FROM venues_tally tally JOIN venues_venue venue ON venue.id = tally.venue_id
    WHERE tally.count > 0 AND tally.night < %s GROUP BY 1, 2, 3
),
gone AS (
    DELETE FROM charter_helpcount stood WHERE NOT EXISTS (
        SELECT FROM fresh WHERE fresh.town = stood.town AND fresh.month = stood.month
            AND fresh.kind = stood.kind
    )
)
INSERT INTO charter_helpcount AS stood (town, month, kind, count)
SELECT town, month, kind, count FROM fresh
ON CONFLICT (month, town, kind) DO UPDATE SET count = excluded.count WHERE stood.count <> excluded.count
"""


def keep_up(*, at: datetime) -> bool:
    """Write down the nights that are over and make the sums anew where a fact has moved; true when it did."""
    keeping.keep_nights(at=at)
    if _are_made(at=at):
        return False
    make(at=at)
    return True


def make(*, at: datetime) -> None:
    """All sums, in one transaction: a page never reads half of them."""
    tonight = night_of(at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('charter.figures'))")
        seen = _facts()
        made = FiguresMade.objects.filter(pk=1).first()
        _make_coverage(cursor, tonight)
        _make_records(cursor, tonight)
        if made is None or made.night != tonight:
            cursor.execute(HELP, [tonight.replace(day=1)])
        FiguresMade.objects.update_or_create(pk=1, defaults={"made_at": at, "night": tonight} | seen)


def made_at() -> datetime | None:
    """As of when the sums are; None where they were never made."""
    return FiguresMade.objects.values_list("made_at", flat=True).first()


def coming_week(at: datetime) -> list[date]:
    """Tonight and the six nights after it, each night of the week once."""
    return [night_of(at) + timedelta(days=n) for n in range(WEEK)]


def _are_made(*, at: datetime) -> bool:
    """Contradictions move no number of the snapshot, so an hour is the oldest that the sums get."""
    fresh = FiguresMade.objects.filter(night=night_of(at), made_at__gt=at - AT_LEAST_EVERY)
    return fresh.filter(**_facts()).exists()


def _facts() -> dict[str, int]:
    state = SnapshotState.objects.first() or SnapshotState()
    return {"epoch": state.epoch, "seq": state.seq}


def _make_coverage(cursor: CursorWrapper, tonight: date) -> None:
    public, given = keeping.public_venues("id", "town", "kind")
    hours = hours_of([tonight + timedelta(days=n) for n in range(WEEK)])
    weekdays = [each.night.weekday() for each in hours]
    week = (night_starts_at(tonight), night_starts_at(tonight + timedelta(days=WEEK)))
    parameters: list[Any] = [*given, weekdays, *keeping.columns(hours), *week, *_last_nights(tonight)]
    cursor.execute(COVERAGE.format(public=public, almost=ALMOST), parameters)


def _make_records(cursor: CursorWrapper, tonight: date) -> None:
    public, given = keeping.public_venues("id")
    since, until = _last_nights(tonight)
    cursor.execute(RECORDS.format(public=public), [*given, since, until, since])


def _last_nights(tonight: date) -> tuple[date, date]:
    return tonight - timedelta(days=keeping.NIGHTS), tonight
