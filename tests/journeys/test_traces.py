"""Afterwards the phone, and whoever picks it up, know no more than the privacy page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .product import Product
from .steps import EITHER, NEAREST, Watch, find, heading, search, wait_for_worker

Phone = Callable[..., BrowserContext]

NAME = "Open Tonight"
KEPT = """
async () => {
  const kept = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => {
      indexedDB.open(name).onsuccess = ({ target }) => resolve(target.result);
    });
    for (const store of database.objectStoreNames) {
      const keys = await new Promise((resolve) => {
        const asked = database.transaction(store).objectStore(store).getAllKeys();
        asked.onsuccess = () => resolve(asked.result);
      });
      kept.push(...keys.map((key) => ["database", name, store, String(key)]));
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    kept.push(...requests.map(({ url }) => ["cache", name, "", new URL(url).pathname]));
  }
  return kept;
}
"""
TEXT_KEPT = """
async () => {
  const answers = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) answers.push(await (await cache.match(request)).text());
  }
  return answers.join("");
}
"""
SHELL = re.compile(r"/shell|/help/kept|/privacy|/blank|/seed\.json|/static/assets/[a-z_-]+\.[0-9a-f]{12}\.js")


def whole_journey(page: Page, *, answer: str = "Nearest open place") -> list[tuple[str, str]]:
    """Through every view; the title and the address that each had."""
    seen: list[tuple[str, str]] = []

    def look(title: str) -> None:
        heading(page, title)
        seen.append((page.title(), page.evaluate("location.href")))

    page.goto("/")
    wait_for_worker(page)
    look("Find a safe place that is open now")
    find(page, answer=answer)
    look(answer)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    look(NEAREST)
    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="Back").click()
    search(page, "Rugeley")
    look("Nearest open place")
    page.get_by_role("button", name="Back").click()
    search(page, "qwxzzy")
    look("Where are you?")
    page.get_by_role("link", name="Help lines").click()
    look("Help lines")
    page.get_by_role("link", name="Plan ahead").click()
    look("Plan ahead")
    page.get_by_role("main").get_by_label("Town or postcode").fill("Penkridge")
    page.get_by_role("button", name="See what should be open").click()
    expect(page.get_by_text("Near Penkridge.")).to_be_visible()
    return seen


def test_the_history_has_one_line_with_a_neutral_name(page: Page, product: Product) -> None:
    seen = whole_journey(page)
    assert set(seen) == {(NAME, f"{product.url}/")}
    assert page.evaluate("history.length") == 2  # the empty tab, and this page
    entries = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    assert [entry["url"] for entry in entries] == ["about:blank", f"{product.url}/"]


def test_no_cookie_and_nothing_in_the_small_stores(page: Page) -> None:
    whole_journey(page)
    assert page.context.cookies() == []
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]


def test_what_is_kept_is_what_the_privacy_page_says(page: Page) -> None:
    whole_journey(page)
    kept = page.evaluate(KEPT)
    page.goto("/privacy")
    told = page.get_by_role("main").inner_text()
    for kind, name, store, key in kept:
        family = name.partition("-")[0] if name.startswith("shell-") else name
        assert f"({family})" in told, (kind, name, store, key)
        assert key == "/held.json" or (family == "shell" and SHELL.fullmatch(key)), key
    assert {name.partition("-")[0] for _, name, _, _ in kept} == {"keyval", "places", "shell"}


def test_nothing_kept_tells_what_she_looked_for(phone: Phone) -> None:
    page = phone(geolocation={"latitude": 53.0246183, "longitude": -2.1729159, "accuracy": 5}).new_page()
    page.goto("/")
    wait_for_worker(page)
    page.wait_for_function("async () => (await caches.keys()).includes('places')")
    before = page.evaluate(KEPT)
    whole_journey(page, answer=EITHER)
    after = page.evaluate(KEPT)
    assert sorted(after) == sorted(before)
    text = page.evaluate(TEXT_KEPT)
    assert "qwxzzy" not in text
    assert "0246183" not in text
    assert "1729159" not in text


def test_she_asks_nobody_but_us_and_sends_nothing_of_hers(page: Page, product: Product) -> None:
    sent: list[str] = []
    page.context.on("request", lambda r: sent.append(f"{r.url} {r.post_data or ''}"))
    whole_journey(page)
    assert {line for line in sent if not line.startswith(f"{product.url}/")} == set()
    words = ("rugeley", "penkridge", "qwxzzy", "53.02", "2.172", "lantern")
    assert [line for line in sent if any(word in line.lower() for word in words)] == []


def test_the_pages_without_script_have_the_same_neutral_name(phone: Phone) -> None:
    page = phone(java_script_enabled=False).new_page()
    for address in ("/", "/near", "/help", "/privacy", "/place/demo-lantern-safe-space", "/no-such-page"):
        page.goto(address)
        expect(page).to_have_title(NAME)
    page.goto("/near")
    search(page, "Rugeley")
    expect(page).to_have_title(NAME)
    assert page.url.endswith("/near")


@pytest.mark.parametrize(
    "fault",
    [
        "console.error('x')",
        "setTimeout(() => { throw new Error('x') })",
        "document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.example/x.png' }))",
        "document.cookie = 'a=b'",
    ],
)
def test_the_watch_over_every_journey_sees_a_fault(browser: Browser, product: Product, fault: str) -> None:
    with closing(browser.new_context()) as context:
        watch = Watch(context, product.url)
        page = context.new_page()
        page.goto(product.url)
        page.evaluate(fault)
        page.evaluate("new Promise((resolve) => setTimeout(resolve, 50))")
        assert watch.faults() != []
