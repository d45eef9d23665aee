"""The end of a signature: a reason, the letter as it will go, changed or not, and then it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import Letter
from backend.audit.models import Entry
from backend.charter import registering
from backend.charter.choices import ContactKind
from backend.charter.models import SentLetter
from backend.venues.models import Organisation, Venue
from tests.factories import OrganisationFactory, a_place

from .steps import after, read
from .test_organisation_story import signature_of, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def owl(now: datetime) -> Organisation:
    made: Organisation = OrganisationFactory.create(name="Owl Taverns")
    return made


@pytest.fixture
def written_to(owl: Organisation, now: datetime) -> Venue:
    registering.set_contact(owl, ContactKind.SIGNATORY, name="Sig", email="sig@example.org", at=now)
    registering.set_contact(owl, ContactKind.CHAMPION, name="Cher", email="cher@example.org", at=now)
    return a_place(now, name="The Owl", organisation=owl, kind="charter_venue")


def letter_of(page: Any) -> dict[str, str]:
    """The letter as it stands on the page, to be sent as it is or changed."""
    form = page.context["letter"]
    return {form[name].html_name: form[name].value() for name in ("subject", "body")} | {
        "to": page.context["to"]
    }


def test_the_letter_is_read_before_anything_is_done(
    senior_desk: Client, owl: Organisation, written_to: Venue
) -> None:
    page = senior_desk.post(story(owl, "withdrawal"), {"because": "They asked\nto leave."})
    told = read(page)
    for words in ("Sig, sig@example.org", "Cher, cher@example.org", "Hello {name},", "They asked to leave."):
        assert words in told, words
    assert signature_of(owl).standing == "current"
    assert not Letter.objects.exists()
    back = senior_desk.post(story(owl, "withdrawal"), {"because": "They asked to leave.", "change": ""})
    assert ">\nThey asked to leave.</textarea>" in back.content.decode()


def test_then_it_is_withdrawn_and_each_gets_the_letter_as_it_was_changed(
    senior_desk: Client, owl: Organisation, written_to: Venue
) -> None:
    sent = letter_of(senior_desk.post(story(owl, "withdrawal"), {"because": "They left."}))
    sent["letter-subject"] = "Goodbye, {name}"
    sent["letter-body"] += "\nRing us.\n"
    told = after(senior_desk, story(owl, "withdrawal"), because="They left.", read="", **sent)
    assert "The signature of Owl Taverns is withdrawn. The public sees it no more." in told
    assert signature_of(owl).standing == "withdrawn"
    written_to.refresh_from_db()
    assert written_to.published_at is None
    for name, email in (("Sig", "sig@example.org"), ("Cher", "cher@example.org")):
        letter = Letter.objects.get(to=email)
        assert letter.subject == f"Goodbye, {name}"
        assert letter.body.startswith(f"Hello {name},\n")
        assert letter.body.endswith("\nRing us.\n")
        assert "They left." in letter.body
        assert SentLetter.objects.get(to=email).body == letter.body
    assert Entry.objects.filter(did="charter.withdrawn").count() == 1
    assert senior_desk.post(story(owl, "withdrawal"), {"because": "x", "read": ""}).status_code == 404
    assert Entry.objects.count() == 1


def test_one_alone_is_written_to_by_name(senior_desk: Client, owl: Organisation, now: datetime) -> None:
    registering.set_contact(owl, ContactKind.SIGNATORY, name="Sig", email="sig@example.org", at=now)
    page = senior_desk.post(story(owl, "withdrawal"), {"because": "Of {name}."})
    assert "Hello Sig," in letter_of(page)["letter-body"]
    assert "in the place of" not in read(page)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"letter-body": " "}, "Type the letter."),
        ({"letter-subject": ""}, "Type a subject"),
        ({"letter-subject": "x" * 201}, "Use at most 200 letters"),
        ({"to": "sig@example.org"}, "Who gets the letter has changed since you read it."),
    ],
)
def test_a_letter_that_will_not_do_withdraws_nothing(
    senior_desk: Client, owl: Organisation, written_to: Venue, change: dict[str, str], words: str
) -> None:
    sent = letter_of(senior_desk.post(story(owl, "withdrawal"), {"because": "They left."}))
    refused = senior_desk.post(
        story(owl, "withdrawal"), {"because": "They left.", "read": "", **sent, **change}
    )
    assert refused.status_code == 400
    assert words in read(refused)
    assert signature_of(owl).standing == "current"
    assert not Letter.objects.exists()


def test_unread_it_is_shown_first(senior_desk: Client, owl: Organisation, written_to: Venue) -> None:
    page = senior_desk.post(story(owl, "withdrawal"), {"because": "They left.", "read": ""})
    assert "Nothing is done yet." in read(page)
    assert signature_of(owl).standing == "current"


@pytest.mark.parametrize(
    ("because", "words"), [("", "Type the reason"), ("x" * 501, "Use at most 500 letters here.")]
)
def test_a_withdrawal_needs_a_reason(
    senior_desk: Client, owl: Organisation, because: str, words: str
) -> None:
    refused = senior_desk.post(story(owl, "withdrawal"), {"because": because, "read": ""})
    assert refused.status_code == 400
    assert words in read(refused)
    assert signature_of(owl).standing == "current"


def test_only_a_senior_officer_finds_the_way_to_it(
    desk: Client, senior_desk: Client, owl: Organisation
) -> None:
    assert "/withdrawal" in senior_desk.get(story(owl)).content.decode()
    assert "/withdrawal" not in desk.get(story(owl)).content.decode()
    assert desk.post(story(owl, "withdrawal"), {"because": "x", "read": ""}).status_code == 403
    assert signature_of(owl).standing == "current"


def test_without_addresses_it_is_said_that_no_letter_goes(senior_desk: Client, owl: Organisation) -> None:
    page = senior_desk.post(story(owl, "withdrawal"), {"because": "They left."})
    assert "No contact has an e-mail address, so no letter goes" in read(page)
    assert "is withdrawn." in after(senior_desk, story(owl, "withdrawal"), because="They left.", read="")
    assert signature_of(owl).standing == "withdrawn"
    assert not Letter.objects.exists()
