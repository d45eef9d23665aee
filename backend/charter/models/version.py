"""The Charter's wording: dated versions of ordered commitments, which nobody rewrites once in force."""

from __future__ import annotations

from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from backend.plain import plain_text

_IN_FORCE = """
IF EXISTS (SELECT 1 FROM charter_charterversion AS version
           WHERE version.id = {of} AND version.in_force_on IS NOT NULL) THEN
    RAISE EXCEPTION 'the wording of a version in force cannot be changed' USING ERRCODE = 'check_violation';
END IF;
RETURN {row};
"""


class CharterVersionQuerySet(models.QuerySet["CharterVersion"]):
    def in_force(self, *, on: date) -> Self:
        """Newest first: the first of them is what is signed on that day."""
        return self.filter(in_force_on__lte=on).order_by("-in_force_on", "-number")


class CharterVersion(models.Model):
    """A dated, ordered set of commitments. Without `in_force_on` it is a draft that nobody signs."""

    number = models.PositiveSmallIntegerField(unique=True)
    introduction = models.CharField(max_length=1000, blank=True, validators=[plain_text])
    in_force_on = models.DateField(null=True, blank=True)
    is_placeholder = models.BooleanField(
        default=False, help_text="Shown as “wording to be supplied by the VRA”."
    )

    objects = CharterVersionQuerySet.as_manager()

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="a_version_in_force_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__in_force_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class Commitment(models.Model):
    """One promise of a version."""

    version = models.ForeignKey(CharterVersion, on_delete=models.CASCADE, related_name="commitments")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120, validators=[plain_text])
    text = models.CharField(max_length=600, blank=True, validators=[plain_text])

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_commitment_a_position"),
            models.CheckConstraint(name="commitment_has_a_title", condition=~Q(title="")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="wording_in_force_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_IN_FORCE.format(of="NEW.version_id", row="NEW"),
            ),
            pgtrigger.Trigger(
                name="no_promise_is_carried_off",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_IN_FORCE.format(of="OLD.version_id", row="NEW"),
            ),
            pgtrigger.Trigger(
                name="no_promise_is_taken_out",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=_IN_FORCE.format(of="OLD.version_id", row="OLD"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"
