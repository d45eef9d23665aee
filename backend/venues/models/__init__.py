"""What is kept of a venue: its facts, its people and devices, what staff said, and the windows made of it."""

from backend.plain import plain_text

from .night import AnsweredKey, Contradiction, NightKey, Tally
from .people import Device, GuessCount, Membership, Pairing, Proposal
from .report import StatusReport
from .venue import (
    NATIONAL_GRID,
    WGS84,
    Organisation,
    Position,
    SpecialDay,
    Venue,
    VenueQuerySet,
    grid_point,
    grid_square,
    known_access,
    lat_lng,
    span_hours,
    weekly_hours,
    wgs84_point,
)
from .window import OpenWindow, SnapshotState

__all__ = [
    "NATIONAL_GRID",
    "WGS84",
    "AnsweredKey",
    "Contradiction",
    "Device",
    "GuessCount",
    "Membership",
    "NightKey",
    "OpenWindow",
    "Organisation",
    "Pairing",
    "Position",
    "Proposal",
    "SnapshotState",
    "SpecialDay",
    "StatusReport",
    "Tally",
    "Venue",
    "VenueQuerySet",
    "grid_point",
    "grid_square",
    "known_access",
    "lat_lng",
    "plain_text",
    "span_hours",
    "weekly_hours",
    "wgs84_point",
]
