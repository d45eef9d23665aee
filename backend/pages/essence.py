"""The snapshot's essence in the first screen: for readers without script, and for a first tap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from backend.hours.nights import night_ends_at, night_of
from backend.hours.openness import Label, label
from backend.language.labels import sentence
from backend.language.say import say, say_many
from backend.venues.place import Place, facts, iso, moment
from backend.venues.snapshot import Snapshot

from . import words

SHOWN = 8
NEXT_SHOWN = 5
# With more places than this the script waits for the snapshot: a list with holes has no "nearest".
CARRIED = 60
KEYS = (
    "slug",
    "name",
    "kind",
    "point",
    "address",
    "town",
    "postcode",
    "phone",
    "eligibility",
    "services",
    "opening_hours",
    "report",
    "call_first_until",
    "minimum_age",
    "last_entry",
    "hours_may_differ_on",
    "is_demo",
)
STATES = ("open", "closing_soon", "full", "closed", "unknown")


@dataclass(frozen=True, slots=True)
class Row:
    """One place as a line of the list."""

    slug: str
    name: str
    town: str | None
    kind: str
    state: str
    basis: str
    state_words: str
    says: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Essence:
    """`data` is JSON that may stand inside a script element."""

    rows: list[Row]
    is_open: bool
    heading: str
    more_words: str
    checked: str
    data: str


def row(place: Mapping[str, Any], said: Label, *, now: datetime) -> Row:
    return Row(
        slug=place["slug"],
        name=place["name"],
        town=place["town"],
        kind=words.kind_words(place["kind"]),
        state=said.state,
        basis=said.basis,
        state_words=words.state_words(said),
        says=sentence(said, now=now),
        is_demo=place["is_demo"],
    )


def labelled(snapshot: Snapshot, *, now: datetime) -> list[tuple[Place, Label]]:
    """All places with how each stands for somebody who is not on the way."""
    return [
        (place, label(facts(place, snapshot.covers_until), now=now, checked_at=now, walk_minutes=None))
        for place in snapshot.places
    ]


def of(snapshot: Snapshot, *, now: datetime) -> Essence:
    all_of_them = labelled(snapshot, now=now)
    is_open = [(place, said) for place, said in all_of_them if said.state not in {"closed", "unknown"}]
    if is_open:
        shown = sorted(is_open, key=worth)
    else:
        coming = [(place, said) for place, said in all_of_them if said.opens_at is not None]
        shown = sorted(coming, key=lambda pair: pair[1].opens_at or now)[:NEXT_SHOWN]
    more = len(shown) - SHOWN
    return Essence(
        rows=[row(place, said, now=now) for place, said in shown[:SHOWN]],
        is_open=bool(is_open),
        heading=say("Open now") if is_open else say("Nothing we list is open now. Next to open"),
        more_words=say_many(
            more,
            "And {n} more. Find the nearest to see it.",
            "And {n} more. Find the nearest to see them.",
        )
        if more > 0
        else "",
        checked=words.checked_words(now),
        data=_data(snapshot, all_of_them, now=now),
    )


def worth(pair: tuple[Place, Label]) -> tuple[int, str]:
    """Surely open before closing soon, Safe Spaces before others; `pwa/src/views/home.ts` sorts alike."""
    place, said = pair
    return STATES.index(said.state) * 2 + (place["kind"] != "safe_space"), place["name"]


def _data(snapshot: Snapshot, labelled: list[tuple[Place, Label]], *, now: datetime) -> str:
    """The places that matter first, with the windows of this night and the next."""
    horizon = min(night_ends_at(night_of(now) + timedelta(days=1)), snapshot.covers_until)
    first = sorted(labelled, key=worth)[:CARRIED]
    content = {
        "epoch": snapshot.epoch,
        "seq": snapshot.seq,
        "generated_at": iso(snapshot.generated_at),
        "rendered_at": iso(now),
        "covers_until": iso(horizon),
        "complete": len(first) == len(labelled),
        "places": [_short(place, now=now, until=horizon) for place, _ in first],
    }
    text = orjson.dumps(content).decode()
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _short(place: Place, *, now: datetime, until: datetime) -> Place:
    windows = [pair for pair in place["windows"] if moment(pair[1]) > now and moment(pair[0]) < until]
    kept = {key: place[key] for key in KEYS if place.get(key) not in (None, False, [])}
    return kept | {"windows": windows}
