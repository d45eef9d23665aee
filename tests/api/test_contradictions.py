from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from backend.accounts import people
from backend.callers import PublicWrites
from backend.venues import publishing
from backend.venues.models import Contradiction, Venue
from tests.factories import LONG_AGO, VenueFactory, a_place

pytestmark = pytest.mark.django_db

PATH = "/api/v1/places/lantern/contradictions"
ALICE, BOB = "203.0.113.77", "198.51.100.7"


@pytest.fixture(autouse=True)
def venue(monkeypatch: pytest.MonkeyPatch) -> Venue:
    monkeypatch.setattr(people, "officer_addresses", list)
    return a_place(datetime.now(UTC), slug="lantern", opening_hours="24/7")


def post(body: Any = None, *, path: str = PATH, address: str = ALICE, **headers: str) -> Any:
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR=address, headers=headers)
    return client.post(path, {"what": "closed"} if body is None else body, content_type="application/json")


def test_the_answer_is_the_same_whatever_came_of_it(venue: Venue) -> None:
    first, again, second = post(), post(), post(address=BOB)
    venue.refresh_from_db()
    assert venue.call_first_until is not None
    for answer in (first, again, second):
        assert (answer.status_code, answer.json()) == (202, {"thanks": "Thank you. We have been told."})
        assert (dict(answer.cookies), answer["Cache-Control"]) == ({}, "no-store")


@pytest.mark.parametrize("what", ["closed", "nobody_helped"])
def test_what_was_wrong_is_kept(what: str) -> None:
    post({"what": what})
    assert Contradiction.objects.get().what == what


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"what": "shut"}, "what"),
        ({"what": None}, "what"),
        ({"what": ["closed"]}, "what"),
        ({}, "what"),
        ({"what": "closed", "name": "me"}, "name"),
        ([], "body"),
        ('"closed"', "body"),
    ],
)
def test_a_bad_body_is_told_what_to_send(body: Any, field: str) -> None:
    answer = post(body)
    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]
    assert not Contradiction.objects.exists()


def test_it_names_what_may_be_sent() -> None:
    assert post({}).json()["error"]["fields"] == {"what": ["Send one of: closed, nobody_helped."]}


def test_a_form_from_another_site_is_not_read() -> None:
    """JSON needs a preflight, which is refused: no page elsewhere can speak with its visitors' addresses."""
    answer = Client().post(PATH, '{"what": "closed"}', content_type="text/plain")
    assert answer.status_code == 415
    preflight = Client().options(
        PATH, headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    )
    assert "POST" not in preflight.headers.get("Access-Control-Allow-Methods", "")


def test_an_unknown_place_and_one_that_is_not_shown_are_alike(venue: Venue) -> None:
    VenueFactory.create(slug="never-shown")
    publishing.suspend(venue, because="Nobody was there.", at=LONG_AGO)
    paths = ("no-such", "never-shown", "lantern")
    answers = [post(path=f"/api/v1/places/{slug}/contradictions") for slug in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert not Contradiction.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_there_is_nothing_to_read_or_take_back(method: str) -> None:
    assert getattr(Client(), method)(PATH).status_code == 405


def test_sixty_a_minute_from_an_address() -> None:
    answers = [post().status_code for _ in range(61)]
    assert answers == [202] * 60 + [429]
    assert post(address=BOB).status_code == 202


def test_the_limit_comes_from_the_settings(settings: Settings) -> None:
    assert settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["public_writes"] == "60/min"
    assert PublicWrites().get_rate() == "60/min"


@pytest.mark.parametrize(("proxies", "clients"), [(0, 1), (1, 2)])
def test_the_clients_address_is_what_the_trusted_proxies_say(
    settings: Settings, proxies: int, clients: int
) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}
    for address in (ALICE, BOB):
        post(**{"X-Forwarded-For": f"192.0.2.99, {address}"})
    assert Contradiction.objects.count() == clients


def test_no_address_is_kept_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    from django.apps import apps

    with caplog.at_level(logging.DEBUG):
        post()
        post(address=BOB)
    kept = [str(row) for model in apps.get_models() for row in model._default_manager.values()]
    assert any("lantern" in row for row in kept)
    for trace in (*kept, *(record.getMessage() for record in caplog.records)):
        assert "203.0.113" not in trace
        assert "198.51.100" not in trace
