"""One row of the trail as words: each field by its name, each value as people say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import Field, ForeignKey, Model

from backend.venues.choices import Access, Eligibility, Kind, Service

from .words import full_day, full_moment

NOTHING = "nothing"
YES_NO = {True: "yes", False: "no"}
# Numbers of rows, and what the heading of the change says already.
UNSAID = {"id", "public_id", "venue", "user", "night"}
LABELS = {
    "slug": "Address on the web",
    "point": "Pin",
    "eligibility": "Who it is for",
    "address_is_public": "Address may be shown",
    "is_mobile": "Is a vehicle",
    "is_demo": "Is a demo",
    "season_from": "Season from",
    "season_until": "Season until",
    "hours_confirmed_on": "Hours confirmed by the venue",
    "last_checked_on": "Last checked by the VRA",
    "published_at": "Published",
    "suspended_at": "Suspended",
    "suspended_because": "Reason for the suspension",
    "charter_signed_on": "Charter signed",
    "made_by": "Proposed by",
    "made_at": "Proposed",
    "decided_at": "Decided",
    "is_accepted": "Accepted",
    "because": "Reason",
    "invited_at": "Invited",
    "accepted_at": "First signed in",
    "ended_at": "Ended",
    "paired_at": "Paired",
    "revoked_at": "Revoked",
}
WORDS = {"kind": dict(Kind.choices), "eligibility": dict(Eligibility.choices)}


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what the numbers in the trail stand for; names live in rows that can be erased."""

    users: Mapping[int, str]
    devices: Mapping[int, str]
    organisations: Mapping[int, str]

    def user(self, pk: int | None) -> str:
        return NOTHING if pk is None else self.users.get(pk, "somebody whose account is gone")


@dataclass(frozen=True, slots=True)
class Difference:
    """`old` is None where what stood before was never kept."""

    field: str
    old: str | None
    new: str


def differences(event: Model, before: Model | None, names: Names) -> list[Difference]:
    """Of a row that is new all that it has, of a changed one what changed, of a deleted one what is lost."""
    done = getattr(event, "pgh_label", "")
    now = dict(_said(event, names))
    if done == "delete":
        return [Difference(field, value, NOTHING) for field, value in now.items() if value != NOTHING]
    if done == "insert" or before is None:
        old = NOTHING if done == "insert" else None
        return [Difference(field, old, value) for field, value in now.items() if value != NOTHING]
    was = dict(_said(before, names))
    fields = [*was, *(field for field in now if field not in was)]
    return [
        Difference(field, was.get(field, NOTHING), now.get(field, NOTHING))
        for field in fields
        if was.get(field, NOTHING) != now.get(field, NOTHING)
    ]


def _said(event: Model, names: Names) -> Iterator[tuple[str, str]]:
    for field in event._meta.concrete_fields:
        if field.name in UNSAID or field.name.startswith("pgh_"):
            continue
        value = getattr(event, field.attname)
        if field.name == "changes":
            yield from proposed(value)
        elif field.name == "access":
            known = value if isinstance(value, dict) else {}
            yield from ((words, _plain(known.get(key))) for key, words in Access.choices)
        else:
            yield label_of(field.name), _value(field, value, names)


def proposed(changes: object) -> Iterator[tuple[str, str]]:
    """`Asked for: name`, `The Demo Arms → The Old Demo Arms`."""
    if not isinstance(changes, dict):
        return
    for name, pair in changes.items():
        old, new = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
        yield f"Asked for: {label_of(name).lower()}", f"{told(name, old)} → {told(name, new)}"


def told(name: str, value: object) -> str:
    """A proposed value as JSON keeps it."""
    if isinstance(value, dict) and set(value) == {"lat", "lng"}:
        return f"{value['lat']:.5f}, {value['lng']:.5f}"
    if name in WORDS and isinstance(value, str):
        return str(WORDS[name].get(value, value))
    return _plain(value)


def label_of(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").capitalize())


def _value(field: Field[Any, Any], value: Any, names: Names) -> str:
    if isinstance(field, ForeignKey):
        if field.name == "organisation":
            return NOTHING if value is None else names.organisations.get(value, f"number {value}")
        return names.user(value)
    if field.name == "services":
        known = dict(Service.choices)
        return ", ".join(str(known.get(each, each)) for each in value or ()) or NOTHING
    return str(dict(field.flatchoices).get(value) or _plain(value))


def _plain(value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, Point):
        return f"{value.y:.5f}, {value.x:.5f}"
    if isinstance(value, datetime):
        return full_moment(value)
    if isinstance(value, date):
        return full_day(value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
