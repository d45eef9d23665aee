"""The public's places: the snapshot, one place, GeoJSON, and the nearest that are open."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
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

from . import schema
from .fields import MomentField, NumberField, StrictSerializer, WholeNumberField

REFUSED = re.compile(r";q=0(\.0*)?$")
CACHE = "public, no-cache, stale-if-error=86400"
PLAN_BACK = timedelta(hours=1)
PLAN_AHEAD = timedelta(days=34)


# --- The snapshot ------------------------------------------------------------------------------------------


class PlacesView(APIView):
    """The snapshot: every published place, the same bytes for everybody. Ask again with If-None-Match."""

    @extend_schema(responses={200: schema.SNAPSHOT, 304: None}, operation_id="places")
    def get(self, request: Request) -> HttpResponse:
        published = snapshot.current()
        etag = f'"{published.version}"'
        if etag in request.headers.get("If-None-Match", "").replace("W/", ""):
            answer = HttpResponse(status=304)
        else:
            answer = _encoded(published, request.headers.get("Accept-Encoding", ""))
        answer["ETag"] = etag
        answer["Cache-Control"] = CACHE
        patch_vary_headers(answer, ["Accept-Encoding"])
        return answer


def _encoded(published: snapshot.Snapshot, accepted: str) -> HttpResponse:
    wanted = {part.strip() for part in accepted.replace(" ", "").split(",") if not REFUSED.search(part)}
    wanted = {part.split(";")[0] for part in wanted}
    for name, content in (("br", published.br), ("gzip", published.gzip)):
        if name in wanted:
            answer = HttpResponse(content, content_type="application/json")
            answer["Content-Encoding"] = name
            return answer
    return HttpResponse(published.body, content_type="application/json")


class GeoJsonView(APIView):
    """The same places as RFC 7946 features, longitude first."""

    @extend_schema(responses={(200, "application/geo+json"): schema.GEOJSON}, operation_id="places_geojson")
    def get(self, request: Request) -> HttpResponse:
        published = snapshot.current()
        features = [
            {
                "type": "Feature",
                "id": place["slug"],
                "geometry": {"type": "Point", "coordinates": [place["point"]["lng"], place["point"]["lat"]]},
                "properties": {key: value for key, value in place.items() if key != "point"},
            }
            for place in published.places
        ]
        collection = {
            "type": "FeatureCollection",
            "generated_at": iso(published.generated_at),
            "features": features,
        }
        answer = HttpResponse(orjson.dumps(collection), content_type="application/geo+json")
        answer["Cache-Control"] = CACHE
        return answer


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
    at = MomentField(required=False, help_text="To plan ahead: a moment in the next 34 days.")
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    services = serializers.ListField(
        child=serializers.ChoiceField(choices=Service.choices), required=False, max_length=len(Service)
    )

    def validate_at(self, at: datetime) -> datetime:
        now: datetime = self.context["now"]
        if not now - PLAN_BACK <= at <= now + PLAN_AHEAD:
            raise serializers.ValidationError(
                f"Send a moment from now to {iso(now + PLAN_AHEAD)}; opening hours are not known beyond."
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
    return place | {"distance_m": round(found.metres), "opens_at": iso(found.opens_at)}


def _state(place: Place, *, now: datetime, covers: datetime, walk: int | None) -> dict[str, Any]:
    said = label(facts(place, covers), now=now, checked_at=now, walk_minutes=walk)
    return {"state": said.state, "basis": said.basis, "closes_at": iso(said.closes_at)}
