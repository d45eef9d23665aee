"""A browser asks to be told, changes its address, and is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from backend.accounts.models import User
from backend.hours.nights import night_of
from backend.venues.actors import Actor
from backend.venues.models import Device, Membership, Venue

from . import telling
from .endpoints import host_of
from .models import Alert, Audience, Delivery, StoppedHost, Subscription, Told

MOST_PLACES_OF_A_BROWSER = 20
# Past it somebody is filling our tables, or this is more of a success than one server can tell about.
MOST_OF_THE_PUBLIC = 50_000


class TooManyPlaces(Exception):
    """This browser asked at so many places tonight that one more is no use to anybody."""


class TooManySubscriptions(Exception):
    """So many asked tonight that no more are taken."""


@dataclass(frozen=True, slots=True)
class Browser:
    """Where its push service takes messages, what they are encrypted for, and which of our keys it knows."""

    endpoint: str
    p256dh: str
    auth: str
    key_id: str

    @property
    def facts(self) -> dict[str, Any]:
        """What a row keeps of it. Made anew, it no longer rests."""
        return {"p256dh": self.p256dh, "auth": self.auth, "key_id": self.key_id, "is_resting": False}


def ask(browser: Browser, venue: Venue, *, at: datetime) -> tuple[Subscription, bool]:
    """Somebody wants to know tonight if this place changes; True where that is new.

    It ends with the night. Raises TooManyPlaces and TooManySubscriptions.
    """
    night = night_of(at)
    found = Subscription.objects.filter(audience=Audience.PUBLIC, endpoint=browser.endpoint, venue=venue)
    if not found.exists():
        _refuse_too_many(browser, at=at)
    with transaction.atomic():
        telling.begin(venue, at=at)
        return Subscription.objects.update_or_create(
            audience=Audience.PUBLIC,
            endpoint=browser.endpoint,
            venue=venue,
            defaults=browser.facts | {"night": night},
        )


def _refuse_too_many(browser: Browser, *, at: datetime) -> None:
    tonight = Subscription.objects.filter(audience=Audience.PUBLIC, night=night_of(at))
    if tonight.filter(endpoint=browser.endpoint).count() >= MOST_PLACES_OF_A_BROWSER:
        raise TooManyPlaces
    if tonight.order_by()[:MOST_OF_THE_PUBLIC].count() >= MOST_OF_THE_PUBLIC:
        raise TooManySubscriptions


def remember(browser: Browser, audience: str, *, by: Actor, at: datetime) -> tuple[Subscription, bool]:
    """A browser of staff or of an officer; True where it is new. Whoever is signed in on it now is told."""
    whose = {
        "device": by if isinstance(by, Device) else None,
        "user": by if isinstance(by, User) else None,
    }
    return Subscription.objects.update_or_create(
        audience=audience,
        endpoint=browser.endpoint,
        defaults=browser.facts | whose,
        create_defaults=browser.facts | whose | {"made_at": at},
    )


def of(actor: Actor) -> list[Subscription]:
    """The browsers of this person or device, the newest first."""
    whose = {"device": actor} if isinstance(actor, Device) else {"user": actor}
    return list(Subscription.objects.filter(**whose).order_by("-made_at", "pk"))


def move(pk: UUID, browser: Browser) -> Subscription | None:
    """The browser has another address now; None where nothing of it is known any more."""
    held = Subscription.objects.filter(pk=pk).first()
    if held is None:
        return None
    try:
        with transaction.atomic():
            Subscription.objects.filter(pk=pk).update(endpoint=browser.endpoint, **browser.facts)
            Delivery.objects.filter(subscription=pk).update(host=host_of(browser.endpoint))
    except IntegrityError:  # it asked anew from there before it told us of the move
        held.delete()
        return Subscription.objects.get(
            endpoint=browser.endpoint, audience=held.audience, venue=held.venue_id
        )
    held.refresh_from_db()
    return held


def end(pk: UUID) -> None:
    """Nothing more goes to it, and nothing of it is left. Also when nothing was there."""
    Subscription.objects.filter(pk=pk).delete()


def _left() -> QuerySet[Subscription]:
    """Of a revoked device, of whoever has no part in any organisation now, of who is no officer any more."""
    at_work = Membership.objects.current().values("user")
    nobodys = Q(device__isnull=True) & ~Q(user__in=at_work)
    of_venues = Q(audience=Audience.VENUES) & (Q(device__revoked_at__isnull=False) | nobodys)
    of_desk = Q(audience=Audience.DESK) & ~Q(user__in=User.objects.officers().values("pk"))
    return Subscription.objects.filter(of_venues | of_desk)


def forget(*, at: datetime) -> int:
    """Drop what the public asked for nights that are over, whoever may no longer be told, and what was told.

    How many subscriptions that were.
    """
    useless = Q(pk__in=Subscription.objects.over(at).values("pk")) | Q(pk__in=_left().values("pk"))
    ended, _ = Subscription.objects.filter(useless).delete()
    Told.objects.filter(night__lt=night_of(at)).delete()
    Alert.objects.filter(until__lte=at - telling.KEPT_FOR).delete()
    StoppedHost.objects.filter(until__lte=at).delete()
    return ended
