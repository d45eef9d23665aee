"""What somebody shows to staff without speaking."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

from backend.language.say import say
from backend.venues.place import Place


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
    content = _file()
    takes_part = "ask_for_angela" in place["services"]
    says_so = say("{name} says it takes part in Ask for Angela.", name=place["name"])
    return Saying(
        choices=tuple(_said(row) for row in content["choices"]),
        takes_part=says_so if takes_part else "",
        angela=_points(content["angela"]),
        unknown=_points(content["unknown"]),
    )


def _said(row: dict[str, str]) -> Said:
    reads = _translated(row["says"])
    return Said(_translated(row["choice"]), row["says"], "" if reads == row["says"] else reads)


def _points(row: dict[str, Any]) -> Points:
    return Points(_translated(row["title"]), tuple(say(point) for point in row["points"]))


def _translated(text: str) -> str:
    """A text of the file, which translators get from there."""
    return say(text)


@cache
def _file() -> dict[str, Any]:
    text = (settings.FIXTURES_DIR / "what_to_say.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
