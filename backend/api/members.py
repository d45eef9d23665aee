"""The people of an organisation: who is in it, inviting, and ending a membership."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.models import User
from backend.plain import plain_text
from backend.venues import joining
from backend.venues.actors import organisations_managed_by
from backend.venues.choices import Role
from backend.venues.models import Membership, Venue
from backend.venues.place import iso

from .actors import PersonView
from .described import member_ended, member_invited, member_list
from .fields import ListOfField, OneOfField, StrictSerializer, TextField, WholeNumberField


class InvitationIn(StrictSerializer):
    organisation = WholeNumberField()
    email = serializers.EmailField(max_length=254)
    name = TextField(max_length=80, required=False, allow_blank=True, default="", validators=[plain_text])
    role = OneOfField(choices=Role.choices, default=Role.STAFF)
    venues = ListOfField(
        child=TextField(max_length=80),
        required=False,
        allow_null=True,
        default=None,
        max_length=50,
        help_text="None means all of the organisation's.",
    )


class MembersView(PersonView):
    @member_list
    def get(self, request: Request) -> Response:
        """Current members of the organisations that one manages."""
        return Response({"members": [_told(membership) for membership in _theirs(self.person)]})

    @member_invited
    def post(self, request: Request) -> Response:
        """Invite somebody: they get a letter, and sign in with that address."""
        sent = InvitationIn(data=request.data)
        sent.is_valid(raise_exception=True)
        wish = dict(sent.validated_data)
        organisation = get_object_or_404(organisations_managed_by(self.person), pk=wish.pop("organisation"))
        venues = _named(wish.pop("venues"), organisation.pk)
        made = joining.invite(organisation, **wish, venues=venues, by=self.person, at=self.now)
        return Response(_told(made), status=201)


class MemberView(PersonView):
    @member_ended
    def delete(self, request: Request, pk: int) -> Response:
        """End a membership and its sessions everywhere. A manager ends staff, an officer anybody."""
        membership = get_object_or_404(_theirs(self.person), pk=pk)
        if membership.role == Role.MANAGER and not self.person.is_officer:
            raise PermissionDenied
        joining.end(membership, by=self.person, at=self.now)
        return Response(status=204)


def _theirs(person: User) -> QuerySet[Membership]:
    return (
        Membership.objects.current()
        .filter(organisation__in=organisations_managed_by(person))
        .select_related("user", "organisation")
        .prefetch_related("venues")
        .order_by("organisation__name", "user__name", "user__email")
    )


def _named(slugs: list[str] | None, organisation_id: int) -> list[Venue]:
    if slugs is None:
        return []
    venues = list(Venue.objects.filter(organisation=organisation_id, slug__in=slugs))
    if not slugs or {venue.slug for venue in venues} != set(slugs):
        raise serializers.ValidationError(
            {"venues": ["Name venues of this organisation, or send null for all."]}
        )
    return venues


def _name(membership: Membership) -> str:
    """Until somebody known elsewhere comes, only the address: a manager must not learn whose it is."""
    is_known_elsewhere = membership.accepted_at is None and membership.user.last_login is not None
    return membership.user.email if is_known_elsewhere else membership.user.display_name


def _told(membership: Membership) -> dict[str, Any]:
    return {
        "id": membership.pk,
        "name": _name(membership),
        "email": membership.user.email,
        "role": membership.role,
        "organisation": membership.organisation_id,
        "venues": None if membership.of_all_venues else [venue.slug for venue in membership.venues.all()],
        "invited_at": iso(membership.invited_at),
        "accepted_at": iso(membership.accepted_at),
        "last_seen_on": membership.last_seen_on and membership.last_seen_on.isoformat(),
    }
