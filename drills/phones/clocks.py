"""Phones whose clock is up to twenty-six hours out, also on the nights when ours change, say what is true.

The whole browser lives in the wrong time, by libfaketime. What it says of each place is what a phone with
the right time says at the same moment; and it says that its clock is wrong.
"""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.steps import find

from .handset import SETTINGS

LIBRARY = "*/faketime/libfaketimeMT.so.1"
WRONG_BY = [timedelta(hours=hours) for hours in (-26, -12, -3, -1, 1, 3, 12, 26)]
WRONG = "clock is wrong"
SAYS = "() => [...document.querySelectorAll('article, #open-now li')].map((one) => one.innerText)"
# In the night that the clocks go back, and forward: one time comes twice, one never.
SEAMS = [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)]


def library() -> str:
    """Where the set-up installed libfaketime: a phone with the right time would prove nothing."""
    found = sorted(Path("/usr/lib").glob(LIBRARY))
    if not found:
        raise FileNotFoundError("libfaketime is not installed: run make setup")
    return str(found[0])


def wrong_time(by: timedelta, true: datetime) -> Mapping[str, str]:
    """An environment in which it is as late as a phone thinks whose clock is wrong by so much."""
    ahead = true + by - datetime.now(UTC)
    return {**os.environ, "LD_PRELOAD": library(), "FAKETIME": f"{ahead.total_seconds():+.0f}"}


@contextmanager
def phone(playwright: Playwright, url: str, folder: Path, env: Mapping[str, str]) -> Iterator[Page]:
    context = playwright.chromium.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=FLAGS, base_url=url, env=dict(env), **SETTINGS
    )
    try:
        context.set_default_timeout(20_000)
        yield context.pages[0]
    finally:
        context.close()


def held(playwright: Playwright, url: str, folder: Path, *, wrong_by: list[timedelta]) -> bool:
    """The true time is the server's."""
    lying: list[str] = []
    true = _time_at(url)
    right = _says(playwright, url, folder / "right", timedelta())
    for by in wrong_by:
        said = _says(playwright, url, folder / str(by.total_seconds()), by)
        lying += [f"{by}: {said}"] if said[:2] != right[:2] or not said[2] else []
    print(
        f"  {len(wrong_by)} wrong clocks at {true:%d %B %Y %H:%M} UTC: {len(lying)} say otherwise {lying}",
        flush=True,
    )
    return not lying and not right[2]


def _time_at(url: str) -> datetime:
    with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:  # noqa: S310
        return parsedate_to_datetime(answer.headers["Date"])


def _says(playwright: Playwright, url: str, folder: Path, by: timedelta) -> tuple[list[str], list[str], bool]:
    """The first screen, the answer, and whether the phone's clock is said to be wrong."""
    with phone(playwright, url, folder, wrong_time(by, _time_at(url))) as page:
        with page.expect_response("**/api/v1/places"):
            page.goto("/")
        expect(page.locator("#age")).to_contain_text("just now")
        told = _is_told(page, within_s=5 if by else 1)
        first = page.evaluate(SAYS)
        find(page)
        return first, page.evaluate(SAYS), told


def _is_told(page: Page, *, within_s: float) -> bool:
    try:
        expect(page.locator("#age")).to_contain_text(WRONG, timeout=within_s * 1_000)
    except AssertionError:
        return False
    return True
