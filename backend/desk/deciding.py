"""What an officer does, each once: whoever presses twice, or second, is told that it was done already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from backend.accounts.models import User
from backend.audit.recording import record
from backend.charter import onboarding, reviewing
from backend.charter.choices import Standing
from backend.charter.letters import Written
from backend.charter.models import Signature
from backend.venues import calendar, editing, joining, pairing, publishing
from backend.venues.actors import key_of
from backend.venues.choices import Role
from backend.venues.models import Device, Membership, Organisation, Proposal, Venue


class NothingToDo(Exception):
    """It is so already; the message says since when, or why."""


class ChangedMeanwhile(Exception):
    """The manager has changed the proposal since the officer read it."""


def suspend(venue: Venue, *, because: str, by: User, at: datetime) -> None:
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        if held.suspended_at:
            raise NothingToDo(f"It was suspended already. Reason: {held.suspended_because}")
        if held.published_at is None:
            raise NothingToDo("It is not published, so there is nothing to take away.")
        publishing.suspend(held, because=because, by=by, at=at)
        _record("venue.suspended", f"venue:{held.pk}", by=by, at=at, because=because)


def publish(venue: Venue, *, because: str, by: User, at: datetime) -> None:
    """Publish for the first time, or again after a suspension. ValidationError for what is missing."""
    with transaction.atomic():
        if venue.organisation_id:  # first, as everybody takes these two
            Organisation.objects.select_for_update().get(pk=venue.organisation_id)
        held = calendar.locked(venue.pk)
        if held.published_at and not held.suspended_at:
            raise NothingToDo("It was published already.")
        onboarding.publish(held, because=because, by=by, at=at)


def accept(proposal: Proposal, *, seen: str, by: User, at: datetime) -> None:
    """Raises ChangedMeanwhile, editing.AlreadyDecided, and ValidationError for what no longer fits."""
    with transaction.atomic():
        calendar.locked(proposal.venue_id)
        editing.accept(_as_read(proposal, seen), by=by, at=at)
        _record("proposal.accepted", f"venue:{proposal.venue_id}", by=by, at=at)


def refuse(proposal: Proposal, *, seen: str, because: str, by: User, at: datetime) -> None:
    """Raises ChangedMeanwhile and editing.AlreadyDecided."""
    with transaction.atomic():
        calendar.locked(proposal.venue_id)
        editing.refuse(_as_read(proposal, seen), because=because, by=by, at=at)
        _record("proposal.refused", f"venue:{proposal.venue_id}", by=by, at=at, because=because)


def invite(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    role: Role,
    venues: Iterable[Venue],
    by: User,
    at: datetime,
) -> Membership:
    """Raises what `joining.invite` raises."""
    with transaction.atomic():
        made = joining.invite(organisation, email=email, name=name, role=role, venues=venues, by=by, at=at)
        words = {"role": made.role, "member": made.user_id}
        record("membership.invited", f"organisation:{organisation.pk}", who=key_of(by), at=at, words=words)
    return made


def end(membership: Membership, *, by: User, at: datetime) -> None:
    with transaction.atomic():
        held = Membership.objects.select_for_update().get(pk=membership.pk)
        if held.ended_at:
            raise NothingToDo("This membership had ended already.")
        joining.end(membership, by=by, at=at)
        _record("membership.ended", f"organisation:{held.organisation_id}", by=by, at=at)


def revoke(device: Device, *, by: User, at: datetime) -> None:
    with transaction.atomic():
        held = Device.objects.select_for_update().get(pk=device.pk)
        if held.revoked_at:
            raise NothingToDo("This device had been revoked already.")
        pairing.revoke(held, by=by, at=at)
        _record("device.revoked", f"organisation:{held.organisation_id}", by=by, at=at)


def renew(
    signature: Signature, confirmed: Mapping[int, str], *, seen: str, note: str, by: User, at: datetime
) -> Signature:
    """`seen` is how it stood when the officer read it: of two who review at once, one does."""
    with transaction.atomic():
        if standing_of(onboarding.held_signature(signature)) != seen:
            raise NothingToDo("Somebody reviewed it, or it ended, since you opened the page.")
        return reviewing.renew(signature, confirmed, by=by, at=at, note=note)


def withdraw(
    signature: Signature, *, because: str, by: User, at: datetime, written: Written | None = None
) -> None:
    """`written` is the letter as the officer read and changed it."""
    with transaction.atomic():
        held = onboarding.held_signature(signature)
        if held.standing not in {Standing.CURRENT, Standing.LAPSED}:
            raise NothingToDo("This signature had ended already.")
        onboarding.withdraw(held, because=because, by=by, at=at, written=written)


def standing_of(signature: Signature) -> str:
    """What tells a signature as it was read from what became of it."""
    return f"{signature.pk} {signature.standing} {signature.review_due_on.isoformat()}"


def version_of(proposal: Proposal) -> str:
    """What tells this wish from a later one: each change of it is dated anew."""
    return proposal.made_at.isoformat()


def _record(did: str, subject: str, *, by: User, at: datetime, because: str = "") -> None:
    record(did, subject, who=key_of(by), at=at, words={"because": because})


def _as_read(proposal: Proposal, seen: str) -> Proposal:
    """As it stands while the venue is held: a manager changes it only while she holds the venue."""
    now = Proposal.objects.filter(pk=proposal.pk).first()
    if now is None:
        raise NothingToDo("The manager has taken the proposal back.")
    if now.decided_at is None and version_of(now) != seen:
        raise ChangedMeanwhile
    return now
