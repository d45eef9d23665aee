"""What the VRA keeps of a signatory besides its signature. None of it is ever public."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from backend.charter.choices import ContactKind, Outcome
from backend.plain import plain_text
from backend.venues.models import Organisation, Venue


class ContactQuerySet(models.QuerySet["Contact"]):
    def current(self) -> Self:
        return self.filter(ended_at__isnull=True, erased_at__isnull=True)


class Contact(models.Model):
    """A person to write to: authorised signatory or champion. Erased when due; seen by officers alone."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=20, choices=ContactKind)
    name = models.CharField(max_length=80, validators=[plain_text])
    role = models.CharField(max_length=80, blank=True, validators=[plain_text])
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True, validators=[plain_text])
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_kind_is_known", condition=Q(kind__in=ContactKind.values)),
            models.CheckConstraint(
                name="an_erased_contact_says_nothing",
                condition=Q(erased_at__isnull=True) | Q(name="", role="", email="", phone=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name or "Erased"


class Training(models.Model):
    """A course, how many people took it, when, and until when it holds. No names."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="trainings")
    venue = models.ForeignKey(
        Venue, null=True, blank=True, on_delete=models.SET_NULL, related_name="trainings"
    )
    course = models.CharField(max_length=120, validators=[plain_text])
    people = models.PositiveIntegerField()
    held_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="training_expires_after_it_was_held",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("held_on")),
            ),
            models.CheckConstraint(name="somebody_was_trained", condition=Q(people__gte=1)),
        ]
        indexes = [
            models.Index(fields=["expires_on", "id"], name="trainings_by_expiry"),
            models.Index("organisation", Upper("course"), "held_on", name="courses_of_an_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.course}, {self.held_on}"


class SpotCheck(models.Model):
    """Somebody went and tried: who, by which script, with what outcome."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="spot_checks")
    venue = models.ForeignKey(
        Venue, null=True, blank=True, on_delete=models.SET_NULL, related_name="spot_checks"
    )
    visited_on = models.DateField()
    visited_by = models.CharField(max_length=80, validators=[plain_text])
    script = models.CharField(max_length=200, validators=[plain_text])
    outcome = models.CharField(max_length=20, choices=Outcome)
    notes = models.CharField(max_length=1000, blank=True, validators=[plain_text])
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-visited_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="outcome_is_known", condition=Q(outcome__in=Outcome.values)),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.outcome}, {self.visited_on}"


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    def open(self) -> Self:
        return self.filter(done_on__isnull=True).order_by("due_on", "pk")


class ActionItem(models.Model):
    """One thing that the organisation will do, by when, and when it was done."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="action_items")
    what = models.CharField(max_length=300, validators=[plain_text])
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["due_on", "id"], condition=Q(done_on__isnull=True), name="open_actions_by_day"
            ),
        ]

    def __str__(self) -> str:
        return self.what
