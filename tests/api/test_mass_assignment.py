"""Every write address is sent every column of every table: only what it may move, moves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client

from backend.venues.models import Venue
from tests import people
from tests.api.test_matrix import TABLE, Town, address, body, town
from tests.factories import a_place

__all__ = ["town"]

pytestmark = pytest.mark.django_db

WRITES = sorted(
    key for key in TABLE if key[1] in {"post", "put", "patch"} and key[0] not in {"nearest", "postcodes"}
)
BROWSER = {"endpoint", "keys", "key_id", "expirationTime"}
# What each address takes; all else that any table has is refused by name.
TAKES: dict[tuple[str, str], set[str]] = {
    ("applications", "post"): {
        "organisation_name", "sector", "address", "town", "postcode", "website", "signatory_name",
        "signatory_role", "signatory_email", "signatory_phone", "champion_name", "champion_role",
        "champion_email", "may_be_listed", "premises", "commitments",
    },
    ("confirmations", "post"): {"token", "code"},
    ("contradictions", "post"): {"what"},
    ("devices", "post"): {"code", "name"},
    ("hours_confirmation", "post"): set(),
    ("members", "post"): {"organisation", "email", "name", "role", "venues"},
    ("pairings", "post"): {"organisation", "venues", "name", "pin"},
    ("position", "put"): {"lat", "lng"},
    ("preview", "post"): {"opening_hours", "week", "season_from", "season_until", "special_days"},
    ("reports", "post"): {"status", "until", "staffed", "age_s"},
    ("subscription", "put"): BROWSER,
    ("subscriptions", "post"): BROWSER | {"place"},
    ("subscriptions_mine", "post"): BROWSER | {"tells"},
    ("special_day", "put"): {"hours", "spans", "note"},
    ("tallies", "post"): {"kind", "by"},
    ("undo", "post"): set(),
    ("unlock", "post"): {"pin"},
    ("venue", "patch"): {
        "phone", "services", "access", "what_to_expect", "minimum_age", "last_entry", "opening_hours", "week",
        "season_from", "season_until", "name", "point", "kind", "eligibility",
    },
}  # fmt: skip
KEPT = ("venues", "accounts", "charter", "alerts")
PROPOSED = {"name", "point", "kind", "eligibility"}


def columns() -> list[str]:
    models = [model for app in KEPT for model in apps.get_app_config(app).get_models()]
    names = {field.name for model in models for field in model._meta.get_fields() if field.concrete}
    return sorted(
        names | {f"{name}_id" for name in ("venue", "organisation", "user")} | {"is_staff", "id", "pk"}
    )


def rows() -> dict[str, list[Any]]:
    """Everything that is kept, but for the marks of having been here."""
    models = [model for app in KEPT for model in apps.get_app_config(app).get_models()]
    seen = {"last_used_at", "last_seen_on", "accepted_at", "last_login", "pin_tries", "pin_blocked_until"}
    kept = {}
    for model in models:
        if model.__name__.endswith("Event") or model.__name__ == "GuessCount":
            continue
        fields = [field.attname for field in model._meta.concrete_fields if field.name not in seen]
        kept[model.__name__] = sorted(
            str([getattr(value, "wkt", value) for value in row])
            for row in model._default_manager.values_list(*fields)
        )
    return kept


def test_every_write_says_what_it_takes() -> None:
    assert set(TAKES) == set(WRITES)


@pytest.mark.parametrize("name_method", WRITES, ids="-".join)
def test_a_column_that_is_not_taken_is_refused_and_moves_nothing(
    name_method: tuple[str, str], town: Town
) -> None:
    name, method = name_method
    client = town.clients["device" if name == "unlock" else "manager"]
    before = rows()
    taken = [column for column in columns() if column not in TAKES[name_method]]
    sent = {column: _sent(client, name, method, town, column) for column in taken}
    assert {column: code for column, code in sent.items() if code != 400} == {}
    assert rows() == before


def _sent(client: Client, name: str, method: str, town: Town, column: str) -> int:
    cache.clear()  # the throttle has its own tests
    told = (body(name, method, town, "own") or {}) | {column: True}
    answer = people.send(client, method.upper(), address(name, town, "own"), told, Idempotency_Key=column)
    return int(answer.status_code)


def test_a_manager_moves_her_facts_and_proposes_the_rest() -> None:
    venue = a_place(datetime.now(UTC), opening_hours="24/7", town="Hanley")
    alice = people.signed_in(people.a_member("alice@example.org", venue, "manager"))
    wish: dict[str, Any] = {
        "phone": "01632 960999",
        "services": ["water", "toilets"],
        "access": {"step_free": True},
        "what_to_expect": "Ask at the bar.",
        "minimum_age": 18,
        "last_entry": "02:30",
        "week": {"fri": [["22:00", "04:00"]]},
        "season_from": "2026-11-01",
        "season_until": "2027-03-31",
        "name": "Another name",
        "point": {"lat": 53.03, "lng": -2.18},
        "kind": "charter_venue",
        "eligibility": "women_and_girls",
    }
    before: dict[str, Any] = dict(Venue.objects.filter(pk=venue.pk).values().get())
    answer = people.send(alice, "PATCH", f"/api/v1/venues/{venue.slug}", wish)
    assert answer.status_code == 200, answer.json()
    after: dict[str, Any] = dict(Venue.objects.filter(pk=venue.pk).values().get())
    moved = {column for column in before if before[column] != after[column]}
    assert moved == {
        "phone", "services", "access", "what_to_expect", "minimum_age", "last_entry", "opening_hours",
        "season_from", "season_until", "hours_confirmed_on",
    }  # fmt: skip
    assert set(answer.json()["proposals"][0]["changes"]) == PROPOSED
    assert answer.json()["opening_hours"] == "Fr 22:00-04:00"
