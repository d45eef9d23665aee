"""What the columns of an import are called, what belongs in them, and the empty file to start from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import tabling

VENUES = 4


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    words: str
    example: str = ""


OF_ORGANISATION = (
    Column("organisation", "Its name. The same name again on a later row adds more venues.", "Demo Inns"),
    Column("sector", "What it is, in one or two words.", "Bar or pub"),
    Column("town", "", "Leek"),
    Column("postcode", "", "ST13 5AA"),
    Column("address", "", "1 Example Street"),
    Column("website", "", "www.example.org"),
    Column("signed on", "The day on which it signed, day first.", "25/11/2024"),
    Column("reviewed on", "The day of its last yearly review, if there was one.", "25/11/2025"),
    Column("may be listed", "Yes, if it agreed to be named in public among those who signed.", "yes"),
    Column("signatory name", "Who signed for it. Seen by the VRA alone.", "Alice Example"),
    Column("signatory role", "", "Director"),
    Column("signatory email", "", "alice@example.org"),
    Column("signatory phone", "", "01632 960001"),
    Column("champion name", "Who looks after the promise. Seen by the VRA alone.", "Bob Example"),
    Column("champion role", "", "Manager"),
    Column("champion email", "", "bob@example.org"),
)
OF_VENUE = (
    Column("name", "A place that is open to the public.", "Demo Arms"),
    Column("address", "", "2 Example Street"),
    Column("town", "", "Leek"),
    Column("postcode", "", "ST13 5AB"),
    Column("latitude", "In degrees. Without it the pin is looked for by postcode.", "53.1043"),
    Column("longitude", "In degrees; here it begins with a minus.", "-2.0221"),
    Column("phone", "What the public calls.", "01632 960002"),
    Column("hours", "A day means the night that starts on it.", "Th 20:00-23:00; Fr,Sa 20:00-02:00"),
)
NAMES = [
    *(column.name for column in OF_ORGANISATION),
    *(f"venue {number} {column.name}" for number in range(1, VENUES + 1) for column in OF_VENUE),
]
# Other words that spreadsheets have for the same thing.
ALSO = {
    "name": "organisation",
    "organisationname": "organisation",
    "organization": "organisation",
    "signatory": "signatory name",
    "champion": "champion name",
    "datesigned": "signed on",
    "signed": "signed on",
    "reviewed": "reviewed on",
}


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", heading.casefold())


_KNOWN = {_plain(name): name for name in NAMES} | ALSO


def named(headings: Sequence[str]) -> dict[int, str]:
    """{position: column} of the headings that are known; of two that are the same, the first."""
    found: dict[int, str] = {}
    for position, heading in enumerate(headings):
        name = _KNOWN.get(_plain(heading))
        if name and name not in found.values():
            found[position] = name
    return found


def template() -> bytes:
    """A CSV with the headings alone."""
    return tabling.as_csv(NAMES, [])
