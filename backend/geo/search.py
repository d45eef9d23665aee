"""What a person meant by what they typed: a postcode, a part of one, or a town. Never a silent guess.

`pwa/src/` has a twin of this; `fixtures/searches.json` holds both to the same answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from backend.geo import gazetteer, postcodes
from backend.geo.gazetteer import District, Town
from backend.geo.models import PostcodeTable
from backend.geo.points import LatLng, is_in_area
from backend.geo.postcodes import Book

IMPORTED: Final = PostcodeTable()
MAX_LENGTH: Final = 80
WHOLLY_OURS: Final = "ST"  # Every ST district is in the area: one that we do not know does not exist.
AREA: Final = "Staffordshire and Stoke-on-Trent"
_BETTER: Final = "A full postcode gives better ones."
TYPE_INSTEAD: Final = "Type a town, like Leek, or a postcode, like ST1 3 or ST13."

Precision = Literal["postcode", "sector", "town", "district"]
Reason = Literal[
    "empty", "too_long", "too_short", "not_understood", "unknown_postcode", "ended_postcode", "not_covered"
]
Alternatives = tuple[tuple[str, str], ...]  # (what to show, what to search for)


@dataclass(frozen=True, slots=True)
class Found:
    point: LatLng
    name: str
    precision: Precision
    approximate: bool
    message: str = ""
    alternatives: Alternatives = ()
    kind: Literal["found"] = "found"


@dataclass(frozen=True, slots=True)
class NotFound:
    kind: Reason
    message: str
    alternatives: Alternatives = ()


def interpret(q: str, book: Book = IMPORTED) -> Found | NotFound:
    if not q.strip():
        return NotFound("empty", TYPE_INSTEAD)
    if len(q.strip()) > MAX_LENGTH:
        return NotFound("too_long", f"That is too long for us to read. {TYPE_INSTEAD}")
    match postcodes.read(q):
        case postcodes.Full() as postcode:
            return _full(postcode, book)
        case postcodes.Sector() as sector:
            return _sector(sector, book)
        case postcodes.Outcode() as outcode:
            return _outcode(outcode)
        case postcodes.AreaLetters() as area if gazetteer.key(q) not in gazetteer.load().names:
            return NotFound("too_short", f"{area.letters} is the start of many postcodes. {TYPE_INSTEAD}")
    return _named(q)


def _full(postcode: postcodes.Full, book: Book) -> Found | NotFound:
    district = gazetteer.load().districts.get(postcode.outcode)
    entry = book.look_up(str(postcode))
    if entry is None and district and postcode.could_exist and not book.covers(postcode.outcode):
        return _only_the_district(postcode, district)
    if entry is None and (district or postcode.outcode.startswith(WHOLLY_OURS)):
        return NotFound("unknown_postcode", f"We do not know the postcode {postcode}.", _offer(district))
    if entry is None or not is_in_area(entry.point):
        return _not_covered(str(postcode))
    if entry.ended_on:
        return NotFound("ended_postcode", f"{postcode} is an old postcode, not used now.", _offer(district))
    return Found(entry.point, f"Near {postcode}", "postcode", entry.approximate)


def _only_the_district(postcode: postcodes.Full, district: District) -> Found:
    message = f"We could not look up {postcode}: this is the middle of {district.code}. {_rough(district)}"
    return _in_district(district, f"Near {district.name} ({district.code})", message)


def _sector(sector: postcodes.Sector, book: Book) -> Found | NotFound:
    district = gazetteer.load().districts.get(sector.outcode)
    if district is None:
        return _unknown_district(sector.outcode)
    name = f"Near {district.name} ({sector})"
    if centre := book.sector_centre(str(sector)):
        message = f"{sector} is part of a postcode, so distances are rough. {_BETTER}"
        return Found(centre, name, "sector", True, message)
    return _in_district(district, name, f"This is the middle of {district.code}. {_rough(district)}")


def _outcode(outcode: postcodes.Outcode) -> Found | NotFound:
    district = gazetteer.load().districts.get(outcode.code)
    other = (_sector_choice(outcode.or_sector),) if outcode.or_sector else ()
    if district is None:
        unknown = _unknown_district(outcode.code)
        return NotFound(unknown.kind, unknown.message, other)
    return _in_district(district, f"Near {district.name} ({district.code})", _rough(district), other)


def _named(q: str) -> Found | NotFound:
    known, name = gazetteer.load(), gazetteer.key(q)
    doubt = known.doubts.get(name)
    other = ((doubt.name, doubt.name),) if doubt else ()
    if name in known.elsewhere:
        return _not_covered(known.elsewhere[name], other)
    match known.names.get(name):
        case Town() as town:
            message = f"Distances are from the middle of {town.name}."
            return Found(LatLng(town.lat, town.lng), f"Near {town.name}", "town", True, message, other)
        case District() as district:
            return _in_district(district, f"Near {district.name} ({district.code})", _rough(district), other)
    return _spelt_nearly(name)


def _spelt_nearly(name: str) -> NotFound:
    """Towns one slip away (two in a long name); offered, never taken."""
    allowed = 1 if len(name) <= 5 else 2
    near = sorted(
        (slips, order, place.name.split(" and ")[0] if isinstance(place, Town) else spelling.title())
        for order, (spelling, place) in enumerate(gazetteer.load().names.items())
        if len(name) > 2 and (slips := _slips(name, spelling)) <= allowed
    )
    choices = tuple(dict.fromkeys((label, label) for _, _, label in near))[:3]
    return NotFound("not_understood", f"We do not know that place. {TYPE_INSTEAD}", choices)


def _slips(one: str, other: str) -> int:
    """Letters wrong, missing, added, or swapped with their neighbour."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _rough(district: District) -> str:
    part = f" Only part of {district.code} is in the area we cover." if district.is_partly_ours else ""
    return f"{district.code} is kilometres across, so distances are rough. {_BETTER}{part}"


def _in_district(district: District, name: str, message: str, other: Alternatives = ()) -> Found:
    return Found(LatLng(district.lat, district.lng), name, "district", True, message, other)


def _offer(district: District | None) -> Alternatives:
    return ((f"{district.name} ({district.code})", district.code),) if district else ()


def _sector_choice(sector: postcodes.Sector) -> tuple[str, str]:
    district = gazetteer.load().districts.get(sector.outcode)
    return (f"{district.name}, {sector}" if district else f"{sector}, outside our area"), str(sector)


def _unknown_district(code: str) -> NotFound:
    if code.startswith(WHOLLY_OURS):
        return NotFound("unknown_postcode", f"We do not know the postcode district {code}. {TYPE_INSTEAD}")
    return _not_covered(code)


def _not_covered(what: str, alternatives: Alternatives = ()) -> NotFound:
    return NotFound("not_covered", f"{what} is outside the area we cover, {AREA}.", alternatives)
