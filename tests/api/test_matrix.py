"""Who may do what to whose: every address, method, role and owner. One that is missing here fails."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern

from backend.api.urls import urlpatterns
from backend.charter import versions
from backend.venues import snapshot
from backend.venues.models import Device, Membership, Venue
from tests import people
from tests.alerts.asking import ALICE, asks
from tests.factories import a_place

pytestmark = pytest.mark.django_db

ROLES = (
    "anonymous", "staff", "manager", "device", "officer", "officer_alone", "partner", "suspended",
)  # fmt: skip
OWNERS = ("own", "other", "gone")
METHODS = ("get", "post", "put", "patch", "delete")

# Answers by role, each for own / other / gone. `+` stands for whatever success is there.
NOBODY = "401 401 401"
FOREIGN = "404 404 404"
REFUSED = "403 403 403"
STAFF_OF_IT = {
    "staff": "+ 404 404",
    "manager": "+ 404 404",
    "device": "+ 404 404",
    "officer": FOREIGN,
    "officer_alone": FOREIGN,
}
MANAGER_OF_IT = {"staff": "403 404 404", "manager": "+ 404 404", "officer": FOREIGN, "officer_alone": REFUSED}
ANYBODY = dict.fromkeys(ROLES, "+ + 404")
WHOEVER = dict.fromkeys(ROLES, "+ + +")


def signed(**roles: str) -> dict[str, str]:
    """What each role is answered; who is not named is nobody here. A partner is a person with no part."""
    staff = {"+ 404 404": FOREIGN, "403 404 404": FOREIGN}.get(roles["staff"], roles["staff"])
    return dict.fromkeys(ROLES, NOBODY) | {"partner": staff} | roles


TABLE: dict[tuple[str, str], dict[str, str]] = {
    ("places", "get"): WHOEVER,
    ("places_geojson", "get"): WHOEVER,
    ("places_csv", "get"): WHOEVER,
    ("nearest", "post"): WHOEVER,
    ("postcodes", "post"): WHOEVER,
    ("schema", "get"): WHOEVER,
    ("docs", "get"): WHOEVER,
    ("mail", "get"): WHOEVER,
    ("place", "get"): ANYBODY,
    ("contradictions", "post"): ANYBODY,
    ("mine", "get"): signed(
        staff="+ + +", manager="+ + +", device="+ + +", officer="+ + +", officer_alone="+ + +"
    ),
    ("venue", "get"): signed(**MANAGER_OF_IT),
    ("venue", "patch"): signed(**MANAGER_OF_IT),
    ("preview", "post"): signed(**MANAGER_OF_IT),
    ("hours_confirmation", "post"): signed(**MANAGER_OF_IT),
    ("special_day", "put"): signed(**MANAGER_OF_IT),
    ("special_day", "delete"): signed(**MANAGER_OF_IT),
    ("reports", "get"): signed(**STAFF_OF_IT),
    ("reports", "post"): signed(**STAFF_OF_IT),
    ("undo", "post"): signed(**STAFF_OF_IT),
    ("position", "put"): signed(**STAFF_OF_IT),
    ("position", "delete"): signed(**STAFF_OF_IT),
    ("tallies", "post"): signed(**STAFF_OF_IT),
    ("pairings", "post"): signed(
        staff="403 404 404", manager="+ 404 404", officer="+ + 404", officer_alone=REFUSED
    ),
    ("devices", "get"): signed(staff="+ + +", manager="+ + +", officer="+ + +", officer_alone=REFUSED),
    ("devices", "post"): dict.fromkeys(ROLES, "400 400 400"),  # a code is asked for, and nothing else
    ("device", "delete"): signed(
        staff=FOREIGN, manager="+ 404 404", device="+ 404 404", officer="+ + 404", officer_alone=REFUSED
    ),
    ("unlock", "post"): signed(
        staff=REFUSED, manager=REFUSED, device="400 400 400", officer=REFUSED, officer_alone=REFUSED
    ),
    ("subscription_key", "get"): WHOEVER,
    ("subscriptions", "post"): dict.fromkeys(ROLES, "+ + 400"),
    # Whoever has the id has the subscription: it is not guessed, and no cookie comes with it.
    ("subscription", "put"): ANYBODY,
    ("subscription", "delete"): WHOEVER,
    ("subscriptions_mine", "get"): signed(
        staff="+ + +", manager="+ + +", device="+ + +", officer="+ + +", officer_alone="+ + +"
    ),
    ("subscriptions_mine", "post"): signed(
        staff="+ + +", manager="+ + +", device="+ + +", officer="+ + +", officer_alone="+ + +"
    ),
    ("applications", "post"): WHOEVER,
    ("confirmations", "post"): dict.fromkeys(ROLES, "400 400 400"),  # a token and a code are asked for
    ("members", "get"): signed(staff="+ + +", manager="+ + +", officer="+ + +", officer_alone=REFUSED),
    ("members", "post"): signed(staff=FOREIGN, manager="+ 404 404", officer="+ + 404", officer_alone=REFUSED),
    ("member", "delete"): signed(
        staff=FOREIGN, manager="+ 404 404", officer="+ + 404", officer_alone=REFUSED
    ),
}


AN_APPLICATION: dict[str, Any] = {
    "organisation_name": "Lantern Bars Ltd",
    "sector": "bar",
    "signatory_name": "Ann Example",
    "signatory_email": "ann@lantern.example.org",
    "may_be_listed": True,
    "commitments": [{"position": position, "met": "met"} for position in range(1, 7)],
}


A_BROWSER: dict[str, Any] = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/bob",
    "keys": {"p256dh": ALICE.p256dh, "auth": ALICE.auth},
}


@dataclass
class Town:
    """Two organisations that know nothing of each other, with everybody in it."""

    venues: dict[str, Venue]
    devices: dict[str, Device]
    memberships: dict[str, Membership]
    clients: dict[str, Client]
    reports: dict[str, int]
    subscriptions: dict[str, uuid.UUID]


@pytest.fixture
def town(settings: Any) -> Town:
    now = datetime.now(UTC)
    versions.lay_first()
    own, other = (a_place(now, opening_hours="24/7", is_mobile=True) for _ in range(2))
    manager = people.a_member("manager@example.org", own, "manager")
    suspended = people.a_member("suspended@example.org", own, "manager")
    suspended.is_active = False
    suspended.save()
    paired = people.a_device(own, by=manager)
    spare = people.a_device(other).device
    colleague = people.a_member("colleague@example.org", own, "staff").memberships.get()
    stranger = people.a_member("stranger@example.org", other, "staff").memberships.get()
    snapshot.publish(at=now)
    clients = {
        "anonymous": Client(),
        "staff": people.signed_in(people.a_member("staff@example.org", own, "staff")),
        "manager": people.signed_in(manager),
        "device": people.as_device(paired),
        "officer": people.signed_in(people.a_person("officer@example.org", officer_role="officer")),
        "officer_alone": people.signed_in(
            people.a_person("alone@example.org", officer_role="senior_officer"), second_factor=False
        ),
        "partner": people.signed_in(people.a_person("partner@example.org", officer_role="partner")),
        "suspended": people.signed_in(suspended),
    }
    return Town(
        {"own": own, "other": other},
        {"own": paired.device, "other": spare},
        {"own": colleague, "other": stranger},
        clients,
        {name: _said(venue, clients["staff"]) for name, venue in (("own", own), ("other", other))},
        {name: asks(venue, now).pk for name, venue in (("own", own), ("other", other))},
    )


def _said(venue: Venue, client: Client) -> int:
    from backend.venues import reporting

    return reporting.report(venue, "full", at=datetime.now(UTC)).pk


def address(name: str, town: Town, owner: str) -> str:
    venue = town.venues.get(owner)
    slug = venue.slug if venue else "gone"
    special = {
        "special_day": f"venues/{slug}/special-days/2026-12-31",
        "undo": f"venues/{slug}/reports/{town.reports.get(owner, 0)}/undo",
        "hours_confirmation": f"venues/{slug}/hours-confirmation",
        "venue": f"venues/{slug}",
        "mine": "venues/mine",
        "place": f"places/{slug}",
        "contradictions": f"places/{slug}/contradictions",
        "nearest": "places/nearest",
        "places_geojson": "places.geojson",
        "places_csv": "places.csv",
        "pairings": "devices/pairings",
        "unlock": "devices/unlock",
        "confirmations": "applications/confirmations",
        "subscription_key": "subscriptions/key",
        "subscriptions_mine": "subscriptions/mine",
        "subscription": f"subscriptions/{town.subscriptions.get(owner, uuid.uuid4())}",
        "device": f"devices/{town.devices[owner].public_id if owner in town.devices else uuid.uuid4()}",
        "member": f"members/{town.memberships[owner].pk if owner in town.memberships else 0}",
    }
    of_venue = {name: f"venues/{slug}/{name}" for name in ("preview", "reports", "position", "tallies")}
    return f"/api/v1/{(special | of_venue).get(name, name)}"


def body(name: str, method: str, town: Town, owner: str) -> Any:
    venue = town.venues.get(owner)
    organisation = venue.organisation_id if venue else 0
    slug = venue.slug if venue else "gone"
    bodies: dict[tuple[str, str], Any] = {
        ("nearest", "post"): {"lat": 53.02, "lng": -2.17},
        ("postcodes", "post"): {"outcode": "ST1"},
        ("contradictions", "post"): {"what": "closed"},
        ("venue", "patch"): {"phone": "01632 960999"},
        ("preview", "post"): {"opening_hours": "Fr 22:00-04:00"},
        ("special_day", "put"): {"hours": "closed"},
        ("reports", "post"): {"status": "closed"},
        ("position", "put"): {"lat": 53.02, "lng": -2.17},
        ("tallies", "post"): {"kind": "water"},
        ("pairings", "post"): {"organisation": organisation, "venues": [slug], "name": "Till"},
        ("devices", "post"): {"code": "00000000"},
        ("unlock", "post"): {"pin": "0000"},
        ("subscriptions", "post"): A_BROWSER | {"place": slug},
        ("subscription", "put"): A_BROWSER,
        ("subscriptions_mine", "post"): A_BROWSER | {"tells": "venues"},
        ("applications", "post"): AN_APPLICATION,
        ("confirmations", "post"): {"token": "forged", "code": "000000"},
        ("members", "post"): {"organisation": organisation, "email": "new@example.org"},
    }
    return bodies.get((name, method))


def known() -> Iterator[tuple[str, str]]:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        view: Any = pattern.callback
        for method in METHODS:
            if hasattr(view.view_class, method):
                yield str(pattern.name), method


def test_every_address_and_method_is_in_the_table() -> None:
    assert set(known()) == set(TABLE)


@pytest.mark.parametrize("name_method", sorted(TABLE), ids="-".join)
def test_matrix(name_method: tuple[str, str], town: Town) -> None:
    name, method = name_method
    wrong = [
        f"{role} {owner}: {got}, not {wanted}"
        for role in ROLES
        for owner, wanted in zip(OWNERS, TABLE[name_method][role].split(), strict=True)
        if not _is(wanted, got := _answer(name, method, role, owner, town))
    ]
    assert not wrong


def _answer(name: str, method: str, role: str, owner: str, town: Town) -> int:
    """Each on a clean table: what one did is rolled back before the next."""
    if (name, method, owner) == ("special_day", "delete", "own"):
        _with_a_special_day(town.venues["own"])
    point = transaction.savepoint()
    cache.clear()  # the throttle has its own tests
    answer = people.send(
        copy.deepcopy(town.clients[role]),
        method.upper(),
        address(name, town, owner),
        body(name, method, town, owner),
        Idempotency_Key=uuid.uuid4().hex,
    )
    transaction.savepoint_rollback(point)
    return int(answer.status_code)


def _with_a_special_day(venue: Venue) -> None:
    venue.special_days.get_or_create(night="2026-12-31", defaults={"hours": "closed"})


def _is(wanted: str, got: int) -> bool:
    return 200 <= got < 300 if wanted == "+" else got == int(wanted)


def test_a_foreign_venue_and_one_that_is_not_there_are_answered_alike(town: Town) -> None:
    alice = town.clients["manager"]
    for name, method in (("venue", "get"), ("reports", "post"), ("position", "put"), ("preview", "post")):
        told = [
            people.send(
                alice,
                method.upper(),
                address(name, town, owner),
                body(name, method, town, owner),
                Idempotency_Key="k",
            ).content
            for owner in ("other", "gone")
        ]
        assert told[0] == told[1]


@pytest.mark.parametrize("role", ["staff", "manager", "device"])
def test_a_forged_request_without_the_token_is_refused(town: Town, role: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = town.clients[role].cookies
    venue = town.venues["own"]
    forged: Callable[..., Any] = people.send
    answer = forged(
        strict, "POST", f"/api/v1/venues/{venue.slug}/reports", {"status": "closed"}, Idempotency_Key="k"
    )
    assert answer.status_code == 403
    assert venue.reports.count() == 1
