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
from backend.language.say import joined, noop, say

IMPORTED: Final = PostcodeTable()
MAX_LENGTH: Final = 80
WHOLLY_OURS: Final = "ST"  # Every ST district is in the area: one that we do not know does not exist.
AREA: Final = "Staffordshire and Stoke-on-Trent"
_BETTER: Final = noop("A full postcode gives better ones.")
TYPE_INSTEAD: Final = noop("Type a town, like Leek, or a postcode, like ST1 3 or ST13.")

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
        return NotFound("empty", say(TYPE_INSTEAD))
    if len(q.strip()) > MAX_LENGTH:
        return NotFound("too_long", joined(say("That is too long for us to read."), say(TYPE_INSTEAD)))
    match postcodes.read(q):
        case postcodes.Full() as postcode:
            return _full(postcode, book)
        case postcodes.Sector() as sector:
            return _sector(sector, book)
        case postcodes.Outcode() as outcode:
            return _outcode(outcode)
        case postcodes.AreaLetters() as area if gazetteer.key(q) not in gazetteer.load().names:
            start = say("{letters} is the start of many postcodes.", letters=area.letters)
            return NotFound("too_short", joined(start, say(TYPE_INSTEAD)))
    return _named(q)


def _full(postcode: postcodes.Full, book: Book) -> Found | NotFound:
    district = gazetteer.load().districts.get(postcode.outcode)
    entry = book.look_up(str(postcode))
    if entry is None and district and postcode.could_exist and not book.covers(postcode.outcode):
        return _only_the_district(postcode, district)
    if entry is None and (district or postcode.outcode.startswith(WHOLLY_OURS)):
        unknown = say("We do not know the postcode {postcode}.", postcode=postcode)
        return NotFound("unknown_postcode", unknown, _offer(district))
    if entry is None or not is_in_area(entry.point):
        return _not_covered(str(postcode))
    if entry.ended_on:
        ended = say("{postcode} is an old postcode, not used now.", postcode=postcode)
        return NotFound("ended_postcode", ended, _offer(district))
    return Found(entry.point, _near(postcode), "postcode", entry.approximate)


def _only_the_district(postcode: postcodes.Full, district: District) -> Found:
    message = say(
        "We could not look up {postcode}: this is the middle of {code}.",
        postcode=postcode,
        code=district.code,
    )
    return _in_district(district, _near(_titled(district)), f"{message} {_rough(district)}")


def _sector(sector: postcodes.Sector, book: Book) -> Found | NotFound:
    district = gazetteer.load().districts.get(sector.outcode)
    if district is None:
        return _unknown_district(sector.outcode)
    name = _near(f"{district.name} ({sector})")
    if centre := book.sector_centre(str(sector)):
        message = say("{sector} is part of a postcode, so distances are rough.", sector=sector)
        return Found(centre, name, "sector", True, joined(message, say(_BETTER)))
    middle = say("This is the middle of {code}.", code=district.code)
    return _in_district(district, name, f"{middle} {_rough(district)}")


def _outcode(outcode: postcodes.Outcode) -> Found | NotFound:
    district = gazetteer.load().districts.get(outcode.code)
    other = (_sector_choice(outcode.or_sector),) if outcode.or_sector else ()
    if district is None:
        unknown = _unknown_district(outcode.code)
        return NotFound(unknown.kind, unknown.message, other)
    return _in_district(district, _near(_titled(district)), _rough(district), other)


def _named(q: str) -> Found | NotFound:
    known, name = gazetteer.load(), gazetteer.key(q)
    doubt = known.doubts.get(name)
    other = ((doubt.name, doubt.name),) if doubt else ()
    if name in known.elsewhere:
        return _not_covered(known.elsewhere[name], other)
    match known.names.get(name):
        case Town() as town:
            message = say("Distances are from the middle of {town}.", town=town.name)
            return Found(LatLng(town.lat, town.lng), _near(town.name), "town", True, message, other)
        case District() as district:
            return _in_district(district, _near(_titled(district)), _rough(district), other)
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
    return NotFound("not_understood", joined(say("We do not know that place."), say(TYPE_INSTEAD)), choices)


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
    code = district.code
    part = say("Only part of {code} is in the area we cover.", code=code) if district.is_partly_ours else ""
    return joined(say("{code} is kilometres across, so distances are rough.", code=code), say(_BETTER), part)


def _near(what: object) -> str:
    return say("Near {place}", place=what)


def _titled(district: District) -> str:
    return f"{district.name} ({district.code})"


def _in_district(district: District, name: str, message: str, other: Alternatives = ()) -> Found:
    return Found(LatLng(district.lat, district.lng), name, "district", True, message, other)


def _offer(district: District | None) -> Alternatives:
    return ((_titled(district), district.code),) if district else ()


def _sector_choice(sector: postcodes.Sector) -> tuple[str, str]:
    district = gazetteer.load().districts.get(sector.outcode)
    outside = say("{sector}, outside our area", sector=sector)
    return (f"{district.name}, {sector}" if district else outside), str(sector)


def _unknown_district(code: str) -> NotFound:
    if code.startswith(WHOLLY_OURS):
        unknown = say("We do not know the postcode district {code}.", code=code)
        return NotFound("unknown_postcode", joined(unknown, say(TYPE_INSTEAD)))
    return _not_covered(code)


def _not_covered(what: str, alternatives: Alternatives = ()) -> NotFound:
    outside = say("{place} is outside the area we cover, Staffordshire and Stoke-on-Trent.", place=what)
    return NotFound("not_covered", outside, alternatives)
