"""The bench's own arithmetic and its file; nothing here is timed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from backend.hours.nights import LONDON
from bench import figures, nearest
from bench.figures import Gate, Part, Spread


def test_a_spread_tells_median_minimum_and_quartiles() -> None:
    assert Spread.of([5, 1, 4, 2, 3]) == Spread(median=3, minimum=1, quartile_1=2, quartile_3=4, repeats=5)
    assert Spread.of([7.1234]) == Spread(7.123, 7.123, 7.123, 7.123, 1)


@pytest.mark.parametrize(
    ("gate", "holds"),
    [
        (Gate("x", 40, 40), True),
        (Gate("x", 41, 40), False),
        (Gate("x", 1, 0), False),
        (Gate("x", 99, 99, at_most=False), True),
        (Gate("x", 98, 99, at_most=False), False),
    ],
)
def test_a_gate_holds_at_its_limit_and_not_beyond(gate: Gate, holds: bool) -> None:
    assert gate.holds is holds


def test_the_file_says_what_was_measured_and_whether_it_holds(tmp_path: Path) -> None:
    part = Part("screen", {"network": "slow 4G"})
    assert part.add("tap to answer", "ms", [80, 90, 100]) == 90
    part.must_hold("script", 11_000, at_most=12_288)
    part.must_hold("score", 98, at_least=99)
    figures.write(tmp_path / "results.json", [part], {"processors": 2})
    told = json.loads((tmp_path / "results.json").read_text())["screen"]
    assert told["processors"] == 2
    assert told["figures"][0] == {
        "name": "tap to answer", "unit": "ms", "median": 90, "minimum": 80, "quartile_1": 85,
        "quartile_3": 95, "repeats": 3,
    }  # fmt: skip
    assert [gate["holds"] for gate in told["must_hold"]] == [True, False]


def test_a_part_that_was_not_measured_keeps_its_figures(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "results.json"
    figures.write(path, [Part("http", {"clients": 8}), Part("screen")], {})
    figures.write(path, [Part("http", {"clients": 9})], {})
    told = json.loads(path.read_text())
    assert told["http"]["setting"] == {"clients": 9}
    assert set(told) == {"http", "screen"}


@pytest.mark.parametrize("now", ["2026-11-21T22:30Z", "2026-11-21T23:30Z", "2026-03-27T12:00Z"])
def test_the_busy_hour_is_the_coming_saturday_night(now: str) -> None:
    with time_machine.travel(datetime.fromisoformat(now), tick=False):
        busy = nearest.coming(nearest.SATURDAY, 23)
        ahead = busy - datetime.now(UTC)
    assert (busy.astimezone(LONDON).strftime("%a %H:%M")) == "Sat 23:00"
    assert 1 <= ahead.total_seconds() / 3_600 <= 7 * 24 + 1


def test_points_are_the_same_in_every_run_and_known_to_sql_by_three_decimals_only() -> None:
    busy, dead, none = nearest.hours()
    again = nearest.hours()[0]
    assert [wish.here for wish in busy.wishes] == [wish.here for wish in again.wishes]
    assert [wish.here for wish in busy.wishes] == [wish.here for wish in dead.wishes]
    assert all(wish.here.lat == round(wish.here.lat, 3) for wish in none.wishes)
