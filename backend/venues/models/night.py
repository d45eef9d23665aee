"""What is counted of a night, and what is told of it: nothing that says who a member of the public was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from backend.venues.choices import Help, Wrong

from .venue import Venue


class Tally(models.Model):
    """How often staff helped in one way on one night: a number, never a name, never public."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="tallies")
    night = models.DateField()
    kind = models.CharField(max_length=20, choices=Help)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["venue", "night", "kind"], name="one_tally_a_night_and_kind"),
            models.CheckConstraint(name="help_is_known", condition=Q(kind__in=Help.values)),
        ]

    def __str__(self) -> str:
        return f"{self.venue} on {self.night}: {self.kind} {self.count}"


class NightKey(models.Model):
    """The random key of one night, under which addresses are hashed; deleted at 06:00. Not in the log."""

    night = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.night}"


class ContradictionQuerySet(models.QuerySet["Contradiction"]):
    def within_the_hour(self, at: datetime) -> Self:
        return self.filter(told_at__gt=at - timedelta(hours=1), told_at__lte=at)


class Contradiction(models.Model):
    """Somebody found the door shut, or nobody to help. It closes nothing; two in an hour say: call first.

    `client_hash` is the only thing kept of a member of the public anywhere: a keyed hash of an address
    prefix, so that one client counts once. It is emptied when the night ends.
    """

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="contradictions")
    what = models.CharField(max_length=20, choices=Wrong)
    told_at = models.DateTimeField()
    night = models.DateField()
    client_hash = models.BinaryField(max_length=32, null=True, blank=True)

    objects = ContradictionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "night", "client_hash"], name="one_client_counts_once_a_night"
            ),
            models.CheckConstraint(name="what_was_wrong_is_known", condition=Q(what__in=Wrong.values)),
        ]
        indexes = [models.Index(fields=["told_at"], name="contradictions_by_moment")]

    def __str__(self) -> str:
        return f"{self.venue}: {self.what} at {self.told_at:%H:%M}"


class AnsweredKey(models.Model):
    """What was answered to a tap, so that the same tap sent again has one effect; kept for 24 hours."""

    actor = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    request_digest = models.BinaryField(max_length=32)
    answer = models.TextField(null=True, help_text="JSON, kept letter by letter.")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="one_answer_a_key"),
        ]
        indexes = [models.Index(fields=["answered_at"], name="answered_keys_by_age")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"
