"""A worker that went wrong holds the phone: the switch in the server's settings frees it."""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Error, Page, Playwright

from tests.journeys.conftest import CHROMIUM, FLAGS

from .chaos import Chaos, Line, Weather, fair
from .handset import LISTED, SETTINGS
from .portals import said

GOING = Path(__file__).parents[2] / "backend" / "pages" / "going.js"
STUCK = b"""
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
const nothing = () => new Response("", { headers: { "Content-Type": "text/html" } });
self.addEventListener("fetch", (event) => event.respondWith(nothing()));
"""
WITHIN_S = 10.0


def with_worker(script: bytes) -> Weather:
    async def weather(line: Line) -> None:
        if line.path == "/sw.js":
            await line.send(said("200 OK", script, "text/javascript", "Cache-Control: no-cache"))
        else:
            await fair(line)

    return weather


def held(playwright: Playwright, chaos: Chaos) -> bool:
    """It answers everything with nothing. One visit brings its end, and the next is free."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    page = browser.new_context(base_url=chaos.url, **SETTINGS).new_page()
    with chaos.be(with_worker(STUCK)):
        page.goto("/")
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        was_stuck = not _has_a_list(page)
    with chaos.be(with_worker(GOING.read_bytes())):
        chaos.requests.clear()
        _has_a_list(page)
        until = time.monotonic() + WITHIN_S
        while time.monotonic() < until and not _is_asked_for(chaos):
            page.wait_for_timeout(100)
        page.wait_for_timeout(500)
        is_free = _has_a_list(page)
    browser.close()
    print(
        f"  a worker that answers with nothing: stuck {was_stuck}, free with the next visit {is_free}",
        flush=True,
    )
    return was_stuck and is_free


def _is_asked_for(chaos: Chaos) -> bool:
    return any(b" /sw.js " in request for request in chaos.requests)


def _has_a_list(page: Page) -> bool:
    try:
        page.goto("/", wait_until="commit", timeout=4_000)
        page.locator(LISTED).first.wait_for(timeout=4_000)
    except Error:
        return False
    return True
