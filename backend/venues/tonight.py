"""A venue as its own staff see it tonight: what the public is told, who said so, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend.hours.nights import Window, night_ends_at, night_of, night_starts_at
from backend.hours.openness import label

from . import calendar
from .actors import Actor, name_of, role_in
from .choices import Help
from .models import StatusReport, Venue, lat_lng
from .place import Place, covers_until, facts, iso, public, with_public_parts

Shown = dict[str, Any]


def public_now(venue: Venue, *, at: datetime) -> Place | None:
    """The place with its state at this moment, as anybody may see it; None while it is not public."""
    found = with_public_parts(Venue.objects.published().filter(pk=venue.pk), at=at).first()
    if found is None:
        return None
    place = public(found, at=at)
    said = label(facts(place, covers_until(at)), now=at, checked_at=at, walk_minutes=None)
    return place | {"state": said.state, "basis": said.basis, "closes_at": iso(said.closes_at)}


def told(report: StatusReport) -> Shown:
    """A report with who said it; names are for the venue's own people and the VRA."""
    by = report.device or report.said_by
    return {
        "id": report.pk,
        "status": report.status,
        "staffed": report.staffed,
        "reported_at": iso(report.reported_at),
        "until": iso(report.until),
        "valid_until": iso(report.valid_until),
        "said_by": name_of(by) if by else None,
        "is_undo": report.undoes_id is not None,
    }


def of(venue: Venue, *, actor: Actor, at: datetime) -> Shown:
    """Everything that the one screen of tonight shows."""
    place = public_now(venue, at=at)
    timetable = calendar.timetable(venue)
    night = night_of(at)
    latest = venue.reports.select_related("device", "said_by").latest_first().first()
    return {
        "slug": venue.slug,
        "name": venue.name,
        "town": venue.town,
        "organisation": venue.organisation_id,
        "role": role_in(actor, venue),
        "is_mobile": venue.is_mobile,
        "published": place is not None,
        "suspended_because": venue.suspended_because or None,
        "state": place and place["state"],
        "basis": place and place["basis"],
        "closes_at": place and place["closes_at"],
        "report": told(latest) if latest and latest.is_live(at=at) else None,
        "latest": latest and told(latest),
        "undo": _undo(venue, latest, at=at),
        "tonight": {"night": night.isoformat(), "windows": _pairs(_windows(venue, at=at))},
        "scheduled": _pairs(timetable.scheduled([night])),
        "holds_until": iso(timetable.holds_until(at)),
        "position": position(venue, at=at),
        "point": _point(venue),
        "phone": venue.phone,
        "tallies": tallies(venue, at=at),
        "call_first_until": iso(_if_later(venue.call_first_until, at)),
        "hours_confirmed_on": venue.hours_confirmed_on and venue.hours_confirmed_on.isoformat(),
    }


def position(venue: Venue, *, at: datetime) -> Shown | None:
    """Where a vehicle was put for this night; None while it stands where it usually does."""
    moved = venue.positions.filter(night=night_of(at)).first()
    if moved is None:
        return None
    spot = lat_lng(moved.point)
    return {"lat": spot.lat, "lng": spot.lng, "set_at": iso(moved.set_at)}


def tallies(venue: Venue, *, at: datetime) -> dict[str, int]:
    counted = dict(venue.tallies.filter(night=night_of(at)).values_list("kind", "count"))
    return {kind: counted.get(kind, 0) for kind in Help.values}


def _undo(venue: Venue, latest: StatusReport | None, *, at: datetime) -> Shown | None:
    until = calendar.as_said(latest).undo_until if latest else None
    return {"report": latest.pk, "until": iso(until)} if latest and until and at < until else None


def _windows(venue: Venue, *, at: datetime) -> list[Window]:
    rows = venue.windows.filter(period__overlap=(night_starts_at(night_of(at)), night_ends_at(night_of(at))))
    return [Window(row.period.lower, row.period.upper) for row in rows.order_by("period")]


def _pairs(windows: list[Window]) -> list[list[str | None]]:
    return [[iso(window.start), iso(window.end)] for window in windows]


def _point(venue: Venue) -> Shown | None:
    if venue.point is None:
        return None
    spot = lat_lng(venue.point)
    return {"lat": spot.lat, "lng": spot.lng}


def _if_later(moment: datetime | None, at: datetime) -> datetime | None:
    return moment if moment and moment > at else None
