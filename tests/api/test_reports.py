"""Saying how tonight is, in one tap, by the address that programs call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from backend.venues import snapshot
from backend.venues.models import StatusReport, Venue
from tests import people
from tests.factories import a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue() -> Venue:
    return a_place(datetime.now(UTC), opening_hours="24/7")


@pytest.fixture
def bob(venue: Venue) -> Client:
    return people.signed_in(people.a_member("bob@example.org", venue, "staff"))


def tap(client: Client, venue: Venue, body: Any, key: str = "k1") -> Any:
    return people.send(client, "POST", f"/api/v1/venues/{venue.slug}/reports", body, Idempotency_Key=key)


def test_one_tap_reaches_the_public_at_once(bob: Client, venue: Venue) -> None:
    answer = tap(bob, venue, {"status": "open", "staffed": True})
    assert answer.status_code == 201
    told = answer.json()
    assert (told["place"]["state"], told["place"]["basis"]) == ("open", "confirmed")
    assert (told["report"]["said_by"], told["report"]["staffed"]) == ("Bob", True)
    assert told["venue"]["undo"]["report"] == told["report"]["id"]
    snapshot.publish(at=datetime.now(UTC))  # after commit, which a test in a transaction never comes to
    public = Client().get(f"/api/v1/places/{venue.slug}").json()
    assert public["report"] == {
        key: told["report"][key] for key in ("status", "staffed", "reported_at", "until", "valid_until")
    }
    nearest = people.send(Client(), "POST", "/api/v1/places/nearest", {"lat": 53.0246, "lng": -2.1729}).json()
    assert nearest["places"][0]["basis"] == "confirmed"


def test_the_public_never_reads_who_said_it(bob: Client, venue: Venue) -> None:
    tap(bob, venue, {"status": "open"})
    snapshot.publish(at=datetime.now(UTC))
    for address in (
        "/api/v1/places",
        f"/api/v1/places/{venue.slug}",
        "/api/v1/places.geojson",
        "/",
        "/seed.json",
    ):
        assert b"Bob" not in Client().get(address).content


def test_the_same_tap_has_one_effect_however_old_it_is_by_then(bob: Client, venue: Venue) -> None:
    first = tap(bob, venue, {"status": "full"})
    again = tap(bob, venue, {"status": "full", "age_s": 40})
    assert again.status_code == 201
    assert again.content == first.content
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert StatusReport.objects.count() == 1


def test_a_key_means_one_request(bob: Client, venue: Venue) -> None:
    tap(bob, venue, {"status": "full"})
    other = tap(bob, venue, {"status": "closed"})
    assert (other.status_code, other.json()["error"]["code"]) == (422, "key_reused")


def test_two_people_may_use_the_same_key(bob: Client, venue: Venue) -> None:
    alice = people.signed_in(people.a_member("alice@example.org", venue, "manager"))
    assert tap(bob, venue, {"status": "full"}).status_code == 201
    assert tap(alice, venue, {"status": "closed"}).status_code == 201


def test_a_refused_tap_leaves_its_key_free(bob: Client, venue: Venue) -> None:
    assert tap(bob, venue, {"status": "closing_early"}).status_code == 400
    assert tap(bob, venue, {"status": "closed"}).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "status"),
        ({"status": "shut"}, "status"),
        ({"status": ["open"]}, "status"),
        ({"status": "closing_early"}, "until"),
        ({"status": "open", "until": "half past one"}, "until"),
        ({"status": "open", "until": "2026-11-22T01:30:00"}, "until"),
        ({"status": "open", "until": "2020-01-01T00:00:00Z"}, "until"),
        ({"status": "open", "staffed": "yes"}, "staffed"),
        ({"status": "open", "age_s": -1}, "age_s"),
        ({"status": "open", "age_s": 93_601}, "age_s"),
        ({"status": "open", "age_s": "1"}, "age_s"),
        ({"status": "open", "venue": 3}, "venue"),
        ({"status": "open", "said_by": 3}, "said_by"),
    ],
)
def test_bad_input_says_what_to_send(bob: Client, venue: Venue, body: Any, field: str) -> None:
    refused = tap(bob, venue, body)
    assert refused.status_code == 400
    assert refused.json()["error"]["fields"][field]
    assert not StatusReport.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 101, "käse", "two words"])
def test_a_tap_needs_a_key_of_its_own(bob: Client, venue: Venue, key: str) -> None:
    refused = tap(bob, venue, {"status": "open"}, key)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "key_needed")


@pytest.mark.parametrize(("age_s", "status_code"), [(0, 201), (599, 201), (601, 409)])
def test_an_open_older_than_ten_minutes_is_never_applied(
    bob: Client, venue: Venue, age_s: int, status_code: int
) -> None:
    answer = tap(bob, venue, {"status": "open", "age_s": age_s})
    assert answer.status_code == status_code
    assert StatusReport.objects.count() == (1 if status_code == 201 else 0)


def test_an_older_tap_is_told_who_was_newer(bob: Client, venue: Venue) -> None:
    tablet = people.as_device(people.a_device(venue))
    assert tap(tablet, venue, {"status": "closed"}).status_code == 201
    late = tap(bob, venue, {"status": "open", "age_s": 300})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "superseded")
    assert "Bar tablet said Closed tonight" in late.json()["error"]["message"]


def test_undo_by_its_address(bob: Client, venue: Venue) -> None:
    made = tap(bob, venue, {"status": "closed"}).json()["report"]
    undo = f"/api/v1/venues/{venue.slug}/reports/{made['id']}/undo"
    undone = people.send(bob, "POST", undo, Idempotency_Key="k2")
    assert undone.status_code == 201
    assert undone.json()["report"]["status"] == "as_scheduled"
    assert undone.json()["place"]["state"] == "open"
    again = people.send(bob, "POST", undo, Idempotency_Key="k2")
    assert again.content == undone.content
    late = people.send(bob, "POST", undo, Idempotency_Key="k3")
    assert (late.status_code, late.json()["error"]["code"]) == (409, "too_late")


def test_a_device_with_a_pin_waits_for_it(venue: Venue) -> None:
    tablet = people.as_device(people.a_device(venue, pin="4821"))
    locked = tap(tablet, venue, {"status": "open"})
    assert (locked.status_code, locked.json()["error"]["code"]) == (403, "pin_needed")
    assert people.send(tablet, "POST", "/api/v1/devices/unlock", {"pin": "0000"}).status_code == 400
    assert people.send(tablet, "POST", "/api/v1/devices/unlock", {"pin": "4821"}).status_code == 200
    assert tap(tablet, venue, {"status": "open"}).status_code == 201


def test_five_wrong_pins_and_no_more_are_compared(venue: Venue) -> None:
    tablet = people.as_device(people.a_device(venue, pin="4821"))
    wrong = [
        people.send(tablet, "POST", "/api/v1/devices/unlock", {"pin": f"{n:04}"}).status_code
        for n in range(7)
    ]
    assert wrong == [400] * 5 + [429] * 2
    assert people.send(tablet, "POST", "/api/v1/devices/unlock", {"pin": "4821"}).status_code == 429


def test_a_revoked_device_is_nobody_by_its_next_request(venue: Venue) -> None:
    alice = people.a_member("alice@example.org", venue, "manager")
    paired = people.a_device(venue, by=alice)
    tablet = people.as_device(paired)
    assert tablet.get("/api/v1/venues/mine").json()["who"]["name"] == "Bar tablet"
    ended = people.send(people.signed_in(alice), "DELETE", f"/api/v1/devices/{paired.device.public_id}")
    assert ended.status_code == 204
    assert tap(tablet, venue, {"status": "open"}).status_code == 401


def test_an_ended_membership_ends_at_the_next_request(venue: Venue, bob: Client) -> None:
    alice = people.signed_in(people.a_member("alice@example.org", venue, "manager"))
    members = alice.get("/api/v1/members").json()["members"]
    bobs = next(one["id"] for one in members if one["email"] == "bob@example.org")
    assert bob.get("/api/v1/venues/mine").status_code == 200
    assert people.send(alice, "DELETE", f"/api/v1/members/{bobs}").status_code == 204
    assert bob.get("/api/v1/venues/mine").status_code == 401


def test_what_was_lately_answered_is_kept_a_day(bob: Client, venue: Venue) -> None:
    from backend.venues import once
    from backend.venues.models import AnsweredKey

    tap(bob, venue, {"status": "full"})
    once.forget(at=datetime.now(UTC) + timedelta(hours=23))
    assert AnsweredKey.objects.count() == 1
    once.forget(at=datetime.now(UTC) + timedelta(hours=25))
    assert not AnsweredKey.objects.exists()
