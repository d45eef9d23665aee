"""When to try again: never before it was asked for, never in step with the others, never for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.alerts.answers import (
    FIRST_WAIT_S,
    LONGEST_ASKED_S,
    LONGEST_WAIT_S,
    SHORTEST_WAIT_S,
    TABLE,
    Answer,
    Verdict,
    next_try,
    retry_after,
)

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
NIGHT = 12 * 3600.0


def _wait(answer: Answer, attempt: int, chance: float) -> float:
    return (next_try(answer, attempt=attempt, at=NOW, random=lambda: chance) - NOW).total_seconds()


BACK_OFF = [(1, 4), (2, 8), (3, 16), (4, 32), (8, 512), (9, 900), (30, 900), (10**9, 900), (0, 4), (-5, 4)]


@pytest.mark.parametrize(("attempt", "most"), BACK_OFF)
def test_without_a_word_the_span_doubles_up_to_a_quarter_of_an_hour(attempt: int, most: float) -> None:
    answer = Answer(503)
    assert _wait(answer, attempt, 1.0) == most
    assert _wait(answer, attempt, 0.5) == most / 2
    assert _wait(answer, attempt, 0.0) == SHORTEST_WAIT_S
    assert FIRST_WAIT_S <= most <= LONGEST_WAIT_S


ASKED = [(0.5, 0.5, 1.5), (5, 5, 6), (120, 120, 132), (3600, 3600, 3960), (10**9, NIGHT, NIGHT * 1.1)]


@pytest.mark.parametrize(("seconds", "least", "most"), ASKED)
def test_a_wait_that_was_asked_for_is_kept_and_jittered(seconds: float, least: float, most: float) -> None:
    answer = Answer(429, retry_after_s=seconds)
    assert _wait(answer, 1, 0.0) == pytest.approx(least)
    assert _wait(answer, 9, 1.0) == pytest.approx(most)


def test_chance_is_asked_when_nobody_gives_it() -> None:
    assert len({next_try(Answer(503), attempt=5, at=NOW) for _ in range(20)}) > 15


HEADERS = [
    (None, None),
    ("", None),
    ("0", None),
    ("-5", None),
    ("1", 1),
    ("120", 120),
    (" 120 ", 120),
    ("1.5", None),
    ("1e9", None),
    ("\u0661\u0662", None),
    ("99999999999999999999999", NIGHT),
    ("9" * 65, None),
    ("inf", None),
    ("nan", None),
    ("soon", None),
    ("Sun, 22 Nov 2026 01:32:00 GMT", 120),
    ("Sun, 22 Nov 2026 01:32:00 -0000", 120),
    ("Sun, 22 Nov 2026 01:32:00", 120),
    ("Sun, 22 Nov 2026 02:32:00 +0100", 120),
    ("Sunday, 22-Nov-26 01:32:00 GMT", 120),
    ("Sun, 22 Nov 2026 01:29:00 GMT", None),
    ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    ("Fri, 31 Dec 9999 23:59:59 GMT", NIGHT),
    ("Fri, 31 Dec 9999 23:59:59 -2359", NIGHT),
    ("Mon, 01 Jan 0001 00:00:00 +2359", None),
    ("Sun, 99 Nov 2026 99:99:99 GMT", None),
    ("Sun, 22 Nov 2026 01:32:00 +999999999", None),
]


@pytest.mark.parametrize(("header", "seconds"), HEADERS)
def test_retry_after_is_read_in_seconds_or_as_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, at=NOW) == seconds


@given(st.text(max_size=64))
def test_whatever_stands_in_retry_after_gives_a_wait_that_can_be_kept(header: str) -> None:
    waits = retry_after(header, at=NOW)
    assert waits is None or 0 < waits <= LONGEST_ASKED_S


def test_a_known_persons_refusal_stops_the_host_and_nothing_else_does() -> None:
    stops = {key for key, row in TABLE.items() if row.stops_host_if_known}
    assert stops == {401, 403, (403, "BadJwtToken")}


def test_what_is_our_own_fault_never_costs_somebody_their_subscription() -> None:
    ours = {key for key, row in TABLE.items() if row.is_ours}
    assert ours == {(403, "BadJwtToken"), 413, "no_such_key", "too_large", "ours"}
    assert Verdict.GONE not in {TABLE[key].verdict for key in ours}


SAID = [
    (Answer(201), "201"),
    (Answer(403, reason="BadJwtToken"), "403 BadJwtToken"),
    (Answer(failure="timeout"), "timeout"),
]


@pytest.mark.parametrize(("answer", "said"), SAID)
def test_an_answer_is_said_in_two_words_at_most(answer: Answer, said: str) -> None:
    assert str(answer) == said


def test_a_code_that_nobody_defined_is_tried_again() -> None:
    assert {Answer(status).verdict for status in (0, 100, 199, 600, 999)} == {Verdict.LATER}
    assert Answer(failure="something new").verdict == Verdict.LATER
    assert next_try(Answer(failure="something new"), attempt=1, at=NOW) > NOW + timedelta(seconds=0.9)
