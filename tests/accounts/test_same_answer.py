"""Nobody learns from us whether an address is known: same status, same bytes, same work, same time."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import User

from .steps import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]

TIMES = 500
# The median of both kinds differed by less than 0.5 ms when this was written; a busy machine may add to that.
APART_MS = 25


def some_users(count: int, *, is_active: bool = True) -> list[str]:
    kind = "known" if is_active else "suspended"
    people = [User(email=f"{kind}{number:04}@example.org", is_active=is_active) for number in range(count)]
    return [user.email for user in User.objects.bulk_create(people)]


def outside(answer: Any) -> tuple[object, ...]:
    """All that the network sees, without what is drawn by lot for each."""
    cookies = tuple(
        (name, len(morsel.value), re.sub(r"expires=[^;]+", "", morsel.OutputString().partition(";")[2]))
        for name, morsel in sorted(answer.cookies.items())
    )
    return answer.status_code, answer.content, tuple(sorted(answer.headers.items())), cookies


def timed(browser: Browser, email: str) -> tuple[float, tuple[object, ...]]:
    began = time.perf_counter()
    answer = browser.ask(email)
    return (time.perf_counter() - began) * 1000, outside(answer)


def test_500_known_and_500_unknown_addresses_get_the_same_bytes_in_the_same_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    seen = set()
    for email in some_users(TIMES):
        for kind, address in [("known", email), ("unknown", email.replace("known", "nobody"))]:
            took, answer = timed(Browser(), address)
            times[kind].append(took)
            seen.add(answer)
    medians = {kind: statistics.median(all_of_them) for kind, all_of_them in times.items()}
    with capsys.disabled():
        print(f"\nmedians: known {medians['known']:.2f} ms, unknown {medians['unknown']:.2f} ms")
    assert len(seen) == 1
    assert abs(medians["known"] - medians["unknown"]) < APART_MS


def statements(address: str) -> list[str]:
    """What the database was asked, without values."""
    with CaptureQueriesContext(connection) as asked:
        Browser().ask(address)
    return [
        re.split(
            r" WHERE | VALUES |(?<=SAVEPOINT )|procrastinate_job_to_defer",
            re.sub(r"\d{2,}", "", query["sql"]),
        )[0]
        for query in asked
    ]


def test_known_unknown_and_suspended_addresses_cause_the_same_statements() -> None:
    (known,), (suspended,) = some_users(1), some_users(1, is_active=False)
    said = [statements(address) for address in (known, suspended, "nobody@example.org")]
    assert said[0] == said[1] == said[2]
    assert len(said[0]) > 8


def test_the_sixth_code_within_an_hour_looks_like_the_first() -> None:
    (known,) = some_users(1)
    assert len({outside(Browser().ask(known)) for _ in range(7)}) == 1


def test_wrong_guesses_look_the_same_for_an_unknown_address() -> None:
    (known,) = some_users(1)
    answers = []
    for address in (known, "nobody@example.org"):
        browser = Browser()
        browser.ask(address)
        answers.append([outside(browser.confirm("abcdef")) for _ in range(6)])
    assert answers[0] == answers[1]
