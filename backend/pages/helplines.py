"""Help lines and advice, from the one file that the phone app carries too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from backend.hours.nights import night_ends_at, night_of
from backend.hours.openness import Label, PlaceFacts, label
from backend.hours.text import in_words, parse
from backend.hours.windows import Timetable
from backend.language.labels import clock, opening
from backend.language.say import joined, say

from .content import all_translated, content, translated
from .words import day_words

SCHEMES = {"call": "tel", "text": "sms"}
DAY = timedelta(days=1)
# A line that is shut over a long weekend still says when it opens.
NIGHTS = range(-1, 9)


@dataclass(frozen=True, slots=True)
class Line:
    """`link` is null where there is nothing to dial; `hours` is for the script that keeps `state` true.

    `usual` and `written` (in English) stay true: a copy of the page may be read days later.
    """

    name: str
    what: str
    who_for: str
    cost: str
    hours: str | None
    is_sure: bool
    state: str
    usual: str
    written: str
    number: str | None
    action: str
    link: str | None
    url: str | None
    doubt: str
    provenance: str


@dataclass(frozen=True, slots=True)
class Advice:
    title: str
    points: tuple[str, ...]
    provenance: str


@dataclass(frozen=True, slots=True)
class Section:
    """`id` says nothing: with the address of the page it may stay in a browser's history."""

    id: str
    title: str
    advice: tuple[Advice, ...]
    lines: tuple[Line, ...]


def sections(*, now: datetime | None) -> tuple[Section, ...]:
    """Most urgent first. Without `now` the lines say their usual hours, which stay true in a copy."""
    held = content("helplines")
    return tuple(
        Section(
            id=f"n{number}",
            title=translated(section["title"]),
            advice=tuple(_advice(row) for row in held["advice"] if row["section"] == section["id"]),
            lines=tuple(_line(row, now=now) for row in held["lines"] if row["section"] == section["id"]),
        )
        for number, section in enumerate(held["sections"], start=1)
    )


def if_you_cannot_speak() -> tuple[str, ...]:
    row = next(row for row in content("helplines")["advice"] if row["id"] == "silent_999")
    return all_translated(row["points"])


def state_words(hours: str | None, *, is_sure: bool, now: datetime) -> str:
    """What may be said of a line now. The phone says the same (`pwa/src/helplines.ts`)."""
    if hours is None:
        return say("Hours to be confirmed by the VRA.")
    said = _label(hours, now)
    if said.state == "closed":
        closed = say("Closed now.") if is_sure else say("Should be closed now.")
        return joined(closed, opening(said.opens_at, now) if said.opens_at else "")
    if said.closes_at is None:
        return say("Open all day and night.") if is_sure else say("Should be open all day and night.")
    time = clock(said.closes_at)
    return say("Open until {time}.", time=time) if is_sure else say("Should be open until {time}.", time=time)


def _label(hours: str, now: datetime) -> Label:
    nights = [night_of(now) + number * DAY for number in NIGHTS]
    windows = tuple(Timetable(parse(hours)).scheduled(nights))
    facts = PlaceFacts(windows, hours_known=True, covers_until=night_ends_at(nights[-1]))
    return label(facts, now=now, checked_at=now, walk_minutes=None)


def usual_words(hours: str | None) -> str:
    if hours is None:
        return say("Hours to be confirmed by the VRA.")
    return say("Day and night, every day.") if parse(hours).is_always_open else ""


def written_words(hours: str | None) -> str:
    """`Weekdays 9am to 5pm.`; empty where `usual_words` says it all."""
    weekly = parse(hours) if hours else None
    return "" if weekly is None or weekly.is_always_open else f"{in_words(weekly)}."


def provenance(row: dict[str, Any]) -> str:
    sources = "; ".join(row["sources"])
    if not row["confirmed"]:
        return say("From {sources}. To be confirmed by the VRA.", sources=sources)
    if row["checked_on"] is None:
        return say("From {sources}. Not yet checked by the VRA.", sources=sources)
    checked = day_words(date.fromisoformat(row["checked_on"]))
    return say("From {sources}. Checked on {day}.", sources=sources, day=checked)


def _line(row: dict[str, Any], *, now: datetime | None) -> Line:
    number, hours, is_sure = row["number"], row["hours"], row["hours_confirmed"]
    # A website is there at any hour; the hours of whoever answers behind it are told where they are known.
    has_state = number is not None or hours is not None
    state = state_words(hours, is_sure=is_sure, now=now) if now and has_state else ""
    return Line(
        name=translated(row["name"]),
        what=translated(row["what"]),
        who_for=translated(row["who_for"]),
        cost=_cost(row),
        hours=hours,
        is_sure=is_sure,
        state=state,
        usual=usual_words(hours) if has_state else "",
        written=written_words(hours) if has_state else "",
        number=number,
        action=_action(row),
        link=f"{SCHEMES[row['how']]}:{number}" if number else None,
        url=row["url"],
        doubt=say("Hours to be confirmed by the VRA.") if hours and not is_sure else "",
        provenance=provenance(row),
    )


def _cost(row: dict[str, Any]) -> str:
    if row["cost"]:
        return translated(row["cost"])
    return say("Cost to be confirmed by the VRA.") if row["number"] else ""


def _action(row: dict[str, Any]) -> str:
    if not row["number"]:
        return ""
    number = row["display"]
    return (
        say("Text {number}", number=number) if row["how"] == "text" else say("Call {number}", number=number)
    )


def _advice(row: dict[str, Any]) -> Advice:
    return Advice(translated(row["title"]), all_translated(row["points"]), provenance(row))
