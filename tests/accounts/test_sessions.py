"""How long a sign-in lasts, and what ends it before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session

from backend.accounts import forgetting, invitations
from backend.accounts.models import Letter, SignInCode, User

from .steps import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("role", "stays"),
    [("", timedelta(days=30)), ("officer", timedelta(hours=12)), ("senior_officer", timedelta(hours=12))],
)
def test_a_sign_in_lasts_as_long_as_its_role_allows(browser: Browser, role: str, stays: timedelta) -> None:
    user = User.objects.create_user("alice@example.org", officer_role=role)
    with time_machine.travel(NOW, tick=False):
        assert browser.sign_in(user).status_code == 200
        assert browser.cookies["session"]["max-age"] == stays.total_seconds()
    with time_machine.travel(NOW + stays - timedelta(minutes=1), tick=False):
        assert browser.session_answer().status_code == 200
        session = browser.session
        session["touched"] = True
        session.save()
    with time_machine.travel(NOW + stays + timedelta(seconds=1), tick=False):
        assert browser.session_answer().status_code == 401


def test_ending_sessions_bites_on_the_next_request(alice: User) -> None:
    phone, tablet = Browser(), Browser()
    for browser in (phone, tablet):
        browser.sign_in(alice)
        assert browser.session_answer().status_code == 200
    alice.refresh_from_db()
    alice.end_sessions()
    assert [browser.session_answer().status_code for browser in (phone, tablet)] == [401, 401]


def test_a_suspended_person_is_out_on_the_next_request(browser: Browser, alice: User) -> None:
    browser.sign_in(alice)
    User.objects.update(is_active=False)
    assert browser.session_answer().status_code == 401


def test_whoever_becomes_an_officer_signs_in_again(browser: Browser, alice: User) -> None:
    browser.sign_in(alice)
    invitations.invite_officer(alice.email, at=NOW)
    assert browser.session_answer().status_code == 401


def test_signing_out_signs_out(browser: Browser, alice: User) -> None:
    browser.sign_in(alice)
    assert browser.send("auth/session", {}, "DELETE").status_code == 401
    assert browser.session_answer().status_code == 401


def test_a_browser_that_only_asked_is_forgotten_after_a_quarter_of_an_hour(
    browser: Browser, alice: User
) -> None:
    browser.ask(alice.email)
    assert browser.cookies["session"]["max-age"] == 15 * 60


def test_what_has_run_out_is_deleted(browser: Browser, alice: User) -> None:
    with time_machine.travel(NOW, tick=False):
        browser.ask(alice.email)
    forgetting.forget(at=NOW + timedelta(minutes=9))
    assert (SignInCode.objects.count(), Session.objects.count(), Letter.objects.count()) == (1, 1, 1)
    forgetting.forget(at=NOW + timedelta(minutes=16))
    assert (SignInCode.objects.count(), Session.objects.count(), Letter.objects.count()) == (1, 0, 0)
    forgetting.forget(at=NOW + timedelta(hours=25))
    assert SignInCode.objects.count() == 0


def test_after_a_restored_backup_everybody_signs_in_again(browser: Browser, alice: User) -> None:
    browser.sign_in(alice)
    forgetting.forget_what_was_under_way()
    assert browser.session_answer().status_code == 401
    assert not Letter.objects.exists()
