"""Storage that comes back empty, full or spoilt, and answers that are not ours: there is always a list."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from .product import Product
from .steps import NEAREST, find, heading, signed, wait_for_worker

Phone = Callable[..., BrowserContext]

STORES = """
async () => {
  const kept = await (await caches.open("places")).match("/held.json");
  const inCache = kept ? await kept.json() : null;
  const inDatabase = await new Promise((resolve) => {
    const opening = indexedDB.open("keyval-store");
    opening.onsuccess = () => {
      const names = [...opening.result.objectStoreNames];
      if (!names.length) return resolve(null);
      const asked = opening.result.transaction("keyval").objectStore("keyval").get("/held.json");
      asked.onsuccess = () => (opening.result.close(), resolve(asked.result ?? null));
    };
  });
  return [inDatabase, inCache].map((held) => held && [held.snapshot.seq, held.snapshot.places.length]);
}
"""
WIPE_DATABASE = """
await new Promise((onsuccess, fail) => {
  Object.assign(indexedDB.deleteDatabase("keyval-store"), { onsuccess, onerror: fail, onblocked: fail });
});
"""
EMPTY_DATABASE = """
await new Promise((resolve) => {
  indexedDB.open("keyval-store").onsuccess = ({ target: { result } }) => {
    const work = result.transaction("keyval", "readwrite");
    work.objectStore("keyval").clear();
    work.oncomplete = () => (result.close(), resolve());
  };
});
"""
WIPE_CACHE = 'await caches.delete("places");'
SPOIL_DATABASE = """
await new Promise((resolve) => {
  indexedDB.open("keyval-store").onsuccess = ({ target: { result } }) => {
    const work = result.transaction("keyval", "readwrite");
    work.objectStore("keyval").put(%s, "/held.json");
    work.oncomplete = () => (result.close(), resolve());
  };
});
"""
SPOIL_CACHE = 'await (await caches.open("places")).put("/held.json", new Response(%s));'
GARBAGE = {
    "text": '"<!doctype html>"',
    "a number": "7",
    "another shape": "{ snapshot: { places: 1 }, checked_at: 1 }",
    "rows that are not places": (
        '{ snapshot: { epoch: 9, seq: 9, generated_at: "2026-11-29T01:00:00Z", places: [1] }, checked_at: 9 }'
    ),
    "from the year 3000 with nobody in it": (
        '{ snapshot: { epoch: 9, seq: 9, generated_at: "soon", places: [] }, checked_at: 9e15, etag: 7 }'
    ),
}
HARM = {
    "the database is gone": WIPE_DATABASE,
    "the database is empty": EMPTY_DATABASE,
    "the cache is gone": WIPE_CACHE,
    "both are gone": WIPE_DATABASE + WIPE_CACHE,
    "the cache is cut short": SPOIL_CACHE % '\'{"snapshot": {"pla\'',
    "the cache has a page in it": SPOIL_CACHE % '"<!doctype html><title>Log in</title>"',
    **{f"the database has {what}": SPOIL_DATABASE % value for what, value in GARBAGE.items()},
    "both have text": SPOIL_DATABASE % GARBAGE["text"] + SPOIL_CACHE % GARBAGE["text"],
}


def visited(page: Page) -> Page:
    """A first visit, long enough for both copies of the list."""
    page.goto("/")
    wait_for_worker(page)
    page.wait_for_function("async () => !!(await (await caches.open('places')).match('/held.json'))")
    return page


def harm(page: Page, script: str) -> None:
    """From a page of ours without script, so that nobody holds the stores open or mends them."""
    page.goto("/privacy")
    page.evaluate(f"async () => {{ {script} }}")


def still_has_a_list(page: Page) -> None:
    find(page)
    expect(page.get_by_role("article").first).to_contain_text(NEAREST)
    expect(page.get_by_role("link", name="Call 999").first).to_be_visible()


@pytest.mark.parametrize("what", HARM)
def test_without_signal_there_is_a_list_although(page: Page, what: str) -> None:
    visited(page)
    harm(page, HARM[what])
    page.context.set_offline(True)
    page.goto("/")
    still_has_a_list(page)


@pytest.mark.parametrize("what", ["the database is gone", "the database is empty", "the cache is gone"])
def test_the_copy_that_was_lost_is_made_good(page: Page, what: str) -> None:
    visited(page)
    harm(page, HARM[what])
    page.context.set_offline(True)
    page.goto("/")
    still_has_a_list(page)
    page.wait_for_function("async () => (await caches.keys()).includes('places')")
    database, cache = page.evaluate(STORES)
    assert database == cache
    assert database[1] > 30


THROW = "() => { throw new DOMException('no', '%s') }"
# What a browser may do to a page: refuse, hang, throw, have nothing at all.
CRIPPLED = {
    "no database": "delete window.indexedDB;",
    "a database that refuses": "IDBFactory.prototype.open = " + THROW % "SecurityError",
    "a database that hangs": "IDBFactory.prototype.open = () => new EventTarget();",
    "no cache": "delete window.caches;",
    "a cache that refuses": "CacheStorage.prototype.open = () => Promise.reject(new DOMException('no'));",
    "a cache that hangs": "CacheStorage.prototype.open = () => new Promise(() => undefined);",
    "no worker": "delete Navigator.prototype.serviceWorker;",
    "a full disk": "Cache.prototype.put = IDBObjectStore.prototype.put = " + THROW % "QuotaExceededError",
}


@pytest.mark.parametrize("what", CRIPPLED)
def test_there_is_a_list_with(page: Page, what: str) -> None:
    page.add_init_script(CRIPPLED[what])
    page.goto("/")
    still_has_a_list(page)


def test_without_signal_there_is_a_list_from_a_phone_where_both_stores_hang(page: Page) -> None:
    visited(page)
    page.add_init_script(CRIPPLED["a database that hangs"] + CRIPPLED["a cache that hangs"])
    page.context.set_offline(True)
    page.goto("/")
    still_has_a_list(page)


def test_there_is_a_list_on_a_phone_without_any_room(page: Page, product: Product) -> None:
    cdp = page.context.new_cdp_session(page)
    page.goto("/privacy")
    cdp.send("Storage.overrideQuotaForOrigin", {"origin": product.url, "quotaSize": 0})
    page.goto("/")
    still_has_a_list(page)


def older(snapshot: dict[str, Any]) -> str:
    return json.dumps(snapshot | {"seq": snapshot["seq"] - 1, "places": snapshot["places"][:3]})


def of_an_older_epoch(snapshot: dict[str, Any]) -> str:
    return json.dumps(snapshot | {"epoch": snapshot["epoch"] - 1, "seq": 10**9, "places": []})


def cut_short(snapshot: dict[str, Any]) -> str:
    return json.dumps(snapshot)[:-1000]


def with_nobody(snapshot: dict[str, Any]) -> str:
    return json.dumps(snapshot | {"places": []})


def with_rubbish(snapshot: dict[str, Any]) -> str:
    return json.dumps(snapshot | {"seq": snapshot["seq"] + 1, "places": [{"slug": "../x"}, 7]})


Answer = Callable[[dict[str, Any]], str]
# The body that is made of the true one, its type, its status.
ANSWERS: dict[str, tuple[Answer, str, int]] = {
    "cut short": (cut_short, "application/json", 200),
    "a log-in page": (lambda _: "<!doctype html><h1>Welcome to our Wi-Fi</h1>", "text/html", 200),
    "a log-in page that says it is JSON": (lambda _: "<!doctype html>", "application/json", 200),
    "older": (older, "application/json", 200),
    "of an older epoch": (of_an_older_epoch, "application/json", 200),
    "empty": (lambda _: "", "application/json", 200),
    "an empty object": (lambda _: "{}", "application/json", 200),
    "null": (lambda _: "null", "application/json", 200),
    "the same one with nobody in it": (with_nobody, "application/json", 200),
    "newer with nothing but rubbish": (with_rubbish, "application/json", 200),
    "an error": (lambda _: '{"error": {"code": "x"}}', "application/json", 500),
    "a refusal": (lambda _: "no", "text/plain", 403),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_the_list_stays_when_the_answer_is(page: Page, what: str) -> None:
    make, kind, status = ANSWERS[what]
    before = visited(page).evaluate(STORES)

    def answer(route: Route) -> None:
        true = route.fetch(headers={**route.request.headers, "if-none-match": ""})
        body = make(true.json())
        headers = signed(body) if kind == "application/json" else {"Content-Type": kind}
        route.fulfill(body=body, headers=headers, status=status)

    page.route("**/api/v1/places", answer)
    with page.expect_response("**/api/v1/places"):
        page.reload()
    # What is not ours is not read to its end, and so never finished.
    page.wait_for_timeout(300)
    find(page)
    expect(page.get_by_role("article").first).to_contain_text(NEAREST)
    assert page.evaluate(STORES) == before
    page.unroute_all(behavior="ignoreErrors")


@contextmanager
def silent_server(port: int) -> Iterator[None]:
    """It accepts, and never answers: what a train's Wi-Fi is like."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", port), backlog=64) as server:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    held.append(server.accept()[0])

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown(socket.SHUT_RDWR)
            for one in held:
                one.close()
    thread.join(5)


def test_a_server_that_never_answers_costs_three_and_a_half_seconds(page: Page, product: Product) -> None:
    visited(page)
    page.goto("about:blank")
    product.stop()
    try:
        with silent_server(int(product.url.rsplit(":", 1)[1])):
            began = time.monotonic()
            page.goto("/", wait_until="commit")
            expect(page.locator("#open-now")).to_contain_text(NEAREST, timeout=3_500)
            took = time.monotonic() - began
            find(page)
            page.goto("about:blank")
    finally:
        product.start()
    assert took < 3.5


def test_when_the_signal_is_back_the_list_is_rechecked_at_once(page: Page) -> None:
    visited(page)
    page.context.set_offline(True)
    page.reload()
    heading(page, "Find a safe place that is open now")
    page.clock.fast_forward("00:10:00")
    expect(page.get_by_text("No signal, so things may have changed.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("No signal, so things may have changed.")).to_be_hidden()
    expect(page.get_by_text("Checked just now.")).to_be_visible()
