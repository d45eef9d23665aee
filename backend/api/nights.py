"""Where a vehicle stands tonight, and how often staff helped."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from backend.geo.points import LatLng
from backend.hours.nights import night_ends_at, night_of
from backend.venues import moving, tallying, tonight
from backend.venues.choices import Help
from backend.venues.place import iso

from .described import moved, moved_back, tallied
from .fields import NumberField, OneOfField, StrictSerializer, WholeNumberField
from .reports import TapView, refuse_without_pin


class PositionIn(StrictSerializer):
    lat = NumberField(min_value=-90, max_value=90)
    lng = NumberField(min_value=-180, max_value=180)


class PositionView(TapView):
    @moved
    def put(self, request: Request, slug: str) -> Response:
        """Say where the vehicle stands until the night ends. Sent twice, it is the same."""
        venue = self.venue(slug)
        refuse_without_pin(self)
        sent = PositionIn(data=request.data)
        sent.is_valid(raise_exception=True)
        moving.move(venue, LatLng(**sent.validated_data), by=self.actor, at=self.now)
        until = iso(night_ends_at(night_of(self.now)))
        return Response({"position": tonight.position(venue, at=self.now), "until": until})

    @moved_back
    def delete(self, request: Request, slug: str) -> Response:
        """Back to where it usually stands."""
        venue = self.venue(slug)
        refuse_without_pin(self)
        moving.move_back(venue, by=self.actor, at=self.now)
        return Response(status=204)


class TallyIn(StrictSerializer):
    kind = OneOfField(choices=Help.choices)
    by = WholeNumberField(
        default=1, min_value=-1, max_value=1, help_text="1, or -1 to take a wrong tap back."
    )


class TalliesView(TapView):
    @tallied
    def post(self, request: Request, slug: str) -> Response:
        """Count help given tonight. Numbers only, never public."""
        venue = self.venue(slug)
        sent = TallyIn(data=request.data)
        sent.is_valid(raise_exception=True)

        def act() -> dict[str, Any]:
            tallying.count(venue, **sent.validated_data, at=self.now)
            return {"tallies": tonight.tallies(venue, at=self.now)}

        return self.tapped(dict(request.data), act)
