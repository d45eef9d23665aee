"""What is done at the desk: each decision is one link of the audit, and moves what its form names alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.test import Client

from backend.accounts.models import User
from backend.audit import chain
from backend.audit.models import Entry
from backend.charter.models import SavedView
from backend.desk import deciding
from backend.venues.models import Venue

from .steps import organisation_of, signed_in, with_second_factor
from .test_access import TABLE, World, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db

Typed = Callable[[World, Client], dict[str, str]]


def nothing(world: World, client: Client) -> dict[str, str]:
    return {}


def said(**typed: str) -> Typed:
    return lambda world, client: typed


@dataclass(frozen=True)
class Action:
    """What is typed, and what the audit then says: nothing for what decides nothing."""

    typed: Typed
    did: str = ""
    before: Callable[[World], object] = field(default=lambda world: None)


def _suspended(world: World) -> None:
    Venue.objects.filter(pk=world.venue.pk).update(suspended_at=world.proposal.made_at, suspended_because="x")


def _out(world: World) -> None:
    User.objects.filter(pk=world.membership.user_id).update(is_active=False)


def _kept_view(world: World) -> None:
    owner = User.objects.get(email="sam@example.org")
    SavedView.objects.create(pk=1, owner=owner, name="x", query="q=x", made_at=world.proposal.made_at)


def _reviewed(world: World, client: Client) -> dict[str, str]:
    context = client.get(world.address("renewal")).context
    ticked = {f"confirmed_{each.pk}": "on" for each in context["form"].commitments}
    return ticked | {"seen": context["seen"], "note": "x"}


def _as_read(world: World, client: Client) -> dict[str, str]:
    seen = deciding.version_of(world.proposal)
    return {"seen": seen, "refuse-seen": seen, "refuse-because": "x"}


# Every address of the desk that takes a form. One that is missing fails.
ACTIONS: dict[str, Action] = {
    "again": Action(said(code="000000")),
    "sign_out": Action(nothing),
    "save_view": Action(said(name="x", query="q=x")),
    "delete_view": Action(nothing, before=_kept_view),
    "suspend": Action(said(**{"suspend-because": "x"}), "venue.suspended"),
    "publish": Action(said(**{"publish-because": "x"}), "venue.published", _suspended),
    "accept": Action(_as_read, "proposal.accepted"),
    "refuse": Action(_as_read, "proposal.refused"),
    "invite_member": Action(
        said(name="New", email="new@example.org", role="staff", scope="all"), "membership.invited"
    ),
    "set_contact": Action(said(kind="champion", name="Cher"), "register.contact"),
    "add_training": Action(said(course="C", people="2", held_on="2026-11-01"), "register.training"),
    "add_spot_check": Action(
        said(visited_on="2026-11-01", visited_by="V", script="S", outcome="passed"), "register.spot_check"
    ),
    "add_action": Action(said(what="W", due_on="2026-12-01"), "register.action"),
    "finish_action": Action(nothing, "register.action_done"),
    "renewal": Action(_reviewed, "charter.renewed"),
    "withdrawal": Action(said(because="x", read=""), "charter.withdrawn"),
    "end_membership": Action(nothing, "membership.ended"),
    "revoke_device": Action(nothing, "device.revoked"),
    "invite_officer": Action(said(name="Nora", email="nora@example.org", role="partner"), "officer.invited"),
    "reset_second_factor": Action(
        said(is_certain="on"),
        "officer.second_factor_reset",
        lambda world: with_second_factor(world.membership.user),
    ),
    "suspend_person": Action(said(**{"suspend-because": "x"}), "person.suspended"),
    "lift_person": Action(said(**{"lift-because": "x"}), "person.let_in", _out),
}


def test_the_table_knows_every_address_that_takes_a_form() -> None:
    assert set(ACTIONS) == {name for name, (methods, _) in TABLE.items() if "POST" in methods.split()}


@pytest.mark.parametrize("name", ACTIONS)
def test_each_decision_is_one_link_of_the_audit(name: str, world: World, sam: User) -> None:
    client, action = signed_in(sam), ACTIONS[name]
    action.before(world)
    typed = action.typed(world, client)
    was = list(Entry.objects.values_list("did", flat=True))
    answer = client.post(world.address(name), typed)
    assert answer.status_code == (400 if name == "again" else 302), answer.content
    done = list(Entry.objects.order_by("number").values_list("did", flat=True))[len(was) :]
    assert done == ([action.did] if action.did else [])
    if action.did:
        newest = Entry.objects.latest("number")
        assert (newest.who, newest.at) == (f"user:{sam.pk}", world.proposal.made_at)
    assert chain.check().faults == []


@pytest.mark.parametrize("name", [name for name in ACTIONS if name not in {"again", "sign_out", "save_view"}])
def test_what_is_done_twice_is_recorded_no_more_than_it_was_done(name: str, world: World, sam: User) -> None:
    """A double click; what is written down twice is two things, and each has its link."""
    client, action = signed_in(sam), ACTIONS[name]
    action.before(world)
    typed = action.typed(world, client)
    for _ in range(2):
        client.post(world.address(name), typed)
    again = {"add_training", "add_spot_check", "add_action"}
    most = 2 if name in again else 1 if action.did else 0
    # Whoever sets the same contact again has set it: nothing changes, nothing is recorded.
    assert Entry.objects.count() == most


@pytest.mark.parametrize("name", [name for name, (methods, _) in TABLE.items() if "GET" in methods])
def test_looking_records_nothing(name: str, world: World, sam: User) -> None:
    assert signed_in(sam).get(world.address(name)).status_code == 200
    assert not Entry.objects.exists()


# --- Mass assignment ----------------------------------------------------------------------------------------

APPS = ("charter", "venues", "accounts", "mfa")
FORMS = [
    "again", "save_view", "delete_view", "set_contact", "add_training", "add_spot_check", "add_action",
    "finish_action", "renewal", "withdrawal", "invite_member", "end_membership", "revoke_device",
    "invite_officer", "reset_second_factor", "suspend_person", "lift_person",
]  # fmt: skip
# What differs from one run to the next, whoever sends what: numbers of rows, salts and marks of time.
FLEETING = {
    "id",
    "pk",
    "session_salt",
    "password",
    "pgh_id",
    "pgh_context",
    "pgh_context_id",
    "pgh_obj",
    "pgh_created_at",
}


def everything() -> dict[str, list[str]]:
    return {model._meta.label: sorted(map(_row, model._default_manager.all())) for model in _models()}


def _models() -> list[type[Model]]:
    found = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return [model for model in found if "Event" not in model.__name__]


def _row(row: Model) -> str:
    """What is in it; what it points at by its name, for a row that was made just now has another number."""
    fields = [each for each in row._meta.concrete_fields if each.name not in FLEETING]
    return repr([(each.name, str(getattr(row, each.name))) for each in fields])


def columns() -> dict[str, str]:
    names = {each.name for model in _models() for each in model._meta.get_fields() if each.concrete}
    names |= {f"{name}_id" for name in ("organisation", "venue", "user", "owner", "made_by", "signature")}
    return {name: _evil(name) for name in names | {"id", "pk", "is_staff", "is_superuser", "by", "at"}}


def _evil(name: str) -> str:
    if name.endswith("_at"):
        return "2020-01-01T00:00:00Z"
    if name.endswith("_on"):
        return "2020-01-01"
    return {"officer_role": "senior_officer", "standing": "withdrawn", "state": "signed"}.get(name, "1")


@pytest.mark.parametrize("name", FORMS)
def test_columns_that_a_form_does_not_name_move_nothing(
    name: str, world: World, sam: User, now: datetime
) -> None:
    """Sent with every column of every table beside its own fields, a form does what it does without them."""
    action = ACTIONS[name]
    action.before(world)
    with_second_factor(sam)
    told = []
    for more in ({}, columns()):
        point = transaction.savepoint()
        client = signed_in(sam)
        typed = action.typed(world, client)
        client.post(world.address(name), {**_unasked(name, world, client, more), **typed})
        told.append(everything())
        transaction.savepoint_rollback(point)
    assert told[0] == told[1]


def _unasked(name: str, world: World, client: Client, more: dict[str, str]) -> dict[str, str]:
    """Without the form's own fields: what it names, it may move."""
    if "GET" not in TABLE[name][0]:
        own = {"name", "email", "role", "query", "next", "is_certain"}
    else:
        own = set(client.get(world.address(name)).context["form"].fields) | {"next", "read", "change"}
    return {column: value for column, value in more.items() if column not in own}


def test_the_comparison_would_see_a_difference(world: World) -> None:
    """The control."""
    before = everything()
    organisation_of(world.venue).contacts.create(kind="champion", name="x", made_at=world.proposal.made_at)
    assert everything() != before
