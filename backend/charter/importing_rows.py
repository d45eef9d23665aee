"""One line of a file understood: an organisation, its signature, its people and its venues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from backend.geo.points import LatLng
from backend.geo.postcodes import normalise
from backend.venues.choices import Kind
from backend.venues.models import Organisation, Venue

from . import importing_cells as cells
from . import tabling
from .choices import ContactKind
from .importing_columns import VENUES
from .importing_files import Line
from .importing_points import Finder, Nowhere
from .models import Contact

Value = TypeVar("Value")
Said = dict[str, str]
PERSON = ("name", "role", "email", "phone")


@dataclass(frozen=True, slots=True)
class NamedVenue:
    """A venue that a row names, as it would be kept. None is unknown."""

    name: str
    address: str
    town: str
    postcode: str | None = None
    lat: float | None = None
    lng: float | None = None
    phone: str | None = None
    opening_hours: str | None = None

    @property
    def spot(self) -> LatLng | None:
        return None if self.lat is None or self.lng is None else LatLng(self.lat, self.lng)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row says, days as ISO text, blank where it says nothing. `faults` refuse it, `notes` do not."""

    name: str = ""
    facts: Said = field(default_factory=dict)
    signed_on: str = ""
    reviewed_on: str = ""
    may_be_listed: bool | None = None
    people: dict[str, Said] = field(default_factory=dict)
    venues: tuple[NamedVenue, ...] = ()
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Reading:
        venues = tuple(NamedVenue(**venue) for venue in kept.get("venues", ()))
        faults, notes = tuple(kept.get("faults", ())), tuple(kept.get("notes", ()))
        return cls(**(kept | {"venues": venues, "faults": faults, "notes": notes}))


@dataclass
class _Reader:
    """Goes through the cells of one line and gathers what is wrong and what is odd."""

    said: Said
    today: date
    finder: Finder
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def cell(self, column: str, meaning: Callable[[str], Value], blank: Value) -> Value:
        if column not in self.said:
            return blank
        try:
            return meaning(self.said[column])
        except cells.Unreadable as error:
            self.faults.append(f"{_first_upper(column)}: {error}")
            return blank

    def text(self, column: str) -> str:
        return " ".join(self.said.get(column, "").split())

    def wrong(self, row: models.Model, columns: dict[str, str]) -> None:
        """What the register itself would not take: too long, unseen characters, no address."""
        others = {f.name for f in row._meta.concrete_fields} - columns.keys()
        try:
            row.clean_fields(exclude=others)
        except ValidationError as error:
            for name, reasons in error.message_dict.items():
                self.faults.append(f"{_first_upper(columns[name])}: {' '.join(reasons)}")


def read(line: Line, *, today: date, finder: Finder) -> Reading:
    reader = _Reader(line.said, today, finder)
    facts, (signed_on, reviewed_on) = _facts(reader), _days(reader)
    said = {
        "name": reader.text("organisation"),
        "facts": facts,
        "signed_on": signed_on,
        "reviewed_on": reviewed_on,
        "may_be_listed": reader.cell("may be listed", cells.yes_or_no, None),
        "people": _people(reader),
        "venues": tuple(_venues(reader)),
    }
    if not said["name"]:
        reader.faults.append("Organisation: type its name.")
    reader.notes += _formulas(line.said)
    return Reading(**said, faults=tuple(reader.faults), notes=tuple(reader.notes))  # type: ignore[arg-type]


def _facts(reader: _Reader) -> Said:
    named = Organisation(name=reader.text("organisation"))
    facts = {name: reader.text(name) for name in ("town", "address", "website")}
    facts["postcode"] = reader.cell("postcode", cells.postcode, "")
    facts["sector"] = _sector(reader)
    for name, value in facts.items():
        setattr(named, name, value)
    columns = {name: name for name in facts} | ({"name": "organisation"} if named.name else {})
    reader.wrong(named, columns)
    return {name: value for name, value in facts.items() if value}


def _sector(reader: _Reader) -> str:
    """A word that nobody foresaw is no reason to refuse a signatory."""
    typed = reader.text("sector")
    try:
        return cells.sector(typed) if typed else ""
    except cells.Unreadable as error:
        reader.notes.append(f"Sector: {error} It is kept as “Something else”.")
        return "other"


def _days(reader: _Reader) -> tuple[str, str]:
    def meaning(text: str) -> str:
        return cells.day(text, today=reader.today).isoformat()

    signed, reviewed = reader.cell("signed on", meaning, ""), reader.cell("reviewed on", meaning, "")
    if signed and reviewed and reviewed < signed:
        reader.faults.append(
            "Reviewed on: this is before it signed. Type the day of the last review, or nothing."
        )
    return signed, reviewed


def _people(reader: _Reader) -> dict[str, Said]:
    found = {}
    for kind in ContactKind:
        said = {part: text for part in PERSON if (text := reader.text(f"{kind.value} {part}"))}
        if not said:
            continue
        if "name" not in said:
            reader.faults.append(f"{_first_upper(kind.value)} name: type the name as well.")
            continue
        said["email"] = said.get("email", "").lower()
        reader.wrong(Contact(kind=kind, **said), {part: f"{kind.value} {part}" for part in said})
        found[kind.value] = {part: text for part, text in said.items() if text}
    return found


def _venues(reader: _Reader) -> Iterator[NamedVenue]:
    for number in range(1, VENUES + 1):
        part = f"venue {number}"
        if any(column.startswith(f"{part} ") for column in reader.said):
            found = _venue(reader, part)
            if found:
                yield found


def _venue(reader: _Reader, part: str) -> NamedVenue | None:
    missing = [what for what in ("name", "address", "town") if not reader.text(f"{part} {what}")]
    if missing:
        reader.faults.append(f"{_first_upper(part)}: type its {' and its '.join(missing)} as well.")
        return None
    facts = {what: reader.text(f"{part} {what}") for what in ("name", "address", "town")}
    postcode = reader.cell(f"{part} postcode", cells.postcode, "")
    known: dict[str, str | None] = {
        "postcode": postcode or None,
        "phone": reader.cell(f"{part} phone", cells.phone, "") or None,
        "opening_hours": reader.cell(f"{part} hours", cells.hours, "") or None,
    }
    columns = {name: f"{part} {name}" for name in facts} | {"opening_hours": f"{part} hours"}
    reader.wrong(Venue(kind=Kind.CHARTER_VENUE, **facts, **known), columns)
    spot = _spot(reader, part, facts, postcode)
    lat, lng = (round(spot.lat, 6), round(spot.lng, 6)) if spot else (None, None)
    return NamedVenue(**facts, **known, lat=lat, lng=lng)  # type: ignore[arg-type]


def _spot(reader: _Reader, part: str, facts: Said, postcode: str) -> LatLng | None:
    lat = reader.cell(f"{part} latitude", cells.degrees, None)
    lng = reader.cell(f"{part} longitude", cells.degrees, None)
    has_both = {f"{part} latitude", f"{part} longitude"} <= reader.said.keys()
    has_one = not has_both and (f"{part} latitude" in reader.said or f"{part} longitude" in reader.said)
    if has_one:
        reader.faults.append(f"{_first_upper(part)}: type both latitude and longitude, or neither.")
    if has_one or (has_both and (lat is None or lng is None)):
        return None
    given = LatLng(lat, lng) if lat is not None and lng is not None else None
    try:
        spot, notes = reader.finder.locate(
            given, address=facts["address"], town=facts["town"], postcode=postcode
        )
    except Nowhere as error:
        reader.faults.append(f"{_first_upper(part)}: {error}")
        return None
    reader.notes += [f"{facts['name']}: {note}" for note in notes]
    return spot


def _formulas(said: Said) -> list[str]:
    """Telephone numbers and degrees begin like formulas and are none."""
    return [
        f"{_first_upper(column)} begins like a formula. It is kept as text."
        for column, text in said.items()
        if tabling.safe(text) != text and not column.endswith(("phone", "latitude", "longitude"))
    ]


def _first_upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def postcodes_of(texts: Iterable[str]) -> set[str]:
    """Those of the cells that are whole postcodes, as Royal Mail writes them."""
    return {found for text in texts if (found := normalise(text))}
