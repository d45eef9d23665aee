"""What a manager does by the addresses that programs call: hours, special days, people, devices."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import Letter
from backend.hours import holidays
from backend.hours.nights import night_of
from backend.venues import editing, pairing
from backend.venues.models import Device, Membership, Pairing, Proposal, Venue
from tests import people
from tests.factories import a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue() -> Venue:
    return a_place(datetime.now(UTC), opening_hours="Fr,Sa 22:00-04:00", is_mobile=True)


@pytest.fixture
def alice(venue: Venue) -> Client:
    return people.signed_in(people.a_member("alice@example.org", venue, "manager"))


def at(venue: Venue, *more: str) -> str:
    return "/".join([f"/api/v1/venues/{venue.slug}", *more])


def test_the_grid_speaks_of_nights(alice: Client, venue: Venue) -> None:
    told = alice.get(at(venue)).json()
    assert told["week"]["fri"] == [["22:00", "04:00"]]
    assert told["week"]["sun"] == []
    changed = people.send(
        alice, "PATCH", at(venue), {"week": {"fri": [["22:00", "00:00"]], "sun": [["01:00", "03:00"]]}}
    )
    assert changed.json()["opening_hours"] == "Fr 22:00-00:00; Su 01:00-03:00"
    assert changed.json()["week"]["sun"] == [["01:00", "03:00"]]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"week": {"friday": []}}, "week"),
        ({"week": {"fri": [["22:00"]]}}, "week.fri.0"),
        ({"week": {"fri": [["25:00", "03:00"]]}}, "week"),
        ({"week": {"fri": [["20:00", "02:00"], ["23:00", "03:00"]]}}, "week"),
        ({"opening_hours": "whenever"}, "opening_hours"),
        ({"opening_hours": ""}, "opening_hours"),
        ({"opening_hours": "Fr 22:00-04:00", "week": {}}, "week"),
        ({"season_from": "2027-01-01", "season_until": "2026-01-01"}, "season_until"),
        ({"season_from": "tomorrow"}, "season_from"),
        ({"phone": "call me"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"services": ["massage"]}, "services.0"),
        ({"access": {"lift": True}}, "access"),
        ({"access": {"step_free": "yes"}}, "access.step_free"),
        ({"what_to_expect": "x" * 501}, "what_to_expect"),
        ({"what_to_expect": "Ask \u202eneddih"}, "what_to_expect"),
        ({"what_to_expect": "Ask\u0007"}, "what_to_expect"),
        ({"what_to_expect": "Zero\u200bwidth"}, "what_to_expect"),
        ({"name": "\u202eecalp"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"point": {"lat": 51.5, "lng": -0.12}}, "point.lat"),
        ({"point": {"lat": -2.17, "lng": 53.02}}, "point.lat"),
        ({"kind": "pub"}, "kind"),
        ({"minimum_age": -1}, "minimum_age"),
        ({"last_entry": "half two"}, "last_entry"),
        ({"published_at": None}, "published_at"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(alice: Client, venue: Venue, body: Any, field: str) -> None:
    before = Venue.objects.filter(pk=venue.pk).values().get()
    refused = people.send(alice, "PATCH", at(venue), body)
    assert refused.status_code == 400, refused.json()
    assert field in refused.json()["error"]["fields"], refused.json()
    assert Venue.objects.filter(pk=venue.pk).values().get() == before
    assert not Proposal.objects.exists()


def test_the_preview_saves_nothing(alice: Client, venue: Venue) -> None:
    night = next(n for n in _nights() if n.weekday() == 4)
    wish = {
        "opening_hours": "Fr 21:00-02:00",
        "special_days": [{"date": str(night), "hours": "20:00-06:30"}],
    }
    told = people.send(alice, "POST", at(venue, "preview"), wish).json()
    assert (told["opening_hours"], len(told["nights"])) == ("Fr 21:00-02:00", 14)
    friday = next(one for one in told["nights"] if one["night"] == str(night))
    assert friday["text"] == "20:00 to 06:30 Saturday"
    assert friday["label"].startswith("Friday night, ")
    assert {one["text"] for one in told["nights"] if date.fromisoformat(one["night"]).weekday() != 4} == {
        "Closed"
    }
    venue.refresh_from_db()
    assert venue.opening_hours == "Fr,Sa 22:00-04:00"


def _nights() -> list[date]:
    tonight = night_of(datetime.now(UTC))
    return [tonight + timedelta(days=n) for n in range(14)]


def test_a_special_day_replaces_the_whole_night(alice: Client, venue: Venue) -> None:
    night = next(n for n in _nights()[1:] if n.weekday() == 4)
    put = people.send(
        alice, "PUT", at(venue, "special-days", str(night)), {"spans": [["21:00", "23:30"]], "note": "Quiz"}
    )
    assert put.json() == {
        "date": str(night),
        "hours": "21:00-23:30",
        "note": "Quiz",
        "spans": [["21:00", "23:30"]],
    }
    told = alice.get(at(venue)).json()
    assert [day["date"] for day in told["special_days"]] == [str(night)]
    ends = {
        window.period.upper.astimezone(UTC)
        for window in venue.windows.all()
        if night_of(window.period.lower) == night
    }
    assert len(ends) == 1
    assert people.send(alice, "DELETE", at(venue, "special-days", str(night))).status_code == 204
    assert people.send(alice, "DELETE", at(venue, "special-days", str(night))).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"hours": "late"},
        {"hours": "closed", "spans": []},
        {"hours": "Fr 22:00-04:00"},
        {"hours": "closed", "note": "\u202e"},
    ],
)
def test_a_special_day_that_cannot_be_read_is_refused(alice: Client, venue: Venue, body: Any) -> None:
    refused = people.send(alice, "PUT", at(venue, "special-days", "2026-12-31"), body)
    assert refused.status_code == 400
    assert not venue.special_days.exists()


def test_no_such_date(alice: Client, venue: Venue) -> None:
    refused = people.send(alice, "PUT", at(venue, "special-days", "2026-02-30"), {"hours": "closed"})
    assert refused.json()["error"]["fields"] == {"date": ["Write the date like 2026-12-31."]}


def test_the_busiest_nights_are_offered_by_date(alice: Client, venue: Venue) -> None:
    offered = {day["date"]: day["name"] for day in alice.get(at(venue)).json()["offered_days"]}
    years = {int(day[:4]) for day in offered}
    assert any("New Year's Eve" in offered.get(f"{year}-12-31", "") for year in years)
    assert any("Last Friday before Christmas" in name for name in offered.values())
    assert any("Good Friday" in name for name in offered.values())
    today = datetime.now(UTC).date()
    coming = [today + timedelta(days=n) for n in range(366)]
    assert {str(day) for day in coming if holidays.may_differ(day)} <= set(offered)


def test_still_correct_in_one_tap(alice: Client, venue: Venue) -> None:
    told = people.send(alice, "POST", at(venue, "hours-confirmation"))
    assert told.json() == {"hours_confirmed_on": datetime.now(UTC).date().isoformat()}


def test_a_proposal_waits_for_an_officer_and_is_made_true_by_one(alice: Client, venue: Venue) -> None:
    people.send(alice, "PATCH", at(venue), {"name": "New name", "point": {"lat": 53.03, "lng": -2.18}})
    people.send(alice, "PATCH", at(venue), {"name": "Newer name"})
    proposal = Proposal.objects.get()
    assert proposal.changes["name"][1] == "Newer name"
    carol = people.a_person("carol@example.org", officer_role="officer")
    editing.accept(proposal, by=carol, at=datetime.now(UTC))
    venue.refresh_from_db()
    assert venue.name == "Newer name"
    assert venue.point
    assert round(venue.point.y, 2) == 53.03
    with pytest.raises(editing.AlreadyDecided):
        editing.refuse(proposal, because="too late", by=carol, at=datetime.now(UTC))


def test_proposing_what_is_takes_the_proposal_back(alice: Client, venue: Venue) -> None:
    people.send(alice, "PATCH", at(venue), {"name": "New name"})
    people.send(alice, "PATCH", at(venue), {"name": venue.name})
    assert not Proposal.objects.exists()


def test_a_refused_proposal_is_answered_by_letter(alice: Client, venue: Venue) -> None:
    people.send(alice, "PATCH", at(venue), {"name": "New name"})
    carol = people.a_person("carol@example.org", officer_role="officer")
    editing.refuse(Proposal.objects.get(), because="That is a street.", by=carol, at=datetime.now(UTC))
    venue.refresh_from_db()
    assert venue.name.startswith("Demo venue")
    assert "That is a street." in Letter.objects.get(to="alice@example.org").body


# --- Tonight: moved, and counted ---------------------------------------------------------------------------


def test_a_vehicle_moves_for_tonight_and_back(alice: Client, venue: Venue) -> None:
    moved = people.send(alice, "PUT", at(venue, "position"), {"lat": 53.05, "lng": -2.2})
    assert (moved.json()["position"]["lat"], moved.json()["until"][11:]) == (
        53.05,
        "06:00:00Z",
    ) or moved.status_code == 200
    mine = alice.get("/api/v1/venues/mine").json()["venues"][0]
    assert mine["position"]["lng"] == -2.2
    assert people.send(alice, "DELETE", at(venue, "position")).status_code == 204
    assert alice.get("/api/v1/venues/mine").json()["venues"][0]["position"] is None


@pytest.mark.parametrize(
    "spot", [{"lat": 51.5, "lng": -0.1}, {"lat": 0, "lng": 0}, {"lat": -2.17, "lng": 53.0}]
)
def test_a_vehicle_stays_in_the_area(alice: Client, venue: Venue, spot: Any) -> None:
    refused = people.send(alice, "PUT", at(venue, "position"), spot)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "out_of_area")


def test_a_building_does_not_move(alice: Client, venue: Venue) -> None:
    Venue.objects.update(is_mobile=False)
    refused = people.send(alice, "PUT", at(venue, "position"), {"lat": 53.05, "lng": -2.2})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_mobile")


def test_help_is_counted_and_never_below_nought(alice: Client, venue: Venue) -> None:
    def count(by: int, key: str) -> int:
        sent = people.send(
            alice, "POST", at(venue, "tallies"), {"kind": "water", "by": by}, Idempotency_Key=key
        )
        return int(sent.json()["tallies"]["water"])

    assert [count(1, "a"), count(1, "b"), count(1, "b"), count(-1, "c"), count(-1, "d"), count(-1, "e")] == [
        1, 2, 2, 1, 0, 0,
    ]  # fmt: skip


# --- People and devices ------------------------------------------------------------------------------------


def test_a_manager_invites_staff_and_not_managers(alice: Client, venue: Venue) -> None:
    wish = {"organisation": venue.organisation_id, "email": "Dave@Example.org", "name": "Dave"}
    invited = people.send(alice, "POST", "/api/v1/members", wish)
    assert invited.status_code == 201
    assert (invited.json()["email"], invited.json()["role"]) == ("dave@example.org", "staff")
    assert "/venue" in Letter.objects.get(to="dave@example.org").body
    assert people.send(alice, "POST", "/api/v1/members", wish).json()["error"]["code"] == "already_member"
    manager = wish | {"email": "erin@example.org", "role": "manager"}
    assert people.send(alice, "POST", "/api/v1/members", manager).status_code == 403
    assert not Membership.objects.filter(user__email="erin@example.org").exists()


def test_an_officer_invites_a_manager(venue: Venue) -> None:
    carol = people.signed_in(people.a_person("carol@example.org", officer_role="officer"))
    wish = {"organisation": venue.organisation_id, "email": "erin@example.org", "role": "manager"}
    assert people.send(carol, "POST", "/api/v1/members", wish).status_code == 201


def test_staff_of_one_venue_see_no_other(venue: Venue) -> None:
    second = a_place(datetime.now(UTC), organisation=venue.organisation)
    bob = people.signed_in(people.a_member("bob@example.org", venue, "staff", only=True))
    assert [one["slug"] for one in bob.get("/api/v1/venues/mine").json()["venues"]] == [venue.slug]
    assert bob.get(f"/api/v1/venues/{second.slug}/reports").status_code == 404


def test_a_code_pairs_one_device_once(alice: Client, venue: Venue) -> None:
    wish = {"organisation": venue.organisation_id, "venues": [venue.slug], "name": "Bar tablet"}
    offer = people.send(alice, "POST", "/api/v1/devices/pairings", wish).json()
    assert re.fullmatch(r"\d{8}", offer["code"])
    assert offer["link"].endswith(f"/venue#pair={offer['code']}")
    assert offer["qr_svg"].startswith("<svg")
    tablet = Client()
    spaced = f"{offer['code'][:4]} {offer['code'][4:]}"
    taken = people.send(tablet, "POST", "/api/v1/devices", {"code": spaced})
    assert taken.status_code == 201
    cookie = taken.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    who = tablet.get("/api/v1/venues/mine").json()["who"]
    assert (who["kind"], who["name"]) == ("device", "Bar tablet")
    assert people.send(Client(), "POST", "/api/v1/devices", {"code": offer["code"]}).status_code == 400
    assert Device.objects.count() == 1


def test_manager_and_vra_are_told_of_a_new_device(venue: Venue) -> None:
    people.a_person("carol@example.org", officer_role="officer")
    people.a_device(venue, by=people.a_member("alice@example.org", venue, "manager"))
    told = {letter.to: letter.body for letter in Letter.objects.filter(subject="New device: Bar tablet")}
    assert set(told) == {"alice@example.org", "carol@example.org"}
    assert venue.name in told["carol@example.org"]


def test_a_code_runs_out_after_ten_minutes(venue: Venue) -> None:
    now = datetime.now(UTC)
    assert venue.organisation
    offer = pairing.offer(
        venue.organisation,
        [venue],
        name="Till",
        pin=None,
        by=people.a_member("a@example.org", venue, "manager"),
        at=now,
    )
    with pytest.raises(pairing.WrongCode):
        pairing.take(offer.code, name=None, at=now + timedelta(minutes=10))
    assert not Device.objects.exists()


def test_a_code_of_somebody_who_has_left_pairs_nothing(venue: Venue) -> None:
    now = datetime.now(UTC)
    alice = people.a_member("a@example.org", venue, "manager")
    assert venue.organisation
    offer = pairing.offer(venue.organisation, [venue], name="Till", pin=None, by=alice, at=now)
    alice.memberships.update(ended_at=now)
    with pytest.raises(pairing.WrongCode):
        pairing.take(offer.code, name=None, at=now)


def test_past_sixty_codes_a_minute_none_is_compared(venue: Venue) -> None:
    now = datetime.now(UTC).replace(second=0)
    paired_by = people.a_member("a@example.org", venue, "manager")
    assert venue.organisation
    offer = pairing.offer(venue.organisation, [venue], name="Till", pin=None, by=paired_by, at=now)
    for _ in range(60):
        with pytest.raises(pairing.WrongCode):
            pairing.take("00000000", name=None, at=now)
    with pytest.raises(pairing.TooManyGuesses):
        pairing.take(offer.code, name=None, at=now)
    assert pairing.take(offer.code, name=None, at=now + timedelta(minutes=1))[0].name == "Till"


@pytest.mark.parametrize(
    ("change", "status_code"),
    [
        ({"pin": "12a4"}, 400),
        ({"pin": "123"}, 400),
        ({"name": ""}, 400),
        ({"name": "\u202ebar"}, 400),
        ({"venues": []}, 400),
        ({"venues": ["gone"]}, 404),
        ({"organisation": 0}, 404),
    ],
)
def test_a_pairing_that_cannot_be(alice: Client, venue: Venue, change: Any, status_code: int) -> None:
    wish = {"organisation": venue.organisation_id, "venues": [venue.slug], "name": "Bar tablet"} | change
    assert people.send(alice, "POST", "/api/v1/devices/pairings", wish).status_code == status_code
    assert not Pairing.objects.exists()


def test_unknown_hours_are_not_called_closed(alice: Client, venue: Venue) -> None:
    told = people.send(alice, "POST", at(venue, "preview"), {"opening_hours": None}).json()
    assert {night["text"] for night in told["nights"]} == {"Not known"}


def test_a_manager_confirms_on_the_date_of_her_own_clock(venue: Venue) -> None:
    just_after_midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # 00:30 on the second, in summer
    alice = people.a_member("a@example.org", venue, "manager")
    assert editing.confirm_hours(venue, by=alice, at=just_after_midnight).hours_confirmed_on == date(
        2026, 7, 2
    )
