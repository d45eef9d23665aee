"""A manager keeps her venue true: facts at once, what it is and where it stands by proposal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from backend.accounts import mail
from backend.accounts.models import User
from backend.accounts.people import officer_addresses
from backend.geo.points import LatLng
from backend.hours.nights import LONDON
from backend.hours.text import parse_spans, spans_text

from . import calendar, publishing, trail
from .models import Proposal, SpecialDay, Venue, lat_lng, wgs84_point

AT_ONCE = (
    "phone", "services", "access", "what_to_expect", "minimum_age", "last_entry", "opening_hours",
    "season_from", "season_until",
)  # fmt: skip
BY_PROPOSAL = ("name", "point", "kind", "eligibility")
HOURS = ("opening_hours", "season_from", "season_until")

Facts = Mapping[str, Any]


class AlreadyDecided(Exception):
    """Another officer was quicker."""


def change(venue: Venue, facts: Facts, *, by: User, at: datetime) -> Venue:
    """Save what a manager may change and propose the rest; the public sees the former at commit.

    `facts` has keys of AT_ONCE and BY_PROPOSAL, `point` as LatLng. Raises ValidationError with its fields.
    """
    if not facts:
        return venue
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        trail.says(by=by, because="edited by the manager")
        kept = {key: facts[key] for key in AT_ONCE if key in facts}
        for key, value in kept.items():
            setattr(held, key, value)
        if any(key in kept for key in HOURS):
            held.hours_confirmed_on = at.astimezone(LONDON).date()
        held.full_clean(validate_unique=False)
        held.save()
        _propose(held, facts, by=by, at=at)
        publishing.refresh(held, at=at)
    return held


def confirm_hours(venue: Venue, *, by: User, at: datetime) -> Venue:
    """Still correct: the public reads on which day the venue said so."""
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        trail.says(by=by, because="hours still correct")
        held.hours_confirmed_on = at.astimezone(LONDON).date()
        held.save(update_fields=["hours_confirmed_on"])
        publishing.refresh(held, at=at)
    return held


def put_special_day(
    venue: Venue, night: date, hours: str, *, note: str, by: User, at: datetime
) -> SpecialDay:
    """The hours of one night, in place of the week's. Raises HoursError, ValidationError."""
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        trail.says(by=by, because="special day")
        wanted = {"hours": spans_text(parse_spans(hours)), "note": note}
        day = held.special_days.filter(night=night).first() or SpecialDay(venue=held, night=night)
        for key, value in wanted.items():
            setattr(day, key, value)
        day.full_clean(validate_unique=False)
        day.save()
        publishing.refresh(held, at=at)
    return day


def drop_special_day(venue: Venue, night: date, *, by: User, at: datetime) -> bool:
    """Back to the week's hours on that night; False where there was no special day."""
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        trail.says(by=by, because="special day taken back")
        found = held.special_days.filter(night=night).delete()[0]
        publishing.refresh(held, at=at)
    return bool(found)


def accept(proposal: Proposal, *, by: User, at: datetime) -> Venue:
    """Make the proposed changes true, for the public at commit. Raises AlreadyDecided, ValidationError."""
    with transaction.atomic():
        held = calendar.locked(proposal.venue_id)
        trail.says(by=by, because="proposal accepted")
        waiting = _claimed(proposal, by=by, at=at, is_accepted=True)
        for field, (_, wanted) in waiting.changes.items():
            setattr(held, field, wgs84_point(LatLng(**wanted)) if field == "point" else wanted)
        held.full_clean(validate_unique=False)
        held.save()
        publishing.refresh(held, at=at)
    return held


def refuse(proposal: Proposal, *, because: str, by: User, at: datetime) -> None:
    """Leave the venue as it is; whoever proposed it reads why. Raises AlreadyDecided."""
    with transaction.atomic():
        trail.says(by=by, because="proposal refused")
        waiting = _claimed(proposal, by=by, at=at, is_accepted=False, because=because)
        if waiting.made_by:
            mail.send(
                to=[waiting.made_by.email],
                subject=f"Not changed: {waiting.venue.name}",
                body=f"An officer did not accept the change you proposed.\n\nReason: {because}\n",
            )


def _propose(venue: Venue, facts: Facts, *, by: User, at: datetime) -> None:
    """One proposal waits for each venue; what is proposed later joins it or replaces its field."""
    changes = {field: pair for field, pair in _differences(venue, facts) if pair[0] != pair[1]}
    asked = {field for field in BY_PROPOSAL if field in facts}
    waiting = venue.proposals.waiting().select_for_update().first()
    if not asked or (waiting is None and not changes):
        return
    proposal = waiting or Proposal(venue=venue, changes={})
    kept = {field: pair for field, pair in proposal.changes.items() if field not in asked}
    proposal.changes = kept | changes
    if not proposal.changes:  # proposed back to what it is
        proposal.delete()
        return
    _try_on(venue.pk, proposal.changes)
    proposal.made_by, proposal.made_at = by, at
    proposal.save()
    if waiting is None:
        _tell_officers(venue)


def _try_on(pk: int, changes: Mapping[str, Any]) -> None:
    """What could never be accepted is refused to whoever proposes it. Raises ValidationError."""
    tried = Venue.objects.get(pk=pk)
    for field, (_, wanted) in changes.items():
        if field != "point":
            setattr(tried, field, wanted)
    tried.full_clean(validate_unique=False)


def _differences(venue: Venue, facts: Facts) -> Iterator[tuple[str, list[Any]]]:
    for field in BY_PROPOSAL:
        if field in facts:
            yield field, [_plain(getattr(venue, field), field), _plain(facts[field], field)]


def _plain(value: Any, field: str) -> Any:
    """As JSON keeps it; a point to about ten centimetres."""
    if field != "point" or value is None:
        return value
    spot = value if isinstance(value, LatLng) else lat_lng(value)
    return {"lat": round(spot.lat, 6), "lng": round(spot.lng, 6)}


def _claimed(proposal: Proposal, *, by: User, at: datetime, is_accepted: bool, because: str = "") -> Proposal:
    decided = {"decided_at": at, "decided_by": by, "is_accepted": is_accepted, "because": because}
    if not Proposal.objects.waiting().filter(pk=proposal.pk).update(**decided):
        raise AlreadyDecided
    return Proposal.objects.select_related("venue", "made_by").get(pk=proposal.pk)


def _tell_officers(venue: Venue) -> None:
    mail.send(
        to=officer_addresses(),
        subject=f"To accept: a change to {venue.name}",
        body=f"The manager of {venue.name} proposes a change. It waits for you at the desk.\n",
    )
