"""Signing in by a code that is typed into the browser that asked for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F

from backend.accounts import codes
from backend.accounts.models import Letter, SignInCode, User

from .steps import BASE, Browser, code_for, pending, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def test_the_right_code_signs_in_the_browser_that_asked(browser: Browser, alice: User) -> None:
    asked = browser.ask("Alice@Example.org")
    assert asked.status_code == 401
    assert pending(asked) == ["login_by_code"]
    signed_in = browser.confirm(code_for(alice))
    assert signed_in.status_code == 200
    assert signed_in.json()["data"]["user"] == {
        "id": alice.pk,
        "email": "alice@example.org",
        "display": "Alice Example",
    }
    assert browser.session_answer().status_code == 200


def test_a_code_may_be_typed_with_spaces(browser: Browser, alice: User) -> None:
    browser.ask(alice.email)
    code = code_for(alice)
    assert browser.confirm(f" {code[:3]} {code[3:]} ").status_code == 200


def test_the_right_code_in_another_browser_is_refused(browser: Browser, alice: User) -> None:
    browser.ask(alice.email)
    other = Browser()
    assert other.confirm(code_for(alice)).status_code == 409
    other.ask(alice.email)
    first = code_for(alice)
    browser.ask(alice.email)
    assert browser.confirm(first).status_code == 400
    assert SignInCode.objects.filter(used_at=None).count() == 3


def test_the_session_holds_neither_code_nor_address(browser: Browser, alice: User) -> None:
    browser.ask(alice.email)
    held = str(dict(browser.session.items()))
    assert code_for(alice) not in held
    assert alice.email not in held
    assert code_for(alice) not in SignInCode.objects.get().code_hash


def test_a_wrong_code_says_so_and_the_fifth_is_the_last(browser: Browser, alice: User) -> None:
    browser.ask(alice.email)
    code = code_for(alice)
    for _ in range(5):
        answer = browser.confirm(wrong(code))
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["code"] == "incorrect_code"
    assert browser.confirm(code).status_code == 409
    assert SignInCode.objects.get().tries == 5


def test_a_code_is_good_for_ten_minutes(alice: User) -> None:
    row = codes.ask(alice.email, at=NOW)
    code = code_for(alice)
    assert codes.confirm(row, code, at=NOW + timedelta(minutes=10, seconds=1)) is codes.Refusal.GONE
    assert codes.confirm(row, code, at=NOW + timedelta(minutes=9, seconds=59)) == alice


def test_after_ten_minutes_the_browser_is_told_to_ask_again(browser: Browser, alice: User) -> None:
    browser.ask(alice.email)
    SignInCode.objects.update(expires_at=F("expires_at") - timedelta(minutes=10, seconds=1))
    assert browser.confirm(code_for(alice)).status_code == 409
    assert pending(browser.session_answer()) == []


def test_a_code_works_once(alice: User) -> None:
    row = codes.ask(alice.email, at=NOW)
    code = code_for(alice)
    assert codes.confirm(row, code, at=NOW) == alice
    assert codes.confirm(row, code, at=NOW) is codes.Refusal.GONE


def test_asking_anew_ends_the_code_before(browser: Browser, alice: User) -> None:
    browser.ask(alice.email)
    first = code_for(alice)
    browser.ask(alice.email)
    assert SignInCode.objects.filter(expires_at__gt=datetime.now(UTC)).count() == 1
    second = code_for(alice)
    if first != second:
        assert browser.confirm(first).status_code == 400
    assert browser.confirm(second).status_code == 200


def test_five_codes_an_hour_and_the_sixth_is_never_sent(alice: User) -> None:
    for _ in range(6):
        codes.ask(alice.email, at=NOW)
    assert Letter.objects.filter(to=alice.email).count() == 5
    assert SignInCode.objects.filter(user=alice).count() == 5
    codes.ask(alice.email, at=NOW + timedelta(minutes=61))
    assert Letter.objects.filter(to=alice.email).count() == 6


def test_ten_failures_a_day_over_all_codes_of_a_person(alice: User) -> None:
    rows = [codes.ask(alice.email, at=NOW) for _ in range(3)]
    code = code_for(alice)
    for row in rows[:2]:
        for _ in range(5):
            assert codes.confirm(row, wrong(code) if row == rows[2] else "x", at=NOW) is codes.Refusal.WRONG
    assert codes.confirm(rows[2], code, at=NOW) is codes.Refusal.GONE
    codes.ask(alice.email, at=NOW + timedelta(hours=2))
    assert Letter.objects.filter(to=alice.email).count() == 3
    codes.ask(alice.email, at=NOW + timedelta(hours=25))
    assert Letter.objects.filter(to=alice.email).count() == 4


def test_signing_in_is_no_failure(alice: User) -> None:
    for hour in range(12):
        moment = NOW + timedelta(hours=hour)
        row = codes.ask(alice.email, at=moment)
        assert codes.confirm(row, code_for(alice), at=moment) == alice


def test_somebody_who_is_suspended_meanwhile_does_not_get_in(browser: Browser, alice: User) -> None:
    browser.ask(alice.email)
    code = code_for(alice)
    User.objects.update(is_active=False)
    assert browser.confirm(code).status_code == 400
    assert browser.session_answer().status_code == 401


@pytest.mark.parametrize("email", ["nobody@example.org", "suspended@example.org"])
def test_no_letter_goes_to_an_unknown_or_suspended_address(browser: Browser, db: None, email: str) -> None:
    gone = User.objects.create_user("suspended@example.org")
    gone.is_active = False
    gone.save()
    assert pending(browser.ask(email)) == ["login_by_code"]
    assert list(Letter.objects.values_list("to", flat=True)) == [""]
    assert [browser.confirm("123456").status_code for _ in range(6)] == [400] * 5 + [409]


@pytest.mark.parametrize(
    "body", [{}, {"email": ""}, {"email": "no address"}, {"email": 7}, {"email": "a\x00@b.c"}]
)
def test_what_is_no_address_is_refused_in_words(browser: Browser, db: None, body: dict[str, object]) -> None:
    answer = browser.send("auth/code/request", body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["param"] == "email"


def test_asking_too_often_is_429_in_json(browser: Browser, alice: User, settings: object) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "2/m/key"}  # type: ignore[attr-defined]
    assert [browser.ask(alice.email).status_code for _ in range(3)] == [401, 401, 429]
    assert browser.ask(alice.email).json() == {"status": 429}


def test_signing_in_gives_the_browser_a_new_session(browser: Browser, alice: User) -> None:
    browser.ask(alice.email)
    before = browser.cookies["session"].value
    browser.confirm(code_for(alice))
    after = browser.cookies["session"].value
    assert before != after
    thief = Browser()
    thief.cookies["session"] = before
    assert thief.session_answer().status_code == 401


def test_whoever_is_signed_in_asks_for_nothing(browser: Browser, alice: User) -> None:
    browser.sign_in(alice)
    assert browser.ask("bob@example.org").status_code == 409
    assert browser.fetch("auth/session").status_code == 200
    assert browser.delete(f"{BASE}/auth/session").status_code == 401
