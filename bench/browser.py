"""Debian's Chromium as a slow phone on a slow network, driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Geolocation, Page, ViewportSize, sync_playwright

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
HANLEY: Geolocation = {"latitude": 53.0249, "longitude": -2.1768, "accuracy": 20}
PHONE: ViewportSize = {"width": 360, "height": 740}
SLOWER = 4
# What Chromium's developer tools call "Slow 4G": 1.6 Mbit/s down, 750 kbit/s up, nine tenths of it, and the
# round trip of 150 ms as that tool has it, times 3.75, because it delays each request once.
SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
# Notes, in the page's own clock, when somebody tapped and when the answer had been drawn.
WATCH = """
window.bench = {};
addEventListener("click", (event) => { if (bench.tap === undefined) bench.tap = event.timeStamp; }, true);
const drawn = (name) => requestAnimationFrame(() => setTimeout(() => { bench[name] = performance.now(); }));
new MutationObserver(() => {
  if (!bench.seenReady && document.querySelector("[data-script]:not([hidden])")) {
    bench.seenReady = true;
    bench.ready = performance.now();
  }
  if (!bench.seen && document.querySelector("article.card.top")) { bench.seen = true; drawn("answer"); }
}).observe(document, { subtree: true, childList: true, attributes: true });
"""
FIND = "#find button"


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        try:
            yield browser
        finally:
            browser.close()


def phone(browser: Browser, *, with_worker: bool = True) -> BrowserContext:
    """A phone that has never been here, in Hanley, and that lets the page know where it is."""
    context = browser.new_context(
        viewport=PHONE,
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale="en-GB",
        timezone_id="Europe/London",
        geolocation=HANLEY,
        permissions=["geolocation"],
        service_workers="allow" if with_worker else "block",
    )
    context.add_init_script(WATCH)
    context.set_default_timeout(60_000)
    return context


def slowed(context: BrowserContext, *, network: bool) -> Page:
    """A page at a quarter of this machine's speed, and on slow 4G if asked."""
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if network:
        tools.send("Network.enable")
        tools.send("Network.emulateNetworkConditions", SLOW_4G)
    return page


def has_worker(page: Page) -> None:
    """Wait until the worker keeps all that it wants to keep, and answers for this page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
