"""The public's places: the snapshot, one place, GeoJSON, and the nearest that are open."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.geo.points import LatLng, rounded
from backend.hours.openness import label, walk_minutes
from backend.venues import nearest, snapshot
from backend.venues.choices import Kind, Service
from backend.venues.place import Place, covers_until, facts, iso, public

from . import places_csv, schema
from .fields import ListOfField, MomentField, NumberField, OneOfField, StrictSerializer, WholeNumberField

REFUSED = re.compile(r";q=0(\.0*)?$")
CACHE = "public, no-cache, stale-if-error=86400"
PLAN_BACK = timedelta(hours=1)
# Windows are made 35 nights ahead and told for 14: from here on every answer knows all of its 14.
PLAN_AHEAD = timedelta(days=20)


# --- The snapshot ------------------------------------------------------------------------------------------


class PlacesView(APIView):
    """The snapshot: every published place, the same bytes for everybody. Ask again with If-None-Match."""

    @extend_schema(responses={200: schema.SNAPSHOT, 304: None}, operation_id="places")
    def get(self, request: Request) -> HttpResponse:
        published = snapshot.current()
        return _file(request, published.content, version=published.version, kind="application/json")


class GeoJsonView(APIView):
    """The same places as RFC 7946 features, longitude first."""

    @extend_schema(
        responses={(200, "application/geo+json"): schema.GEOJSON, 304: None}, operation_id="places_geojson"
    )
    def get(self, request: Request) -> HttpResponse:
        published = snapshot.current()
        return _file(request, published.geojson, version=published.version, kind="application/geo+json")


class CsvView(APIView):
    """What is known of each place, for a spreadsheet. Without tonight: that is old once it is saved."""

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR, 304: None}, operation_id="places_csv")
    def get(self, request: Request) -> HttpResponse:
        published = snapshot.current()
        content = places_csv.of(published)
        return _file(request, content, version=published.version, kind="text/csv; charset=utf-8")


def _file(request: Request, content: snapshot.Encoded, *, version: str, kind: str) -> HttpResponse:
    """200 in the best encoding that the client takes, or 304. The tag is weak: one for all encodings."""
    etag = f'W/"{version}"'
    held = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in held or version in {tag.removeprefix("W/").strip('"') for tag in held}:
        answer = HttpResponse(status=304)
        del answer["Content-Type"]
    else:
        answer = _encoded(content, request.headers.get("Accept-Encoding", ""), kind)
        answer["Unencoded-Digest"] = content.digest
    answer["ETag"] = etag
    answer["Cache-Control"] = CACHE
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _encoded(content: snapshot.Encoded, accepted: str, kind: str) -> HttpResponse:
    wanted = {part for part in accepted.replace(" ", "").split(",") if not REFUSED.search(part)}
    wanted = {part.split(";")[0] for part in wanted}
    for name, body in (("br", content.br), ("gzip", content.gzip)):
        if name in wanted:
            answer = HttpResponse(body, content_type=kind)
            answer["Content-Encoding"] = name
            return answer
    return HttpResponse(content.plain, content_type=kind)


class PlaceView(APIView):
    """One place, with its state at this moment. Answered from the published snapshot."""

    @extend_schema(responses={200: schema.PLACE_NOW, 404: schema.ERROR}, operation_id="place")
    def get(self, request: Request, slug: str) -> Response:
        published = snapshot.current()
        found = published.by_slug.get(slug)
        if found is None:
            raise NotFound
        now = datetime.now(UTC)
        return Response(found | _state(found, now=now, covers=published.covers_until, walk=None))


# --- The nearest open places -------------------------------------------------------------------------------


class NearestQuery(StrictSerializer):
    lat = NumberField(min_value=-90, max_value=90, help_text="WGS84. Rounded to 3 decimals before use.")
    lng = NumberField(min_value=-180, max_value=180, help_text="WGS84. Rounded to 3 decimals before use.")
    limit = WholeNumberField(default=nearest.DEFAULT_LIMIT, min_value=1, max_value=nearest.MAX_LIMIT)
    radius_m = WholeNumberField(default=nearest.DEFAULT_RADIUS_M, min_value=1, max_value=nearest.MAX_RADIUS_M)
    at = MomentField(required=False, help_text="To plan ahead: a moment in the next 20 days.")
    kind = OneOfField(choices=Kind.choices, required=False)
    services = ListOfField(child=OneOfField(choices=Service.choices), required=False, max_length=len(Service))

    def validate_at(self, at: datetime) -> datetime:
        now: datetime = self.context["now"]
        if not now - PLAN_BACK <= at <= now + PLAN_AHEAD:
            raise serializers.ValidationError(
                f"Send a moment between {iso(now - PLAN_BACK)} and {iso(now + PLAN_AHEAD)}."
            )
        return at

    def wish(self) -> nearest.Wish:
        sent = self.validated_data
        return nearest.Wish(
            here=rounded(LatLng(sent["lat"], sent["lng"])),
            moment=sent.get("at") or self.context["now"],
            limit=sent["limit"],
            radius_m=sent["radius_m"],
            kind=sent.get("kind"),
            services=tuple(sent.get("services", ())),
        )


class NearestView(APIView):
    """The nearest places that are open, by distance alone; rank them further by `state` and `basis`.

    The point travels in the body, is rounded to about 100 m and is kept nowhere.
    """

    @extend_schema(
        request=NearestQuery, responses={200: schema.NEAREST, 400: schema.ERROR}, operation_id="nearest"
    )
    def post(self, request: Request) -> Response:
        now = datetime.now(UTC)
        query = NearestQuery(data=request.data, context={"now": now})
        query.is_valid(raise_exception=True)
        wish = query.wish()
        found = nearest.nearest_open(wish)
        coming = nearest.next_to_open(wish) if len(found) < nearest.LITTLE_OPEN else []
        return Response(
            {
                "places": [_open_place(one, wish) for one in found],
                "next_to_open": [_coming_place(one, wish) for one in coming],
                "searched_at": iso(wish.moment),
            },
            headers={"Cache-Control": "no-store"},
        )


def _open_place(found: nearest.Found, wish: nearest.Wish) -> Place:
    place = public(found.venue, at=wish.moment)
    metres = round(found.metres)
    covers = covers_until(wish.moment)
    return (
        place
        | {"distance_m": metres}
        | _state(place, now=wish.moment, covers=covers, walk=walk_minutes(metres))
    )


def _coming_place(found: nearest.Found, wish: nearest.Wish) -> Place:
    place = public(found.venue, at=wish.moment)
    covers = covers_until(wish.moment)
    state = _state(place, now=wish.moment, covers=covers, walk=None)
    return place | {"distance_m": round(found.metres), "opens_at": iso(found.opens_at)} | state


def _state(place: Place, *, now: datetime, covers: datetime, walk: int | None) -> dict[str, Any]:
    said = label(facts(place, covers), now=now, checked_at=now, walk_minutes=walk)
    return {"state": said.state, "basis": said.basis, "closes_at": iso(said.closes_at)}
