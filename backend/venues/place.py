"""What the public may know of a venue, written once: snapshot, API, pages and exports read this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, QuerySet

from backend.geo.points import LatLng
from backend.hours import holidays
from backend.hours.nights import Window, night_ends_at, night_of, night_starts_at
from backend.hours.openness import LiveReport, PlaceFacts
from backend.hours.text import in_words

from .choices import Access, Service
from .models import OpenWindow, Position, SpecialDay, StatusReport, Venue, lat_lng

WINDOW_NIGHTS = 14

Place = dict[str, Any]


def iso(moment: datetime | None) -> str | None:
    """`2026-11-22T01:30:00Z`; None stays None."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def covers_until(at: datetime) -> datetime:
    """The moment up to which places made at `at` say when they are open: past it, nothing is known."""
    return night_ends_at(night_of(at) + timedelta(days=WINDOW_NIGHTS - 1))


def with_public_parts(venues: QuerySet[Venue], *, at: datetime) -> QuerySet[Venue]:
    """Fetch what `public` reads, in four statements whatever the number of venues; five before a holiday."""
    tonight = night_of(at)
    windows = OpenWindow.objects.filter(
        period__startswith__lt=covers_until(at), period__endswith__gt=night_starts_at(tonight)
    )
    reports = (
        StatusReport.objects.filter(reported_at__gte=at - timedelta(days=2))
        .order_by("venue_id", "-reported_at", "-pk")
        .distinct("venue_id")
    )
    near = _holidays_from(tonight)
    special = SpecialDay.objects.filter(night__in=near) if near else SpecialDay.objects.none()
    return venues.select_related("organisation").prefetch_related(
        Prefetch("windows", windows.order_by("period").defer("point", "spot"), to_attr="public_windows"),
        Prefetch("reports", reports, to_attr="latest_reports"),
        Prefetch("positions", Position.objects.filter(night=tonight), to_attr="tonight_positions"),
        Prefetch("special_days", special, to_attr="special_holidays"),
    )


@lru_cache(maxsize=64)
def _holidays_from(tonight: date) -> tuple[date, ...]:
    """Of the nights that are told on that night, those on which usual hours cannot be relied on."""
    told = (tonight + timedelta(days=n) for n in range(WINDOW_NIGHTS))
    return tuple(night for night in told if holidays.may_differ(night))


def public(venue: Venue, *, at: datetime) -> Place:
    """One venue from `with_public_parts` as the public sees it at that moment. Keys are the contract's."""
    spot = _spot(venue)
    weekly = venue.weekly
    signed = venue.organisation.charter_signed_on if venue.organisation else None
    return {
        "slug": venue.slug,
        "name": venue.name,
        "kind": venue.kind,
        "charter_signed_on": _day(signed),
        "point": {"lat": round(spot.lat, 6), "lng": round(spot.lng, 6)},
        "address": venue.address,
        "postcode": venue.postcode,
        "town": venue.town,
        "phone": venue.phone,
        "eligibility": venue.eligibility,
        "services": list(venue.services),
        "access": {key: _yes_no(venue.access.get(key)) for key in Access.values},
        "what_to_expect": venue.what_to_expect,
        "is_mobile": venue.is_mobile,
        "opening_hours": weekly and str(weekly),
        "hours_text": weekly and in_words(weekly),
        "windows": _windows(venue.public_windows, until=covers_until(at)),  # type: ignore[attr-defined]
        "report": _report(venue.latest_reports, at=at),  # type: ignore[attr-defined]
        "call_first_until": iso(venue.call_first_until),
        "minimum_age": venue.minimum_age,
        "last_entry": venue.last_entry.strftime("%H:%M") if venue.last_entry else None,
        "last_checked_on": _day(venue.last_checked_on),
        "hours_confirmed_on": _day(venue.hours_confirmed_on),
        "hours_may_differ_on": _unsure_nights(venue, at=at),
        "is_demo": venue.is_demo,
    }


def facts(place: Mapping[str, Any], covers_until: datetime) -> PlaceFacts:
    """A public place read back as what the label rule works on."""
    said = place["report"]
    return PlaceFacts(
        windows=tuple(Window(moment(start), moment(end)) for start, end in place["windows"]),
        hours_known=place["opening_hours"] is not None,
        covers_until=covers_until,
        report=said
        and LiveReport(
            status=said["status"],
            staffed=said["staffed"],
            reported_at=moment(said["reported_at"]),
            until=_moment(said["until"]),
            valid_until=moment(said["valid_until"]),
        ),
        call_first_until=_moment(place["call_first_until"]),
        last_entry=place["last_entry"],
        help_at_door=Service.HELP_AT_DOOR in place["services"],
        # A snapshot that the release before this one published has no such key.
        hours_may_differ_on=frozenset(map(date.fromisoformat, place.get("hours_may_differ_on", ()))),
    )


def _unsure_nights(venue: Venue, *, at: datetime) -> list[str]:
    """Holidays for which the venue has not said what it does: its usual hours may not hold."""
    said = {day.night for day in venue.special_holidays}  # type: ignore[attr-defined]
    return [night.isoformat() for night in _holidays_from(night_of(at)) if night not in said]


def _yes_no(answer: object) -> bool | None:
    return answer if isinstance(answer, bool) else None


def _spot(venue: Venue) -> LatLng:
    """Where a vehicle was put tonight, else where the venue stands."""
    moved: list[Position] = venue.tonight_positions  # type: ignore[attr-defined]
    point = moved[0].point if moved else venue.point
    assert point is not None, "published_venue_has_a_point"
    return lat_lng(point)


def _windows(rows: Iterable[OpenWindow], *, until: datetime) -> list[list[str | None]]:
    """Pairs of moments, cut at the end of the last night told; windows parted only by a move are joined."""
    joined: list[tuple[datetime, datetime]] = []
    for row in rows:
        start, end = _to_the_second(row.period.lower), _to_the_second(min(row.period.upper, until))
        if start == end:
            continue
        if joined and joined[-1][1] == start:
            start = joined.pop()[0]
        joined.append((start, end))
    return [[iso(start), iso(end)] for start, end in joined]


def _to_the_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def _report(reports: list[StatusReport], *, at: datetime) -> dict[str, Any] | None:
    """The latest report while its lease runs; None once it has lapsed or was taken back."""
    if not reports or not reports[0].is_live(at=at):
        return None
    said = reports[0]
    return {
        "status": said.status,
        "staffed": said.staffed,
        "reported_at": iso(said.reported_at),
        "until": iso(said.until),
        "valid_until": iso(said.valid_until),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(text: str | None) -> datetime | None:
    return moment(text) if text else None
