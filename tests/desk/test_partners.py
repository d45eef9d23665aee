"""Partners of the VRA: they read who signed and how it stands, and nothing that is about a person."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from backend.accounts.models import User
from backend.audit.models import Entry
from backend.charter import onboarding, registering, reviewing
from backend.charter.choices import ContactKind
from backend.charter.models import Answer, Promise, SentLetter, Step
from backend.venues.models import Membership, Organisation
from tests.factories import OrganisationFactory, a_place
from tests.people import send

from .steps import a_device, after, read, signed_in
from .test_register import an_application

pytestmark = pytest.mark.django_db

PRIVATE = (
    "canary-champion", "canary-signatory", "canary-mail", "canary-phone", "canary-member", "canary-device",
    "canary-letter", "canary-note", "canary-officer", "canary-script", "canary-visitor", "canary-finding",
    "canary-reason", "canary-action", "canary-how", "canary-kept",
)  # fmt: skip


@pytest.fixture
def partner(now: datetime) -> Client:
    return signed_in(User.objects.create_user("pat@example.org", "Pat Partner", officer_role="partner"))


@pytest.fixture
def story(now: datetime) -> Organisation:
    """A signatory that has everything, with a canary in all that a partner may not read."""
    officer = User.objects.create_user("o@example.org", "canary-officer", officer_role="senior_officer")
    made: Organisation = OrganisationFactory.create(name="Owl Taverns", town="Leek")
    venue = a_place(now, name="The Owl", organisation=made)
    for kind in ContactKind:
        registering.set_contact(
            made, kind, name=f"canary-{kind}", email="canary-mail@example.org", phone="canary-phone",
            by=officer, at=now,
        )  # fmt: skip
    today = now.date()
    registering.add_training(made, course="Vulnerability", people=7, held_on=today, by=officer, at=now)
    registering.add_spot_check(
        made, visited_on=today, visited_by="canary-visitor", script="canary-script", outcome="partly",
        notes="canary-note", venue=venue, by=officer, at=now,
    )  # fmt: skip
    registering.add_action(made, what="canary-action", due_on=today, by=officer, at=now)
    member = User.objects.create_user("canary-member@example.org", "canary-member")
    Membership.objects.create(user=member, organisation=made, role="manager", invited_at=now)
    a_device(venue, at=now, name="canary-device")
    SentLetter.objects.create(
        organisation=made, key="signed", to="canary-mail@example.org", subject="canary-letter", sent_at=now
    )
    _application(made, officer, now)
    type(venue).objects.filter(pk=venue.pk).update(suspended_at=now, suspended_because="canary-reason")
    return made


def _application(made: Organisation, officer: User, now: datetime) -> None:
    application = an_application(made, now)
    signature = made.signatures.get()
    type(signature).objects.filter(pk=signature.pk).update(application=application, may_be_listed=False)
    promise = Promise.objects.filter(signature=signature)[0]
    Promise.objects.filter(pk=promise.pk).update(how="canary-how")
    Answer.objects.create(
        application=application, commitment=promise.commitment, met="met", finding="canary-finding"
    )
    Step.objects.create(application=application, after="confirmed", at=now, by=officer, because="canary-note")
    confirmed = dict.fromkeys(signature.version.commitments.values_list("pk", flat=True), "canary-kept")
    reviewing.renew(made.signatures.get(), confirmed, by=officer, at=now, note="canary-note")


def test_officers_read_all_of_it(desk: Client, story: Organisation) -> None:
    """The control: these canaries are on the page of who may read them."""
    page = desk.get(f"/desk/organisations/{story.pk}/").content.decode()
    assert [canary for canary in PRIVATE if canary not in page] == []


def test_partners_read_nothing_of_a_person(partner: Client, story: Organisation) -> None:
    pages = [
        partner.get(address).content.decode()
        for address in (
            "/desk/organisations/",
            "/desk/organisations/?q=canary-champion",
            f"/desk/organisations/{story.pk}/",
            f"/desk/organisations/{story.pk}/?page=2",
        )
    ]
    assert [canary for canary in PRIVATE for page in pages[2:] if canary in page] == []
    assert "Owl Taverns" not in pages[1]


def test_partners_read_how_an_organisation_stands(partner: Client, story: Organisation) -> None:
    told = read(partner.get(f"/desk/organisations/{story.pk}/"))
    for words in (
        "Owl Taverns", "Leek", "Current", "version 1", "Review due", "Vulnerability", "7 people",
        "Partly, 22 November 2026", "The Owl", "Not shown to the public", "Spot check: The Owl: partly",
        "Signed version 1 of the Charter", "Training: Vulnerability, 7 people",
    ):  # fmt: skip
        assert words in told, words


def test_withdrawal_is_told_without_its_reason(
    partner: Client, story: Organisation, sam: User, now: datetime
) -> None:
    onboarding.withdraw(story.signatures.get(), because="canary-reason", by=sam, at=now)
    page = partner.get(f"/desk/organisations/{story.pk}/")
    assert "Withdrawn" in read(page)
    assert "canary-reason" not in page.content.decode()


def test_there_is_nothing_on_it_to_press(partner: Client, story: Organisation) -> None:
    for address in ("/desk/organisations/", f"/desk/organisations/{story.pk}/"):
        page = partner.get(address).content.decode()
        assert page.count('method="post"') == 1  # signing out
        assert "/desk/venues/" not in page


def test_the_menu_names_what_they_may_see_and_the_desk_leads_there(partner: Client) -> None:
    opened = partner.get("/desk/")
    assert opened["Location"] == "/desk/organisations/"
    page = partner.get("/desk/organisations/").content.decode()
    assert ">Register</a>" in page
    for hidden in ("Tonight", "Officers", "Audit"):
        assert f">{hidden}</a>" not in page
    refused = partner.get("/desk/officers/")
    assert refused.status_code == 403
    assert "Go to the register" in read(refused)


def test_to_the_api_a_partner_is_a_stranger(partner: Client, now: datetime) -> None:
    """Signed in, and nothing more: no venue, no organisation, no member, no device is theirs."""
    venue = a_place(now)
    mine = partner.get("/api/v1/venues/mine").json()
    assert (mine["who"]["officer"], mine["who"]["is_senior"], mine["who"]["at_desk"]) == (False, False, True)
    assert (mine["organisations"], mine["venues"]) == ([], [])
    assert partner.get("/api/v1/devices").json()["devices"] == []
    assert partner.get("/api/v1/members").json()["members"] == []
    for method, part, body in (
        ("GET", "", None),
        ("PATCH", "", {"phone": "01632 960999"}),
        ("POST", "/reports", {"status": "closed"}),
        ("POST", "/tallies", {"kind": "water"}),
    ):
        told = send(partner, method, f"/api/v1/venues/{venue.slug}{part}", body, Idempotency_Key="k")
        assert told.status_code == 404, (method, part)
    organisation = venue.organisation_id
    asked: list[tuple[str, dict[str, object]]] = [
        ("members", {"organisation": organisation, "email": "x@example.org"}),
        ("devices/pairings", {"organisation": organisation, "venues": [venue.slug], "name": "Till"}),
    ]
    for part, typed in asked:
        assert send(partner, "POST", f"/api/v1/{part}", typed).status_code in {403, 404}


def test_a_senior_officer_invites_a_partner(senior_desk: Client, sam: User) -> None:
    typed = {"name": "Pat Partner", "email": "pat@example.org", "role": "partner"}
    told = after(senior_desk, "/desk/officers/invitations", **typed)
    assert "Pat Partner is invited." in told
    assert User.objects.get(email="pat@example.org").is_partner
    assert Entry.objects.get().did == "officer.invited"
    again = senior_desk.post("/desk/officers/invitations", typed)
    assert "Pat Partner is a partner already. Nothing was sent." in read(again)
    after(senior_desk, "/desk/officers/invitations", **typed | {"role": "officer"})
    assert User.objects.get(email="pat@example.org").is_officer
    less = senior_desk.post("/desk/officers/invitations", typed)
    assert "Pat Partner is an officer already." in read(less)
    assert User.objects.get(email="pat@example.org").is_officer
