"""People arrive by invitation; the letter says where to sign in and signs nobody in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db.models import Model
from pytest_django import Settings

from backend.accounts import codes, invitations, letters, people, second_factor
from backend.accounts.adapters import NOTICES
from backend.accounts.models import Letter, OfficerRole, User
from backend.pages import views as pages

from .steps import Browser, add_totp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def test_an_invited_person_signs_in_with_the_address_of_the_letter(browser: Browser, officer: User) -> None:
    user = invitations.invite(" New@Example.org", "New  Person", by=officer, part="staff of The Arms", at=NOW)
    (letter,) = Letter.objects.all()
    assert (letter.to, user.name) == ("new@example.org", "New Person")
    assert "Olive Officer (olive@example.org) invited you as staff of The Arms." in letter.body
    assert "http://localhost:8000/venue" in letter.body
    assert browser.sign_in(user).status_code == 200


def test_inviting_again_sends_a_letter_and_changes_nobody(alice: User, officer: User) -> None:
    again = invitations.invite(alice.email, "Another Name", by=officer, part="staff of The Arms", at=NOW)
    assert again == alice
    assert again.name == "Alice Example"
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    "email", ["", "no address", "a@b", "a@b.org\nBcc: c@d.org", "a\x00@b.org", "x" * 255 + "@b.org"]
)
def test_what_is_no_address_is_refused(officer: User, email: str) -> None:
    with pytest.raises(ValidationError):
        invitations.invite(email, by=officer, part="staff", at=NOW)
    assert not Letter.objects.exists()


def test_a_suspended_person_is_not_invited_back(alice: User, officer: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="suspended"):
        invitations.invite(alice.email, by=officer, part="staff", at=NOW)
    assert not Letter.objects.exists()


def test_what_people_typed_stays_in_its_line_of_the_letter(officer: User) -> None:
    officer.name = "Olive\n\nYour code is 123456\nhttp://evil.example"
    invitations.invite("new@example.org", "A\nB", by=officer, part="staff of\nThe Arms", at=NOW)
    body = Letter.objects.get().body
    assert "Hello,\n" in body
    assert "Olive Your code is 123456 http://evil.example (olive@example.org) invited you as" in body


def invite_officer(*words: str) -> str:
    said = StringIO()
    call_command("inviteofficer", *words, stdout=said)
    return said.getvalue()


def test_the_first_officer_is_invited_at_the_keyboard(browser: Browser, settings: Settings) -> None:
    settings.EMAIL_HOST_IS_SET = False
    said = invite_officer("sam@example.org", "--name", "Sam Senior", "--senior")
    assert "sam@example.org is invited as senior officer. Sign in at http://localhost:8000/venue" in said
    assert str(settings.MAIL_DIR) in said
    sam = User.objects.get()
    assert sam.is_senior_officer
    assert people.officer_addresses() == ["sam@example.org"]
    assert (
        "The people who run this site invited you as senior officer of the VRA." in Letter.objects.get().body
    )
    assert browser.sign_in(sam).status_code == 200


def test_inviting_an_officer_again_takes_nothing_away() -> None:
    invite_officer("sam@example.org", "--senior")
    invite_officer("sam@example.org")
    assert User.objects.get().is_senior_officer
    invite_officer("olive@example.org")
    assert User.objects.get(email="olive@example.org").officer_role == "officer"
    invite_officer("olive@example.org", "--senior")
    assert User.objects.get(email="olive@example.org").is_senior_officer


def test_the_command_refuses_what_is_no_address() -> None:
    with pytest.raises(CommandError, match="valid email"):
        invite_officer("no address")


def test_letters_and_pages_call_the_product_by_the_same_name(settings: Settings) -> None:
    assert pages.PRODUCT == letters.PRODUCT == settings.MFA_TOTP_ISSUER


def every_letter(alice: User, officer: User, senior: User) -> None:
    now = datetime.now(UTC)
    codes.ask(alice.email, at=now)
    invitations.invite("new@example.org", by=officer, part="staff of The Arms", at=now)
    invitations.invite_officer("first@example.org", role=OfficerRole.SENIOR_OFFICER, at=now)
    add_totp(officer)
    second_factor.reset_second_factor(officer, by=senior, at=now)
    for what in NOTICES.values():
        words = letters.second_factor_changed(what, at=now)
        Letter.objects.create(
            to=alice.email, subject=words.subject, body=words.body, made_at=now, drop_at=now
        )


def everything() -> dict[str, list[Any]]:
    """Every row of every table about people."""
    models: list[type[Model]] = [
        *apps.get_app_config("accounts").get_models(),
        *apps.get_app_config("mfa").get_models(),
        Session,
    ]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def test_a_scanner_that_presses_every_link_of_every_letter_changes_nothing(
    browser: Browser, alice: User, officer: User, senior: User
) -> None:
    browser.ask(alice.email)
    every_letter(alice, officer, senior)
    links = {link for letter in Letter.objects.all() for link in re.findall(r"https?://\S+", letter.body)}
    assert links == {"http://localhost:8000/venue"}
    before = everything()
    for link in links:
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            scanner = Browser(headers={"User-Agent": "scanner"})
            scanner.generic(method, link.removeprefix("http://localhost:8000"))
            assert scanner.session_answer().status_code == 401
    assert everything() == before


def test_no_letter_that_names_a_link_holds_a_code(alice: User, officer: User, senior: User) -> None:
    every_letter(alice, officer, senior)
    for letter in Letter.objects.all():
        assert "://" not in letter.body or not re.search(r"\b\d{6}\b", letter.body)
        assert not re.search(r"\d{6}", letter.subject)
