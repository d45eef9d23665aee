"""The drills, small: copies of a tap, a stuck button, kills while bars report and while people are told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backend.devdb import programs
from drills import alerts, copies, flood, product, reports
from drills.ledger import KEEPS, keeps
from drills.product import Product


@pytest.fixture(scope="module")
def running() -> Iterator[Product]:
    """One product for all of them: making its cluster takes longer than breaking it."""
    if programs.find() is None:
        pytest.skip("PostgreSQL with PostGIS is not installed here")
    with product.running(count=32, tablets=8) as ours:
        yield ours


def test_an_answer_means_that_it_is_on_disk(running: Product) -> None:
    assert keeps(running.cluster.urls.app) == dict.fromkeys(KEEPS, "on")


def test_a_key_makes_one_row_however_many_copies_come_at_once(running: Product) -> None:
    assert copies.held(running, keys=150)


def test_a_stuck_button_ends_in_what_was_said_last(running: Product) -> None:
    assert flood.flips(running, 40)


def test_a_bar_where_everybody_taps_at_once_shows_the_newest_row(running: Product) -> None:
    assert flood.everybody(running)


def test_nothing_acknowledged_is_lost_when_the_database_is_killed(running: Product) -> None:
    assert reports.database_killed(running, kills_=1, each_spell=60)


def test_nothing_acknowledged_is_lost_when_the_web_workers_are_killed(running: Product) -> None:
    assert reports.workers_killed(running, kills_=1, each_spell=30)


def test_the_kill_loses_some_where_a_commit_does_not_wait_for_the_disk(running: Product) -> None:
    """The drill has power. What is lost is what the last fifth of a second wrote, at times nothing."""
    assert any(reports.loses_without(running, kills_=1, each_spell=20) for _ in range(8))


def test_who_asked_is_told_although_the_worker_is_killed(running: Product) -> None:
    assert alerts.all_are_told(running, phones=10, kills=3, hurry=True)


def test_the_kill_loses_some_where_a_message_is_settled_before_it_is_sent(running: Product) -> None:
    assert alerts.loses_without(running, phones=10, kills=2)
