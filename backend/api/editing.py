"""A manager's view of her venue, and what she may change in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from backend.geo.points import LatLng, is_in_area
from backend.hours import grid
from backend.hours.nights import night_of
from backend.hours.text import HoursError, WeeklyHours, in_words, parse, parse_spans
from backend.hours.windows import Season
from backend.venues import editing, offered, preview, tonight
from backend.venues.actors import name_of
from backend.venues.choices import Access, Eligibility, Kind, Service
from backend.venues.models import SpecialDay, Venue
from backend.venues.place import iso

from .actors import PersonView
from .described import (
    hours_confirmed,
    previewed,
    special_day_dropped,
    special_day_put,
    venue_changed,
    venue_read,
)
from .fields import (
    ListOfField,
    NothingIn,
    NumberField,
    OneOfField,
    StrictSerializer,
    TextField,
    WholeNumberField,
    YesNoField,
)

DAY = timedelta(days=1)
TWO_YEARS = timedelta(days=731)


class WeekField(serializers.DictField):
    """`{"fri": [["22:00", "04:00"]]}`; a night that is left out is closed."""

    child = ListOfField(
        child=ListOfField(child=TextField(max_length=5), min_length=2, max_length=2), max_length=4
    )

    def to_internal_value(self, data: Any) -> WeeklyHours:  # type: ignore[override]
        if not isinstance(data, dict) or not set(data) <= set(grid.DAY_KEYS):
            raise serializers.ValidationError(
                f"Send the nights {', '.join(grid.DAY_KEYS)}, each a list of spans."
            )
        try:
            return grid.hours_of(super().to_internal_value(data))
        except HoursError as error:
            raise serializers.ValidationError(str(error)) from error


class HoursField(serializers.Field[WeeklyHours, str, str, Any]):
    """Weekly hours as text, such as `Fr,Sa 22:00-04:00`."""

    def to_internal_value(self, data: Any) -> WeeklyHours:
        if not isinstance(data, str):
            raise serializers.ValidationError('Send text, like "Fr,Sa 22:00-04:00".')
        try:
            return parse(data)
        except HoursError as error:
            raise serializers.ValidationError(str(error)) from error


class HoursIn(StrictSerializer):
    """Weekly hours, as text or as a grid but not both; `opening_hours` is what both become."""

    opening_hours = HoursField(required=False, allow_null=True)
    week = WeekField(required=False, allow_null=True)
    season_from = serializers.DateField(required=False, allow_null=True)
    season_until = serializers.DateField(required=False, allow_null=True)

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        if "week" in sent and "opening_hours" in sent:
            raise serializers.ValidationError({"week": ["Send the hours as text or as a week, not both."]})
        if "week" in sent:
            sent["opening_hours"] = sent.pop("week")
        venue: Venue = self.context["venue"]
        starts, ends = (sent.get(key, getattr(venue, key)) for key in ("season_from", "season_until"))
        if starts and ends and ends < starts:
            raise serializers.ValidationError(
                {"season_until": ["The season ends before it starts: choose a later date."]}
            )
        return sent


class PointIn(StrictSerializer):
    lat = NumberField(min_value=-90, max_value=90)
    lng = NumberField(min_value=-180, max_value=180)

    def validate(self, sent: dict[str, Any]) -> Any:
        spot = LatLng(**sent)
        if not is_in_area(spot, 0):
            raise serializers.ValidationError(
                {"lat": ["Choose a point inside Staffordshire and Stoke-on-Trent."]}
            )
        return spot


class VenueIn(HoursIn):
    phone = TextField(max_length=20, required=False, allow_null=True)
    services = ListOfField(child=OneOfField(choices=Service.choices), required=False, max_length=len(Service))
    access = serializers.DictField(child=YesNoField(allow_null=True), required=False)
    what_to_expect = TextField(max_length=500, required=False, allow_null=True)
    minimum_age = WholeNumberField(min_value=0, max_value=99, required=False, allow_null=True)
    last_entry = serializers.TimeField(required=False, allow_null=True, input_formats=["%H:%M"])
    name = TextField(max_length=80, required=False)
    point = PointIn(required=False)
    kind = OneOfField(choices=Kind.choices, required=False)
    eligibility = OneOfField(choices=Eligibility.choices, required=False)

    def validate_access(self, access: dict[str, Any]) -> dict[str, Any]:
        if not set(access) <= set(Access.values):
            raise serializers.ValidationError(f"Send these alone: {', '.join(Access.values)}.")
        return access

    def facts(self) -> dict[str, Any]:
        sent = dict(self.validated_data)
        if sent.get("opening_hours") is not None:
            sent["opening_hours"] = str(sent["opening_hours"])
        if "services" in sent:
            sent["services"] = list(dict.fromkeys(sent["services"]))
        return sent


class VenueView(PersonView):
    @venue_read
    def get(self, request: Request, slug: str) -> Response:
        """All that its manager keeps of a venue."""
        return Response(self.full(self.managed(slug)))

    @venue_changed
    def patch(self, request: Request, slug: str) -> Response:
        """Facts are saved at once; name, pin, kind and eligibility wait for an officer."""
        venue = self.managed(slug)
        sent = VenueIn(data=request.data, context={"venue": venue})
        sent.is_valid(raise_exception=True)
        return Response(self.full(editing.change(venue, sent.facts(), by=self.person, at=self.now)))

    def full(self, venue: Venue) -> dict[str, Any]:
        return tonight.of(venue, actor=self.person, at=self.now) | _kept(venue, night_of(self.now))


class HoursConfirmationView(PersonView):
    @hours_confirmed
    def post(self, request: Request, slug: str) -> Response:
        """Still correct: the public reads the date."""
        venue = self.managed(slug)
        NothingIn(data=request.data).is_valid(raise_exception=True)
        venue = editing.confirm_hours(venue, by=self.person, at=self.now)
        return Response({"hours_confirmed_on": venue.hours_confirmed_on})


class SpecialIn(StrictSerializer):
    hours = TextField(max_length=100, required=False)
    spans = ListOfField(
        child=ListOfField(child=TextField(max_length=5), min_length=2, max_length=2),
        required=False,
        max_length=4,
    )
    note = TextField(max_length=120, required=False, allow_blank=True, default="")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        if ("hours" in sent) == ("spans" in sent):
            raise serializers.ValidationError(
                {"hours": ['Send hours, like "22:00-03:00" or "closed", or spans.']}
            )
        try:
            if "spans" in sent:
                sent["hours"] = grid.spans_of(sent.pop("spans"))
            parse_spans(sent["hours"])
        except HoursError as error:
            raise serializers.ValidationError({"hours": [str(error)]}) from error
        return sent


class SpecialDayView(PersonView):
    @special_day_put
    def put(self, request: Request, slug: str, night: str) -> Response:
        """The hours of the night that starts on this date, in place of the week's."""
        venue = self.managed(slug)
        sent = SpecialIn(data=request.data)
        sent.is_valid(raise_exception=True)
        wish = sent.validated_data
        day = editing.put_special_day(
            venue, self._date(night), wish["hours"], note=wish["note"], by=self.person, at=self.now
        )
        return Response(_day(day))

    @special_day_dropped
    def delete(self, request: Request, slug: str, night: str) -> Response:
        """Back to the week's hours."""
        if not editing.drop_special_day(self.managed(slug), self._date(night), by=self.person, at=self.now):
            raise NotFound
        return Response(status=204)

    def _date(self, text: str) -> date:
        try:
            night = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
        except ValueError as error:
            raise serializers.ValidationError({"date": ["Write the date like 2026-12-31."]}) from error
        tonight = night_of(self.now)
        if not tonight - DAY <= night <= tonight + TWO_YEARS:
            raise serializers.ValidationError({"date": ["Choose a night of the coming two years."]})
        return night


class DayIn(StrictSerializer):
    date = serializers.DateField()
    hours = TextField(max_length=100)

    def validate_hours(self, hours: str) -> Any:
        try:
            return parse_spans(hours)
        except HoursError as error:
            raise serializers.ValidationError(str(error)) from error


class PreviewIn(HoursIn):
    special_days = ListOfField(child=DayIn(), required=False, max_length=60)


class PreviewView(PersonView):
    @previewed
    def post(self, request: Request, slug: str) -> Response:
        """The next 14 nights as they would be; nothing is saved."""
        venue = self.managed(slug)
        sent = PreviewIn(data=request.data, context={"venue": venue})
        sent.is_valid(raise_exception=True)
        wish = sent.validated_data
        hours = wish.get("opening_hours", venue.weekly)
        season = Season(
            wish.get("season_from", venue.season_from), wish.get("season_until", venue.season_until)
        )
        special = {day["date"]: day["hours"] for day in wish.get("special_days", [])}
        nights = preview.of(venue, hours=hours, season=season, special=special, at=self.now)
        return Response(
            {
                "opening_hours": hours and str(hours),
                "hours_text": hours and in_words(hours),
                "nights": [_night(night) for night in nights],
            }
        )


def _night(night: preview.Night) -> dict[str, Any]:
    windows = [[iso(window.start), iso(window.end)] for window in night.windows]
    return {"night": night.night, "label": night.label, "windows": windows, "text": night.text}


def _kept(venue: Venue, today: date) -> dict[str, Any]:
    weekly = venue.weekly
    return {
        "address": venue.address,
        "postcode": venue.postcode,
        "kind": venue.kind,
        "eligibility": venue.eligibility,
        "services": venue.services,
        "access": {key: venue.access.get(key) for key in Access.values},
        "what_to_expect": venue.what_to_expect,
        "minimum_age": venue.minimum_age,
        "last_entry": venue.last_entry and f"{venue.last_entry:%H:%M}",
        "opening_hours": venue.opening_hours,
        "hours_text": weekly and in_words(weekly),
        "week": weekly and grid.grid_of(weekly),
        "season_from": venue.season_from,
        "season_until": venue.season_until,
        "special_days": [_day(day) for day in venue.special_days.filter(night__gte=today).order_by("night")],
        "offered_days": [{"date": day.night, "name": day.name} for day in offered.days(today)],
        "proposals": [
            {
                "id": each.pk,
                "changes": each.changes,
                "made_by": each.made_by and name_of(each.made_by),
                "made_at": iso(each.made_at),
            }
            for each in venue.proposals.waiting().select_related("made_by")
        ],
    }


def _day(day: SpecialDay) -> dict[str, Any]:
    return {"date": day.night, "hours": day.hours, "note": day.note, "spans": grid.clock_pairs(day.spans)}
