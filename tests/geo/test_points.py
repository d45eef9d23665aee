from __future__ import annotations

import json
import math
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.geo import points
from backend.geo.points import LatLng, is_in_area, is_in_uk, metres_between, rounded, to_national_grid

HANLEY = LatLng(53.0246, -2.1729)
AREA: list[dict[str, Any]] = json.loads(Path("fixtures/area.json").read_text(encoding="utf-8"))


def test_a_point_is_rounded_to_about_a_hundred_metres() -> None:
    assert rounded(LatLng(53.02464, -2.17289)) == (53.025, -2.173)


@given(st.floats(50, 60), st.floats(-8, 1.7))
def test_rounding_moves_a_point_by_less_than_66_metres(lat: float, lng: float) -> None:
    assert metres_between(LatLng(lat, lng), rounded(LatLng(lat, lng))) < 66


def test_zero_is_a_value() -> None:
    greenwich = LatLng(51.48, 0)
    assert is_in_uk(greenwich)
    assert rounded(greenwich) == (51.48, 0)
    assert to_national_grid(greenwich)[0] == pytest.approx(538_981, abs=6)
    assert not is_in_area(LatLng(0, 0))


@pytest.mark.parametrize("case", AREA, ids=lambda case: case["name"])
def test_the_area_holds_what_the_table_says(case: dict[str, Any]) -> None:
    assert is_in_area(LatLng(case["lat"], case["lng"])) is case["in_area"]


def test_degrees_swapped_are_not_in_the_united_kingdom() -> None:
    assert not is_in_uk(LatLng(HANLEY.lng, HANLEY.lat))


@pytest.mark.parametrize("bad", [(math.nan, 0), (0, math.inf), (91, 0), (0, 181)])
def test_numbers_that_are_no_place_are_refused(bad: tuple[float, float]) -> None:
    assert not points.is_on_earth(*bad)
    with pytest.raises(ValueError, match="United Kingdom"):
        to_national_grid(LatLng(*bad))


# The second is Ordnance Survey's own worked example; without its grid file GDAL is metres off.
@pytest.mark.parametrize(
    ("lat", "lng", "east", "north"),
    [(53.0246, -2.1729, 388_500, 347_493), (52.6580078, 1.7160740, 651_410, 313_177)],
)
def test_the_national_grid_is_in_metres(lat: float, lng: float, east: float, north: float) -> None:
    assert to_national_grid(LatLng(lat, lng)) == pytest.approx((east, north), abs=6)


def test_threads_do_not_share_a_transformation() -> None:
    seen: list[tuple[float, float]] = []
    threads = [threading.Thread(target=lambda: seen.append(to_national_grid(HANLEY))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [to_national_grid(HANLEY)] * 4
