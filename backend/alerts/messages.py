"""The words of each alert, and all that goes encrypted to a browser with them.

A lock screen shows title and body. The public's name no place and no reason: whoever holds her phone learns
nothing. Staff read which venue is meant, officers only that something waits.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson

from backend.hours.nights import LONDON, night_ends_at, night_of, night_starts_at
from backend.venues.models import Venue
from backend.venues.place import iso

from . import telling
from .models import About, Alert

VERSION = 1
PUBLIC = ("Update from your saved place", "Open to see what changed.")
DESK = {
    About.CALL_FIRST: ("A place was contradicted", "/desk/tonight/?show=contradicted"),
    About.APPLICATION: ("A new application waits", "/desk/applications/?show=new"),
}
# Browsers show two at most, wherever they show any.
ACTIONS = ({"action": "open", "title": "Open"}, {"action": "closed", "title": "Closed tonight"})


def urgency_of(about: str) -> Literal["normal", "high"]:
    """`high` wakes a phone that sleeps. What waits at a desk may wait until somebody looks."""
    return "normal" if about in DESK else "high"


def topic_of(alert: Alert, subscription: UUID) -> str:
    """32 characters that name one place on one browser, and tell its push service nothing.

    The same for everybody at a place, they would let a push service count who is there.
    """
    return _digest(alert.topic, subscription)


def _digest(name: str, subscription: UUID) -> str:
    return hashlib.sha256(f"{name} {subscription}".encode()).hexdigest()[:32]


def content_of(alert: Alert, *, at: datetime) -> dict[str, Any]:
    """What every browser is sent of an alert, as things stand now; each adds its own id."""
    content = _about_place(alert.venue, at=at) if alert.about == About.PLACE else _to_the_known(alert, at=at)
    return {"v": VERSION, "until": iso(alert.until)} | content


def body_of(content: dict[str, Any], subscription: UUID) -> bytes:
    """The tag of the public's is of no meaning either: a phone's own list of notifications keeps it."""
    own = {"id": str(subscription)}
    if content["audience"] == "public":
        own["tag"] = _digest(content["tag"], subscription)
    return orjson.dumps(content | own)


def _about_place(venue: Venue | None, *, at: datetime) -> dict[str, Any]:
    assert venue is not None, "an alert of a place has one"
    title, body = PUBLIC
    place = telling.told_part(venue, at=at)
    return {"audience": "public", "title": title, "body": body, "tag": f"place-{venue.slug}", "place": place}


def _to_the_known(alert: Alert, *, at: datetime) -> dict[str, Any]:
    if alert.about in DESK:
        title, url = DESK[About(alert.about)]
        shown = {"title": title, "body": "Open the desk to see it."}
        return {"audience": "desk", "tag": f"desk-{alert.about}", "url": url} | shown
    venue = alert.venue
    assert venue is not None, "a nudge is about a venue"
    title, body = _question(alert, venue.name)
    night = night_of(at)
    asked = {
        "slug": venue.slug,
        "name": venue.name,
        "night": [iso(night_starts_at(night)), iso(night_ends_at(night))],
        "what": alert.about,
    }
    return {
        "audience": "venues",
        "title": title,
        "body": body,
        "tag": f"nudge-{venue.slug}",
        "venue": asked,
        "actions": ACTIONS,
    }


def _question(alert: Alert, name: str) -> tuple[str, str]:
    ends = f"{alert.until.astimezone(LONDON):%H:%M}"
    return {
        About.OPENING: (f"{name}: are you open?", "Nobody has said so tonight. One tap tells the public."),
        About.LEASE: (f"{name}: still open?", f"At {ends} your \u201cOpen\u201d runs out. Tap it again."),
        About.SPECIAL: (
            f"{name}: is tonight as planned?",
            f"Special hours end at {ends}, and nobody has confirmed them.",
        ),
    }[About(alert.about)]
