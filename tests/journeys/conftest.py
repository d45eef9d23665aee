from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, sync_playwright

from .product import NIGHT, Product, running
from .steps import Watch

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
# In the middle of Hanley two places are as near as each other; here one is, surely.
HANLEY = {"latitude": 53.0249, "longitude": -2.1768, "accuracy": 20}
# A position is dated by the machine; the clock that a journey sets must have dated it.
POSITIONS_OF_NOW = """
{
  const look = Geolocation.prototype.getCurrentPosition;
  Geolocation.prototype.getCurrentPosition = function (found, ...rest) {
    look.call(this, ({ coords }) => found({ coords, timestamp: Date.now() }), ...rest);
  };
}
"""
PHONE: ViewportSize = {"width": 360, "height": 740}

NewPage = Callable[..., Page]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys of one file share one evening and leave traces in it: they go in the order of the file."""
    here = Path(__file__).parent
    places = [place for place, item in enumerate(items) if here in item.path.parents]
    journeys = sorted((items[place] for place in places), key=lambda item: (item.path, item.reportinfo()[1]))
    for place, item in zip(places, journeys, strict=True):
        item.add_marker(pytest.mark.journey)
        items[place] = item


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("product")) as product:
        yield product


# For a file and no longer: with its event loop, database tests after it in the same thread would get a second
# connection.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def phone(browser: Browser, product: Product) -> Iterator[Callable[..., BrowserContext]]:
    """A new phone at half past one in Hanley; keyword arguments go to the browser context.

    Whatever the journey, the browser has nothing to complain of, asks nobody else, and is given no cookie.
    """
    made: list[Watch] = []

    def make(**options: Any) -> BrowserContext:
        settings: dict[str, Any] = {
            "viewport": PHONE,
            "locale": "en-GB",
            "timezone_id": "Europe/London",
            "geolocation": HANLEY,
            "permissions": ["geolocation"],
            "base_url": product.url,
        }
        context = browser.new_context(**(settings | options))
        context.clock.install(time=datetime.fromisoformat(NIGHT))
        context.add_init_script(POSITIONS_OF_NOW)
        context.set_default_timeout(10_000)
        made.append(Watch(context, product.url))
        return context

    yield make
    faults = [fault for watch in made for fault in watch.faults()]
    for watch in made:
        watch.context.close()
    assert faults == []


@pytest.fixture
def page(phone: Callable[..., BrowserContext]) -> Page:
    return phone().new_page()
