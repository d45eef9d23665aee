"""All that a venue's page at the desk says: what is known, what was said, and what waits for an officer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.shortcuts import get_object_or_404

from backend.hours import text
from backend.hours.clocks import clock
from backend.hours.nights import Window, night_ends_at, night_of, night_starts_at
from backend.venues.choices import Access, Help, Service, Wrong
from backend.venues.models import Contradiction, Device, Membership, Tally, Venue

from . import changes, deciding, reliability, standing, tonight
from .changes import NOTHING
from .tonight import Row
from .words import full_day

DAYS_BACK = 14
MOST_REPORTS = 300
YES_NO: dict[object, str] = {True: "Yes", False: "No"}


@dataclass(frozen=True, slots=True)
class Night:
    night: date
    reports: list[str]


@dataclass(frozen=True, slots=True)
class Counted:
    night: date
    kinds: str


def of(slug: str, *, at: datetime) -> dict[str, Any]:
    """Raises Http404."""
    venue = get_object_or_404(Venue, slug=slug)
    row = tonight.rows(Venue.objects.filter(pk=venue.pk), at=at)[0]
    since = night_starts_at(night_of(at) - timedelta(days=DAYS_BACK - 1))
    return {
        "row": row,
        "venue": row.venue,
        "facts": _facts(row.venue),
        "windows": _windows(row.venue, at=at),
        "nights": _nights(row.venue, since, at=at),
        "contradictions": _contradictions(row.venue, since),
        "tallies": _tallies(row.venue, night_of(since)),
        "proposal": _proposal(row),
        "reliability": reliability.of(row.venue),
        "people": people_of(row.venue),
        "devices": devices_of(row.venue),
        "may_suspend": row.venue.published_at is not None and row.venue.suspended_at is None,
    }


def people_of(venue: Venue) -> list[Membership]:
    """Those who may speak for this venue, as members of all venues of its organisation or of this one."""
    theirs = Membership.objects.current().filter(organisation=venue.organisation_id)
    found = theirs.select_related("user").prefetch_related("venues").order_by("role", "user__name", "pk")
    return [each for each in found if not each.venues.all() or venue in each.venues.all()]


def devices_of(venue: Venue) -> list[Device]:
    return list(Device.objects.live().filter(venues=venue).order_by("name", "pk"))


def _facts(venue: Venue) -> list[tuple[str, str]]:
    weekly = venue.weekly
    services, access = dict(Service.choices), venue.access if isinstance(venue.access, dict) else {}
    return [
        ("Kind", venue.get_kind_display()),
        ("Who it is for", venue.get_eligibility_display()),
        ("Minimum age", "Not known" if venue.minimum_age is None else str(venue.minimum_age)),
        ("Address", ", ".join(filter(None, [venue.address, venue.town, venue.postcode]))),
        ("Pin", f"{venue.point.y:.5f}, {venue.point.x:.5f}" if venue.point else "None yet"),
        ("Phone", venue.phone or "Not known"),
        ("Usual hours", text.in_words(weekly) if weekly else venue.opening_hours or "Not known"),
        ("Season", _season(venue)),
        ("Last entry", f"{venue.last_entry:%H:%M}" if venue.last_entry else "Not known"),
        ("Hours confirmed", _day(venue.hours_confirmed_on, "Never")),
        ("Checked by the VRA", _day(venue.last_checked_on, "Never")),
        ("What they have", ", ".join(str(services.get(one, one)) for one in venue.services) or "Not known"),
        *((words, YES_NO.get(access.get(key), "Not known")) for key, words in Access.choices),
        ("What to expect", venue.what_to_expect or "Nothing said"),
    ]


def _season(venue: Venue) -> str:
    if not venue.season_from and not venue.season_until:
        return "All year"
    return f"{_day(venue.season_from, 'always')} to {_day(venue.season_until, 'further notice')}"


def _day(day: date | None, without: str) -> str:
    return full_day(day) if day else without


def _windows(venue: Venue, *, at: datetime) -> list[str]:
    """This night's, as the public has them."""
    ends = night_ends_at(night_of(at))
    made = [Window(row.period.lower, row.period.upper) for row in venue.public_windows]  # type: ignore[attr-defined]
    return [f"{clock(window.start)} to {clock(window.end)}" for window in made if window.start < ends]


def _nights(venue: Venue, since: datetime, *, at: datetime) -> list[Night]:
    reports = list(
        venue.reports.filter(reported_at__gte=since, reported_at__lte=at)
        .select_related("device", "said_by")
        .latest_first()[:MOST_REPORTS]
    )
    by_night = groupby(reports, key=lambda report: night_of(report.reported_at))
    return [
        Night(night, [standing.report_words(each, at=at, is_newest=each is reports[0]) for each in said])
        for night, said in by_night
    ]


def _contradictions(venue: Venue, since: datetime) -> list[tuple[str, datetime]]:
    """What and when: nothing is told of who said so."""
    told = Contradiction.objects.filter(venue=venue, told_at__gte=since).order_by("-told_at", "-pk")
    return [(str(Wrong(what).label), at) for what, at in told.values_list("what", "told_at")]


def _tallies(venue: Venue, since: date) -> list[Counted]:
    counted: Iterable[Tally] = venue.tallies.filter(night__gte=since, count__gt=0).order_by("-night", "kind")
    by_night = groupby(counted, key=lambda tally: tally.night)
    return [
        Counted(night, ", ".join(f"{Help(tally.kind).label} {tally.count}" for tally in tallies))
        for night, tallies in by_night
    ]


def _proposal(row: Row) -> dict[str, Any] | None:
    """Old → new in words, by whom, and what tells it from a later wish."""
    if row.proposal is None:
        return None
    differences = [
        changes.Difference(changes.label_of(field), changes.told(field, old), changes.told(field, new))
        for field, (old, new) in row.proposal.changes.items()
    ]
    by = row.proposal.made_by
    return {
        "pk": row.proposal.pk,
        "differences": differences,
        "made_by": by.display_name if by else NOTHING,
        "made_at": row.proposal.made_at,
        "seen": deciding.version_of(row.proposal),
    }
