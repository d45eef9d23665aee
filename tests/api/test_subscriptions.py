"""A browser asks to be told: what is taken, what is refused and why, and what is kept of it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from backend.alerts import subscribing, tasks, telling, vapid
from backend.alerts.models import Subscription
from backend.venues import snapshot
from backend.venues.models import Venue
from tests import people
from tests.alerts.asking import ALICE, asks
from tests.factories import VenueFactory, a_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
HERE = "/api/v1/subscriptions"
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/carol"
KEYS = {"p256dh": ALICE.p256dh, "auth": ALICE.auth}


@pytest.fixture(autouse=True)
def _at_half_past_one() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def venue() -> Venue:
    made = a_place(NOW, slug="the-lounge")
    snapshot.publish(at=NOW)
    return made


def ask(**facts: Any) -> Any:
    body = {"endpoint": ENDPOINT, "keys": KEYS, "place": "the-lounge"} | facts
    return people.send(Client(), "POST", HERE, {key: value for key, value in body.items() if value != "-"})


def test_it_is_told_until_the_night_ends(venue: Venue) -> None:
    answer = ask()
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer
    told = answer.json()
    assert told["place"] == "the-lounge"
    assert told["ends_at"] == "2026-11-22T06:00:00Z"
    assert told["key_id"] == vapid.current().id
    assert told["now"]["windows"] == [["2026-11-21T22:00:00Z", "2026-11-22T04:00:00Z"]]


def test_the_same_browser_at_the_same_place_is_one_subscription(venue: Venue) -> None:
    first, again = ask(), ask()
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Subscription.objects.count() == 1


def test_nothing_is_kept_but_endpoint_keys_place_and_night(venue: Venue) -> None:
    ask()
    kept = Subscription.objects.values().get()
    assert kept == {
        "id": kept["id"],
        "audience": "public",
        "endpoint": ENDPOINT,
        "p256dh": ALICE.p256dh,
        "auth": ALICE.auth,
        "key_id": vapid.current().id,
        "is_resting": False,
        "venue_id": venue.pk,
        "night": NOW.date() - timedelta(days=1),
        "device_id": None,
        "user_id": None,
        "made_at": None,
        "nudged_night": None,
        "nudges": 0,
    }


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"place": "gone"}, "place", "No such place is listed."),
    ({"place": "-"}, "place", "required"),
    ({"place": 7}, "place", "Send text in quotes"),
    ({"endpoint": "-"}, "endpoint", "required"),
    ({"endpoint": "http://127.0.0.1:5432/"}, "endpoint", "pushManager.subscribe()"),
    ({"endpoint": "https://fcm.googleapis.com.evil.example/x"}, "endpoint", "pushManager.subscribe()"),
    ({"endpoint": f"{ENDPOINT}{'x' * 500}"}, "endpoint", "500"),
    ({"keys": "-"}, "keys", "required"),
    ({"keys": {"p256dh": ALICE.p256dh}}, "keys.auth", "required"),
    ({"keys": {"p256dh": "AAAA", "auth": ALICE.auth}}, "keys.p256dh", "87 characters"),
    ({"keys": {"p256dh": ALICE.p256dh, "auth": "AAAA"}}, "keys.auth", "22 characters"),
    ({"key_id": "0123456789abcdef"}, "key_id", "/api/v1/subscriptions/key"),
    ({"lat": 53.02}, "lat", "Not known here"),
]


@pytest.mark.parametrize(("facts", "field", "words"), WRONG)
def test_what_is_wrong_says_what_to_send_instead(
    venue: Venue, facts: dict[str, Any], field: str, words: str
) -> None:
    answer = ask(**facts)
    assert answer.status_code == 400
    assert words in str(answer.json()["error"]["fields"][field])
    assert not Subscription.objects.exists()


def test_what_a_browser_gives_may_be_sent_whole(venue: Venue) -> None:
    assert ask(expirationTime=None).status_code == 201


@pytest.mark.parametrize("hidden", ["unpublished", "suspended"])
def test_a_place_that_nobody_sees_cannot_be_asked_about(hidden: str) -> None:
    venue = (
        VenueFactory.create(slug="the-lounge") if hidden == "unpublished" else a_place(NOW, slug="the-lounge")
    )
    if hidden == "suspended":
        Venue.objects.filter(pk=venue.pk).update(suspended_at=NOW, suspended_because="Nobody there")
    assert ask().status_code == 400


def test_one_browser_asks_at_twenty_places_at_most(venue: Venue) -> None:
    for _ in range(subscribing.MOST_PLACES_OF_A_BROWSER):
        asks(a_place(NOW), NOW, ENDPOINT)
    answer = ask()
    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "too_many_places"


def test_past_so_many_no_more_are_taken(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribing, "MOST_OF_THE_PUBLIC", 1)
    asks(a_place(NOW), NOW)
    answer = ask()
    assert answer.status_code == 503
    assert "Keep this page open" in answer.json()["error"]["message"]


def test_sixty_a_minute_from_one_address(venue: Venue) -> None:
    codes = [ask().status_code for _ in range(61)]
    assert codes[-1] == 429
    assert set(codes[:60]) == {200, 201}


def test_ended_it_is_gone_and_may_be_ended_twice(venue: Venue) -> None:
    where = f"{HERE}/{ask().json()['id']}"
    assert [people.send(Client(), "DELETE", where).status_code for _ in range(2)] == [204, 204]
    assert not Subscription.objects.exists()


def test_a_browser_moves(venue: Venue) -> None:
    made = ask().json()
    moved = people.send(Client(), "PUT", f"{HERE}/{made['id']}", {"endpoint": f"{ENDPOINT}2", "keys": KEYS})
    assert moved.status_code == 200
    assert moved.json() == {key: made[key] for key in ("id", "place", "ends_at", "key_id")}
    assert Subscription.objects.get().endpoint == f"{ENDPOINT}2"


def test_a_browser_that_asked_anew_and_then_moved_is_one(venue: Venue) -> None:
    old = ask().json()
    new = ask(endpoint=f"{ENDPOINT}2").json()
    moved = people.send(Client(), "PUT", f"{HERE}/{old['id']}", {"endpoint": f"{ENDPOINT}2", "keys": KEYS})
    assert moved.json()["id"] == new["id"]
    assert Subscription.objects.count() == 1


def test_one_that_nobody_knows_cannot_move() -> None:
    where = f"{HERE}/{uuid.uuid4()}"
    assert people.send(Client(), "PUT", where, {"endpoint": ENDPOINT, "keys": KEYS}).status_code == 404


def test_asked_anew_it_no_longer_rests(venue: Venue) -> None:
    ask()
    Subscription.objects.update(is_resting=True)
    ask()
    assert not Subscription.objects.get().is_resting


def test_after_the_night_none_of_the_public_is_left(venue: Venue) -> None:
    ask()
    manager = people.a_member("manager@example.org", venue, "manager")
    people.send(people.signed_in(manager), "POST", f"{HERE}/mine", work())
    for hour, left in ((5, 2), (6, 1)):
        tasks.tick(at=NOW.replace(hour=hour, minute=0))
        assert Subscription.objects.count() == left
    assert Subscription.objects.get().user == manager


def work(**facts: Any) -> dict[str, Any]:
    return {"endpoint": ENDPOINT, "keys": KEYS, "tells": "venues"} | facts


def test_the_key_is_what_a_browser_subscribes_with() -> None:
    told = Client().get(f"{HERE}/key").json()
    assert told == {"key_id": vapid.current().id, "public_key": vapid.current().public}


def test_staff_are_told_for_what_is_theirs(venue: Venue) -> None:
    staff = people.signed_in(people.a_member("staff@example.org", venue, "staff"))
    made = people.send(staff, "POST", f"{HERE}/mine", work())
    assert made.status_code == 201
    assert staff.get(f"{HERE}/mine").json() == {"subscriptions": [made.json()]}
    assert people.send(staff, "POST", f"{HERE}/mine", work()).status_code == 200


def test_whoever_signs_in_on_a_device_takes_over_its_alerts(venue: Venue) -> None:
    clients = [
        people.signed_in(people.a_member(f"{who}@example.org", venue, "staff")) for who in ("ann", "ben")
    ]
    for client in clients:
        people.send(client, "POST", f"{HERE}/mine", work())
    assert [len(client.get(f"{HERE}/mine").json()["subscriptions"]) for client in clients] == [0, 1]


DESK = [
    ("officer", True, 201),
    ("senior_officer", True, 201),
    ("officer", False, 403),
    ("partner", True, 403),
]


@pytest.mark.parametrize(("role", "second_factor", "status"), DESK)
def test_what_cannot_wait_is_told_to_officers_alone(role: str, second_factor: bool, status: int) -> None:
    person = people.a_person("olive@example.org", officer_role=role)
    client = people.signed_in(person, second_factor=second_factor)
    assert people.send(client, "POST", f"{HERE}/mine", work(tells="desk")).status_code == status


def test_staff_are_told_nothing_of_the_desk(venue: Venue) -> None:
    manager = people.signed_in(people.a_member("manager@example.org", venue, "manager"))
    assert people.send(manager, "POST", f"{HERE}/mine", work(tells="desk")).status_code == 403


def test_the_tick_announces_what_the_report_did_not(venue: Venue) -> None:
    """A report whose job was lost is told of a minute later."""
    from backend.venues import reporting

    ask()
    reporting.report(venue, "closed", at=NOW)
    assert [alert.venue for alert in telling.announce_all(at=NOW)] == [venue]
