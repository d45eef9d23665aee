"""Signatories that came in from a file: what each row was and did, so that the batch can be undone as one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices

from backend.venues.models import Organisation


class Verdict(TextChoices):
    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    SAME = "same", "Same"
    REFUSED = "refused", "Refused"


class ImportBatch(models.Model):
    """One file. Looked at first (a dry run), then applied, then perhaps undone."""

    file_name = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="only_what_was_applied_is_undone",
                condition=Q(undone_at__isnull=True) | Q(applied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One row of a file: what it said, what would be done or was, and why not."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="As the spreadsheet counts, the heading being row 1.")
    said = models.JSONField(default=dict, help_text="{column: text}; erased when due.")
    read = models.JSONField(default=dict, help_text="What was understood of it; erased when due.")
    verdict = models.CharField(max_length=10, choices=Verdict)
    notes = models.JSONField(default=list, help_text="[why it is refused, or what to look at]")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undo = models.JSONField(
        default=dict, help_text="What stood before, and what was made; empty until applied."
    )

    class Meta:
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="one_row_a_number"),
            models.CheckConstraint(name="verdict_is_known", condition=Q(verdict__in=Verdict.values)),
        ]

    def __str__(self) -> str:
        return f"{self.batch}, row {self.number}"
