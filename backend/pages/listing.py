"""The answer of /near: the same order and the same words as the phone app's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend.geo.points import LatLng, metres_between
from backend.hours.openness import Label, label, rank, walk_minutes
from backend.language.labels import opening, sentence, staffed_sentence
from backend.language.say import joined, say
from backend.venues.place import Place, facts
from backend.venues.snapshot import Snapshot

from . import words
from .essence import Row, row

# Farther than this nothing is "nearest": the person is somewhere else.
REACH_M = 30_000
OTHERS = 9
NEXT = 5


@dataclass(frozen=True, slots=True)
class Item:
    place: Place
    label: Label
    distance_m: float
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Card:
    row: Row
    place: Place
    way: str
    where: str
    notes: list[str]
    staffed: str | None
    directions: str
    telephone: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """`opening` says when the next one opens, where nothing is open."""

    top: Card | None
    others: list[Card]
    next: list[Card]
    call_first: list[Card]
    opening: str


def near(snapshot: Snapshot, point: LatLng, *, now: datetime, promise_minutes: bool, agent: str) -> Listing:
    """`promise_minutes` is false where the point is a whole district."""
    items = _within_reach(snapshot, point, now=now, promise_minutes=promise_minutes)
    open_items = _best_first(items)
    coming = [item for item in items if item.label.opens_at is not None and item.label.state == "closed"]
    coming.sort(key=lambda item: (item.label.opens_at or now, item.distance_m))
    unknown = [item for item in items if item.label.state == "unknown"]

    def cards(chosen: list[Item]) -> list[Card]:
        return [_card(item, open_items, now=now, agent=agent) for item in chosen]

    first = coming[0] if coming else None
    return Listing(
        top=next(iter(cards(open_items[:1])), None),
        others=cards(open_items[1 : 1 + OTHERS]),
        next=cards(coming[:NEXT]),
        call_first=cards(unknown),
        opening=_opening(first, now=now),
    )


def instead(snapshot: Snapshot, place: Place, *, now: datetime, agent: str) -> Card | None:
    """The next open place after one that cannot take somebody, nearest to it; None where there is none."""
    here = LatLng(place["point"]["lat"], place["point"]["lng"])
    open_items = _best_first(_within_reach(snapshot, here, now=now, promise_minutes=True))
    found = _instead_of(place, open_items)
    return _card(found, open_items, now=now, agent=agent) if found else None


def _best_first(items: list[Item]) -> list[Item]:
    is_open = [item for item in items if item.label.state not in {"closed", "unknown"}]
    return [item for *_, item in rank((item.label, item.distance_m, item) for item in is_open)]


def _instead_of(place: Place, open_items: list[Item]) -> Item | None:
    """The best that is not full and takes whoever this one takes."""
    takes = {"everyone", place["eligibility"]}
    for item in open_items:
        is_other = item.place["slug"] != place["slug"]
        if is_other and item.label.state != "full" and item.place["eligibility"] in takes:
            return item
    return None


def _within_reach(snapshot: Snapshot, point: LatLng, *, now: datetime, promise_minutes: bool) -> list[Item]:
    items = []
    for place in snapshot.places:
        metres = metres_between(point, LatLng(place["point"]["lat"], place["point"]["lng"]))
        if metres > REACH_M:
            continue
        minutes = walk_minutes(metres)
        said = label(facts(place, snapshot.covers_until), now=now, checked_at=now, walk_minutes=minutes)
        items.append(Item(place, said, metres, minutes if promise_minutes else None))
    return sorted(items, key=lambda item: item.distance_m)


def card_of(item: Item, *, notes: list[str], now: datetime, agent: str) -> Card:
    place = item.place
    return Card(
        row=row(place, item.label, now=now),
        place=place,
        way=words.way_words(item.distance_m, item.minutes),
        where=", ".join(part for part in (place["address"], place["town"], place["postcode"]) if part),
        notes=notes,
        staffed=staffed_sentence(item.label),
        directions=words.directions_url(place["point"], agent),
        telephone=words.telephone_url(place["phone"]),
    )


def _card(item: Item, open_items: list[Item], *, now: datetime, agent: str) -> Card:
    return card_of(item, notes=_notes(item, open_items), now=now, agent=agent)


def _notes(item: Item, open_items: list[Item]) -> list[str]:
    """Where else to turn: a full place names the next, one for women and girls the nearest for everyone."""
    notes, age = [], item.place["minimum_age"]
    if item.place["eligibility"] == "women_and_girls":
        notes.append(say("For women and girls."))
        for_all = next((other for other in open_items if other.place["eligibility"] == "everyone"), None)
        if for_all:
            notes.append(say("Nearest for everyone: {place}, {way}.", **_named(for_all)))
    other = _instead_of(item.place, open_items) if item.label.state == "full" else None
    if other:
        notes.append(say("If they cannot take you, try {place}, {way}.", **_named(other)))
    if age:
        notes.append(say("{age} and over.", age=age))
    return notes


def _named(item: Item) -> dict[str, str]:
    return {"place": item.place["name"], "way": words.way_words(item.distance_m, item.minutes)}


def _opening(item: Item | None, *, now: datetime) -> str:
    if item is None or item.label.opens_at is None:
        return ""
    is_sure = item.label.said_at is None
    says = opening(item.label.opens_at, now) if is_sure else sentence(item.label, now=now)
    return joined(say("The next to open is {place}.", place=item.place["name"]), says)
