""" "Remove everything from this phone": afterwards there is nothing, with a signal or without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from .product import Product
from .steps import NEAREST, find, heading, wait_for_worker
from .test_every_screen import LOOKS, faults_of
from .test_traces import KEPT as ALL_KEPT
from .told import KEPT, PushService, wait_until

Phone = Callable[..., BrowserContext]

BUTTON = "Remove everything from this phone"
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"
SMALL = "[localStorage.length, sessionStorage.length]"
# What the venue's screens would have left on a device that had no signal since.
UNSENT = """
async () => await new Promise((resolve, fail) => {
  const opening = indexedDB.open("venue");
  opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
  opening.onerror = fail;
  opening.onsuccess = () => {
    const work = opening.result.transaction("kept", "readwrite");
    work.objectStore("kept").put([{ key: "a" }, { key: "b" }], "queue");
    work.objectStore("kept").put({ mine: {}, at: 1 }, "mine");
    work.oncomplete = () => (opening.result.close(), resolve());
  };
})
"""


@pytest.fixture
def used(phone: Phone) -> tuple[Page, PushService]:
    """A phone on which all of the app was used, up to being told of a place."""
    context = phone(permissions=["geolocation", "notifications"])
    push = PushService(context)
    page = context.new_page()
    page.goto("/")
    wait_for_worker(page)
    page.wait_for_function("async () => (await caches.keys()).includes('places')")
    find(page)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    page.get_by_role("button", name="Tell me tonight if this changes").click()
    expect(page.locator(".telling .told")).to_have_text("You will be told until 06:00.")
    page.evaluate("localStorage.setItem('charter-form', '{}')")
    return page, push


def says(page: Page, words: str) -> None:
    expect(page.locator("#removed")).to_contain_text(words)


def nothing_is_left(page: Page, product: Product) -> None:
    assert page.evaluate(ALL_KEPT) == []
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    assert page.evaluate(WORKERS) == 0
    assert page.evaluate(SMALL) == [0, 0]
    page.goto("about:blank")
    cdp = page.context.new_cdp_session(page)
    cdp.send("ServiceWorker.enable")
    cdp.send("ServiceWorker.stopAllWorkers")  # which the debugger would keep awake
    for _ in range(50):
        told = cdp.send("Storage.getUsageAndQuota", {"origin": product.url})["usageBreakdown"]
        used = {one["storageType"]: one["usage"] for one in told}
        if used["cache_storage"] == used["service_workers"] == 0:
            return
        page.wait_for_timeout(100)
    # Of databases that are gone Chromium counts the file that they were in, which it tidies up when it likes.
    raise AssertionError(used)


def test_without_signal_all_of_it_goes_and_nothing_opens_any_more(
    used: tuple[Page, PushService], product: Product
) -> None:
    page, push = used
    page.goto("/privacy")
    page.context.set_offline(True)
    page.goto("/privacy")
    page.get_by_role("button", name=BUTTON).focus()
    page.keyboard.press("Enter")
    says(page, "Removed. Nothing of this site is kept on this phone any more.")
    expect(page.locator("#removed")).to_be_focused()
    assert push.held is None
    nothing_is_left(page, product)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.goto("/")


def test_with_a_signal_the_server_forgets_what_was_asked_too(
    used: tuple[Page, PushService], product: Product
) -> None:
    page, push = used
    [row] = page.evaluate(KEPT)["rows"]
    held = push.held
    assert held
    page.goto("/privacy")
    page.get_by_role("button", name=BUTTON).click()
    says(page, "Removed.")
    nothing_is_left(page, product)
    moved = page.request.put(
        f"/api/v1/subscriptions/{row['id']}", data={"endpoint": held["endpoint"], "keys": held["keys"]}
    )
    assert moved.status == 404


def test_what_was_removed_comes_back_only_with_a_new_visit(used: tuple[Page, PushService]) -> None:
    page, _ = used
    page.goto("/privacy")
    page.get_by_role("button", name=BUTTON).click()
    says(page, "Removed.")
    page.goto("/")
    wait_for_worker(page)
    find(page)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    expect(page.get_by_role("button", name="Tell me tonight if this changes")).to_be_visible()


def test_taps_of_a_venue_that_wait_are_asked_about_first(page: Page, product: Product) -> None:
    page.goto("/")
    wait_for_worker(page)
    page.evaluate(UNSENT)
    page.goto("/privacy")
    button = page.get_by_role("button", name=BUTTON)
    button.click()
    question = page.get_by_text("2 taps of a venue are not sent yet. They would be lost.")
    expect(question).to_be_focused()
    found = [f"{look.name}: {fault}" for look in LOOKS for fault in faults_of(page, look, "remove-asked")]
    assert found == []
    page.get_by_role("button", name="Keep everything").click()
    expect(question).to_be_hidden()
    expect(button).to_be_focused()
    assert ["database", "venue", "kept", "queue"] in page.evaluate(ALL_KEPT)
    button.click()
    page.get_by_role("button", name="Remove, and lose them").click()
    says(page, "sign out on the venue\u2019s screen too")
    nothing_is_left(page, product)


HOLD_ON = """
() => new Promise((done) => {
  indexedDB.open("keyval-store").onsuccess = ({ target }) => done(Boolean(window.held = target.result));
})
"""


def test_another_page_of_the_app_lets_go(page: Page, product: Product) -> None:
    page.goto("/")
    wait_for_worker(page)
    other = page.context.new_page()
    other.goto("/")
    heading(other, "Find a safe place that is open now")
    page.goto("/privacy")
    page.get_by_role("button", name=BUTTON).click()
    says(page, "Removed.")
    other.close()
    nothing_is_left(page, product)


def test_another_page_that_holds_on_is_said(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    page.wait_for_function("async () => (await caches.keys()).includes('places')")
    other = page.context.new_page()
    other.goto("/")
    heading(other, "Find a safe place that is open now")
    other.evaluate(HOLD_ON)
    page.goto("/privacy")
    page.get_by_role("button", name=BUTTON).click()
    wait_until(page, "() => true")
    page.context.clock.fast_forward(4_000)
    says(page, "Close all other pages of this site and press again")
    other.close()
    page.get_by_role("button", name=BUTTON).click()
    says(page, "Removed.")


def test_without_script_it_says_how_to_do_it_by_hand(phone: Phone) -> None:
    page = phone(java_script_enabled=False).new_page()
    page.goto("/privacy")
    expect(page.get_by_text("clear this site\u2019s data in your browser\u2019s settings")).to_be_visible()
    expect(page.get_by_role("button", name=BUTTON)).to_be_hidden()


def test_everybody_can_read_what_came_of_it(used: tuple[Page, PushService]) -> None:
    page, _ = used
    page.goto("/privacy")
    page.get_by_role("button", name=BUTTON).click()
    says(page, "Removed.")
    found: list[Any] = [
        f"{look.name}: {fault}" for look in LOOKS for fault in faults_of(page, look, "removed")
    ]
    assert found == []
