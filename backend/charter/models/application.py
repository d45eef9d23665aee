"""A request to sign, as it was typed, and every step that it took."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.charter.choices import STEPS, WAITING, Met, Sector, State
from backend.plain import plain_text
from backend.venues.models import Organisation

from .version import CharterVersion, Commitment

_ALLOWED = [(before.value, after.value) for before, afters in STEPS.items() for after in afters]


class ApplicationQuerySet(models.QuerySet["Application"]):
    def waiting(self) -> Self:
        """What an officer sees: the address was confirmed, and nothing is decided."""
        return self.filter(state__in=WAITING)

    def seen_by_officers(self) -> Self:
        """All but those whose address nobody confirmed: they may be anybody's joke."""
        return self.filter(confirmed_at__isnull=False)


class Application(models.Model):
    """An organisation asks to sign. Names, addresses and notes in it are the VRA's alone."""

    reference = models.CharField(max_length=12, unique=True, help_text="What people say on the telephone.")
    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=20, choices=State, default=State.SUBMITTED)
    form_key = models.CharField(
        max_length=64, unique=True, help_text="One form, sent again, is one application."
    )
    organisation_name = models.CharField(max_length=120, validators=[plain_text])
    sector = models.CharField(max_length=20, choices=Sector)
    address = models.CharField(max_length=200, blank=True, validators=[plain_text])
    town = models.CharField(max_length=60, blank=True, validators=[plain_text])
    postcode = models.CharField(max_length=8, blank=True)
    website = models.CharField(max_length=200, blank=True, validators=[plain_text])
    signatory_name = models.CharField(max_length=80, validators=[plain_text])
    signatory_role = models.CharField(max_length=80, blank=True, validators=[plain_text])
    signatory_email = models.EmailField(max_length=254)
    signatory_phone = models.CharField(max_length=30, blank=True, validators=[plain_text])
    champion_name = models.CharField(max_length=80, blank=True, validators=[plain_text])
    champion_role = models.CharField(max_length=80, blank=True, validators=[plain_text])
    champion_email = models.EmailField(max_length=254, blank=True)
    may_be_listed = models.BooleanField(help_text="Consent to be named among those who signed.")
    submitted_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(help_text="When it came into its state.")
    action_due_on = models.DateField(null=True, blank=True)
    code_hash = models.CharField(max_length=64, blank=True, help_text="Of the six digits on their way.")
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    status_hash = models.CharField(
        max_length=64, blank=True, help_text="Of the code that opens the status page."
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="applications"
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "changed_at"], name="applications_by_state"),
            models.Index(fields=["signatory_email", "submitted_at"], name="applications_of_an_address"),
        ]
        constraints = [
            models.CheckConstraint(name="application_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="application_sector_is_known", condition=Q(sector__in=Sector.values)),
            models.CheckConstraint(
                name="nobody_decides_on_an_unconfirmed_address",
                condition=Q(state__in=[State.SUBMITTED, State.WITHDRAWN]) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_signed_application_names_its_organisation",
                condition=~Q(state=State.SIGNED) | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="no_application_code_is_tried_six_times", condition=Q(code_tries__lte=5)
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="an_application_takes_known_steps", field="state", transitions=_ALLOWED),
            pgtrigger.Protect(
                name="an_application_begins_submitted",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__state=State.SUBMITTED.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.organisation_name}"


class Premises(models.Model):
    """A place that the applicant named; it becomes an unpublished venue when they sign."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="premises")
    name = models.CharField(max_length=80, validators=[plain_text])
    address = models.CharField(max_length=200, validators=[plain_text])
    town = models.CharField(max_length=60, validators=[plain_text])
    postcode = models.CharField(max_length=8, blank=True)
    is_open_at_night = models.BooleanField(help_text="Open to the public at night.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """How the applicant keeps one commitment, or will."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")
    met = models.CharField(max_length=20, choices=Met)
    how = models.CharField(max_length=500, blank=True, validators=[plain_text])
    finding = models.CharField(
        max_length=500, blank=True, validators=[plain_text], help_text="What the officer saw for it."
    )

    class Meta:
        ordering = ["commitment__position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "commitment"], name="one_answer_a_commitment"),
            models.CheckConstraint(name="met_is_known", condition=Q(met__in=Met.values)),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.commitment}"


class Step(models.Model):
    """One transition of an application: who, when and why. `by` is nobody where the applicant did it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    before = models.CharField(max_length=20, choices=State, blank=True)
    after = models.CharField(max_length=20, choices=State)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    because = models.CharField(max_length=500, blank=True, validators=[plain_text])

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.application}: {self.before} → {self.after}"
