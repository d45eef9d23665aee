"""Who is asking, and which venues are theirs: a person by their memberships, a device by its pairing."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from backend.accounts.models import User

from .choices import Role
from .models import Device, Membership, Organisation, Venue

Actor = User | Device


def reportable_by(actor: Actor) -> QuerySet[Venue]:
    """Venues for which this actor may say how tonight is: the ground on which every address is looked up."""
    if isinstance(actor, Device):
        return Venue.objects.filter(pk__in=actor.venues.values("pk"))
    return Venue.objects.filter(_of_memberships(Membership.objects.current().filter(user=actor)))


def who_may_report(venue: int) -> tuple[QuerySet[User], QuerySet[Device]]:
    """The people and the paired devices that may say how tonight is there: `reportable_by`, the other way."""
    members = Membership.objects.current().filter(
        Q(of_all_venues=True) | Q(venues=venue), organisation__venues=venue
    )
    devices = Device.objects.live().filter(venues=venue)
    return User.objects.active().filter(pk__in=members.values("user")), devices


def managed_by(actor: Actor) -> QuerySet[Venue]:
    """Venues whose hours and facts this person keeps; a device keeps none."""
    if isinstance(actor, Device):
        return Venue.objects.none()
    return Venue.objects.filter(_of_memberships(Membership.objects.managing().filter(user=actor)))


def _of_memberships(memberships: QuerySet[Membership]) -> Q:
    """All venues of the organisation, or those that the membership names."""
    of_all = memberships.filter(of_all_venues=True).values("organisation")
    named = memberships.filter(of_all_venues=False)
    return Q(organisation__in=of_all) | Q(
        pk__in=named.values("venues"), organisation__in=named.values("organisation")
    )


def organisations_managed_by(actor: Actor) -> QuerySet[Organisation]:
    """Organisations that this person manages as a whole: their people and devices."""
    if isinstance(actor, Device):
        return Organisation.objects.none()
    if actor.is_officer:
        return Organisation.objects.all()
    managing = Membership.objects.managing().filter(user=actor, of_all_venues=True)
    return Organisation.objects.filter(pk__in=managing.values("organisation"))


def role_in(actor: Actor, venue: Venue) -> str:
    """`manager`, `staff` or `device`, for a venue that is known to be this actor's."""
    if isinstance(actor, Device):
        return "device"
    return Role.MANAGER if managed_by(actor).filter(pk=venue.pk).exists() else Role.STAFF


def name_of(actor: Actor) -> str:
    return actor.name if isinstance(actor, Device) else actor.display_name


def key_of(actor: Actor) -> str:
    """What tells one actor's keys from another's; says nothing about them."""
    return f"device:{actor.pk}" if isinstance(actor, Device) else f"user:{actor.pk}"


def note_seen(actor: Actor, *, at: datetime) -> None:
    """Once a day for people, once a minute for devices: when they were last here."""
    if isinstance(actor, Device):
        seen_lately = Q(last_used_at__gt=at.replace(second=0, microsecond=0))
        Device.objects.filter(pk=actor.pk).exclude(seen_lately).update(last_used_at=at)
        return
    mine = Membership.objects.current().filter(user=actor)
    mine.filter(accepted_at__isnull=True).update(accepted_at=at)
    mine.exclude(last_seen_on=at.date()).update(last_seen_on=at.date())
