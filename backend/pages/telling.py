"""All that a place's own page says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.hours.nights import night_ends_at, night_of
from backend.hours.words import clock
from backend.venues.place import Place, moment

from . import words

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Telling:
    services: list[str]
    who: list[str]
    tonight: str
    access: list[tuple[str, str]]
    hours_confirmed: str | None
    provenance: list[str]


def of(place: Place, *, now: datetime) -> Telling:
    return Telling(
        services=[words.SERVICE[name] for name in place["services"]],
        who=_who(place),
        tonight=_tonight(place, now=now),
        access=[
            (said, words.YES_NO.get(place["access"].get(key), "Not known"))
            for key, said in words.ACCESS.items()
        ],
        hours_confirmed=_hours_confirmed(place),
        provenance=_provenance(place),
    )


def _who(place: Place) -> list[str]:
    age = place["minimum_age"]
    limit = "Age limit not known" if age is None else f"{age} and over" if age else "Any age"
    return ["Everyone" if place["eligibility"] == "everyone" else "Women and girls", limit]


def _tonight(place: Place, *, now: datetime) -> str:
    """`10pm to 3am`, `midday to 3pm, then 7pm to 2am`."""
    spans: list[Span] = [(moment(start), moment(end)) for start, end in place["windows"]]
    ends = night_ends_at(night_of(now))
    left = [(start, end) for start, end in spans if end > now and start < ends]
    if left:
        return f"{', then '.join(_span_words(span) for span in left)}."
    coming = next((span for span in spans if span[0] > now), None)
    if coming:
        return f"Not open again tonight. Next: {night_of(coming[0]):%A}, {_span_words(coming)}."
    if place["opening_hours"] is None:
        return "Opening hours not known. Call first."
    return "Not open again tonight."


def _span_words(span: Span) -> str:
    start, end = span
    if end - start >= timedelta(hours=24):
        return "Open all day and night"
    return f"{clock(start)} to {clock(end)}"


def _hours_confirmed(place: Place) -> str | None:
    # A snapshot that the release before this one published has no such key.
    said_on = place.get("hours_confirmed_on")
    return said_on and f"Hours confirmed by the venue on {words.day_words(date.fromisoformat(said_on))}."


def _provenance(place: Place) -> list[str]:
    checked, signed = place["last_checked_on"], place["charter_signed_on"]
    lines = ["Not yet checked by the Violence Reduction Alliance."]
    if checked:
        lines = [f"Details last checked on {words.day_words(date.fromisoformat(checked))}."]
    if signed:
        lines.append(f"Signed the Safer Places Charter ({signed[:4]}).")
    return lines
