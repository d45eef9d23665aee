"""What is counted of nights that are over, and sums of it kept ready for pages to read.

Nothing here names a person. docs/decisions/0011-coverage.md says how each figure is counted.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from backend.venues.choices import Help, Kind
from backend.venues.models import Venue


class KeptNight(models.Model):
    """That a night was written down. A night without this row is not known: no share is made of it."""

    night = models.DateField(primary_key=True)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.night}"


class VenueNight(models.Model):
    """What became of one venue's night, written when it was over, since its windows are then forgotten.

    Hours are those on the wall, 0 to 23, as `hours.night_hours` counts them.
    """

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="kept_nights")
    night = models.DateField()
    open_hours = ArrayField(models.PositiveSmallIntegerField(), default=list)
    confirmed_hours = ArrayField(models.PositiveSmallIntegerField(), default=list)
    was_due = models.BooleanField(help_text="Its hours had it open, or staff opened it.")
    was_confirmed = models.BooleanField(help_text="Staff said once at least that it was open or full.")
    said_closed = models.BooleanField(help_text="Staff said that it was closed.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["night", "venue"], name="one_kept_night_a_venue"),
            models.CheckConstraint(
                name="confirmed_hours_are_open_hours",
                condition=Q(confirmed_hours__contained_by=F("open_hours")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue} on {self.night}"


class CoverageHour(models.Model):
    """One hour of the week in one town, of places that are public now. No row is nothing open."""

    town = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=Kind)
    weekday = models.PositiveSmallIntegerField(help_text="Of the night: 0 is Monday's.")
    hour = models.PositiveSmallIntegerField()
    coming = models.PositiveIntegerField(help_text="Places open then in the coming seven nights.")
    was_open = models.PositiveIntegerField(help_text="Places times nights open then, of the last 28.")
    was_confirmed = models.PositiveIntegerField(help_text="Those that staff had confirmed.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "kind", "weekday", "hour"], name="one_figure_an_hour_of_the_week"
            ),
            models.CheckConstraint(name="coverage_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="coverage_is_of_a_week", condition=Q(weekday__lte=6) & Q(hour__lte=23)
            ),
            models.CheckConstraint(
                name="what_was_confirmed_was_open", condition=Q(was_confirmed__lte=F("was_open"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town}, {self.weekday}, {self.hour:02}:00"


class VenueRecord(models.Model):
    """One venue's last 28 nights in numbers. No row is nothing known."""

    venue = models.OneToOneField(Venue, on_delete=models.CASCADE, primary_key=True, related_name="record")
    due = models.PositiveSmallIntegerField()
    confirmed = models.PositiveSmallIntegerField(help_text="Of those it was due.")
    said_closed = models.PositiveSmallIntegerField(help_text="Of those it was due and did not confirm.")
    contradictions = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_more_answered_than_due", condition=Q(due__gte=F("confirmed") + F("said_closed"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue}: {self.confirmed} of {self.due}"


class HelpCount(models.Model):
    """How often help of one kind was given in one town in one month. Small numbers are hidden when shown."""

    town = models.CharField(max_length=60)
    month = models.DateField(help_text="Its first day.")
    kind = models.CharField(max_length=20, choices=Help)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "town", "kind"], name="one_sum_a_month_town_and_kind"),
            models.CheckConstraint(name="counted_help_is_known", condition=Q(kind__in=Help.values)),
        ]

    def __str__(self) -> str:
        return f"{self.town}, {self.month:%Y-%m}: {self.kind} {self.count}"


class FiguresMade(models.Model):
    """One row: when the sums were last made, and of which state of the facts."""

    made_at = models.DateTimeField()
    night = models.DateField()
    epoch = models.PositiveBigIntegerField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="figures_are_made_once", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"
