"""The open windows made of a venue's facts, and the number of the snapshot that tells them."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db.models import Q

from .venue import NATIONAL_GRID, WGS84, Venue


class OpenWindow(models.Model):
    """A stretch of real time `[start, end)` in which a published venue is open, and where it then stands.

    Time stands first in the index: at 02:00 hardly anything is open, and only that is sorted by distance.
    Whose window it is stands in it too, so that the desk learns who is open without reading the rows.
    """

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="windows")
    period = DateTimeRangeField()
    point = models.PointField(srid=NATIONAL_GRID, spatial_index=False)
    spot = models.PointField(srid=WGS84, geography=True, spatial_index=False)

    class Meta:
        indexes = [
            GistIndex(fields=["period", "point"], include=["venue"], name="open_window_period_point"),
        ]
        constraints = [
            ExclusionConstraint(
                name="no_overlapping_windows",
                expressions=[("venue", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="window_has_a_start_and_an_end",
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue}: {self.period}"


class SnapshotState(models.Model):
    """One row. `seq` rises with every public change; `epoch` with every restored backup."""

    epoch = models.PositiveBigIntegerField(default=1)
    seq = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(name="there_is_one_snapshot", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}"
