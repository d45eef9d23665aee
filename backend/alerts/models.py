"""Browsers that asked to be told, what we tell, and each attempt to tell it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backend.hours.nights import night_of
from backend.venues.models import Device, Venue

# A host that refuses what a known person subscribed to refuses us: it rests, and somebody is told.
HOST_RESTS_FOR = timedelta(hours=1)


class Audience(models.TextChoices):
    PUBLIC = "public", "Somebody who asked at a place, for one night"
    VENUES = "venues", "Staff: nudges for their venues"
    DESK = "desk", "An officer: what cannot wait"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def tonight(self, at: datetime) -> Self:
        """Of the public, for the night under way, and not refused by the browser's push service."""
        return self.filter(audience=Audience.PUBLIC, night=night_of(at), is_resting=False)

    def over(self, at: datetime) -> Self:
        """Of the public, for a night that has ended."""
        return self.filter(audience=Audience.PUBLIC, night__lt=night_of(at))


class Subscription(models.Model):
    """A browser that asked to be told. Of the public we keep endpoint, keys, place and night, and no more.

    Its id opens it, so nobody can guess one. `key_id` says for which of our own keys the browser made it:
    another does not open it. `is_resting`: its push service refuses us there until it is made anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audience = models.CharField(max_length=10, choices=Audience)
    endpoint = models.CharField(max_length=500)
    p256dh = models.CharField(max_length=90)
    auth = models.CharField(max_length=30)
    key_id = models.CharField(max_length=24)
    is_resting = models.BooleanField(default=False)
    venue = models.ForeignKey(Venue, null=True, on_delete=models.CASCADE, related_name="+")
    night = models.DateField(null=True)
    device = models.ForeignKey(Device, null=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(null=True)
    nudged_night = models.DateField(null=True)
    nudges = models.PositiveSmallIntegerField(default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["night", "venue"], condition=Q(audience="public"), name="who_asked_at_a_place"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "venue"], condition=Q(audience="public"), name="one_asking_a_place"
            ),
            models.UniqueConstraint(
                fields=["endpoint", "audience"],
                condition=~Q(audience="public"),
                name="one_subscription_of_a_known_browser",
            ),
            models.CheckConstraint(
                name="of_the_public_nothing_but_place_and_night",
                condition=~Q(audience="public")
                | Q(
                    venue__isnull=False,
                    night__isnull=False,
                    device__isnull=True,
                    user__isnull=True,
                    made_at__isnull=True,
                    nudged_night__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="a_known_browser_is_somebodys",
                condition=Q(audience="public")
                | Q(audience="venues", venue__isnull=True, user__isnull=False, device__isnull=True)
                | Q(audience="venues", venue__isnull=True, user__isnull=True, device__isnull=False)
                | Q(audience="desk", venue__isnull=True, user__isnull=False, device__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.pk}"

    @property
    def is_known(self) -> bool:
        """A person who signed in or a paired device made it; a stranger can make the public's."""
        return self.audience != Audience.PUBLIC


class About(models.TextChoices):
    PLACE = "place", "A saved place changed"
    OPENING = "opening", "A venue opens, and nobody has said so"
    LEASE = "lease", "What staff said runs out soon"
    SPECIAL = "special", "A special night ends, and nobody has confirmed it"
    CALL_FIRST = "call_first", "A venue was contradicted"
    APPLICATION = "application", "An application was confirmed"


NUDGES = (About.OPENING, About.LEASE, About.SPECIAL)


class Alert(models.Model):
    """What we tell, once: `key` names the event, and no second alert can be made of it.

    After `until` nobody is told any more. A newer alert with the same `topic` takes the place of what of an
    older one still waits.
    """

    about = models.CharField(max_length=20, choices=About)
    key = models.CharField(max_length=120, unique=True)
    topic = models.CharField(max_length=80)
    venue = models.ForeignKey(Venue, null=True, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="alert_ends_after_it_was_made", condition=Q(until__gt=F("made_at")))
        ]

    def __str__(self) -> str:
        return self.key


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def in_order(self) -> list[int]:
        """Their keys, locked in the order in which everybody locks them: two never wait for each other."""
        return list(self.select_for_update(of=["self"]).order_by("pk").values_list("pk", flat=True))


class Delivery(models.Model):
    """An alert on its way to one browser; gone as soon as the push service has it, or nobody wants it."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    host = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["next_try_at", "id"], name="deliveries_by_turn")]
        constraints = [
            models.UniqueConstraint(fields=["alert", "subscription"], name="one_delivery_of_an_alert"),
        ]

    def __str__(self) -> str:
        return f"{self.alert} to {self.subscription_id}"


class Told(models.Model):
    """How a place stood when those who asked there were last told, so that only a change is worth telling."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+")
    night = models.DateField()
    said = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue", "night"], name="told_once_a_night")]

    def __str__(self) -> str:
        return f"{self.venue} on {self.night}"


class StoppedHost(models.Model):
    """A push service that refused a known person's subscription: our key is wrong there, so nothing goes."""

    host = models.CharField(max_length=120, primary_key=True)
    status = models.PositiveSmallIntegerField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host} until {self.until:%H:%M}"
