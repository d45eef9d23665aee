"""Words that the pages and the phone app share besides the label of a place (`hours/words.py`)."""

from __future__ import annotations

import re
from datetime import date, datetime

from backend.hours.nights import LONDON
from backend.hours.openness import Label
from backend.venues.choices import Access, Kind, Service

KIND = dict(Kind.choices)
SERVICE = dict(Service.choices)
ACCESS = dict(Access.choices)

STATE = {
    "open": "Should be open",
    "closing_soon": "Closing soon",
    "full": "Full",
    "closed": "Closed",
    "unknown": "Not known",
}

YES_NO = {True: "Yes", False: "No", None: "Not known"}


def state_words(said: Label) -> str:
    """One or two words that claim no more than the sentence beside them."""
    if said.basis == "confirmed" and said.state == "open":
        return "Open"
    if said.call_first and said.state != "full":
        return "Call first"
    return STATE[said.state]


def checked_words(moment: datetime) -> str:
    """`23:40` in London."""
    return moment.astimezone(LONDON).strftime("%H:%M")


def day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def distance_words(metres: float) -> str:
    """`about 400 metres`, `about 3.5 km`."""
    if metres < 75:
        return "less than 100 metres"
    if metres < 975:
        return f"about {_nearest(metres / 50) * 50} metres"
    km = metres / 1_000
    return f"about {_nearest(km * 10) / 10 if km < 10 else _nearest(km):g} km"


def _nearest(number: float) -> int:
    """Halves go up, as JavaScript's `Math.round` has it; Python's `round` sends them to the even number."""
    return int(number + 0.5)


def way_words(metres: float, minutes: int | None) -> str:
    far = distance_words(metres)
    if minutes is None or minutes > 90:
        return far
    return f"{far}, {minutes} minute{'' if minutes == 1 else 's'}\u2019 walk"


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
