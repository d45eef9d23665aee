"""What the API answers with, in the words of OpenAPI. Serializers here are read by drf-spectacular only."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema_field, inline_serializer
from rest_framework import serializers

from backend.venues.choices import Access, Eligibility, Kind, Service, Status

MOMENT = {"type": "string", "format": "date-time", "examples": ["2026-11-22T01:30:00Z"]}
_access: dict[str, serializers.Field[Any, Any, Any, Any]] = {
    key: serializers.BooleanField(allow_null=True) for key in Access.values
}


@extend_schema_field(
    {"type": "array", "items": {"type": "array", "items": MOMENT, "minItems": 2, "maxItems": 2}}
)
class WindowsField(serializers.ListField):
    pass


class ReportOut(serializers.Serializer[Any]):
    """What staff said tonight; a lease that runs out at `valid_until`."""

    status = serializers.ChoiceField(choices=[s for s in Status.values if s != Status.AS_SCHEDULED])
    staffed = serializers.BooleanField(allow_null=True, help_text="A trained person is on shift.")
    reported_at = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)
    valid_until = serializers.DateTimeField()


class PlaceOut(serializers.Serializer[Any]):
    slug = serializers.SlugField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    charter_signed_on = serializers.DateField(allow_null=True)
    point = inline_serializer("PointOut", {"lat": serializers.FloatField(), "lng": serializers.FloatField()})
    address = serializers.CharField()
    postcode = serializers.CharField(allow_null=True)
    town = serializers.CharField()
    phone = serializers.CharField(allow_null=True)
    eligibility = serializers.ChoiceField(choices=Eligibility.choices)
    services = serializers.ListField(child=serializers.ChoiceField(choices=Service.choices))
    access = inline_serializer("AccessOut", _access, help_text="null is not known")
    what_to_expect = serializers.CharField(allow_null=True)
    is_mobile = serializers.BooleanField()
    opening_hours = serializers.CharField(
        allow_null=True, help_text="A day means the night that starts on it. Not OpenStreetMap's syntax."
    )
    hours_text = serializers.CharField(allow_null=True)
    windows = WindowsField(help_text="Open windows [start, end) of the next 14 nights.")
    report = ReportOut(allow_null=True)
    call_first_until = serializers.DateTimeField(allow_null=True)
    minimum_age = serializers.IntegerField(allow_null=True)
    last_entry = serializers.CharField(allow_null=True, help_text="HH:MM, Europe/London.")
    last_checked_on = serializers.DateField(allow_null=True)
    hours_confirmed_on = serializers.DateField(
        allow_null=True, help_text="When the venue last said that its usual hours are still correct."
    )
    hours_may_differ_on = serializers.ListField(
        child=serializers.DateField(),
        help_text="Nights among the 14 that are holidays and of which the venue has said nothing.",
    )
    is_demo = serializers.BooleanField()


class StateOut(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=["open", "closing_soon", "full", "closed", "unknown"])
    basis = serializers.ChoiceField(choices=["confirmed", "scheduled", "stale", "unknown"])
    closes_at = serializers.DateTimeField(allow_null=True)


class PlaceNow(PlaceOut, StateOut):
    pass


class OpenPlace(PlaceOut, StateOut):
    distance_m = serializers.IntegerField(help_text="Whole metres from the rounded point.")


class ComingPlace(PlaceOut, StateOut):
    distance_m = serializers.IntegerField()
    opens_at = serializers.DateTimeField()


class NearestOut(serializers.Serializer[Any]):
    places = OpenPlace(many=True)
    next_to_open = ComingPlace(many=True, help_text="Filled when fewer than three places are open.")
    searched_at = serializers.DateTimeField()


class SnapshotOut(serializers.Serializer[Any]):
    epoch = serializers.IntegerField()
    seq = serializers.IntegerField()
    generated_at = serializers.DateTimeField()
    places = PlaceOut(many=True)


class ErrorOut(serializers.Serializer[Any]):
    error = inline_serializer(
        "ErrorBody",
        {
            "code": serializers.CharField(),
            "message": serializers.CharField(),
            "fields": serializers.DictField(child=serializers.ListField(child=serializers.CharField())),
        },
    )


ERROR = OpenApiResponse(ErrorOut, description="Each field says what to send instead.")
NEAREST = OpenApiResponse(NearestOut)
PLACE_NOW = OpenApiResponse(PlaceNow)
SNAPSHOT = OpenApiResponse(SnapshotOut)
GEOJSON = OpenApiResponse(OpenApiTypes.OBJECT, description="RFC 7946")
