"""The privacy page lists what a browser keeps: no key is missing from it, none is too many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from backend.pages import kept

from .at_work import (
    CLUB,
    MANAGER,
    choose,
    go_offline,
    go_online,
    nothing_waits,
    send,
    sign_in,
    skip_passkey,
    tell,
)
from .conftest import HANLEY, PHONE, POSITIONS_OF_NOW
from .product import NIGHT, Product, running
from .steps import NEAREST, find, heading, wait_for_worker
from .test_traces import KEPT
from .told import PushService, wait_until

SMALL = """
() => [["local storage", localStorage], ["session storage", sessionStorage]].flatMap(([name, store]) =>
  Object.keys(store).map((key) => `${name}: ${key}`))
"""
NOTHING = "Keep nothing on this phone"

Device = Callable[[], BrowserContext]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("kept"), lasts_s=3600, settings={"DEMO": "1"}) as product:
        product.manage("basemap", "synthetic")
        yield product


@pytest.fixture
def device(browser: Browser, product: Product) -> Iterator[Device]:
    made: list[BrowserContext] = []

    def make() -> BrowserContext:
        settings: dict[str, Any] = {
            "base_url": product.url,
            "viewport": PHONE,
            "locale": "en-GB",
            "geolocation": HANLEY,
            "permissions": ["geolocation", "notifications"],
        }
        context = browser.new_context(**settings)
        context.clock.install(time=datetime.fromisoformat(NIGHT))
        context.add_init_script(POSITIONS_OF_NOW)
        context.set_default_timeout(10_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


def keys_of(page: Page) -> set[str]:
    """All that stands in this browser's stores, written as the page writes it."""
    stored: list[tuple[str, str, str, str]] = page.evaluate(KEPT)
    found = {f"{re.sub('^shell-.*', 'shell', name)}: {key}" for _, name, _, key in stored}
    cookies = {f"cookie: {cookie.get('name')}" for cookie in page.context.cookies()}
    return found | set(page.evaluate(SMALL)) | cookies


def unlisted(keys: set[str]) -> list[str]:
    listed = [key for each in kept.ALL for key in each.keys]
    return sorted(key for key in keys if not any(fnmatchcase(key, one) for one in listed))


def lives_by_night(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    page.wait_for_function("async () => (await caches.keys()).includes('places')")
    find(page)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    page.get_by_role("button", name="Tell me tonight if this changes").click()
    expect(page.locator(".telling .told")).to_have_text("You will be told until 06:00.")


def looks_at_the_map(page: Page) -> None:
    page.goto("/")
    find(page)
    page.get_by_role("button", name=re.compile("^Show map")).click()
    expect(page.locator("[data-drawn=map]")).to_be_visible()


def looks_at_the_map_in_polish(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    looks_at_the_map(page)
    page.goto("/")
    page.locator(".languages a[hreflang=pl]").click()
    page.wait_for_url("**/pl/")
    wait_until(
        page,
        "async () => (await Promise.all(['shell', 'help/kept', 'privacy', 'blank'].map((one) =>"
        " caches.match(`/pl/${one}`)))).every(Boolean)",
    )


def applies(page: Page) -> None:
    page.goto("/charter")
    page.get_by_role("button", name="Start").click()
    page.locator("[name='organisation_name']").fill("Three Bottles")
    page.wait_for_function("localStorage.getItem('charter-form') !== null")


def works(page: Page, product: Product) -> dict[str, Any]:
    """A manager signs in, says how tonight is without a signal, wants reminders, pairs the bar's tablet."""
    sign_in(page, product, MANAGER)
    skip_passkey(page)
    choose(page, CLUB)
    go_offline(page.context)
    tell(page, "Full")
    wait_until(
        page, f"async () => (await ({KEPT})()).some(([, name,, key]) => name === 'venue' && key === 'queue')"
    )
    go_online(page.context)
    nothing_waits(page)
    page.get_by_role("button", name="Me", exact=True).click()
    page.get_by_role("button", name="Remind this device").click()
    expect(page.get_by_role("button", name="Turn reminders off")).to_be_visible()
    organisation = page.evaluate(
        "async () => (await (await fetch('/api/v1/venues/mine')).json()).venues[0].organisation"
    )
    offer = {"organisation": organisation, "venues": ["demo-nightjar-club"], "name": "Bar tablet"}
    told: dict[str, Any] = send(page, "POST", "/api/v1/devices/pairings", offer)
    return told


def test_each_key_that_is_kept_is_listed_and_each_that_is_listed_is_kept(
    device: Device, product: Product
) -> None:
    context = device()
    PushService(context)
    page = context.new_page()
    lives_by_night(page)
    applies(page)
    keys = keys_of(page)
    assert unlisted(keys) == []
    told = works(page, product)
    keys |= keys_of(page)
    tablet = device().new_page()
    tablet.goto(f"/venue#pair={told['code']}")
    tablet.get_by_role("button", name="Pair", exact=True).click()
    heading(tablet, CLUB)
    keys |= keys_of(tablet)
    reader = device().new_page()
    looks_at_the_map_in_polish(reader)
    keys |= keys_of(reader)
    careful = device().new_page()
    careful.goto("/privacy")
    careful.get_by_role("button", name=NOTHING).click()
    expect(careful.get_by_role("button", name=NOTHING, pressed=True)).to_be_visible()
    keys |= keys_of(careful)
    assert unlisted(keys) == []
    never = [one for each in kept.ALL for one in each.keys if not any(fnmatchcase(key, one) for key in keys)]
    assert never == []


def test_a_key_that_nobody_listed_would_be_found() -> None:
    assert unlisted({"keyval-store: /held.json", "places: /held.json", "local storage: seen"}) == [
        "local storage: seen"
    ]


def test_whoever_chose_that_nothing_is_kept_leaves_nothing_but_that_choice(device: Device) -> None:
    page = device().new_page()
    page.goto("/")
    wait_for_worker(page)
    page.get_by_role("link", name="Privacy").click()
    page.get_by_role("button", name=NOTHING).click()
    expect(page.get_by_role("button", name=NOTHING, pressed=True)).to_be_visible()
    for _ in range(2):
        page.goto("/")
        find(page)
        page.get_by_role("button", name=NEAREST, exact=True).click()
        expect(page.get_by_text("This phone keeps nothing")).to_be_visible()
        page.clock.fast_forward(70_000)
        page.wait_for_timeout(500)
        assert keys_of(page) == {"local storage: keep"}
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    looks_at_the_map(page)
    page.goto("/")
    page.locator(".languages a[hreflang=pl]").click()
    page.wait_for_url("**/pl/")
    page.wait_for_timeout(500)
    assert keys_of(page) == {"local storage: keep"}
    applies_and_keeps_nothing(page)
    page.goto("/privacy")
    page.get_by_role("button", name=NOTHING).click()
    expect(page.get_by_role("button", name=NOTHING, pressed=False)).to_be_visible()
    page.goto("/")
    wait_for_worker(page)


def applies_and_keeps_nothing(page: Page) -> None:
    page.goto("/charter")
    page.get_by_role("button", name="Start").click()
    page.locator("[name='organisation_name']").fill("Three Bottles")
    page.clock.fast_forward(5_000)
    page.wait_for_timeout(500)
    assert keys_of(page) == {"local storage: keep"}
