"""A vehicle stands somewhere else tonight: from now until the night ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from backend.geo.points import LatLng, is_in_area
from backend.hours.nights import night_of

from . import calendar, publishing, trail
from .actors import Actor
from .models import Position, Venue, wgs84_point


class NotMobile(Exception):
    """This venue is a building: its pin is moved by proposal, which an officer accepts."""


class OutOfArea(Exception):
    """The point is not in Staffordshire or Stoke-on-Trent."""


def move(venue: Venue, spot: LatLng, *, by: Actor, at: datetime) -> Position:
    """Put the vehicle there until the night ends, for the public at commit. Raises NotMobile, OutOfArea."""
    if not venue.is_mobile:
        raise NotMobile
    if not is_in_area(spot, 0):
        raise OutOfArea
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        trail.says(by=by, because="moved tonight")
        position, _ = Position.objects.update_or_create(
            venue=held, night=night_of(at), defaults={"point": wgs84_point(spot), "set_at": at}
        )
        publishing.refresh(held, at=at)
    return position


def move_back(venue: Venue, *, by: Actor, at: datetime) -> None:
    """Back to its usual place; nothing happens where it never left."""
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        trail.says(by=by, because="back to its usual place")
        held.positions.filter(night=night_of(at)).delete()
        publishing.refresh(held, at=at)
