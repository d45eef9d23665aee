"""What is done at the desk: each decision is one link of the audit, and moves what its form names alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Model
from django.test import Client

from backend.accounts.models import User
from backend.audit import chain
from backend.audit.models import Entry
from backend.charter import assessing, exporting, importing, letters, versions
from backend.charter.models import SavedView
from backend.desk import deciding
from backend.venues.models import Venue
from tests.charter.test_importing import ROW
from tests.charter.test_importing import a_file as signatories

from .steps import organisation_of, signed_in, with_second_factor
from .test_access import TABLE, World, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db

Typed = Callable[[World, Client], dict[str, Any]]


def nothing(world: World, client: Client) -> dict[str, Any]:
    return {}


def said(**typed: str) -> Typed:
    return lambda world, client: typed


def a_file(world: World, client: Client) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("demo.csv", signatories(ROW))}


def with_a_letter(prefix: str, **typed: str) -> Typed:
    """What was typed, and the letter that was shown for it."""
    kept = {f"{prefix}-{name}": value for name, value in typed.items()}
    return said(**kept, **{"letter-subject": "S", "letter-body": "B"})


def as_new(world: World, client: Client) -> dict[str, Any]:
    return {"sign-organisation": "new", "letter-subject": "S", "letter-body": "B"}


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


def _under_review(world: World) -> None:
    at = world.proposal.made_at
    assessing.take_up(world.application, by=User.objects.get(email="sam@example.org"), at=at)


def _found_for(world: World, client: Client) -> dict[str, Any]:
    return {f"finding_{each.commitment_id}": "x" for each in world.application.answers.all()}


def _a_draft(world: World) -> None:
    sam, at = User.objects.get(email="sam@example.org"), world.proposal.made_at
    world.application.version_id = versions.draft("I", [("T", "")], by=sam, at=at).pk


def _our_letter_changed(world: World) -> None:
    sam, at = User.objects.get(email="sam@example.org"), world.proposal.made_at
    letters.change_words("signed", "S", "B", by=sam, at=at)


def _looked_at(world: World) -> None:
    at = world.proposal.made_at
    world.batch, _ = importing.look(signatories(ROW), file_name="demo.csv", by=None, at=at)


def _applied(world: World) -> None:
    _looked_at(world)
    importing.apply(world.batch, by=None, at=world.proposal.made_at)


def _all_ready(world: World, client: Client) -> dict[str, Any]:
    return {
        "venues": list(
            Venue.objects.filter(organisation__name=ROW["organisation"]).values_list("slug", flat=True)
        )
    }


def _shown_for_the_charter(world: World) -> None:
    Venue.objects.filter(pk=world.venue.pk).update(kind="charter_venue")


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
    "set_facts": Action(said(name="New name", sector="bar", may_be_listed="no"), "register.facts"),
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
    "take_up": Action(nothing, "charter.taken_up"),
    "note_findings": Action(_found_for, "charter.findings", _under_review),
    "ask_for_action": Action(
        with_a_letter("action", because="x", due_on="2026-12-20"), "charter.action_needed", _under_review
    ),
    "decline": Action(with_a_letter("decline", because="x"), "charter.declined", _under_review),
    "take_back": Action(said(**{"taken-back-because": "x"}), "charter.taken_back"),
    "sign": Action(as_new, "charter.signed", _under_review),
    "write_letter": Action(said(subject="S", body="B", keep="1"), "letter.changed"),
    "our_words": Action(nothing, "letter.ours_again", _our_letter_changed),
    "set_terms": Action(said(review_months="6", grace_days="10"), "register.terms"),
    "draft_version": Action(said(introduction="I", title_1="T"), "charter.version_drafted"),
    "rewrite_version": Action(said(introduction="J", title_1="U"), "charter.version_rewritten", _a_draft),
    "put_in_force": Action(
        said(**{"force-in_force_on": "2026-12-01", "force-is_certain": "on"}),
        "charter.version_in_force",
        _a_draft,
    ),
    "coverage_export": Action(said(format="csv", because="x"), "figures.exported"),
    "impact_export": Action(said(format="csv", because="x"), "figures.exported"),
    "look_at_file": Action(a_file, "import.read"),
    "apply_import": Action(nothing, "import.applied", _looked_at),
    "publish_import": Action(_all_ready, "venue.published", _applied),
    "undo_import": Action(nothing, "import.undone", _applied),
    "take_export": Action(said(what=exporting.CHOICES[0][0], because="x"), "register.exported"),
    "make_certificate": Action(nothing, "register.paper"),
    "make_poster": Action(nothing, "register.paper", _shown_for_the_charter),
}
# What comes back from these is a file.
FILES = {"coverage_export", "impact_export", "take_export"}
# Written down, looked at or taken once more, it is another one, and has a link of its own.
AS_OFTEN = {"add_training", "add_spot_check", "add_action", "look_at_file", *FILES}


def test_the_table_knows_every_address_that_takes_a_form() -> None:
    assert set(ACTIONS) == {name for name, (methods, _) in TABLE.items() if "POST" in methods.split()}


@pytest.mark.parametrize("name", ACTIONS)
def test_each_decision_is_one_link_of_the_audit(name: str, world: World, sam: User) -> None:
    client, action = signed_in(sam), ACTIONS[name]
    action.before(world)
    typed = action.typed(world, client)
    was = list(Entry.objects.values_list("did", flat=True))
    answer = client.post(world.address(name), typed)
    expected = 400 if name == "again" else 200 if name in FILES else 302
    assert answer.status_code == expected, answer.content
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
    was = Entry.objects.count()
    for _ in range(2):
        client.post(world.address(name), typed | (a_file(world, client) if "file" in typed else {}))
    most = 2 if name in AS_OFTEN else 1 if action.did else 0
    # Whoever sets the same contact again has set it: nothing changes, nothing is recorded.
    assert Entry.objects.count() - was == most


@pytest.mark.parametrize("name", [name for name, (methods, _) in TABLE.items() if "GET" in methods])
def test_looking_records_nothing(name: str, world: World, sam: User) -> None:
    was = Entry.objects.count()
    assert signed_in(sam).get(world.address(name)).status_code == 200
    assert Entry.objects.count() == was


# --- Mass assignment ----------------------------------------------------------------------------------------

APPS = ("charter", "venues", "accounts", "mfa")
FORMS = [
    "again", "save_view", "delete_view", "set_facts",
    "set_contact", "add_training", "add_spot_check", "add_action",
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
        sent = urlencode({**_unasked(name, world, client, more), **typed})
        client.post(world.address(name), sent, content_type="application/x-www-form-urlencoded")
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
