"""What people type and what it is taken for: one table, which the phone's twin is held to as well."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.geo import gazetteer
from backend.geo.points import LatLng, is_in_area
from backend.geo.postcodes import EmptyBook, Entry
from backend.geo.search import Found, NotFound, interpret

TABLE: dict[str, Any] = json.loads(Path("fixtures/searches.json").read_text(encoding="utf-8"))


class SmallBook:
    """The postcodes of the table, as an imported file would answer for them."""

    def __init__(self, rows: dict[str, Any]) -> None:
        self.rows = rows

    def look_up(self, postcode: str, /) -> Entry | None:
        row = self.rows.get(postcode)
        if row is None:
            return None
        ended = date.fromisoformat(row["ended_on"]) if row["ended_on"] else None
        return Entry(LatLng(*row["at"]), ended, row["approximate"])

    def sector_centre(self, sector: str, /) -> LatLng | None:
        living = [
            row["at"]
            for postcode, row in self.rows.items()
            if postcode[:-2] == sector and not row["ended_on"] and not row["approximate"]
        ]
        count = len(living)
        return LatLng(sum(p[0] for p in living) / count, sum(p[1] for p in living) / count) if count else None

    def covers(self, outcode: str, /) -> bool:
        return any(postcode.split()[0] == outcode for postcode in self.rows)


def told(answer: Found | NotFound) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": answer.kind}
    if isinstance(answer, Found):
        row |= {"name": answer.name, "precision": answer.precision, "approximate": answer.approximate}
        row["at"] = [round(degrees, 6) for degrees in answer.point]
    if answer.alternatives:
        row["alternatives"] = [list(choice) for choice in answer.alternatives]
    return row


@pytest.mark.parametrize(
    "case", TABLE["cases"], ids=lambda case: f"{case['q'][:20]}{' with book' if case.get('book') else ''}"
)
def test_what_is_typed_is_taken_as_the_table_says(case: dict[str, Any]) -> None:
    book = SmallBook(TABLE["postcodes"]) if case.get("book") else EmptyBook()
    expected = {key: value for key, value in case.items() if key not in ("q", "book")}
    assert told(interpret(case["q"], book)) == expected


def test_st13_without_a_space_is_leek_by_name_and_hanley_is_offered() -> None:
    answer = interpret("ST13", EmptyBook())
    assert isinstance(answer, Found)
    assert answer.name == "Near Leek (ST13)"
    assert answer.alternatives == (("Hanley, ST1 3", "ST1 3"),)


def test_every_offer_can_itself_be_searched_for() -> None:
    for case in TABLE["cases"]:
        for _, q in case.get("alternatives", []):
            answer = interpret(q, EmptyBook())
            assert answer.kind in ("found", "not_covered"), q


@pytest.mark.parametrize(
    "case", [c for c in TABLE["cases"] if c["kind"] != "found"], ids=lambda c: c["q"][:20]
)
def test_what_is_not_found_says_why_in_a_sentence(case: dict[str, Any]) -> None:
    book = SmallBook(TABLE["postcodes"]) if case.get("book") else EmptyBook()
    answer = interpret(case["q"], book)
    assert answer.message.endswith(".")
    assert len(answer.message.split()) >= 6


def test_an_approximate_answer_says_that_distances_are_rough_or_from_where() -> None:
    for q in ("ST13", "ST1 3", "Leek", "ST13 5AA", "DE6"):
        assert "istances" in interpret(q, EmptyBook()).message


def test_a_district_that_is_only_partly_ours_says_so() -> None:
    assert "Only part of DE6" in interpret("DE6", EmptyBook()).message
    assert "Only part" not in interpret("ST13", EmptyBook()).message


@pytest.mark.parametrize("code", gazetteer.load().districts)
def test_a_bare_district_is_never_matched_as_the_beginning_of_another(code: str) -> None:
    answer = interpret(code, EmptyBook())
    assert isinstance(answer, Found)
    assert answer.name.endswith(f"({code})")


@pytest.mark.parametrize("name", gazetteer.load().towns)
def test_every_town_is_found_in_any_case_and_with_its_county(name: str) -> None:
    for q in (name, name.upper(), f"  {name.lower()}, Staffordshire ", name.replace("-", " ")):
        answer = interpret(q, EmptyBook())
        assert isinstance(answer, Found), q
        assert answer.name == f"Near {name}"


@given(st.text(max_size=120))
def test_whatever_is_typed_gets_an_answer_in_the_area_or_a_reason(q: str) -> None:
    answer = interpret(q, EmptyBook())
    assert isinstance(answer, NotFound) or is_in_area(answer.point)
    assert answer.message


@given(st.from_regex(r"\A[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9]?[A-Z]{0,2}\Z"))
def test_a_postcode_or_a_part_of_one_is_never_taken_for_another_area(q: str) -> None:
    answer = interpret(q, EmptyBook())
    if isinstance(answer, Found):
        letters = "".join(c for c in q[:2] if c.isalpha())
        assert f"({letters}" in answer.name
