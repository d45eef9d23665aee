"""From a tap in a bar to the label on a phone in the street: real pages, the real API, real time."""

from __future__ import annotations

import http.client
import json
import math
import random
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.contrib.gis.geos import Point
from playwright.sync_api import Browser, Page

from backend.accounts.models import User
from backend.devdb.cluster import Urls
from backend.house import tools
from backend.venues import pairing, publishing
from backend.venues.models import Organisation, Venue

from . import plans
from .browser import FIND, HANLEY, chromium, phone
from .databases import Bench
from .figures import Part
from .server import serving

PHONES, TAPS, QUICK_PHONES, QUICK_TAPS = 10, 100, 4, 8
MOST_MEDIAN_S, MOST_P99_S = 9.0, 16.0
# A tap comes at any moment between two questions of a page: the longest time between them is 15 s.
AT_ANY_MOMENT_S = 15.0
GIVE_UP_S = 60.0
LOOK_EVERY_MS = 200
STATES = ("full", "open")
# Notes when the state that somebody reads of a place changes, by the machine's clock.
NOTE = """
window.seen = [];
const state = (slug) => document.querySelector(`.place, [data-slug="${slug}"]`)?.dataset.state;
window.watch = (slug) => {
  let last = state(slug);
  new MutationObserver(() => {
    const now = state(slug);
    if (now !== undefined && now !== last) seen.push([last = now, Date.now()]);
  }).observe(document, { subtree: true, childList: true, attributes: true });
};
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """A venue, and the paired device on its counter."""

    slug: str
    token: str


@dataclass(slots=True)
class Reader:
    """A phone with a page open, and the tap that it has yet to show."""

    bar: Bar
    page: Page
    screen: str
    next_tap_at: float
    tapped: tuple[str, float] | None = None
    shown: int = 0
    took: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)


def measure(bench: Bench, *, quick: bool) -> Part:
    tools.build_pwa()
    phones, taps = (QUICK_PHONES, QUICK_TAPS) if quick else (PHONES, TAPS)
    part = Part("phone", {"phones": phones, "taps": taps, "asks again after": "10 to 15 s"})
    with bench.database("phone") as urls:
        bars = _bars(urls, phones)
        bench.manage(urls, "publishsnapshot")
        bench.manage(urls, "collectstatic", "--noinput", "--verbosity", "0")
        with serving(urls, bench.state, READS_A_MINUTE="100000") as port, chromium() as browser:
            readers = [_reader(browser, port, bar, n) for n, bar in enumerate(bars)]
            _tap_and_watch(readers, port, taps)
    _add(part, readers)
    return part


def _add(part: Part, readers: Sequence[Reader]) -> None:
    took = [seconds for reader in readers for seconds in reader.took]
    for screen in ("list", "place"):
        on_it = [seconds for reader in readers if reader.screen == screen for seconds in reader.took]
        part.add(f"tap to the label changed, {screen} open", "s", on_it)
    median = part.add("tap to the label changed", "s", took)
    part.add("tap to 201", "ms", [ms for reader in readers for ms in reader.answered])
    last = sorted(took)
    part.add("the longest of all", "s", [last[-1]])
    part.must_hold("tap to phone, median in s", median, at_most=MOST_MEDIAN_S)
    part.must_hold("tap to phone, p99 in s", last[math.ceil(0.99 * len(last)) - 1], at_most=MOST_P99_S)


# --- Bars --------------------------------------------------------------------------------------------------


def _bars(urls: Urls, count: int) -> list[Bar]:
    """Open day and night, a few streets apart, each with a device that an officer paired."""
    now = datetime.now(UTC)
    with plans.django_on(urls.app):
        officer = User.objects.create_user("vera@example.org", "Vera", officer_role="officer")
        body = Organisation.objects.create(name="Bench organisation")
        return [_bar(body, officer, n, now) for n in range(count)]


def _bar(body: Organisation, officer: User, n: int, now: datetime) -> Bar:
    venue = Venue.objects.create(
        slug=f"bar-{n}",
        name=f"Bar {n}",
        kind="safe_space",
        organisation=body,
        point=Point(HANLEY["longitude"], HANLEY["latitude"] + 0.001 * (n + 1), srid=4326),
        address=f"{n + 1} Bench Street",
        town="Hanley",
        opening_hours="24/7",
    )
    publishing.publish(venue, at=now)
    offer = pairing.offer(body, [venue], name="Bar tablet", pin=None, by=officer, at=now)
    _, token = pairing.take(offer.code, name=None, at=now)
    return Bar(venue.slug, token)


def _tap(bar: Bar, port: int, status: str) -> None:
    """As the venue's screen sends it; anything but 201 is no measurement."""
    csrf = secrets.token_hex(16)
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"device={bar.token}; csrftoken={csrf}",
        "X-CSRFToken": csrf,
        "Idempotency-Key": secrets.token_hex(8),
    }
    with closing(http.client.HTTPConnection("localhost", port, timeout=30)) as connection:
        path = f"/api/v1/venues/{bar.slug}/reports"
        connection.request("POST", path, json.dumps({"status": status}), headers)
        answer = connection.getresponse()
        if answer.status != 201:
            raise RuntimeError(f"A tap was answered with {answer.status}: {answer.read(300)!r}")


# --- Phones ------------------------------------------------------------------------------------------------


def _reader(browser: Browser, port: int, bar: Bar, n: int) -> Reader:
    """Every other phone shows the list, the others the place's own screen."""
    screen = ("list", "place")[n % 2]
    context = phone(browser)
    context.add_init_script(NOTE)
    page = context.new_page()
    page.goto(f"http://localhost:{port}/", wait_until="networkidle")
    page.locator(FIND).tap()
    page.wait_for_selector(f'[data-slug="{bar.slug}"]', state="attached")
    if screen == "place":
        page.locator(f'[data-slug="{bar.slug}"] .name').dispatch_event("click")
        page.wait_for_selector(".place")
    page.evaluate("(slug) => watch(slug)", bar.slug)
    return Reader(bar, page, screen, next_tap_at=time.time() + random.uniform(0, AT_ANY_MOMENT_S))


def _tap_and_watch(readers: Sequence[Reader], port: int, taps: int) -> None:
    left = taps
    while any(reader.tapped for reader in readers) or left:
        for reader in readers:
            _look(reader)
            if left and reader.tapped is None and time.time() >= reader.next_tap_at:
                left -= 1
                _tap_for(reader, port)
        readers[0].page.wait_for_timeout(LOOK_EVERY_MS)


def _tap_for(reader: Reader, port: int) -> None:
    status = STATES[len(reader.took) % len(STATES)]
    began = time.time()
    reader.tapped = (status, began)
    _tap(reader.bar, port, status)
    reader.answered.append((time.time() - began) * 1_000)


def _look(reader: Reader) -> None:
    """Take note of a change that the page has noted; the page's clock is this machine's."""
    if reader.tapped is None:
        return
    status, began = reader.tapped
    for state, at_ms in _new(reader):
        if state == status:
            reader.took.append(at_ms / 1_000 - began)
            reader.tapped, reader.next_tap_at = None, time.time() + random.uniform(0, AT_ANY_MOMENT_S)
    if time.time() - began > GIVE_UP_S:
        raise RuntimeError(
            f"{status} did not reach the {reader.screen} of {reader.bar.slug} in {GIVE_UP_S} s."
        )


def _new(reader: Reader) -> Iterator[tuple[str, float]]:
    noted: list[tuple[str, float]] = reader.page.evaluate("seen")
    yield from noted[reader.shown :]
    reader.shown = len(noted)
