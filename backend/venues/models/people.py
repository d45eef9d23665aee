"""Who may say what for which venue: memberships of people, and the bar's own paired devices."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.plain import plain_text
from backend.venues.choices import Role

from .venue import Organisation, Venue, every_change


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> Self:
        """Not ended, of people whose account is not suspended."""
        return self.filter(ended_at__isnull=True, user__is_active=True)

    def managing(self) -> Self:
        return self.current().filter(role=Role.MANAGER)


@pghistory.track(*every_change(but=["last_seen_on"]), exclude=["last_seen_on"])
class Membership(models.Model):
    """A person's part in an organisation: manager or staff, of all its venues or of those named."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    of_all_venues = models.BooleanField(
        default=True,
        db_default=True,
        help_text="Said, not concluded from an empty list: a deleted venue widens nothing.",
    )
    venues = models.ManyToManyField(Venue, blank=True, related_name="+")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    last_seen_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(ended_at__isnull=True),
                name="one_current_membership_of_an_organisation",
            ),
            models.CheckConstraint(name="role_is_known", condition=Q(role__in=["manager", "staff"])),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} of {self.organisation}"


class DeviceQuerySet(models.QuerySet["Device"]):
    def live(self) -> Self:
        return self.filter(revoked_at__isnull=True)


SECRET_OR_FLEETING = (
    "token_hash", "pin_hash", "pin_tries", "pin_blocked_until", "unlocked_until", "last_used_at",
)  # fmt: skip


@pghistory.track(*every_change(but=SECRET_OR_FLEETING), exclude=list(SECRET_OR_FLEETING))
class Device(models.Model):
    """The bar's own phone or tablet: it may report for its venues and do nothing else, until revoked."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="devices")
    venues = models.ManyToManyField(Venue, related_name="+")
    name = models.CharField(max_length=40, validators=[plain_text])
    token_hash = models.BinaryField(max_length=32, unique=True)
    pin_hash = models.CharField(max_length=200, blank=True)
    pin_tries = models.PositiveSmallIntegerField(default=0)
    pin_blocked_until = models.DateTimeField(null=True, blank=True)
    unlocked_until = models.DateTimeField(null=True, blank=True)
    paired_at = models.DateTimeField()
    paired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = DeviceQuerySet.as_manager()

    is_authenticated = True
    """What Django asks of whoever makes a request."""

    def __str__(self) -> str:
        return self.name

    def needs_pin(self, *, at: datetime) -> bool:
        """Whether the shift has yet to type its PIN: it holds until the night ends."""
        return bool(self.pin_hash) and (self.unlocked_until is None or self.unlocked_until <= at)


class Pairing(models.Model):
    """A code that a manager shows and a device takes once, within ten minutes."""

    code_hash = models.BinaryField(max_length=32, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    venues = models.ManyToManyField(Venue, related_name="+")
    name = models.CharField(max_length=40, validators=[plain_text])
    pin_hash = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} for {self.organisation}"


class GuessCount(models.Model):
    """How often pairing codes were tried in one minute, by anybody: past a limit none is compared."""

    minute = models.DateTimeField(primary_key=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.count} in {self.minute:%H:%M}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> Self:
        return self.filter(decided_at__isnull=True)


@pghistory.track(*every_change())
class Proposal(models.Model):
    """A manager's wish to change what an officer must accept: name, pin, kind, eligibility."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="proposals")
    changes = models.JSONField(help_text="{field: [as it was, as it should be]}")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_accepted = models.BooleanField(null=True, blank=True)
    because = models.CharField(max_length=200, blank=True, validators=[plain_text])

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["venue"], condition=Q(decided_at__isnull=True), name="one_waiting_proposal_a_venue"
            ),
            models.CheckConstraint(
                name="a_decision_says_which",
                condition=Q(decided_at__isnull=True, is_accepted__isnull=True)
                | Q(decided_at__isnull=False, is_accepted__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue}: {', '.join(self.changes)}"
