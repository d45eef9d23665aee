"""A thousand guesses at one code at the same moment, over real connections to a real database."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from backend.accounts import codes, second_factor
from backend.accounts.models import SignInCode, User

from .steps import Browser, code_for, wrong

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unhurried")]

GUESSES = 1_000
THREADS = 20


def at_once(count: int, guess: object) -> Counter[object]:
    """Every thread begins at the same moment; each closes its own connection."""
    barrier = Barrier(THREADS)

    def several(first: int) -> list[object]:
        barrier.wait()
        try:
            return [guess(number) for number in range(first, count, THREADS)]  # type: ignore[operator]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(answer for answers in pool.map(several, range(THREADS)) for answer in answers)


def test_of_a_thousand_concurrent_guesses_five_are_compared(browser: Browser, alice: User) -> None:
    browser.ask(alice.email)
    code = code_for(alice)
    session = browser.cookies["session"].value

    def guess(number: int) -> int:
        thief = Browser()
        thief.cookies["session"] = session
        return int(thief.confirm(f"{(int(code) + 1 + number) % 1_000_000:06}").status_code)

    answers = at_once(GUESSES, guess)
    assert answers == {400: 5, 409: GUESSES - 5}
    assert SignInCode.objects.get().tries == 5
    assert browser.confirm(code).status_code == 409
    assert browser.session_answer().status_code == 401


def test_of_many_browsers_with_the_right_code_at_once_one_gets_in(alice: User) -> None:
    now = datetime.now(UTC)
    row = codes.ask(alice.email, at=now)
    code = code_for(alice)
    answers = at_once(100, lambda _: codes.confirm(row, code, at=now))
    assert answers == {alice: 1, codes.Refusal.GONE: 99}


def test_of_a_thousand_guesses_at_five_codes_of_one_person_ten_are_compared(alice: User) -> None:
    now = datetime.now(UTC)
    rows = [codes.ask(alice.email, at=now) for _ in range(5)]
    code = wrong(code_for(alice))
    answers = at_once(GUESSES, lambda number: codes.confirm(rows[number % 5], "no code", at=now))
    assert answers == {codes.Refusal.WRONG: 10, codes.Refusal.GONE: GUESSES - 10}
    assert sum(SignInCode.objects.values_list("tries", flat=True)) == 10
    assert all(codes.confirm(row, code, at=now) is codes.Refusal.GONE for row in rows)


def test_five_codes_an_hour_however_many_ask_at_once(alice: User) -> None:
    now = datetime.now(UTC)
    at_once(100, lambda _: codes.ask(alice.email, at=now) is None)
    assert SignInCode.objects.filter(user=alice).count() == 5


def test_twenty_guesses_a_day_at_a_second_factor_however_many_come_at_once(alice: User) -> None:
    now = datetime.now(UTC)
    assert at_once(200, lambda _: second_factor.claim_guess(alice, at=now)) == {True: 20, False: 180}
