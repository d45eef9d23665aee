"""Words that the pages and the phone app share besides the label of a place (`language/labels.py`)."""

from __future__ import annotations

import re
from datetime import date, datetime

from backend.hours.nights import LONDON
from backend.hours.openness import Label
from backend.language.say import day_month_year, decimal, noop, say, say_many
from backend.venues.choices import Access, Kind, Service

STATE = {
    "open": noop("Should be open"),
    "closing_soon": noop("Closing soon"),
    "full": noop("Full"),
    "closed": noop("Closed"),
    "unknown": noop("Not known"),
}

YES_NO = {True: noop("Yes"), False: noop("No"), None: noop("Not known")}


def kind_words(kind: str) -> str:
    return say(str(Kind(kind).label))


def service_words(service: str) -> str:
    return say(str(Service(service).label))


def access_words(access: dict[str, bool | None]) -> list[tuple[str, str]]:
    """Each thing that is asked of getting in, and whether it is so."""
    return [(say(str(each.label)), say(YES_NO.get(access.get(each), "Not known"))) for each in Access]


def state_words(said: Label) -> str:
    """One or two words that claim no more than the sentence beside them."""
    if said.basis == "confirmed" and said.state == "open":
        return say("Open")
    if said.call_first and said.state != "full":
        return say("Call first")
    if said.basis == "stale" and said.state != "closed":
        return say("Was full") if said.state == "full" else say("Was open")
    return say(STATE[said.state])


def checked_words(moment: datetime) -> str:
    """`23:40` in London."""
    return moment.astimezone(LONDON).strftime("%H:%M")


def day_words(day: date) -> str:
    return day_month_year(day)


def distance_words(metres: float) -> str:
    """`about 400 metres`, `about 3.5 km`."""
    if metres < 75:
        return say("less than 100 metres")
    if metres < 975:
        return say("about {metres} metres", metres=_nearest(metres / 50) * 50)
    km = metres / 1_000
    return say("about {km} km", km=decimal(_nearest(km * 10) / 10 if km < 10 else _nearest(km)))


def _nearest(number: float) -> int:
    """Halves go up, as JavaScript's `Math.round` has it; Python's `round` sends them to the even number."""
    return int(number + 0.5)


def way_words(metres: float, minutes: int | None) -> str:
    far = distance_words(metres)
    if minutes is None or minutes > 90:
        return far
    walk = say_many(minutes, "{n} minute\u2019 walk", "{n} minutes\u2019 walk")
    return far + say(", ") + walk


def directions_url(point: dict[str, float], agent: str) -> str:
    """A link that hands over the destination and nothing else, for the maps app that the device has."""
    to = f"{point['lat']},{point['lng']}"
    if "Android" in agent:
        return f"geo:{to}?q={to}"
    if re.search(r"iPhone|iPad|Macintosh", agent):
        return f"https://maps.apple.com/?daddr={to}&dirflg=w"
    return f"https://www.openstreetmap.org/directions?to={to.replace(',', '%2C')}"


def telephone_url(number: str | None) -> str | None:
    """Digits only: a stray character in a `tel:` link dials something else."""
    if not number:
        return None
    return "tel:" + re.sub(r"\D", "", re.sub(r"^\+44\s*(\(0\))?", "0", number))
