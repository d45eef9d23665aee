from datetime import date, timedelta
from typing import Any

import pytest

from backend.hours.text import parse, parse_spans
from backend.hours.windows import STATUSES, Report, Season, Timetable, open_windows

from .cases import load, moment

CASES = load("nights.json")


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def timetable_of(case: dict[str, Any]) -> Timetable:
    return Timetable(
        hours=parse(case["hours"]) if case["hours"] is not None else None,
        special={date.fromisoformat(night): parse_spans(text) for night, text in case["special"].items()},
        season=Season(*map(day, case["season"])),
    )


def reports_of(case: dict[str, Any]) -> list[Report]:
    return [
        Report(report["status"], moment(report["at"]), report["until"] and moment(report["until"]))
        for report in case["reports"]
    ]


def nights_of(case: dict[str, Any]) -> list[date]:
    first, count = case["nights"]
    return [date.fromisoformat(first) + timedelta(days=n) for n in range(count)]


def test_there_are_enough_cases_and_each_has_its_own_name() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 80


def test_every_status_is_shown() -> None:
    assert {report["status"] for case in CASES for report in case["reports"]} == set(STATUSES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_venue_s_facts_become_the_windows_of_the_fixture(case: dict[str, Any]) -> None:
    windows = open_windows(timetable_of(case), reports_of(case), nights_of(case))
    said = [[f"{edge:%Y-%m-%dT%H:%M:%SZ}" for edge in (window.start, window.end)] for window in windows]
    assert said == case["windows"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_moment_is_open_only_in_a_window(case: dict[str, Any]) -> None:
    windows = open_windows(timetable_of(case), reports_of(case), nights_of(case))
    for text in case["open_at"]:
        assert any(moment(text) in window for window in windows), text
    for text in case["closed_at"]:
        assert not any(moment(text) in window for window in windows), text
