"""How people write postcodes, whole and in part, and what a book of them can answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from backend.geo import gazetteer
from backend.geo.points import LatLng

OUTCODE: Final = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
FULL: Final = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})")
PARTIAL: Final = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9])[A-Z]?")
IN_AN_ADDRESS: Final = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9][A-Z]{2})\b")
INWARD: Final = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")


@dataclass(frozen=True, slots=True)
class Full:
    """A whole postcode: `ST13 5AA`."""

    outcode: str
    inward: str

    def __str__(self) -> str:
        return f"{self.outcode} {self.inward}"

    @property
    def could_exist(self) -> bool:
        """Royal Mail never uses C, I, K, M, O or V in the second half."""
        return INWARD.fullmatch(self.inward) is not None


@dataclass(frozen=True, slots=True)
class Sector:
    """A district and the digit after it: `ST1 3`."""

    outcode: str
    digit: str

    def __str__(self) -> str:
        return f"{self.outcode} {self.digit}"


@dataclass(frozen=True, slots=True)
class Outcode:
    """A district alone. `or_sector`: what the same letters could also begin (`ST13` is also `ST1 3`)."""

    code: str
    or_sector: Sector | None = None

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class AreaLetters:
    """`ST` alone: the start of too many postcodes."""

    letters: str


Written = Full | Sector | Outcode | AreaLetters


@dataclass(frozen=True, slots=True)
class Entry:
    """A postcode that the book knows. `ended_on`: the day Royal Mail stopped using it."""

    point: LatLng
    ended_on: date | None
    approximate: bool


class Book(Protocol):
    """The postcodes that were imported; the phone has none."""

    def look_up(self, postcode: str, /) -> Entry | None: ...
    def sector_centre(self, sector: str, /) -> LatLng | None: ...
    def covers(self, outcode: str, /) -> bool: ...


class EmptyBook:
    """No postcode file was imported: districts and towns only."""

    def look_up(self, _postcode: str, /) -> Entry | None:
        return None

    def sector_centre(self, _sector: str, /) -> LatLng | None:
        return None

    def covers(self, _outcode: str, /) -> bool:
        return False


def spaced(text: str) -> str:
    """Upper case, with every run of anything but letters and digits as one space."""
    return " ".join(re.findall(r"[A-Z0-9]+", text.upper()))


def normalise(text: str) -> str | None:
    """`st135aa` as `ST13 5AA`; None when it is not the shape of a postcode."""
    match = FULL.fullmatch(spaced(text).replace(" ", ""))
    return f"{match[1]} {match[2]}" if match else None


def read(text: str) -> Written | None:
    """What postcode, or part of one, was typed; None when it is something else."""
    words = spaced(text).split()
    written = _read_words(words)
    if written is None and len(words) > 2 and (match := IN_AN_ADDRESS.search(" ".join(words))):
        written = Full(match[1], match[2])
    return written if written and _area_letters(written) in gazetteer.load().postcode_areas else None


def _read_words(words: list[str]) -> Written | None:
    joined = "".join(words)
    if match := FULL.fullmatch(joined):
        return Full(match[1], match[2])
    if len(words) == 2 and OUTCODE.fullmatch(words[0]):
        return Sector(words[0], words[1][0]) if re.fullmatch(r"[0-9][A-Z]?", words[1]) else None
    if OUTCODE.fullmatch(joined):
        return _outcode(joined)
    if match := PARTIAL.fullmatch(joined):
        return Sector(match[1], match[2])
    return AreaLetters(joined) if re.fullmatch(r"[A-Z]{1,2}", joined) else None


def _outcode(code: str) -> Outcode | Sector:
    """A known district is taken as that; `ST22`, which is none, can only be the start of `ST2 2`."""
    known = gazetteer.load()
    shorter = Sector(code[:-1], code[-1]) if re.fullmatch(r"[A-Z]+[0-9]{2}", code) else None
    if shorter and shorter.outcode in known.districts and code not in known.districts:
        return shorter if code not in known.other_districts else Outcode(code, shorter)
    return Outcode(code, shorter if code in known.districts else None)


def _area_letters(written: Written) -> str:
    if isinstance(written, AreaLetters):
        return written.letters
    text = str(written)
    return text[: 2 if text[1].isalpha() else 1]
