"""Every address of the desk, every method, everybody who may ask. A missing address fails."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from backend.accounts.models import User
from backend.charter.models import ActionItem, Application, ImportBatch, Paper
from backend.desk.urls import urlpatterns
from backend.venues.models import Device, Membership, Proposal, Venue
from tests.applications import an_application
from tests.factories import a_place

from .steps import a_device, organisation_of, read, signed_in, with_second_factor

pytestmark = pytest.mark.django_db

METHODS = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "POST"]
# The name of the address: which methods it takes, and whether it is for senior officers.
TABLE: dict[str, tuple[str, bool]] = {
    "home": ("GET", False),
    "waiting": ("GET", False),
    "tonight": ("GET", False),
    "again": ("GET POST", False),
    "sign_out": ("POST", False),
    "venue": ("GET", False),
    "suspend": ("POST", False),
    "publish": ("POST", True),
    "history": ("GET", False),
    "accept": ("POST", False),
    "refuse": ("POST", False),
    "organisations": ("GET", False),
    "organisation": ("GET", False),
    "papers": ("GET", False),
    "make_certificate": ("POST", False),
    "make_poster": ("POST", False),
    "paper": ("GET", False),
    "invite_member": ("GET POST", False),
    "set_facts": ("GET POST", False),
    "set_contact": ("GET POST", False),
    "add_training": ("GET POST", False),
    "add_spot_check": ("GET POST", False),
    "add_action": ("GET POST", False),
    "finish_action": ("POST", False),
    "renewal": ("GET POST", False),
    "withdrawal": ("GET POST", True),
    "save_view": ("POST", False),
    "delete_view": ("POST", False),
    "end_membership": ("POST", False),
    "revoke_device": ("POST", False),
    "applications": ("GET", False),
    "application": ("GET", False),
    "take_up": ("POST", False),
    "note_findings": ("POST", False),
    "ask_for_action": ("POST", False),
    "decline": ("POST", False),
    "take_back": ("POST", False),
    "sign": ("POST", False),
    "letters": ("GET", False),
    "letter": ("GET", False),
    "write_letter": ("POST", False),
    "our_words": ("POST", False),
    "charter": ("GET", False),
    "set_terms": ("POST", True),
    "new_version": ("GET", True),
    "draft_version": ("POST", True),
    "version": ("GET", False),
    "rewrite_version": ("POST", True),
    "put_in_force": ("POST", True),
    "coverage": ("GET", False),
    "coverage_hour": ("GET", False),
    "coverage_export": ("POST", False),
    "reliability": ("GET", False),
    "impact": ("GET", False),
    "impact_export": ("POST", False),
    "imports": ("GET", False),
    "import_template": ("GET", False),
    "look_at_file": ("POST", False),
    "import": ("GET", False),
    "apply_import": ("POST", False),
    "publish_import": ("POST", True),
    "undo_import": ("POST", False),
    "exports": ("GET", False),
    "take_export": ("POST", False),
    "officers": ("GET", True),
    "invite_officer": ("POST", True),
    "person": ("GET", True),
    "reset_second_factor": ("GET POST", True),
    "suspend_person": ("POST", True),
    "lift_person": ("POST", True),
    "audit": ("GET", True),
    "alerts": ("GET", False),
}
# What partners may read, beside signing out and showing that it is them.
FOR_PARTNERS = {
    "organisations", "organisation", "again", "sign_out", "coverage", "coverage_hour", "coverage_export",
    "reliability", "impact", "impact_export",
}  # fmt: skip
# Past these the door is open; what the form then lacks is another matter.
ANSWERED = {200, 302, 400}
NOT_THERE = {"delete_view": {404}}  # somebody else's, or nobody's


@dataclass
class World:
    venue: Venue
    device: Device
    proposal: Proposal
    membership: Membership
    application: Application
    paper: Paper
    action: ActionItem
    batch: ImportBatch

    def address(self, name: str) -> str:
        kwargs: dict[str, Any] = {
            "slug": {"slug": self.venue.slug},
            "public_id": {"public_id": self.device.public_id},
            "proposals": {"pk": self.proposal.pk},
            "organisations": {"pk": self.venue.organisation_id},
            "memberships": {"pk": self.membership.pk},
            "actions": {"pk": self.action.pk},
            "views": {"pk": 1},
            "people": {"pk": self.membership.user_id},
            "applications": {"pk": self.application.pk},
            "charter": {"pk": self.application.version_id},
            "waiting": {"key": "silent"},
            "letters": {"key": "signed"},
            "papers": {"pk": self.paper.pk},
            "imports": {"pk": self.batch.pk},
        }
        route = ROUTES[name]
        parts = ["slug"] if ":slug>" in route else ["public_id"] if "public_id" in route else []
        parts = parts or ([route.split("/")[0]] if "<" in route else [])
        return reverse(f"desk:{name}", kwargs=kwargs[parts[0]] if parts else None)


def _routes() -> Iterator[tuple[str, str]]:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.name, pattern
        yield pattern.name, str(pattern.pattern)


ROUTES = dict(_routes())


@pytest.fixture
def world(now: datetime) -> World:
    venue = a_place(now)
    manager = User.objects.create_user("mary@example.org", "Mary Manager")
    membership = Membership.objects.create(
        user=manager, organisation=organisation_of(venue), role="manager", invited_at=now
    )
    device = a_device(venue, at=now)
    proposal = Proposal.objects.create(
        venue=venue, changes={"name": [venue.name, "New"]}, made_by=manager, made_at=now
    )
    paper = Paper.objects.create(
        kind="certificate", organisation=organisation_of(venue), asked_at=now, made_at=now, content=b"%PDF"
    )
    action = ActionItem.objects.create(
        organisation=organisation_of(venue), what="x", due_on=now.date(), made_at=now
    )
    batch = ImportBatch.objects.create(file_name="demo.csv", uploaded_at=now)
    return World(venue, device, proposal, membership, an_application(now), paper, action, batch)


def person(kind: str, world: World) -> Client:
    if kind == "anonymous":
        return Client()
    if kind == "manager":
        return signed_in(world.membership.user)
    role = {"senior": "senior_officer", "staff": "", "partner": "partner"}.get(kind, "officer")
    role = "partner" if kind == "partner-without" else role
    user = User.objects.create_user(f"{kind}@example.org", kind.title(), officer_role=role)
    if kind == "staff":
        Membership.objects.create(
            user=user,
            organisation=organisation_of(world.venue),
            role="staff",
            invited_at=world.proposal.made_at,
        )
    client = signed_in(user, second_factor=not kind.endswith("-without"))
    if kind == "suspended":
        User.objects.filter(pk=user.pk).update(is_active=False)
    return client


def expected(kind: str, name: str, method: str) -> set[int]:
    takes, is_senior = TABLE[name]
    methods = {method.replace("GET", "HEAD") for method in takes.split()} | set(takes.split())
    if kind == "partner" and name == "home" and method in methods:
        return {302}
    if kind in {"anonymous", "suspended"}:
        return {302}
    if kind in {"staff", "manager"}:
        return {404}
    if (kind.endswith("-without") and name != "sign_out") or (is_senior and kind == "officer"):
        return {403}
    if kind == "partner" and name not in FOR_PARTNERS:
        return {403}
    return NOT_THERE.get(name, ANSWERED) if method in methods else {405}


def test_the_table_knows_every_address() -> None:
    assert set(TABLE) == set(ROUTES)


@pytest.mark.parametrize(
    "kind",
    [
        "anonymous", "staff", "manager", "officer-without", "officer", "senior", "suspended",
        "partner", "partner-without",
    ],
)  # fmt: skip
def test_the_door_opens_to_those_of_the_desk_with_a_second_factor_alone(kind: str, world: World) -> None:
    client = person(kind, world)
    wrong = []
    # Signing out comes last, whatever the order of the table.
    for name in sorted(TABLE, key=lambda name: name == "sign_out"):
        for method in METHODS:
            response = client.generic(method, world.address(name))
            if response.status_code not in expected(kind, name, method):
                wrong.append(f"{method} {name}: {response.status_code}")
            if response.status_code == 302 and kind in {"anonymous", "suspended"}:
                assert response["Location"].startswith("/venue?next=/desk/"), response["Location"]
            if response.status_code != 404:
                assert response["Cache-Control"] == "no-store"
                assert response["Referrer-Policy"] == "same-origin"
    assert wrong == []


@pytest.mark.parametrize(
    "kind",
    ["anonymous", "staff", "manager", "officer-without", "suspended", "partner", "partner-without"],
)
def test_whoever_may_not_changes_nothing(kind: str, world: World) -> None:
    client = person(kind, world)
    typed = {"suspend-because": "x", "seen": world.proposal.made_at.isoformat(), "is_certain": "on"}
    before = _everything(world)
    for name in TABLE:
        client.post(world.address(name), typed)
    assert _everything(world) == before


def _everything(world: World) -> list[Any]:
    rows = [
        world.venue, world.device, world.proposal, world.membership, world.membership.user, world.application,
        world.action, world.batch,
    ]  # fmt: skip
    return [type(row).objects.filter(pk=row.pk).values().get() for row in rows]  # type: ignore[attr-defined]


def test_whoever_is_sent_to_sign_in_comes_back_to_the_page_they_wanted(world: World) -> None:
    wanted = Client().get("/desk/tonight/?show=silent")["Location"]
    assert wanted == "/venue?next=/desk/tonight/%3Fshow%3Dsilent"
    late = Client().post(world.address("suspend"), {"suspend-because": "x"})
    assert late["Location"] == "/venue?next=/desk/"


def test_an_officer_without_a_second_factor_reads_why_and_where(world: World) -> None:
    response = person("officer-without", world).get("/desk/")
    assert response.status_code == 403
    assert "Add a passkey or an authenticator app first" in read(response)
    assert b'href="/venue?next=/desk/"' in response.content
    assert world.venue.name not in read(response)


def test_an_officer_who_has_one_but_did_not_use_it_signs_in_again(world: World, olive: User) -> None:
    with_second_factor(olive)
    client = signed_in(olive, second_factor=False)
    response = client.get("/desk/")
    assert response.status_code == 403
    assert "You have a second factor, but have not used it" in read(response)
    assert client.post("/desk/sign-out")["Location"] == "/venue?next=/desk/&signed_out"
    assert client.get("/desk/").status_code == 302


def test_a_second_factor_that_was_removed_no_longer_counts(desk: Client, olive: User) -> None:
    assert desk.get("/desk/").status_code == 200
    olive.authenticator_set.all().delete()  # type: ignore[attr-defined]
    assert desk.get("/desk/").status_code == 403


@pytest.mark.parametrize("name", [name for name, (takes, _) in TABLE.items() if "POST" in takes])
def test_a_form_from_elsewhere_is_refused(name: str, world: World, sam: User) -> None:
    inside = signed_in(sam)
    outside = Client(enforce_csrf_checks=True)
    outside.cookies = inside.cookies
    before = _everything(world)
    response = outside.post(world.address(name), {"suspend-because": "x"})
    assert response.status_code == 403
    assert "Nothing was changed" in read(response)
    assert response["Referrer-Policy"] == "same-origin"
    assert _everything(world) == before


def test_a_refused_form_elsewhere_says_nothing_of_the_desk(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/help")
    assert response.status_code == 403
    assert "desk" not in read(response).lower()


GONE = [
    "/desk/imports/999999/", f"/desk/imports/{'9' * 30}/",
    "/desk/venues/gone/", "/desk/venues/gone/history", "/desk/organisations/999999/", "/desk/people/999999/",
    f"/desk/people/{'9' * 30}/", "/desk/applications/999999/", f"/desk/applications/{'9' * 30}/",
    "/desk/waiting/gone/", "/desk/letters/gone/", "/desk/letters/application_code/", "/desk/charter/999999/",
    "/desk/organisations/999999/papers", "/desk/papers/999999",
    f"/desk/people/{'9' * 30}/",
]  # fmt: skip
GONE_FORMS = [
    "/desk/venues/gone/suspend", "/desk/venues/gone/publish", "/desk/proposals/999999/accept",
    "/desk/proposals/999999/refuse", "/desk/organisations/999999/members", "/desk/memberships/999999/end",
    f"/desk/devices/{uuid.UUID(int=1)}/revoke", "/desk/people/999999/second-factor",
    "/desk/people/999999/suspend", "/desk/people/999999/lift", "/desk/applications/999999/take-up",
    "/desk/applications/999999/findings", "/desk/applications/999999/action",
    "/desk/applications/999999/decline", "/desk/applications/999999/withdraw",
    "/desk/applications/999999/sign", "/desk/letters/gone/words", "/desk/letters/application_code/words",
    "/desk/letters/application_code/ours", "/desk/charter/999999/words", "/desk/charter/999999/force",
    "/desk/organisations/999999/certificate", "/desk/venues/gone/poster",
    "/desk/organisations/999999/contacts", "/desk/organisations/999999/trainings",
    "/desk/organisations/999999/spot-checks", "/desk/organisations/999999/actions",
    "/desk/organisations/999999/renewal", "/desk/organisations/999999/withdrawal",
    "/desk/actions/999999/done", "/desk/views/999999/delete", "/desk/imports/999999/apply",
    "/desk/imports/999999/publish", "/desk/imports/999999/undo",
]  # fmt: skip


@pytest.mark.parametrize("address", GONE)
def test_what_is_gone_is_said_to_be_gone(senior_desk: Client, address: str) -> None:
    response = senior_desk.get(address)
    assert response.status_code == 404
    assert "There is nothing here" in read(response)


@pytest.mark.parametrize("address", GONE_FORMS)
def test_nobody_decides_of_what_is_gone(senior_desk: Client, address: str) -> None:
    typed = {"suspend-because": "x", "lift-because": "x", "publish-because": "x", "refuse-because": "x"}
    assert senior_desk.post(address, typed | {"is_certain": "on"}).status_code == 404


def test_without_its_stroke_the_desk_is_found_too(desk: Client) -> None:
    assert desk.get("/desk", follow=True).status_code == 200


def test_signing_out_ends_the_session(desk: Client) -> None:
    assert desk.post("/desk/sign-out")["Location"] == "/venue?next=/desk/&signed_out"
    assert desk.get("/desk/").status_code == 302


def test_nothing_runs_and_nothing_is_fetched_from_elsewhere(desk: Client) -> None:
    response = desk.get("/desk/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "style-src 'self' 'sha256-" in policy
    page = response.content.decode()
    assert "<script" not in page
    assert "http-equiv" not in page
    assert "http://" not in page
    assert "https://" not in page
