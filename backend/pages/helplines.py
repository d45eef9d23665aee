"""Help lines and advice, from the one file that the phone app carries too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings

from .words import day_words

VERBS = {"call": "Call", "text": "Text"}
SCHEMES = {"call": "tel", "text": "sms"}


@dataclass(frozen=True, slots=True)
class Line:
    """`link` is null where there is nothing to dial."""

    name: str
    what: str
    who_for: str
    hours_text: str
    number: str | None
    display: str | None
    verb: str
    link: str | None
    url: str | None
    provenance: str


@dataclass(frozen=True, slots=True)
class Advice:
    id: str
    title: str
    points: tuple[str, ...]
    provenance: str


@cache
def lines() -> tuple[Line, ...]:
    return tuple(_line(row) for row in _file()["lines"])


@cache
def advice() -> tuple[Advice, ...]:
    return tuple(
        Advice(row["id"], row["title"], tuple(row["points"]), provenance(row)) for row in _file()["advice"]
    )


@cache
def if_you_cannot_speak() -> tuple[str, ...]:
    return next(row.points for row in advice() if row.id == "silent_999")


def provenance(row: dict[str, Any]) -> str:
    sources = f"From {'; '.join(row['sources'])}."
    if not row["confirmed"]:
        return f"{sources} To be confirmed by the VRA."
    if row["checked_on"] is None:
        return f"{sources} Not yet checked by the VRA."
    return f"{sources} Checked on {day_words(date.fromisoformat(row['checked_on']))}."


def _line(row: dict[str, Any]) -> Line:
    how, number = row["how"], row["number"]
    return Line(
        name=row["name"],
        what=row["what"],
        who_for=row["who_for"],
        hours_text=row["hours_text"],
        number=number,
        display=row["display"],
        verb=VERBS.get(how, ""),
        link=f"{SCHEMES[how]}:{number}" if number else None,
        url=row["url"],
        provenance=provenance(row),
    )


@cache
def _file() -> dict[str, Any]:
    text = (settings.FIXTURES_DIR / "helplines.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
