"""Each night that is over is written down: what was open in which hour, and what staff had confirmed.

Open windows are forgotten a night later, so this is all that is known of the past. docs/decisions/0011 says
how it is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from backend.hours.night_hours import NightHour, night_hours
from backend.hours.nights import night_ends_at, night_of, night_starts_at
from backend.hours.windows import LEASE
from backend.venues import calendar
from backend.venues.choices import Status
from backend.venues.models import Venue

from .models import KeptNight, VenueNight

NIGHTS = 28
"""How far back figures look: four of each night of the week."""
FORGOTTEN_AFTER = timedelta(days=35)
MORNING = timedelta(hours=6)
HEARD = (Status.OPEN, Status.FULL, Status.CLOSING_EARLY)
"""What says that somebody was there."""

STANDS = """{report}.undoes_id IS NULL
    AND NOT EXISTS (SELECT FROM venues_statusreport undo WHERE undo.undoes_id = {report}.id)"""

# Staff's newest word at that moment says so, still holds, and is no older than an *open* may be.
CONFIRMED = f"""EXISTS (
    SELECT FROM (
        SELECT report.status, report.valid_until FROM venues_statusreport report
        WHERE report.venue_id = {{venue}} AND report.reported_at <= {{moment}}
            AND report.reported_at > {{moment}} - interval '{int(LEASE.total_seconds())} seconds'
            AND {STANDS.format(report="report")}
        ORDER BY report.reported_at DESC, report.id DESC LIMIT 1
    ) newest
    WHERE newest.status IN ({", ".join(f"'{status.value}'" for status in HEARD)})
        AND {{moment}} < newest.valid_until
)"""  # noqa: S608 - every part is ours

# A window that began before the night and ends by noon is the end of the night before.
KEEP = f"""
WITH public AS ({{public}}),
half AS (SELECT * FROM unnest(%s::int[], %s::timestamptz[], %s::timestamptz[]) AS half(hour, first, last)),
night AS (
    SELECT %s::date AS night, %s::timestamptz AS starts, %s::timestamptz AS noon, %s::timestamptz AS ends
),
hours AS (
    SELECT opened.venue_id, array_agg(opened.hour ORDER BY opened.hour) AS open_hours,
        COALESCE(array_agg(opened.hour ORDER BY opened.hour) FILTER (WHERE opened.was_confirmed), '{{{{}}}}')
            AS confirmed_hours
    FROM (
        SELECT spell.venue_id, half.hour,
            {CONFIRMED.format(venue="spell.venue_id", moment="half.first")}
            AND {CONFIRMED.format(venue="spell.venue_id", moment="half.last")} AS was_confirmed
        FROM half JOIN venues_openwindow spell ON spell.period @> tstzrange(half.first, half.last, '[]')
    ) opened GROUP BY opened.venue_id
),
due AS (
    SELECT spell.venue_id, spell.period FROM night
    JOIN venues_openwindow spell ON spell.period && tstzrange(night.starts, night.ends)
    WHERE NOT (lower(spell.period) < night.starts AND upper(spell.period) <= night.noon)
),
spoke AS (
    SELECT said.venue_id, bool_or(said.status = 'closed') AS said_closed,
        bool_or(said.status = ANY(%s) AND EXISTS (
            SELECT FROM due WHERE due.venue_id = said.venue_id
                AND said.reported_at >= lower(due.period) AND said.reported_at <= upper(due.period)
        )) AS was_confirmed
    FROM night JOIN venues_statusreport said
        ON said.reported_at >= night.starts AND said.reported_at < night.ends
    WHERE {STANDS.format(report="said")}
    GROUP BY said.venue_id
)
INSERT INTO charter_venuenight
    (venue_id, night, open_hours, confirmed_hours, was_due, was_confirmed, said_closed)
SELECT public.id, night.night, COALESCE(hours.open_hours, '{{{{}}}}'),
    COALESCE(hours.confirmed_hours, '{{{{}}}}'),
    EXISTS (SELECT FROM due WHERE due.venue_id = public.id),
    COALESCE(spoke.was_confirmed, false), COALESCE(spoke.said_closed, false)
FROM night CROSS JOIN public
LEFT JOIN hours ON hours.venue_id = public.id
LEFT JOIN spoke ON spoke.venue_id = public.id
WHERE (public.windows_until IS NULL OR public.windows_until <= %s)
    AND (hours.venue_id IS NOT NULL OR spoke.said_closed
        OR EXISTS (SELECT FROM due WHERE due.venue_id = public.id))
ON CONFLICT DO NOTHING
"""  # noqa: S608


def keep_nights(*, at: datetime) -> list[date]:
    """Write down every night that is over and was not yet; those that were.

    A transaction a night: a killed run goes on where it stopped.
    """
    kept = [night for night in _missing(at=at) if _keep(night, at=at)]
    if kept:
        before = night_of(at) - FORGOTTEN_AFTER
        VenueNight.objects.filter(night__lt=before).delete()
        KeptNight.objects.filter(night__lt=before).delete()
    return kept


def _missing(*, at: datetime) -> Iterator[date]:
    """From the night after the newest that is kept; at first only last night, whose windows still stand."""
    last_night = night_of(at) - timedelta(days=1)
    newest = KeptNight.objects.aggregate(newest=Max("night"))["newest"]
    night = max(newest + timedelta(days=1), last_night - timedelta(days=NIGHTS)) if newest else last_night
    while night <= last_night:
        yield night
        night += timedelta(days=1)


def _keep(night: date, *, at: datetime) -> bool:
    """False where another worker has kept it meanwhile."""
    with transaction.atomic():
        mine = KeptNight.objects.bulk_create([KeptNight(night=night, kept_at=at)], ignore_conflicts=True)
        if KeptNight.objects.filter(pk=mine[0].pk, kept_at=at).exists():
            _write(night)
            _judge_the_closed(night)
            return True
    return False


def _write(night: date) -> None:
    """A venue whose windows were made anew since is left out: what stood that night is not known of it."""
    public, given = public_venues("id", "windows_until")
    starts, ends = night_starts_at(night), night_ends_at(night)
    known_until = night + timedelta(days=1 + calendar.HORIZON_NIGHTS)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            KEEP.format(public=public),
            [
                *given,
                *columns(night_hours(night)),
                *(night, starts, starts + MORNING, ends),
                list(HEARD),
                known_until,
            ],
        )


def _judge_the_closed(night: date) -> None:
    """Who said *closed* before opening has no window left: the timetable says whether it was due."""
    silent = VenueNight.objects.filter(night=night, said_closed=True, was_due=False)
    rows = silent.select_related("venue").prefetch_related("venue__special_days")
    due = [row.pk for row in rows if calendar.timetable(row.venue).scheduled([night])]
    VenueNight.objects.filter(pk__in=due).update(was_due=True)


def public_venues(*columns: str) -> tuple[str, tuple[Any, ...]]:
    """The rule of who is public, as SQL with its parameters: it is written in one place."""
    text, given = Venue.objects.published().order_by().values(*columns).query.sql_with_params()
    return text, tuple(given)


def columns(hours: Sequence[NightHour]) -> tuple[list[int], list[datetime], list[datetime]]:
    return [each.hour for each in hours], [each.first for each in hours], [each.last for each in hours]
