from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from backend.hours.nights import Window
from backend.hours.openness import Label, LiveReport, PlaceFacts, label, rank, walk_minutes
from backend.language.labels import sentence, staffed_sentence

from .cases import load, moment

CASES = load("openness.json")


def facts_of(place: dict[str, Any]) -> PlaceFacts:
    report = place["report"]
    return PlaceFacts(
        windows=tuple(Window(moment(start), moment(end)) for start, end in place["windows"]),
        hours_known=place["hours_known"],
        covers_until=moment(place["covers_until"]),
        report=report
        and LiveReport(
            status=report["status"],
            staffed=report["staffed"],
            reported_at=moment(report["reported_at"]),
            until=report["until"] and moment(report["until"]),
            valid_until=report["valid_until"] and moment(report["valid_until"]),
        ),
        call_first_until=place["call_first_until"] and moment(place["call_first_until"]),
        last_entry=place["last_entry"],
        help_at_door=place["help_at_door"],
        hours_may_differ_on=frozenset(map(date.fromisoformat, place["hours_may_differ_on"])),
    )


def label_of(case: dict[str, Any]) -> Label:
    return label(
        facts_of(case["place"]),
        now=moment(case["now"]),
        checked_at=moment(case["checked_at"]),
        walk_minutes=case["walk_minutes"],
    )


def as_json(value: object) -> object:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value


def test_there_are_enough_cases_and_each_has_its_own_name() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_place_has_the_label_of_the_fixture(case: dict[str, Any]) -> None:
    assert {name: as_json(value) for name, value in asdict(label_of(case)).items()} == case["label"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_label_is_said_in_the_words_of_the_fixture(case: dict[str, Any]) -> None:
    is_moment = ("_at", "_since")
    values: dict[str, Any] = {
        name: moment(value) if value and name.endswith(is_moment) else value
        for name, value in case["label"].items()
    }
    said = Label(**values)
    assert sentence(said, now=moment(case["now"])) == case["words"]
    assert staffed_sentence(said) == case["staffed_words"]


def test_the_fixture_shows_every_field_every_state_and_every_basis() -> None:
    labels = [case["label"] for case in CASES]
    assert all(list(one) == [field.name for field in fields(Label)] for one in labels)
    assert {one["state"] for one in labels} == {"open", "closing_soon", "full", "closed", "unknown"}
    assert {one["basis"] for one in labels} == {"confirmed", "scheduled", "stale", "unknown"}
    for name in ("call_first", "is_old_list", "last_entry_passed", "staffed", "hours_may_differ"):
        assert {one[name] for one in labels} == {True, False}


@pytest.mark.parametrize("case", load("walks.json"), ids=lambda case: case["name"])
def test_a_walk_is_longer_than_the_straight_line(case: dict[str, Any]) -> None:
    assert walk_minutes(case["metres"]) == case["minutes"]


def a(state: Any) -> Label:
    return Label(state, "scheduled")


def test_what_is_open_near_by_comes_first_then_what_is_closing_or_full_then_what_is_far() -> None:
    items = [
        (a("unknown"), 10.0, "unknown"),
        (a("closed"), 20.0, "closed"),
        (a("full"), 100.0, "full"),
        (a("closing_soon"), 50.0, "closing"),
        (a("open"), 5000.0, "open at the edge"),
        (a("open"), 5000.5, "open, far"),
        (a("full"), 5000.4, "full, far"),
        (a("open"), 300.0, "open"),
    ]
    assert [name for _, _, name in rank(items)] == [
        "open",
        "open at the edge",
        "closing",
        "full",
        "full, far",
        "open, far",
        "unknown",
        "closed",
    ]


def test_places_equally_far_keep_their_order() -> None:
    items = [(a("open"), 100.0, name) for name in "bca"]
    assert [name for _, _, name in rank(items)] == list("bca")


def test_a_label_in_another_zone_says_the_same() -> None:
    case = next(case for case in CASES if case["name"] == "confirmed by staff")
    now = moment(case["now"]).astimezone(ZoneInfo("Asia/Tokyo"))
    assert sentence(label_of(case), now=now) == case["words"]
