"""What one cell means. Each function takes text that is not blank; its value, or Unreadable."""

from __future__ import annotations

import re
from datetime import date, datetime

from backend.geo import postcodes
from backend.hours.text import HoursError, parse

from .choices import Sector

EARLIEST = date(2015, 1, 1)
DAY_FIRST = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d %b %Y", "%d %B %Y")
YES, NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}
SECTORS = {
    "pub": Sector.BAR, "bar": Sector.BAR, "club": Sector.NIGHT_CLUB, "nightclub": Sector.NIGHT_CLUB,
    "cafe": Sector.RESTAURANT, "café": Sector.RESTAURANT, "restaurant": Sector.RESTAURANT,
    "petrol station": Sector.SHOP, "shop": Sector.SHOP, "retail": Sector.SHOP,
    "cinema": Sector.LEISURE, "theatre": Sector.LEISURE, "sport": Sector.LEISURE, "events": Sector.LEISURE,
    "taxi": Sector.TRANSPORT, "taxi firm": Sector.TRANSPORT, "taxis": Sector.TRANSPORT,
    "transport": Sector.TRANSPORT, "bus": Sector.TRANSPORT,
    "council": Sector.COUNCIL, "library": Sector.COUNCIL, "police": Sector.EMERGENCY,
    "fire and rescue": Sector.EMERGENCY, "fire": Sector.EMERGENCY, "nhs": Sector.HEALTH,
    "school": Sector.EDUCATION, "college": Sector.EDUCATION, "university": Sector.EDUCATION,
    "charity": Sector.CHARITY, "faith": Sector.CHARITY, "community": Sector.CHARITY,
    "door staff": Sector.SECURITY, "other": Sector.OTHER,
}  # fmt: skip
_KNOWN = {word: sector.value for word, sector in SECTORS.items()} | {
    spelling.casefold(): sector.value for sector in Sector for spelling in (sector.value, sector.label)
}


class Unreadable(Exception):
    """The message says what to type instead."""


def day(text: str, *, today: date) -> date:
    """A day that has been, written day first."""
    words = " ".join(re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", re.sub(r"T\d\d:\d\d.*$", "", text)).split())
    found = next((day for shape in DAY_FIRST if (day := _of_shape(words, shape))), None)
    if found is None:
        raise Unreadable(f"“{text}” is not a day. Type it day first, like 25/11/2024.")
    if found > today:
        raise Unreadable(f"“{text}” is still to come. Type a day that has been, day first, like 25/11/2024.")
    if found < EARLIEST:
        raise Unreadable(f"“{text}” is before the Charter was. Type the day like 25/11/2024.")
    return found


def _of_shape(words: str, shape: str) -> date | None:
    try:
        return datetime.strptime(words, shape).date()  # noqa: DTZ007
    except ValueError:
        return None


def yes_or_no(text: str) -> bool:
    word = text.casefold()
    if word not in YES | NO:
        raise Unreadable(f"“{text}” is neither yes nor no. Type yes or no.")
    return word in YES


def sector(text: str) -> str:
    """`night_club` for “Nightclub”. Raises Unreadable with the words that are known."""
    found = _KNOWN.get(" ".join(text.casefold().replace("-", " ").split()))
    if found is None:
        known = ", ".join(label for label in Sector.labels)
        raise Unreadable(f"“{text}” is not among the sectors: {known}.")
    return found


def postcode(text: str) -> str:
    found = postcodes.normalise(text)
    if found is None:
        raise Unreadable(f"“{text}” is not a whole postcode. Type it like ST13 5AA.")
    return found


def phone(text: str) -> str:
    """In digits; a spreadsheet that took it for a number has eaten its first nought."""
    plain = " ".join(re.sub(r"\(0\)|[()./–-]", " ", text).split())
    if re.fullmatch(r"[1-9]\d{8,9}", plain):
        plain = f"0{plain}"
    if not re.fullmatch(r"\+?[0-9 ]{3,19}", plain):
        raise Unreadable(f"“{text}” is not a telephone number. Type it in digits, like 01632 960001.")
    return plain


def hours(text: str) -> str:
    """Canonical text of weekly hours."""
    try:
        return str(parse(text))
    except HoursError as error:
        raise Unreadable(f"Hours: {error}") from error


def degrees(text: str) -> float:
    try:
        return float(text.replace("−", "-").replace(",", ".").rstrip("°").strip())
    except ValueError as error:
        raise Unreadable(f"“{text}” is not a number of degrees. Type it like 53.0246.") from error
