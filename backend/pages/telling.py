"""All that a place's own page says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.hours.nights import night_ends_at, night_of
from backend.language.labels import clock
from backend.language.say import say, weekday
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
        services=[words.service_words(name) for name in place["services"]],
        who=_who(place),
        tonight=_tonight(place, now=now),
        access=words.access_words(place["access"]),
        hours_confirmed=_hours_confirmed(place),
        provenance=_provenance(place),
    )


def _who(place: Place) -> list[str]:
    everyone = place["eligibility"] == "everyone"
    return [say("Everyone") if everyone else say("Women and girls"), _age_limit(place["minimum_age"])]


def _age_limit(age: int | None) -> str:
    if age is None:
        return say("Age limit not known")
    return say("{age} and over", age=age) if age else say("Any age")


def _tonight(place: Place, *, now: datetime) -> str:
    """`10pm to 3am`, `midday to 3pm, then 7pm to 2am`."""
    spans: list[Span] = [(moment(start), moment(end)) for start, end in place["windows"]]
    ends = night_ends_at(night_of(now))
    left = [(start, end) for start, end in spans if end > now and start < ends]
    if left:
        first, *rest = (_span_words(span) for span in left)
        return "".join([first, *(say(", then {span}", span=span) for span in rest), say(".")])
    coming = next((span for span in spans if span[0] > now), None)
    if coming:
        day, span = weekday(night_of(coming[0])), _span_words(coming)
        return say("Not open again tonight. Next: {day}, {span}.", day=day, span=span)
    if place["opening_hours"] is None:
        return say("Opening hours not known. Call first.")
    return say("Not open again tonight.")


def _span_words(span: Span) -> str:
    start, end = span
    if end - start >= timedelta(hours=24):
        return say("Open all day and night")
    return say("{start} to {end}", start=clock(start), end=clock(end))


def _hours_confirmed(place: Place) -> str | None:
    # A snapshot that the release before this one published has no such key.
    said_on = place.get("hours_confirmed_on")
    if not said_on:
        return None
    return say("Hours confirmed by the venue on {date}.", date=words.day_words(date.fromisoformat(said_on)))


def _provenance(place: Place) -> list[str]:
    checked, signed = place["last_checked_on"], place["charter_signed_on"]
    lines = [say("Not yet checked by the Violence Reduction Alliance.")]
    if checked:
        lines = [say("Details last checked on {date}.", date=words.day_words(date.fromisoformat(checked)))]
    if signed:
        lines.append(say("Signed the Safer Places Charter ({year}).", year=signed[:4]))
    return lines
