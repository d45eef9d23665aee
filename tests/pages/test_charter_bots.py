"""Two thousand machines and fifty organisations at one form in a day. `make drills` sends ten thousand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.accounts.models import Letter
from backend.charter import applying
from drills.bots import CODE, HOUR, VICTIM, Flood, codes_sent, most

pytestmark = pytest.mark.django_db

POSTS = 2_000


def test_machines_are_held_and_everybody_else_arrives() -> None:
    flood = Flood(POSTS)
    flood.run()
    assert list(flood.wrong()) == []
    assert flood.statuses.total() == POSTS
    assert sum(to == VICTIM for to, _ in codes_sent()) == applying.ADDRESS_A_DAY


def test_a_flood_that_got_through_would_be_seen() -> None:
    """Nobody arrived, and somebody got a letter too many: each is told."""
    at = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    for minutes in (0, 59):
        made = at + timedelta(minutes=minutes)
        Letter.objects.create(to=VICTIM, subject=CODE, body="x", made_at=made, drop_at=made + HOUR)
    assert list(Flood(POSTS).wrong()) == [
        "0 of 50 arrived",
        "officers see 0 applications",
        "officers see 0 applications",
        "no machine came as far as a letter, so nothing was tried",
        f"2 letters to {VICTIM}",
    ]


@pytest.mark.parametrize(("minutes", "fullest"), [([0, 59], 2), ([0, 60], 1), ([0, 30, 61, 62], 3), ([], 0)])
def test_the_fullest_hour(minutes: list[int], fullest: int) -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    assert most([("a", at + timedelta(minutes=each)) for each in minutes], within=HOUR) == fullest
