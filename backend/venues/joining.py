"""People join an organisation by invitation, and leave it when their membership is ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from backend.accounts import invitations
from backend.accounts.models import User

from . import trail
from .actors import organisations_managed_by
from .choices import Role
from .models import Membership, Organisation, Venue

MANAGERS_A_DAY = 20
OFFICERS_A_DAY = 200


class TooManyInvitations(Exception):
    """So many were invited today that the next must wait until tomorrow."""


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
    _count(by, at=at)
    with transaction.atomic():
        part = f"{Role(role).label.lower()} of {organisation}"
        user = invitations.invite(email, name, by=by, part=part, at=at)
        User.objects.select_for_update().get(pk=user.pk)  # two who invite the same person take turns
        if Membership.objects.filter(user=user, organisation=organisation, ended_at=None).exists():
            raise AlreadyMember
        trail.says(by=by, because="invited")
        named = list(venues)
        membership = Membership.objects.create(
            user=user,
            organisation=organisation,
            role=role,
            of_all_venues=not named,
            invited_by=by,
            invited_at=at,
        )
        membership.venues.set(named)
    return membership


def _count(by: User, *, at: datetime) -> None:
    """Letters go to whomever is named: a manager sends twenty a day, an officer two hundred."""
    lately = Membership.objects.filter(invited_by=by, invited_at__gt=at - timedelta(days=1)).count()
    if lately >= (OFFICERS_A_DAY if by.is_officer else MANAGERS_A_DAY):
        raise TooManyInvitations


def end(membership: Membership, *, by: User, at: datetime) -> None:
    """Nothing of it is left by the person's next request, nor of their sessions if it was their only part."""
    with transaction.atomic():
        trail.says(by=by, because="membership ended")
        membership.ended_at, membership.ended_by = at, by
        membership.save(update_fields=["ended_at", "ended_by"])
        if not _has_other_part(membership.user):
            membership.user.end_sessions()


def _has_other_part(user: User) -> bool:
    """Who sits at the desk, or is of another organisation, must not be signed out by this one's manager.

    What they lost is gone all the same: rights are looked up at each request.
    """
    return user.sits_at_desk or Membership.objects.current().filter(user=user).exists()
