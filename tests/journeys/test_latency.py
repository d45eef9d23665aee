"""From a tap in the bar to a phone in the street that has the page open. `make bench` measures a hundred."""

from __future__ import annotations

import http.client
import json
import random
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from .product import Product, running
from .steps import NEAREST, find, heading

Tap = Callable[[str], int]

SLUG = "demo-lantern-safe-space"
TAPS = ["full", "open", "full", "open", "full"]
MOST_S = 16.0
PAIR = """
from pathlib import Path
from backend.venues.models import Venue
from tests.people import a_device
Path({path!r}).write_text(a_device(Venue.objects.get(slug={slug!r})).token)
"""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One of this file's own: a clock that is set back in between would make a newer tap look older."""
    with running(tmp_path_factory.mktemp("tapped"), lasts_s=7200) as product:
        yield product


@pytest.fixture(scope="module")
def tap(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Tap:
    """The bar's tablet says so over the API; the status of the answer."""
    kept: Path = tmp_path_factory.mktemp("device") / "token"
    product.manage("shell", "-c", PAIR.format(path=str(kept), slug=SLUG))
    forged_against = secrets.token_hex(16)
    cookies = f"device={kept.read_text()}; csrftoken={forged_against}"
    port = int(product.url.rsplit(":", 1)[1])

    def tap(status: str) -> int:
        headers = {
            "Content-Type": "application/json",
            "Cookie": cookies,
            "X-CSRFToken": forged_against,
            "Idempotency-Key": secrets.token_hex(8),
        }
        with closing(http.client.HTTPConnection("localhost", port, timeout=10)) as bar:
            bar.request("POST", f"/api/v1/venues/{SLUG}/reports", json.dumps({"status": status}), headers)
            return bar.getresponse().status

    return tap


def test_a_tap_is_on_an_open_page_within_sixteen_seconds(
    phone: Callable[..., BrowserContext], tap: Tap
) -> None:
    page = phone().new_page()
    page.goto("/")
    find(page)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    heading(page, NEAREST)
    took = []
    for status in TAPS:
        time.sleep(random.uniform(0, 3))
        began = time.monotonic()
        assert tap(status) == 201
        page.wait_for_function(
            "s => document.querySelector('.place')?.dataset.state === s", arg=status, timeout=40_000
        )
        took.append(time.monotonic() - began)
    print("from tap to phone:", *(f"{seconds:.1f} s" for seconds in took))
    assert max(took) <= MOST_S


def seen_as(page: Page, state: str) -> None:
    """A headless page is always in front: say otherwise, as the browser would."""
    page.evaluate(
        """(state) => {
          Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )


def test_a_page_that_nobody_looks_at_asks_nothing_and_asks_at_once_when_seen(
    phone: Callable[..., BrowserContext],
) -> None:
    page = phone().new_page()
    page.goto("/")
    page.wait_for_load_state("networkidle")
    seen_as(page, "hidden")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(60_000)
    assert asked == []
    with page.expect_request("**/api/v1/places", timeout=1_000):
        seen_as(page, "visible")


def test_an_open_page_asks_every_ten_to_fifteen_seconds(phone: Callable[..., BrowserContext]) -> None:
    page = phone().new_page()
    page.goto("/")
    page.wait_for_load_state("networkidle")
    asked_at: list[int] = []
    seconds = 0
    page.on("request", lambda request: asked_at.append(seconds))
    for seconds in range(120):  # noqa: B007 - read by whoever hears the request
        page.clock.run_for(1_000)
        page.wait_for_timeout(20)
    waits = [later - earlier for earlier, later in pairwise(asked_at)]
    assert len(waits) >= 6
    assert all(10 <= wait <= 16 for wait in waits), waits
    assert len(set(waits)) > 1
