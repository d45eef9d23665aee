"""The act of signing, the yearly look at it, and how it ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.charter.choices import ENDINGS, Met, Standing
from backend.plain import plain_text
from backend.venues.models import Organisation

from .application import Application
from .version import CharterVersion, Commitment

_ALLOWED = [(before.value, after.value) for before, afters in ENDINGS.items() for after in afters]


class SignatureQuerySet(models.QuerySet["Signature"]):
    def current(self) -> Self:
        return self.filter(standing=Standing.CURRENT)

    def due(self, *, by: date) -> Self:
        """Current ones whose review is due on that day or before."""
        return self.current().filter(review_due_on__lte=by).order_by("review_due_on", "pk")


class Signature(models.Model):
    """An organisation signed a version on a day. One is current at most; what it says is never rewritten."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signatures")
    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="signatures")
    application = models.OneToOneField(
        Application, null=True, blank=True, on_delete=models.SET_NULL, related_name="signature"
    )
    signed_on = models.DateField()
    may_be_listed = models.BooleanField(default=True)
    standing = models.CharField(max_length=20, choices=Standing, default=Standing.CURRENT)
    review_due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_because = models.CharField(max_length=500, blank=True, validators=[plain_text])

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(standing=Standing.CURRENT),
                name="one_current_signature_an_organisation",
            ),
            models.CheckConstraint(name="standing_is_known", condition=Q(standing__in=Standing.values)),
            models.CheckConstraint(
                name="an_ended_signature_says_when",
                condition=Q(standing=Standing.CURRENT, ended_at__isnull=True)
                | (~Q(standing=Standing.CURRENT) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["standing", "review_due_on"], name="reviews_by_day")]
        triggers = [
            pgtrigger.FSM(name="a_signature_takes_known_steps", field="standing", transitions=_ALLOWED),
            pgtrigger.Protect(
                name="a_signature_begins_current",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__standing=Standing.CURRENT.value),
            ),
            pgtrigger.ReadOnly(name="what_was_signed_stays", fields=["organisation", "version", "signed_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.signed_on}"

    def lapses_on(self, *, grace_days: int) -> date:
        """The first day without the badge, if nobody renews."""
        return self.review_due_on + timedelta(days=grace_days + 1)


class Promise(models.Model):
    """How one commitment was or would be met when it was signed; told to the public if it may be listed."""

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="promises")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")
    met = models.CharField(max_length=20, choices=Met, default=Met.MET)
    how = models.CharField(max_length=500, blank=True, validators=[plain_text])

    class Meta:
        ordering = ["commitment__position"]
        constraints = [
            models.UniqueConstraint(fields=["signature", "commitment"], name="one_promise_a_commitment"),
        ]

    def __str__(self) -> str:
        return f"{self.signature}: {self.commitment}"


class Review(models.Model):
    """The yearly check, once done: each commitment confirmed, by whom and when."""

    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="reviews")
    was_due_on = models.DateField()
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True, validators=[plain_text])

    class Meta:
        ordering = ["done_at"]

    def __str__(self) -> str:
        return f"Review of {self.signature}, due {self.was_due_on}"


class Confirmation(models.Model):
    """That one commitment was gone through at a review, and how it was kept then. What was signed stays."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="confirmations")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=500, blank=True, validators=[plain_text])

    class Meta:
        ordering = ["commitment__position"]
        constraints = [
            models.UniqueConstraint(fields=["review", "commitment"], name="one_confirmation_a_commitment"),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.commitment}"


class Reminder(models.Model):
    """That a reminder of a review was sent, so that it is sent once."""

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="reminders")
    of_due_on = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "of_due_on", "days_before"], name="one_reminder_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_before} days before {self.of_due_on}"


class Terms(models.Model):
    """What the VRA sets: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    review_months = models.PositiveSmallIntegerField(default=12)
    grace_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = [
            models.CheckConstraint(name="there_is_one_row_of_terms", condition=Q(id=1)),
            models.CheckConstraint(
                name="terms_are_within_reason",
                condition=Q(review_months__gte=1, review_months__lte=36, grace_days__lte=180),
            ),
        ]

    def __str__(self) -> str:
        return f"Every {self.review_months} months, {self.grace_days} days of grace"

    @classmethod
    def now(cls) -> Terms:
        return cls.objects.filter(pk=1).first() or cls()
