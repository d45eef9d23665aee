"""The phone: a browser with a profile of its own, where the app is installed and the list is kept twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from tests.journeys.conftest import CHROMIUM, FLAGS, HANLEY, PHONE, POSITIONS_OF_NOW
from tests.journeys.product import NIGHT
from tests.journeys.steps import FIND, wait_for_worker

SETTINGS: dict[str, Any] = {
    "viewport": PHONE,
    "locale": "en-GB",
    "timezone_id": "Europe/London",
    "geolocation": HANLEY,
    "permissions": ["geolocation"],
}
LISTED = "#open-now li, article, ul.plain li"
KEPT_TWICE = """
async () => {
  const inCache = await (await caches.open("places")).match("/held.json");
  const inDatabase = await new Promise((resolve) => {
    const opening = indexedDB.open("keyval-store");
    opening.onsuccess = () => {
      const has = opening.result.objectStoreNames.length > 0;
      const asked = has && opening.result.transaction("keyval").objectStore("keyval").get("/held.json");
      if (!asked) return resolve(null);
      asked.onsuccess = () => (opening.result.close(), resolve(asked.result ?? null));
    };
  });
  return [inDatabase, inCache && (await inCache.json())].map((held) => held && JSON.stringify(held.snapshot));
}
"""


@dataclass
class Handset:
    context: BrowserContext
    page: Page

    def visited(self) -> None:
        """A first visit, long enough for the worker and for both copies of the list."""
        self.page.goto("/")
        wait_for_worker(self.page)
        self.page.wait_for_function(f"async () => (await ({KEPT_TWICE})()).every(Boolean)")

    def seconds_to_a_list(self, path: str = "/", *, within_s: float = 20.0) -> float:
        """From the address to places on the screen; the limit where none comes."""
        began = time.monotonic()
        try:
            self.page.goto(path, wait_until="commit", timeout=within_s * 1_000)
            self.page.locator(LISTED).first.wait_for(timeout=within_s * 1_000)
        except Error:
            return within_s
        return time.monotonic() - began

    def seconds_to_an_answer(self) -> float:
        """From the tap on the big button to the best place."""
        began = time.monotonic()
        self.page.get_by_role("button", name=FIND).click()
        expect(self.page.get_by_role("article").first).to_be_visible()
        return time.monotonic() - began

    def sleep(self) -> None:
        """The worker is stopped, as browsers do with one that had nothing to do for half a minute."""
        session = self.context.new_cdp_session(self.page)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        session.detach()

    def kept(self) -> list[str | None]:
        """The list as the database and the cache have it."""
        kept: list[str | None] = self.page.evaluate(KEPT_TWICE)
        return kept


@contextmanager
def handset(playwright: Playwright, url: str, profile: Path, **options: Any) -> Iterator[Handset]:
    """A browser process of its own, and gone with it; what it keeps stays in the profile."""
    settings = SETTINGS | options
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=FLAGS, base_url=url, **settings
    )
    try:
        context.clock.install(time=datetime.fromisoformat(NIGHT))
        context.add_init_script(POSITIONS_OF_NOW)
        context.set_default_timeout(15_000)
        yield Handset(context, context.pages[0])
    finally:
        context.close()
