"""What somebody does and sees, said once for all journeys."""

from __future__ import annotations

import base64
import hashlib

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

FIND = "Find the nearest open place"
EITHER = "One of these two is nearest"
NEAREST = "Demo Lantern Safe Space"


def find(page: Page, *, answer: str = "Nearest open place") -> None:
    page.get_by_role("button", name=FIND).click()
    expect(page.get_by_role("heading", name=answer)).to_be_focused()


def search(page: Page, q: str) -> None:
    """The form works alike in the app and on the pages without script."""
    page.get_by_label("Town or postcode").last.fill(q)
    page.get_by_role("button", name="Search").last.click()


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def wait_for_worker(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def signed(body: str) -> dict[str, str]:
    """As the server would answer with that list: phones take no other."""
    digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    return {"Content-Type": "application/json", "Unencoded-Digest": f"sha-256=:{digest}:"}


class Watch:
    """All that a browser says and does that no visit to us may bring about."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context = context
        self.home = home
        self.asked: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _hear(self, message: ConsoleMessage) -> None:
        """The browser also notes every answer it could not get: that is the network's trouble, not ours."""
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def faults(self, *, has_cookies: bool = False) -> list[str]:
        """Only people at work are given cookies."""
        strangers = [url for url in self.asked if not url.startswith((f"{self.home}/", "data:"))]
        cookies = [] if has_cookies else [str(cookie) for cookie in self.context.cookies()]
        return [*self.complaints, *strangers, *cookies]
