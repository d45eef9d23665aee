"""Facts in words → open windows. The one place that writes `OpenWindow`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from backend.geo.points import LatLng, is_in_uk
from backend.hours.nights import Window, night_ends_at, night_of, night_starts_at
from backend.hours.saying import Said, that_stand
from backend.hours.windows import Timetable, open_windows

from .models import OpenWindow, StatusReport, Venue, grid_point, lat_lng, wgs84_point

HORIZON_NIGHTS = 35


@dataclass(frozen=True, slots=True)
class PlacedWindow:
    """An open window and where the venue stands during it."""

    window: Window
    spot: LatLng


def timetable(venue: Venue) -> Timetable:
    """The venue's hours, special days and season as plain values."""
    special = {day.night: day.spans for day in venue.special_days.all()}
    return Timetable(hours=venue.weekly, special=special, season=venue.season)


def said(venue: Venue, *, at: datetime) -> list[Said]:
    """Reports that may still bear on that moment's night, oldest first: a span can outlast 06:00."""
    since = night_starts_at(night_of(at) - timedelta(days=1))
    return [as_said(row) for row in StatusReport.objects.filter(venue=venue).since(since)]


def as_said(row: StatusReport) -> Said:
    return Said(
        status=row.status,
        reported_at=row.reported_at,
        until=row.until,
        staffed=row.staffed,
        valid_until=row.valid_until,
        received_at=row.received_at,
        key=row.pk,
        undoes=row.undoes_id,
    )


def nights_to_make(at: datetime) -> list[date]:
    """Last night, which may not be over, and the nights up to the horizon."""
    last_night = night_of(at) - timedelta(days=1)
    return [last_night + timedelta(days=n) for n in range(HORIZON_NIGHTS + 1)]


def rebuild(venue: Venue, *, at: datetime) -> bool:
    """Bring the venue's windows in line with its facts from last night to the horizon; true when a row moved.

    Call it inside the transaction that changed the fact: the windows are right at the same commit.
    """
    tonight = night_of(at)
    wanted = set(_placed_windows(venue, at=at)) if venue.is_published else set()
    rows = {_placed(row): row for row in venue.windows.all()}
    gone = [row.pk for placed, row in rows.items() if placed not in wanted]
    new = [_row(venue, placed) for placed in wanted if placed not in rows]
    OpenWindow.objects.filter(pk__in=gone).delete()
    OpenWindow.objects.bulk_create(new)
    venue.windows_until = tonight + timedelta(days=HORIZON_NIGHTS)
    Venue.objects.filter(pk=venue.pk).update(windows_until=venue.windows_until)
    return bool(gone or new)


def roll(*, at: datetime) -> int:
    """Extend to the horizon every venue that a new night has left short of it; how many there were.

    A venue a transaction, so that a killed run loses nothing and the next one goes on where it stopped.
    """
    wanted = night_of(at) + timedelta(days=HORIZON_NIGHTS)
    short = Venue.objects.published().filter(Q(windows_until__lt=wanted) | Q(windows_until__isnull=True))
    rolled = 0
    for pk in list(short.values_list("pk", flat=True)):
        with transaction.atomic():
            venue = locked(pk)
            rebuild(venue, at=at)
            rolled += 1
    return rolled


def locked(pk: int) -> Venue:
    """The venue, held until the transaction ends, so that two changes to its windows cannot cross."""
    return Venue.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=pk)


def _placed_windows(venue: Venue, *, at: datetime) -> Iterator[PlacedWindow]:
    assert venue.point is not None, "published_venue_has_a_point"
    if not is_in_uk(lat_lng(venue.point)):
        return  # a mistyped pin has no place on the grid, and nobody is sent there
    hours = timetable(venue)
    nights = nights_to_make(at)
    windows = open_windows(hours, that_stand(said(venue, at=at)), nights)
    moved = {position.night: lat_lng(position.point) for position in venue.positions.filter(night__in=nights)}
    yield from _place(windows, home=lat_lng(venue.point), moved=moved)


def _place(windows: list[Window], *, home: LatLng, moved: dict[date, LatLng]) -> Iterator[PlacedWindow]:
    """Cut each window where a vehicle moves: at the 06:00 that begins and the one that ends a moved night."""
    for window in windows:
        cuts = {window.start, window.end}
        for night in moved:
            cuts |= {
                t for t in (night_starts_at(night), night_ends_at(night)) if window.start < t < window.end
            }
        edges = sorted(cuts)
        pieces = [(Window(a, b), moved.get(night_of(a), home)) for a, b in pairwise(edges)]
        yield from (PlacedWindow(piece, spot) for piece, spot in pieces)


def _placed(row: OpenWindow) -> PlacedWindow:
    return PlacedWindow(Window(row.period.lower, row.period.upper), lat_lng(row.spot))


def _row(venue: Venue, placed: PlacedWindow) -> OpenWindow:
    period = DateTimeTZRange(placed.window.start, placed.window.end)
    return OpenWindow(
        venue=venue, period=period, point=grid_point(placed.spot), spot=wgs84_point(placed.spot)
    )
