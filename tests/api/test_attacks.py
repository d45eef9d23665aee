"""What an attack once found, each mended and held by the attack itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from backend.hours import saying
from backend.venues import contradicting, pairing, publishing, reporting, tonight
from backend.venues.actors import managed_by, organisations_managed_by
from backend.venues.models import Membership, SnapshotState, Venue
from tests import people
from tests.factories import a_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


@pytest.fixture
def venue() -> Venue:
    return a_place(datetime.now(UTC), opening_hours="24/7")


@pytest.fixture
def alice(venue: Venue) -> Client:
    return people.signed_in(people.a_member("alice@example.org", venue, "manager"))


def invite(client: Client, venue: Venue, email: str, **more: str) -> Any:
    wish = {"organisation": venue.organisation_id, "email": email} | more
    return people.send(client, "POST", "/api/v1/members", wish)


def test_a_manager_signs_nobody_out_who_has_another_part(venue: Venue, alice: Client) -> None:
    carol = people.signed_in(people.a_person("carol@example.org", officer_role="officer"))
    made = invite(alice, venue, "carol@example.org")
    assert people.send(alice, "DELETE", f"/api/v1/members/{made.json()['id']}").status_code == 204
    assert carol.get("/api/v1/venues/mine").status_code == 200


def test_whom_an_address_belongs_to_is_not_told_before_they_come(venue: Venue, alice: Client) -> None:
    people.signed_in(people.a_person("carol@example.org", officer_role="officer"))
    assert invite(alice, venue, "carol@example.org").json()["name"] == "carol@example.org"


@pytest.mark.parametrize(
    "name", ["A\u0007B", "A\u202eB", "A\u200bB", "A\u2028B", "\u3164", "A\ufe0f", "A\u2800"]
)
def test_a_name_with_what_nobody_sees_is_refused(venue: Venue, alice: Client, name: str) -> None:
    assert invite(alice, venue, "new@example.org", name=name).status_code == 400
    wish = {"organisation": venue.organisation_id, "venues": [venue.slug], "name": name}
    assert people.send(alice, "POST", "/api/v1/devices/pairings", wish).status_code == 400
    assert people.send(alice, "PATCH", f"/api/v1/venues/{venue.slug}", {"name": name}).status_code == 400


def test_a_manager_writes_to_twenty_strangers_a_day(venue: Venue, alice: Client) -> None:
    codes = [invite(alice, venue, f"p{n}@example.org").status_code for n in range(21)]
    assert codes == [201] * 20 + [429]


def test_a_letter_holds_no_words_of_whoever_invites(venue: Venue, alice: Client) -> None:
    from backend.accounts.models import Letter

    invite(alice, venue, "new@example.org", name="Your account is blocked")
    assert "blocked" not in Letter.objects.get(to="new@example.org").body


def test_what_is_no_code_does_not_use_up_the_minute(venue: Venue) -> None:
    for _ in range(70):
        with pytest.raises(pairing.WrongCode):
            pairing.take("nope", name=None, at=NOW)
    people.a_device(venue)


def test_one_address_alone_does_not_close_pairing(venue: Venue) -> None:
    tried = [
        people.send(Client(), "POST", "/api/v1/devices", {"code": "00000000"}).status_code for _ in range(12)
    ]
    assert tried == [400] * 10 + [429] * 2


def test_a_code_does_not_outlive_the_right_to_its_venue(venue: Venue) -> None:
    second = a_place(NOW, organisation=venue.organisation)
    dave = people.a_member("dave@example.org", venue, "manager", only=True)
    assert venue.organisation
    offer = pairing.offer(venue.organisation, [venue], name="Till", pin=None, by=dave, at=NOW)
    membership = Membership.objects.get(user=dave)
    membership.venues.set([second])
    with pytest.raises(pairing.WrongCode):
        pairing.take(offer.code, name=None, at=NOW)


def test_a_deleted_venue_widens_no_membership(venue: Venue) -> None:
    a_place(NOW, organisation=venue.organisation)
    dave = people.a_member("dave@example.org", venue, "manager", only=True)
    venue.delete()
    assert not managed_by(dave).exists()
    assert not organisations_managed_by(dave).exists()


@pytest.mark.parametrize(
    "address", ["/api/v1/venues/mine", "/desk/", "/_allauth/browser/v1/auth/session", "/", "/venue"]
)
@pytest.mark.parametrize("cookie", ['"\\000abcdefghijkl"', "short", "x" * 4000])
def test_a_session_cookie_that_we_never_set_is_not_looked_at(address: str, cookie: str) -> None:
    client = Client()
    client.cookies["session"] = cookie
    answer = client.get(address)
    assert answer.status_code < 500
    assert "session" not in answer.cookies


def test_nothing_changed_is_nothing_published(venue: Venue, alice: Client) -> None:
    before = SnapshotState.objects.get().seq
    assert people.send(alice, "PATCH", f"/api/v1/venues/{venue.slug}", {}).status_code == 200
    assert SnapshotState.objects.get().seq == before


@pytest.mark.parametrize("night", ["0001-01-01", "9999-12-31", "2026-W53-4", "20261231"])
def test_a_special_day_is_of_the_coming_two_years(venue: Venue, alice: Client, night: str) -> None:
    put = people.send(alice, "PUT", f"/api/v1/venues/{venue.slug}/special-days/{night}", {"hours": "closed"})
    assert put.status_code == 400


def test_a_locked_tablet_neither_tells_names_nor_ends_itself(venue: Venue) -> None:
    paired = people.a_device(venue, pin="4821")
    tablet = people.as_device(paired)
    assert tablet.get(f"/api/v1/venues/{venue.slug}/reports").status_code == 403
    assert people.send(tablet, "DELETE", f"/api/v1/devices/{paired.device.public_id}").status_code == 403


# --- Truth -------------------------------------------------------------------------------------------------


def test_what_was_said_while_suspended_is_not_confirmed_by_publishing() -> None:
    venue = a_place(NOW, opening_hours="24/7")
    publishing.suspend(venue, because="asked to", at=NOW)
    reporting.report(venue, "open", at=NOW + timedelta(minutes=1), staffed=True)
    publishing.publish(venue, at=NOW + timedelta(minutes=2))
    told = tonight.public_now(venue, at=NOW + timedelta(minutes=3))
    assert told
    assert (told["basis"], told["report"]) == ("scheduled", None)


def test_a_clock_that_was_set_back_brings_no_older_word_to_life() -> None:
    venue = a_place(NOW, opening_hours="24/7")
    reporting.report(venue, "open", at=NOW - timedelta(minutes=1))
    reporting.report(venue, "closed", at=NOW + timedelta(minutes=50))
    told = tonight.public_now(venue, at=NOW)
    assert told
    assert told["basis"] != "confirmed"


def test_a_tap_that_waited_gives_way_within_the_same_second() -> None:
    venue = a_place(NOW, opening_hours="24/7")
    reporting.report(venue, "closed", at=NOW + timedelta(milliseconds=900))
    with pytest.raises(saying.Superseded):
        reporting.report(
            venue, "full", at=NOW + timedelta(milliseconds=100), received_at=NOW + timedelta(seconds=5)
        )


def test_a_shut_door_contradicts_nothing_where_nobody_claims_it_open() -> None:
    venue = a_place(NOW, opening_hours="Fr 22:00-23:00")
    for address in ("203.0.113.1", "198.51.100.1"):
        contradicting.contradict(venue, "closed", address=address, at=NOW)
    venue.refresh_from_db()
    assert venue.call_first_until is None
