from __future__ import annotations

import pytest

from backend.geo import gazetteer
from backend.geo.points import LatLng, is_in_area, metres_between

KNOWN = gazetteer.load()
TABLE_OF_DISTRICTS = (
    "ST1 ST2 ST3 ST4 ST5 ST6 ST7 ST8 ST9 ST10 ST11 ST12 ST13 ST14 ST15 ST16 ST17 ST18 ST19 ST20 ST21 "
    "WS6 WS7 WS9 WS11 WS12 WS13 WS14 WS15 DE6 DE13 DE14 DE15 B74 B77 B78 B79 "
    "WV4 WV5 WV6 WV7 WV8 WV9 WV10 WV11 DY3 DY7 CW3 CW12 SK17 TF9"
)


def test_the_file_is_small_enough_to_travel_with_the_phone() -> None:
    assert gazetteer.FILE.stat().st_size < 8_000


def test_the_districts_are_those_that_touch_the_area() -> None:
    assert set(KNOWN.districts) == set(TABLE_OF_DISTRICTS.split())


@pytest.mark.parametrize("town", KNOWN.towns.values(), ids=lambda town: town.name)
def test_every_town_lies_in_the_area_and_in_a_known_authority(town: gazetteer.Town) -> None:
    assert is_in_area(LatLng(town.lat, town.lng), margin_m=0)
    assert len(town.authority) == 9


@pytest.mark.parametrize("district", KNOWN.districts.values(), ids=lambda district: district.code)
def test_every_district_lies_in_the_area_or_within_ten_kilometres(district: gazetteer.District) -> None:
    assert is_in_area(LatLng(district.lat, district.lng))
    assert is_in_area(LatLng(district.lat, district.lng), margin_m=0) or district.is_partly_ours


def test_stoke_the_town_is_not_hanley_the_city_centre() -> None:
    stoke, hanley = KNOWN.towns["Stoke"], KNOWN.towns["Hanley"]
    apart = metres_between(LatLng(stoke.lat, stoke.lng), LatLng(hanley.lat, hanley.lng))
    assert apart == pytest.approx(2_420, abs=30)


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        ("Hanley", "Burslem", 2.24),
        ("Hanley", "Newcastle-under-Lyme", 3.95),
        ("Tunstall", "Longton", 9.4),
        ("Hanley", "Stafford", 24.7),
        ("Burton upon Trent", "Tamworth", 19.6),
    ],
)
def test_towns_are_as_far_apart_as_measured(one: str, other: str, kilometres: float) -> None:
    a, b = KNOWN.towns[one], KNOWN.towns[other]
    assert metres_between(LatLng(a.lat, a.lng), LatLng(b.lat, b.lng)) / 1000 == pytest.approx(
        kilometres, abs=0.1
    )


@pytest.mark.parametrize("code", ["ST13", "ST1", "ST5", "ST15", "DE14", "WS11", "B77", "WV8"])
def test_a_districts_centre_is_near_the_town_that_names_it(code: str) -> None:
    district = KNOWN.districts[code]
    town = KNOWN.towns[district.name]
    assert metres_between(LatLng(town.lat, town.lng), LatLng(district.lat, district.lng)) < 3_000


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Newcastle-under-Lyme", "newcastle lyme"),
        ("'CASTLE", "castle"),
        ("Léek", "leek"),
        ("Burton upon Trent", "burton trent"),
        ("Stafford town centre", "stafford"),
        ("\u2019Castle", "castle"),
        ("…", ""),
    ],
)
def test_names_are_compared_without_case_accents_and_filler_words(typed: str, key: str) -> None:
    assert gazetteer.key(typed) == key
