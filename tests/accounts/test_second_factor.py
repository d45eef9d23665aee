"""Authenticator apps and recovery codes at sign-in; who may add, remove and reset them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory

from backend.accounts import second_factor
from backend.accounts.models import Letter, User

from .steps import Browser, add_totp, pending, totp_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
AUTHENTICATORS = "account/authenticators"


def request_of(browser: Browser, user: User) -> HttpRequest:
    request = RequestFactory().get("/desk/")
    request.user, request.session = user, browser.session
    return request


def letters_to(user: User) -> list[str]:
    return list(Letter.objects.filter(to=user.email).values_list("subject", flat=True))


def add_app(browser: Browser) -> tuple[str, Any]:
    secret = browser.fetch(f"{AUTHENTICATORS}/totp").json()["meta"]["secret"]
    return secret, browser.send(f"{AUTHENTICATORS}/totp", {"code": totp_code(secret)})


def test_whoever_has_an_app_is_asked_for_it_after_the_code(browser: Browser, officer: User) -> None:
    secret = add_totp(officer)
    answer = browser.sign_in(officer)
    assert answer.status_code == 401
    assert pending(answer) == ["mfa_authenticate"]
    assert browser.session_answer().status_code == 401
    assert browser.send("auth/2fa/authenticate", {"code": "000000"}).status_code == 400
    assert browser.send("auth/2fa/authenticate", {"code": totp_code(secret)}).status_code == 200
    request = request_of(browser, officer)
    assert second_factor.signed_in_with_second_factor(request)
    assert second_factor.signed_in_lately(request)


def test_a_code_of_the_app_is_taken_once_in_whichever_process(browser: Browser, officer: User) -> None:
    code = totp_code(add_totp(officer))
    browser.sign_in(officer)
    assert browser.send("auth/2fa/authenticate", {"code": code}).status_code == 200
    cache.clear()  # as another web process has it, which never saw the code
    assert browser.send("auth/2fa/reauthenticate", {"code": code}).status_code == 400


def test_a_code_before_the_one_that_was_taken_is_not_taken(officer: User) -> None:
    secret = add_totp(officer)
    app = Authenticator.objects.get(user=officer, type="totp")
    early, now, late = (
        totp.format_hotp_value(totp.hotp_value(secret, counter))
        for counter in totp.yield_hotp_counters_from_time()
    )
    assert [second_factor.spend(app, code) for code in (now, early, now, late, late)] == [
        True, False, False, True, False,
    ]  # fmt: skip


def test_an_officer_without_a_second_factor_has_shown_none(browser: Browser, officer: User) -> None:
    assert browser.sign_in(officer).status_code == 200
    request = request_of(browser, officer)
    assert not second_factor.has_second_factor(officer)
    assert not second_factor.signed_in_with_second_factor(request)
    assert second_factor.signed_in_lately(request)


def test_whoever_adds_an_app_has_shown_it_and_is_told(
    browser: Browser, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    browser.sign_in(officer)
    with django_capture_on_commit_callbacks(execute=True):
        _, answer = add_app(browser)
    assert answer.status_code == 200
    assert second_factor.has_second_factor(officer)
    assert second_factor.signed_in_with_second_factor(request_of(browser, officer))
    assert letters_to(officer)[-1] == "Your sign-in for Open Tonight was changed"
    codes = browser.fetch(f"{AUTHENTICATORS}/recovery-codes").json()["data"]["unused_codes"]
    assert len(codes) == 10
    assert codes[0] not in str(list(Letter.objects.values_list("body", flat=True)))


def test_a_recovery_code_stands_for_the_app_once(browser: Browser, officer: User) -> None:
    browser.sign_in(officer)
    add_app(browser)
    code = browser.fetch(f"{AUTHENTICATORS}/recovery-codes").json()["data"]["unused_codes"][0]
    for status in (200, 400):
        other = Browser()
        other.sign_in(officer)
        assert other.send("auth/2fa/authenticate", {"code": code}).status_code == status


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "totp"),
        ("POST", "totp"),
        ("DELETE", "totp"),
        ("GET", "webauthn?passwordless"),
        ("POST", "webauthn"),
        ("PUT", "webauthn"),
        ("DELETE", "webauthn"),
        ("GET", "recovery-codes"),
        ("POST", "recovery-codes"),
    ],
)
@pytest.mark.parametrize("has_app", [False, True])
def test_a_phone_left_signed_in_is_not_enough_to_change_ways_in(
    browser: Browser, alice: User, method: str, address: str, has_app: bool
) -> None:
    with time_machine.travel(NOW, tick=False):
        secret = add_totp(alice) if has_app else ""
        browser.sign_in(alice)
        if has_app:
            browser.send("auth/2fa/authenticate", {"code": totp_code(secret)})
        assert browser.session_answer().status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        before = list(Authenticator.objects.values_list("pk", flat=True))
        answer = browser.send(f"{AUTHENTICATORS}/{address}", {"code": "123456"}, method)
        assert answer.status_code == 401
        assert answer.json()["data"]["flows"][0]["id"] == (
            "mfa_reauthenticate" if has_app else "reauthenticate"
        )
        assert answer.json()["meta"]["is_authenticated"] is True
        assert list(Authenticator.objects.values_list("pk", flat=True)) == before


def test_showing_the_app_again_is_enough(browser: Browser, alice: User) -> None:
    with time_machine.travel(NOW, tick=False):
        secret = add_totp(alice)
        browser.sign_in(alice)
        browser.send("auth/2fa/authenticate", {"code": totp_code(secret)})
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        assert not second_factor.signed_in_lately(request_of(browser, alice))
        assert browser.send("auth/2fa/reauthenticate", {"code": totp_code(secret)}).status_code == 200
        assert browser.fetch(f"{AUTHENTICATORS}/webauthn?passwordless").status_code == 200


def test_an_officer_keeps_the_last_second_factor(browser: Browser, officer: User) -> None:
    browser.sign_in(officer)
    add_app(browser)
    answer = browser.send(f"{AUTHENTICATORS}/totp", {}, "DELETE")
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "cannot_delete_authenticator"
    assert second_factor.has_second_factor(officer)


def test_others_may_remove_theirs_and_are_told(browser: Browser, alice: User) -> None:
    browser.sign_in(alice)
    add_app(browser)
    assert browser.send(f"{AUTHENTICATORS}/totp", {}, "DELETE").status_code == 200
    assert not Authenticator.objects.filter(user=alice).exists()
    assert "removed" in Letter.objects.filter(to=alice.email).latest("pk").body
    assert not second_factor.signed_in_with_second_factor(request_of(browser, alice))


def test_wrong_guesses_at_a_second_factor_end_for_the_day(browser: Browser, officer: User) -> None:
    secret = add_totp(officer)
    browser.sign_in(officer)
    for _ in range(second_factor.GUESSES_A_DAY):
        assert browser.send("auth/2fa/authenticate", {"code": "000000"}).status_code == 400
    assert browser.send("auth/2fa/authenticate", {"code": totp_code(secret)}).status_code == 429
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert second_factor.claim_guess(officer, at=tomorrow)


def test_right_guesses_are_not_counted(officer: User) -> None:
    for _ in range(50):
        assert second_factor.claim_guess(officer, at=NOW)
        second_factor.give_back_guess(officer)


def test_a_senior_officer_resets_a_lost_second_factor_and_both_are_told(
    browser: Browser, officer: User, senior: User
) -> None:
    browser.sign_in(officer)
    add_app(browser)
    second_factor.reset_second_factor(officer, by=senior, at=NOW)
    assert not Authenticator.objects.exists()
    assert browser.session_answer().status_code == 401
    told = Letter.objects.filter(to__in=[officer.email, senior.email], subject__contains="reset")
    assert {letter.to for letter in told} == {officer.email, senior.email}
    assert all("22 November 2026 at 01:30" in letter.body for letter in told)


def test_nobody_else_resets_one(alice: User, officer: User, senior: User) -> None:
    suspended = User.objects.create_user("gone@example.org", officer_role="senior_officer")
    suspended.is_active = False
    add_totp(alice)
    add_totp(senior)
    for person, by in [
        (senior, senior),
        (alice, officer),
        (senior, officer),
        (officer, alice),
        (alice, suspended),
    ]:
        with pytest.raises(PermissionDenied):
            second_factor.reset_second_factor(person, by=by, at=NOW)
    assert Authenticator.objects.count() == 2
    assert not Letter.objects.exists()
