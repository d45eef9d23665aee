"""The phone's drills, small: each figure of them holds, and each would not without what keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from drills.phones import chaos, clocks, cold, networks, portals, positions, storage, stuck, versions
from drills.phones.chaos import Chaos
from tests.journeys.product import Product, running


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("phones"), lasts_s=3600) as product:
        yield product


@pytest.fixture(scope="module")
def between(product: Product) -> Iterator[Chaos]:
    with chaos.between(product.port) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


def test_without_signal_a_list_comes_at_once(playwright: Playwright, between: Chaos, tmp_path: Path) -> None:
    assert cold.held(playwright, between, tmp_path, starts=3)


def test_no_bad_network_keeps_anybody_waiting(playwright: Playwright, between: Chaos, tmp_path: Path) -> None:
    assert networks.held(playwright, between, tmp_path, each=1)


def test_no_answer_of_a_stranger_changes_what_is_kept(
    playwright: Playwright, between: Chaos, tmp_path: Path
) -> None:
    assert portals.held(playwright, between, tmp_path, every=5)


def test_whatever_happens_to_the_storage_there_is_a_list(
    playwright: Playwright, between: Chaos, tmp_path: Path
) -> None:
    assert storage.held(playwright, between, tmp_path)


def test_no_update_leaves_a_blank_screen(between: Chaos, tmp_path: Path) -> None:
    assert versions.held(between, tmp_path, paths=6)


def test_a_stuck_worker_is_gone_with_the_second_visit(playwright: Playwright, between: Chaos) -> None:
    assert stuck.held(playwright, between)


def test_the_server_is_asked_the_same_wherever_she_is(
    playwright: Playwright, between: Chaos, tmp_path: Path
) -> None:
    assert positions.held(playwright, between, tmp_path, people=12)


def test_a_phone_whose_clock_is_wrong_says_what_is_true(
    playwright: Playwright, product: Product, tmp_path: Path
) -> None:
    wrong_by = [timedelta(hours=-26), timedelta(hours=26)]
    assert clocks.held(playwright, product.url, tmp_path, wrong_by=wrong_by)
