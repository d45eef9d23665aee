"""A key has one effect: what the first of its taps was told, all of them are."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection

from backend.accounts.models import User
from backend.venues import once
from backend.venues.models import AnsweredKey
from backend.venues.once import Answer, KeyReused, Tap
from tests import people

pytestmark = pytest.mark.django_db
at_once = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
WAITS_S = 20


class GivenUp(Exception):
    """The first tap was refused."""


@pytest.fixture
def alice() -> User:
    return people.a_person("alice@example.org")


class Bell:
    """Counts how often it was rung; the first ring can be held up, and can fail."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.rung = 0
        self.breaks = breaks
        self.is_ringing, self.may_end = threading.Event(), threading.Event()

    def ring(self) -> Answer:
        self.rung += 1
        if self.rung == 1:
            self.is_ringing.set()
            assert self.may_end.wait(WAITS_S)
            if self.breaks:
                raise GivenUp
        return {"ring": self.rung}


def in_background(count: int, act: Callable[[], object]) -> list[threading.Thread]:
    def work() -> None:
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


@at_once
def test_copies_that_come_during_the_first_are_told_what_it_was_told(alice: User) -> None:
    bell, told = Bell(), list[tuple[Answer, bool]]()
    tap = Tap(alice, "k1", {"status": "full"})
    threads = in_background(5, lambda: told.append(once.answered_once(tap, bell.ring, at=NOW)))
    assert bell.is_ringing.wait(WAITS_S)
    bell.may_end.set()
    for thread in threads:
        thread.join()
    assert sorted(told, key=lambda each: each[1]) == [({"ring": 1}, False)] + [({"ring": 1}, True)] * 4
    assert (bell.rung, AnsweredKey.objects.count()) == (1, 1)


@at_once
def test_a_copy_takes_the_turn_of_a_first_that_was_refused(alice: User) -> None:
    bell, told, refused = Bell(breaks=True), list[tuple[Answer, bool]](), list[GivenUp]()
    tap = Tap(alice, "k1", {"status": "full"})

    def act() -> None:
        try:
            told.append(once.answered_once(tap, bell.ring, at=NOW))
        except GivenUp as error:
            refused.append(error)

    threads = in_background(2, act)
    assert bell.is_ringing.wait(WAITS_S)
    bell.may_end.set()
    for thread in threads:
        thread.join()
    assert (told, len(refused)) == ([({"ring": 2}, False)], 1)


@at_once
def test_of_two_bodies_at_once_one_has_the_key(alice: User) -> None:
    bell, told, refused = Bell(), list[Answer](), list[KeyReused]()
    bodies = iter([{"status": "full"}, {"status": "closed"}])

    def act() -> None:
        try:
            told.append(once.answered_once(Tap(alice, "k1", next(bodies)), bell.ring, at=NOW)[0])
        except KeyReused as error:
            refused.append(error)

    threads = in_background(2, act)
    assert bell.is_ringing.wait(WAITS_S)
    bell.may_end.set()
    for thread in threads:
        thread.join()
    assert (told, len(refused)) == ([{"ring": 1}], 1)


@pytest.mark.parametrize(
    ("key", "asks", "is_repeat"),
    [
        ("k1", {"status": "full", "staffed": None}, True),
        ("k1", {"staffed": None, "status": "full"}, True),
        ("k2", {"status": "full", "staffed": None}, False),
        ("K1", {"status": "full", "staffed": None}, False),
    ],
)
def test_a_tap_is_known_again_by_its_key_and_by_what_it_asks(
    alice: User, key: str, asks: Answer, is_repeat: bool
) -> None:
    bell = Bell()
    bell.may_end.set()
    once.answered_once(Tap(alice, "k1", {"status": "full", "staffed": None}), bell.ring, at=NOW)
    answer, repeated = once.answered_once(Tap(alice, key, asks), bell.ring, at=NOW)
    assert (answer["ring"], repeated) == (1 if is_repeat else 2, is_repeat)


@pytest.mark.parametrize(
    "asks", [{}, {"status": "closed"}, {"status": "full", "until": None}, {"status": ["full"]}]
)
def test_a_key_that_comes_with_something_else_does_nothing(alice: User, asks: Answer) -> None:
    bell = Bell()
    bell.may_end.set()
    once.answered_once(Tap(alice, "k1", {"status": "full"}), bell.ring, at=NOW)
    with pytest.raises(KeyReused):
        once.answered_once(Tap(alice, "k1", asks), bell.ring, at=NOW)
    assert (bell.rung, AnsweredKey.objects.count()) == (1, 1)
