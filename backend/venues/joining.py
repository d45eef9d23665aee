"""People join an organisation by invitation, and leave it when their membership is ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from backend.accounts import invitations
from backend.accounts.models import User

from . import trail
from .actors import organisations_managed_by
from .choices import Role
from .models import Membership, Organisation, Venue


class AlreadyMember(Exception):
    """This address has a current membership of the organisation."""


def invite(
    organisation: Organisation,
    *,
    email: str,
    role: str,
    by: User,
    at: datetime,
    name: str = "",
    venues: Iterable[Venue] = (),
) -> Membership:
    """Invite a person; they sign in with this address and are in.

    An officer invites managers and staff, a manager staff only. Raises PermissionDenied, AlreadyMember and
    ValidationError for an address that is none.
    """
    if role == Role.MANAGER and not by.is_officer:
        raise PermissionDenied
    if not organisations_managed_by(by).filter(pk=organisation.pk).exists():
        raise PermissionDenied
    with transaction.atomic():
        part = f"{Role(role).label.lower()} of {organisation}"
        user = invitations.invite(email, name, by=by, part=part, at=at)
        if Membership.objects.filter(user=user, organisation=organisation, ended_at=None).exists():
            raise AlreadyMember
        trail.says(by=by, because="invited")
        membership = Membership.objects.create(
            user=user, organisation=organisation, role=role, invited_by=by, invited_at=at
        )
        membership.venues.set(venues)
    return membership


def end(membership: Membership, *, by: User, at: datetime) -> None:
    """Nothing of it is left by the person's next request: their sessions end everywhere."""
    with transaction.atomic():
        trail.says(by=by, because="membership ended")
        membership.ended_at, membership.ended_by = at, by
        membership.save(update_fields=["ended_at", "ended_by"])
        membership.user.end_sessions()
