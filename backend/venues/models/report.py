"""What staff said tonight: leases that run out by themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from backend.venues.choices import Status

from .venue import Venue


class StatusReportQuerySet(models.QuerySet["StatusReport"]):
    def since(self, moment: datetime) -> Self:
        return self.filter(reported_at__gte=moment).order_by("reported_at", "pk")

    def that_stand(self) -> Self:
        """Without those that were taken back, and without what took them back."""
        return self.filter(undoes__isnull=True, undone_by__isnull=True)

    def latest_first(self) -> Self:
        return self.order_by("-reported_at", "-pk")


class StatusReport(models.Model):
    """What staff said, as a lease: a row that is never edited and runs out by itself at `valid_until`."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="reports")
    status = models.CharField(max_length=20, choices=Status)
    staffed = models.BooleanField(null=True, help_text="A trained person is on shift; null is not said.")
    reported_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(db_default=Now())
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    device = models.ForeignKey(
        "venues.Device", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by"
    )
    announced_at = models.DateTimeField(null=True, blank=True)

    objects = StatusReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["venue", "-reported_at"], name="latest_report_of_a_venue"),
            models.Index(fields=["reported_at"], name="reports_by_moment"),
            models.Index(
                fields=["venue"], condition=Q(announced_at__isnull=True), name="reports_to_announce"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="report_status_is_known",
                condition=Q(status__in=["open", "full", "closing_early", "closed", "as_scheduled"]),
            ),
            models.CheckConstraint(
                name="closing_early_says_when", condition=~Q(status="closing_early") | Q(until__isnull=False)
            ),
            models.CheckConstraint(
                name="only_taking_back_has_no_lease",
                condition=Q(status="as_scheduled", valid_until__isnull=True)
                | (~Q(status="as_scheduled") & Q(valid_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="lease_ends_after_the_report",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("reported_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue}: {self.status} at {self.reported_at:%H:%M}"

    def is_live(self, *, at: datetime) -> bool:
        return self.valid_until is not None and self.reported_at <= at < self.valid_until
