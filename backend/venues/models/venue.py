"""A venue's facts in words: who runs it, where it stands, its hours, and the nights that differ."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import pghistory
import pgtrigger
from django.contrib.gis.db import models
from django.contrib.gis.geos import Point, Polygon
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import F, FilteredRelation, Q, Value

from backend.geo.points import LatLng, to_national_grid
from backend.hours.nights import Span
from backend.hours.text import HoursError, WeeklyHours, parse, parse_spans
from backend.hours.windows import Season
from backend.plain import plain_text
from backend.venues.choices import Access, Eligibility, Kind, Service

logger = logging.getLogger(__name__)

WGS84 = 4326
NATIONAL_GRID = 27700


class Changed(pgtrigger.Condition):
    """Any column but those named. A point is compared as text.

    PostGIS's `=` is not found when a backup is put back, which is done without a search path.
    """

    def __init__(self, but: Iterable[str]) -> None:
        self.but = frozenset(but)

    def resolve(self, model: type[models.Model]) -> str:
        fields = [field for field in model._meta.concrete_fields if field.name not in self.but]
        return " OR ".join(map(_differs, fields))


def _differs(field: models.Field[Any, Any]) -> str:
    cast = "::text" if isinstance(field, models.PointField) else ""
    return f'OLD."{field.column}"{cast} IS DISTINCT FROM NEW."{field.column}"{cast}'


def every_change(*, but: Iterable[str] = ()) -> tuple[pghistory.Tracker, ...]:
    """Keep every change of a row, by whatever way it came: triggers see bulk and raw SQL as well."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(condition=Changed(but)), pghistory.DeleteEvent()


def lat_lng(point: Point) -> LatLng:
    return LatLng(point.y, point.x)


def wgs84_point(spot: LatLng) -> Point:
    return Point(spot.lng, spot.lat, srid=WGS84)


def grid_point(spot: LatLng) -> Point:
    """The same spot in metres; ValueError outside the United Kingdom."""
    return Point(*to_national_grid(spot), srid=NATIONAL_GRID)


def grid_square(middle: Point, metres: float) -> Polygon:
    """Everything within so many grid metres of a National Grid point, and the corners beyond."""
    square = Polygon.from_bbox((middle.x - metres, middle.y - metres, middle.x + metres, middle.y + metres))
    square.srid = NATIONAL_GRID
    return square


def known_access(access: object) -> None:
    """Refuse what is not one of the known questions answered by true, false or null."""
    if not isinstance(access, dict) or not set(access) <= set(Access.values):
        raise ValidationError(f"Send these alone: {', '.join(Access.values)}.")
    if any(answer not in (True, False, None) for answer in access.values()):
        raise ValidationError("Answer each with true, false or null.")


def weekly_hours(text: str) -> None:
    """Refuse hours that `hours.text` cannot read, in its own words."""
    try:
        parse(text)
    except HoursError as error:
        raise ValidationError(str(error)) from error


def span_hours(text: str) -> None:
    """Refuse a special day's hours that `hours.text` cannot read, in its own words."""
    try:
        parse_spans(text)
    except HoursError as error:
        raise ValidationError(str(error)) from error


@pghistory.track(*every_change())
class Organisation(models.Model):
    """The body that runs venues and signs the Charter; it may have no venue at all."""

    name = models.CharField(max_length=120, unique=True, validators=[plain_text])
    sector = models.CharField(max_length=60, blank=True, validators=[plain_text])
    address = models.CharField(max_length=200, blank=True, db_default="", validators=[plain_text])
    town = models.CharField(max_length=60, blank=True, db_default="", validators=[plain_text])
    postcode = models.CharField(max_length=8, blank=True, db_default="", validators=[plain_text])
    website = models.CharField(max_length=200, blank=True, db_default="", validators=[plain_text])
    charter_signed_on = models.DateField(
        null=True, blank=True, help_text="Of the current signature; the Charter's floor alone writes it."
    )
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


# What the public may see: published, not suspended, signed if it is there for the Charter.
IS_PUBLISHED = Q(
    Q(kind=Kind.SAFE_SPACE) | Q(organisation__charter_signed_on__isnull=False),
    published_at__isnull=False,
    suspended_at__isnull=True,
    address_is_public=True,
)


class VenueQuerySet(models.QuerySet["Venue"]):
    def published(self) -> Self:
        """Venues that the public may see."""
        return self.filter(IS_PUBLISHED)

    def open_at(self, moment: datetime) -> Self:
        """Open at the moment; `open_point` and `open_spot` are where the venue then stands."""
        at_moment = FilteredRelation("windows", condition=Q(windows__period__contains=moment))
        return self.alias(
            open_window=at_moment, open_point=F("open_window__point"), open_spot=F("open_window__spot")
        ).filter(open_point__isnull=False)

    def in_square(self, square: Polygon) -> Self:
        """Of those open, the ones in a square of the National Grid.

        Not `ST_DWithin`: the planner takes it for a hundred times rarer than it is, and then sorts all that
        is open rather than read the index in order of distance.
        """
        return self.filter(open_point__bboverlaps=square)

    def nearest(self, point: Point) -> Self:
        """Nearest first by the open windows' own points; `point` is on the National Grid (EPSG:27700)."""
        return self.annotate(grid_metres=GridMetres("open_point", point)).order_by("grid_metres")


class GridMetres(models.Func):
    """PostGIS's `<->`: the one distance that a GiST index can hand out in order."""

    template = "%(expressions)s"
    arg_joiner = " <-> "
    output_field = models.FloatField()

    def __init__(self, field: str, point: Point) -> None:
        super().__init__(F(field), Value(point, output_field=models.PointField(srid=NATIONAL_GRID)))


@pghistory.track(*every_change(but=["windows_until"]), exclude=["windows_until"])
class Venue(models.Model):
    """A place that people can walk into: a building, or a vehicle with a position for tonight."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80, validators=[plain_text])
    kind = models.CharField(max_length=20, choices=Kind)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="venues"
    )
    point = models.PointField(srid=WGS84, null=True, blank=True, spatial_index=False)
    address = models.CharField(max_length=200, validators=[plain_text])
    address_is_public = models.BooleanField(default=True)
    postcode = models.CharField(max_length=8, null=True, blank=True)
    town = models.CharField(max_length=60, validators=[plain_text])
    phone = models.CharField(
        max_length=20,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9 ]{3,19}$", "Write the number in digits, like 01782 960123.")],
    )
    eligibility = models.CharField(max_length=20, choices=Eligibility, default=Eligibility.EVERYONE)
    services = ArrayField(models.CharField(max_length=30, choices=Service), default=list, blank=True)
    access = models.JSONField(default=dict, blank=True, validators=[known_access])
    what_to_expect = models.CharField(max_length=500, null=True, blank=True, validators=[plain_text])
    is_mobile = models.BooleanField(default=False)
    opening_hours = models.CharField(
        max_length=300, null=True, blank=True, validators=[weekly_hours], help_text="Null is unknown hours."
    )
    season_from = models.DateField(null=True, blank=True)
    season_until = models.DateField(null=True, blank=True)
    last_entry = models.TimeField(null=True, blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    last_checked_on = models.DateField(null=True, blank=True)
    hours_confirmed_on = models.DateField(null=True, blank=True, help_text="A manager said: still correct.")
    call_first_until = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_because = models.CharField(max_length=200, blank=True, validators=[plain_text])
    windows_until = models.DateField(null=True, editable=False)
    is_demo = models.BooleanField(default=False)

    objects = VenueQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        # What the desk looks for among all venues, where few have it.
        indexes = [
            models.Index(fields=["id"], condition=Q(is_demo=True), name="demo_venues"),
            models.Index(fields=["id"], condition=Q(suspended_at__isnull=False), name="suspended_venues"),
            models.Index(
                fields=["call_first_until"],
                condition=Q(call_first_until__isnull=False),
                name="venues_to_call_first",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="season_ends_after_it_starts",
                condition=Q(season_from__isnull=True)
                | Q(season_until__isnull=True)
                | Q(season_until__gte=F("season_from")),
            ),
            models.CheckConstraint(
                name="charter_venue_has_an_organisation",
                condition=~Q(kind="charter_venue") | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="venue_kind_is_known", condition=Q(kind__in=["safe_space", "charter_venue"])
            ),
            models.CheckConstraint(
                name="published_venue_has_a_point",
                condition=Q(published_at__isnull=True) | Q(point__isnull=False),
            ),
            models.CheckConstraint(
                name="suspension_has_a_reason",
                condition=Q(suspended_at__isnull=True) | ~Q(suspended_because=""),
            ),
            models.CheckConstraint(
                name="unknown_is_null_and_never_empty",
                condition=~Q(opening_hours="")
                & ~Q(postcode="")
                & ~Q(phone="")
                & ~Q(what_to_expect="")
                & ~Q(name="")
                & ~Q(address="")
                & ~Q(town=""),
            ),
            models.CheckConstraint(
                name="slug_is_small_letters_digits_and_hyphens", condition=Q(slug__regex=r"^[a-z0-9-]+$")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_published(self) -> bool:
        """The same rule as `VenueQuerySet.published`, for one row in hand."""
        is_signed = self.kind == Kind.SAFE_SPACE or (
            self.organisation is not None and self.organisation.charter_signed_on is not None
        )
        return bool(is_signed and self.published_at and not self.suspended_at and self.address_is_public)

    @property
    def weekly(self) -> WeeklyHours | None:
        """The weekly hours; None when nobody knows them, or when what is stored cannot be read."""
        try:
            return None if self.opening_hours is None else parse(self.opening_hours)
        except HoursError:
            logger.error("unreadable hours of %s", self.slug)
            return None

    @property
    def season(self) -> Season:
        return Season(self.season_from, self.season_until)


@pghistory.track(*every_change())
class SpecialDay(models.Model):
    """One night that differs: it replaces the whole night that starts on that date, small hours included."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="special_days")
    night = models.DateField()
    hours = models.CharField(max_length=100, validators=[span_hours])
    note = models.CharField(max_length=120, blank=True, validators=[plain_text])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue", "night"], name="one_special_day_a_night")]

    def __str__(self) -> str:
        return f"{self.venue} on {self.night}: {self.hours}"

    @property
    def spans(self) -> tuple[Span, ...]:
        """None at all when what is stored cannot be read: unknown never becomes open."""
        try:
            return parse_spans(self.hours)
        except HoursError:
            logger.error("unreadable special day of %s", self.venue.slug)
            return ()


@pghistory.track(*every_change())
class Position(models.Model):
    """Where a vehicle stands on one night, in place of its usual point."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="positions")
    night = models.DateField()
    point = models.PointField(srid=WGS84, spatial_index=False)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue", "night"], name="one_position_a_night")]

    def __str__(self) -> str:
        return f"{self.venue} on {self.night}"
