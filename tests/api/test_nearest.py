from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.venues import reporting
from tests.factories import HANLEY, a_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
URL = "/api/v1/places/nearest"


@pytest.fixture(autouse=True)
def _half_past_one_on_sunday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def ask(client: Client, **body: Any) -> Any:
    return client.post(URL, body, content_type="application/json")


def test_the_nearest_open_place_comes_first_with_all_that_a_client_needs(client: Client) -> None:
    a_place(NOW, name="Demo far", at=(53.0110, -2.2275))
    near = a_place(NOW, name="Demo near", at=(53.0250, -2.1730))
    answer = ask(client, lat=HANLEY[0], lng=HANLEY[1])
    assert answer.status_code == 200
    places = answer.json()["places"]
    assert [p["name"] for p in places] == ["Demo near", "Demo far"]
    assert places[0]["slug"] == near.slug
    assert (places[0]["state"], places[0]["basis"]) == ("open", "scheduled")
    assert places[0]["closes_at"] == "2026-11-22T04:00:00Z"
    assert places[0]["distance_m"] == 0 or places[0]["distance_m"] < 100
    assert answer.json()["searched_at"] == "2026-11-22T01:30:00Z"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_report_changes_the_answer_at_once(client: Client) -> None:
    venue = a_place(NOW)
    reporting.report(venue, "open", at=NOW, staffed=True)
    place = ask(client, lat=HANLEY[0], lng=HANLEY[1]).json()["places"][0]
    assert (place["basis"], place["report"]["staffed"]) == ("confirmed", True)
    assert place["report"]["valid_until"] == "2026-11-22T03:30:00Z"
    reporting.report(venue, "full", at=NOW)
    assert ask(client, lat=HANLEY[0], lng=HANLEY[1]).json()["places"][0]["state"] == "full"
    reporting.report(venue, "closed", at=NOW)
    assert ask(client, lat=HANLEY[0], lng=HANLEY[1]).json()["places"] == []


def test_when_little_is_open_the_next_to_open_are_told(client: Client) -> None:
    a_place(NOW, name="Demo morning", opening_hours="Mo-Su 09:00-17:00")
    a_place(NOW, name="Demo dawn", opening_hours="Mo-Su 06:00-12:00")
    a_place(NOW, name="Demo unknown", opening_hours=None)
    answer = ask(client, lat=HANLEY[0], lng=HANLEY[1]).json()
    assert answer["places"] == []
    assert {(p["state"], p["basis"], p["closes_at"]) for p in answer["next_to_open"]} == {
        ("closed", "scheduled", None)
    }
    assert [(p["name"], p["opens_at"]) for p in answer["next_to_open"]] == [
        ("Demo dawn", "2026-11-22T06:00:00Z"),
        ("Demo morning", "2026-11-22T09:00:00Z"),
    ]


def test_planning_ahead_asks_another_moment(client: Client) -> None:
    a_place(NOW, opening_hours="Fr 22:00-04:00")
    assert ask(client, lat=HANLEY[0], lng=HANLEY[1]).json()["places"] == []
    later = ask(client, lat=HANLEY[0], lng=HANLEY[1], at="2026-11-28T01:30:00Z").json()
    assert len(later["places"]) == 1
    assert later["searched_at"] == "2026-11-28T01:30:00Z"


def test_a_place_that_never_closes_has_no_closing_time_however_far_ahead(client: Client) -> None:
    a_place(NOW, opening_hours="24/7")
    for days in (0, 7, 19):
        at = f"{NOW + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
        place = ask(client, lat=HANLEY[0], lng=HANLEY[1], at=at).json()["places"][0]
        assert (place["state"], place["closes_at"]) == ("open", None), days


def test_filters_by_kind_and_services(client: Client) -> None:
    a_place(NOW, name="Demo bar", kind="charter_venue", services=["water"])
    a_place(NOW, name="Demo haven", services=["water", "first_aid"])

    def found(**wish: Any) -> list[str]:
        return [p["name"] for p in ask(client, lat=HANLEY[0], lng=HANLEY[1], **wish).json()["places"]]

    assert found(kind="safe_space") == ["Demo haven"]
    assert found(kind="charter_venue") == ["Demo bar"]
    assert found(services=["first_aid", "water"]) == ["Demo haven"]
    assert sorted(found(services=["water"])) == ["Demo bar", "Demo haven"]


def test_limit_and_radius_bound_the_answer(client: Client) -> None:
    for n in range(7):
        a_place(NOW, at=(53.0246 + n * 0.01, -2.1729))
    assert len(ask(client, lat=HANLEY[0], lng=HANLEY[1]).json()["places"]) == 5
    assert len(ask(client, lat=HANLEY[0], lng=HANLEY[1], limit=7).json()["places"]) == 7
    assert len(ask(client, lat=HANLEY[0], lng=HANLEY[1], radius_m=2500, limit=50).json()["places"]) == 3


def test_zero_is_a_coordinate_and_so_is_the_sea(client: Client) -> None:
    a_place(NOW)
    for lat, lng in ((0, 0), (51.4779, 0), (-90, 180), (60.5, -1.2)):
        answer = ask(client, lat=lat, lng=lng)
        assert (answer.status_code, answer.json()["places"]) == (200, [])


WRONG = [
    ("no point", {}, "lat"),
    ("text for a number", {"lat": "53", "lng": -2}, "lat"),
    ("true for a number", {"lat": True, "lng": -2}, "lat"),
    ("beyond the pole", {"lat": 90.1, "lng": -2}, "lat"),
    ("null", {"lat": None, "lng": -2}, "lat"),
    ("limit nought", {"lat": 53, "lng": -2, "limit": 0}, "limit"),
    ("limit over fifty", {"lat": 53, "lng": -2, "limit": 51}, "limit"),
    ("limit in words", {"lat": 53, "lng": -2, "limit": "five"}, "limit"),
    ("half a limit", {"lat": 53, "lng": -2, "limit": 2.5}, "limit"),
    ("radius over a hundred km", {"lat": 53, "lng": -2, "radius_m": 100_001}, "radius_m"),
    ("a moment without a zone", {"lat": 53, "lng": -2, "at": "2026-11-28T01:30:00"}, "at"),
    ("a moment in words", {"lat": 53, "lng": -2, "at": "tonight"}, "at"),
    ("a moment past the horizon", {"lat": 53, "lng": -2, "at": "2027-02-01T01:30:00Z"}, "at"),
    ("a moment long gone", {"lat": 53, "lng": -2, "at": "2026-11-01T01:30:00Z"}, "at"),
    ("a kind that is none", {"lat": 53, "lng": -2, "kind": "pub"}, "kind"),
    ("a service that is none", {"lat": 53, "lng": -2, "services": ["beer"]}, "services.0"),
    ("one service for a list", {"lat": 53, "lng": -2, "services": "water"}, "services"),
    ("a key that is none", {"lat": 53, "lng": -2, "radius": 5}, "radius"),
]


@pytest.mark.parametrize(("what", "body", "field"), WRONG, ids=[w[0] for w in WRONG])
def test_bad_input_names_the_field_and_says_what_to_send(
    client: Client, what: str, body: dict[str, Any], field: str
) -> None:
    answer = ask(client, **body)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "invalid")
    assert error["fields"][field][0].endswith((".", "?"))


@pytest.mark.parametrize(
    ("what", "raw", "content_type", "status"),
    [
        ("not JSON", "lat=53", "application/json", 400),
        ("a list", "[]", "application/json", 400),
        ("null", "null", "application/json", 400),
        ("an endless number", '{"lat": 1e999, "lng": 0}', "application/json", 400),
        ("not a number", '{"lat": NaN, "lng": 0}', "application/json", 400),
        ("a number of 401 digits", '{"lat": ' + "1" * 401 + ', "lng": 0}', "application/json", 400),
        ("half a character", '{"\\ud800": 1}', "application/json", 400),
        ("lists without end", "[" * 8_000, "application/json", 400),
        ("a form", "lat=53", "application/x-www-form-urlencoded", 415),
        (
            "too large",
            '{"lat": 53, "lng": -2, "services": ["' + "x" * 17_000 + '"]}',
            "application/json",
            413,
        ),
    ],
)
def test_what_is_no_query_gets_the_one_error_shape(
    client: Client, what: str, raw: str, content_type: str, status: int
) -> None:
    answer = client.post(URL, raw, content_type=content_type)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message", "fields"}


def test_a_coordinate_in_the_address_is_not_taken(client: Client) -> None:
    answer = client.get(URL + "?lat=53&lng=-2")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


def test_the_number_of_statements_does_not_grow_with_the_answer(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(9):
        a_place(NOW, at=(53.0246 + n * 0.01, -2.1729))
    ask(client, lat=HANLEY[0], lng=HANLEY[1])  # the first in a process also asks PostGIS its version
    with django_assert_num_queries(5):  # candidates; the venues, their windows, reports and positions
        ask(client, lat=HANLEY[0], lng=HANLEY[1], limit=8)


def test_the_point_is_rounded_before_it_is_used(client: Client) -> None:
    a_place(NOW, at=(53.0254, -2.1734))
    exact = ask(client, lat=53.0246123, lng=-2.1729456).json()["places"][0]["distance_m"]
    rounded = ask(client, lat=53.025, lng=-2.173).json()["places"][0]["distance_m"]
    assert exact == rounded


def test_a_window_shut_before_arrival_is_closing_soon(client: Client) -> None:
    a_place(NOW, at=(53.0110, -2.2275), opening_hours="Sa 22:00-02:30")
    assert ask(client, lat=HANLEY[0], lng=HANLEY[1]).json()["places"][0]["state"] == "closing_soon"
    with time_machine.travel(NOW - timedelta(hours=1), tick=False):
        assert ask(client, lat=HANLEY[0], lng=HANLEY[1]).json()["places"][0]["state"] == "open"
