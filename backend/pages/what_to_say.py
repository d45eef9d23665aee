"""What somebody shows to staff without speaking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend.language.say import say
from backend.venues.place import Place

from .content import all_translated, content, translated


@dataclass(frozen=True, slots=True)
class Said:
    """`reads` is for her, in her own language; empty where that is English, which staff read."""

    choice: str
    says: str
    reads: str


@dataclass(frozen=True, slots=True)
class Points:
    title: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    choices: tuple[Said, ...]
    takes_part: str
    angela: Points
    unknown: Points


def of(place: Place) -> Saying:
    held = content("what_to_say")
    takes_part = "ask_for_angela" in place["services"]
    says_so = say("{name} says it takes part in Ask for Angela.", name=place["name"])
    return Saying(
        choices=tuple(_said(row) for row in held["choices"]),
        takes_part=says_so if takes_part else "",
        angela=_points(held["angela"]),
        unknown=_points(held["unknown"]),
    )


def _said(row: dict[str, str]) -> Said:
    reads = translated(row["says"])
    return Said(translated(row["choice"]), row["says"], "" if reads == row["says"] else reads)


def _points(row: dict[str, Any]) -> Points:
    return Points(translated(row["title"]), all_translated(row["points"]))
