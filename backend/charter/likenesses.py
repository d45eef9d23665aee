"""Organisations that an applicant, or a row of a file, may be already: of a like name, or at one postcode."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import reduce
from operator import add, or_

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import Replace, Upper

from backend.geo.gazetteer import key
from backend.venues.models import Organisation

MOST_READ = 200
MOST_OFFERED = 10
ALIKE = 0.35
# Of two names at one postcode, letter by letter: a house has many tenants, and few of so near a name.
NEARLY = 0.85
# A slip of the finger comes later than a word's fourth letter more often than not.
BEGINNING = 4
SAY_NOTHING = frozenset(
    ("the", "and", "of", "for", "at", "in", "ltd", "limited", "plc", "llp", "cic", "co", "company", "uk")
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What an officer needs in order to say whether it is the same. `alike` goes from 0 to 1, and half as
    much again at the same postcode."""

    pk: int
    name: str
    town: str
    postcode: str
    signed_on: date | None
    venues: int
    alike: float


def like(name: str, postcode: str = "") -> list[Likeness]:
    """The most alike first. It reads so many rows and no more, however large the register is."""
    rows = _likely(_words(name), _plain_postcode(postcode))[:MOST_READ]
    found = [_likeness(row, name, postcode) for row in rows]
    alike = sorted((each for each in found if each.alike >= ALIKE), key=lambda each: (-each.alike, each.name))
    return alike[:MOST_OFFERED]


def named(part: str, name: str, postcode: str = "") -> list[Likeness]:
    """Those whose names hold what an officer looked for, beside the name of the applicant."""
    found = Organisation.objects.filter(name__icontains=part).order_by("name")
    return [_likeness(row, name, postcode) for row in _counted(found)[:MOST_OFFERED]]


def one(pk: int, name: str, postcode: str = "") -> list[Likeness]:
    """That very one, or nothing where it is gone."""
    return [_likeness(row, name, postcode) for row in _counted(Organisation.objects.filter(pk=pk))]


def bare(name: str) -> str:
    """What is left to compare: two names with the same are taken for one body's."""
    return " ".join(_words(key(name)))


def is_nearly(one: str, other: str) -> bool:
    """Of bare names: the same but for a slip of the finger."""
    return one == other or SequenceMatcher(None, one, other).ratio() >= NEARLY


def _likely(words: list[str], postcode: str) -> QuerySet[Organisation]:
    """Those with most of the words' beginnings; one at the same postcode comes before all of them."""
    found = Organisation.objects.alias(at_postcode=Upper(Replace("postcode", Value(" "), Value(""))))
    marks = [(Q(name__icontains=word[:BEGINNING]), 1) for word in words]
    if postcode:
        marks.append((Q(at_postcode=postcode), 100))
    if not marks:
        return _counted(found.none())
    points = [Case(When(mark, then=Value(worth)), default=Value(0)) for mark, worth in marks]
    any_of_them = reduce(or_, (mark for mark, _ in marks))
    ranked = found.filter(any_of_them).alias(points=reduce(add, points))
    return _counted(ranked.order_by("-points", "name"))


def _counted(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    return organisations.annotate(venue_count=Count("venues"))


def _likeness(row: Organisation, name: str, postcode: str) -> Likeness:
    is_here = bool(postcode) and _plain_postcode(row.postcode) == _plain_postcode(postcode)
    return Likeness(
        pk=row.pk,
        name=row.name,
        town=row.town,
        postcode=row.postcode,
        signed_on=row.charter_signed_on,
        venues=row.venue_count,  # type: ignore[attr-defined]
        alike=_similarity(row.name, name) + (0.5 if is_here else 0.0),
    )


def _similarity(one: str, other: str) -> float:
    """The share of three-letter pieces that both have: what PostgreSQL's pg_trgm would say."""
    pieces, others = _pieces(one), _pieces(other)
    return len(pieces & others) / (len(pieces | others) or 1)


def _pieces(name: str) -> set[str]:
    padded = [f"  {word} " for word in _words(name)]
    return {word[start : start + 3] for word in padded for start in range(len(word) - 2)}


def _words(name: str) -> list[str]:
    """In small letters, without what stands in half of all names; all of them where nothing else is left."""
    words = re.findall(r"\w+", name.lower())
    return [word for word in words if word not in SAY_NOTHING] or words


def _plain_postcode(postcode: str) -> str:
    return postcode.replace(" ", "").upper()
