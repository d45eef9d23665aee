"""The whole way of a push: a real Firefox, a push service on this machine, the real worker."""

from __future__ import annotations

import json
import time
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from backend.hours.nights import night_ends_at, night_of
from tests.pushing import autopush, firefox
from tests.pushing.autopush import DELIVERED, Autopush
from tests.pushing.firefox import Firefox
from tests.pushing.page import Page, until

from .product import Product, running

pytestmark = pytest.mark.journey

SLUG = "demo-lantern-safe-space"
NAME = "Demo Lantern Safe Space"
MINUTE = timedelta(minutes=1)
KEPT = """async (slug) => {
  const cached = await (await (await caches.open("places")).match("/held.json")).json();
  const stored = await new Promise((done) => {
    indexedDB.open("keyval-store").onsuccess = ({target: {result}}) => {
      const asked = result.transaction("keyval").objectStore("keyval").get("/held.json");
      asked.onsuccess = () => (result.close(), done(asked.result));
    };
  });
  const status = ({snapshot}) => snapshot.places.find((place) => place.slug === slug)?.report?.status ?? null;
  return [status(cached), status(stored)];
}"""
WORDS = "() => document.querySelector('main').innerText"


@pytest.fixture(scope="module")
def ahead() -> timedelta:
    """Nothing, because a browser's clock cannot be moved; unless the night ends before a report runs out."""
    now = datetime.now(UTC)
    return 180 * MINUTE if night_ends_at(night_of(now)) - now < 180 * MINUTE else 0 * MINUTE


@pytest.fixture(scope="module")
def push(ahead: timedelta) -> Iterator[Autopush]:
    with autopush.running(now=lambda: time.time() + ahead.total_seconds()) as server:
        yield server


@pytest.fixture(scope="module")
def product(push: Autopush, ahead: timedelta, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    state = tmp_path_factory.mktemp("product")
    settings = {"PUSH_TEST_ORIGINS": push.origin, "SERVED_AT": "", "SERVED_AHEAD": str(ahead.seconds)}
    with (
        running(state, lasts_s=0, settings=settings) as served,
        served.worker(),
    ):
        yield served


@pytest.fixture(scope="module")
def fox(push: Autopush, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with firefox.running(tmp_path_factory.mktemp("firefox"), push.url) as started:
        yield started


@pytest.fixture(scope="module")
def tablet(product: Product) -> str:
    return product.manage("pair", SLUG)


def says(product: Product, tablet: str, status: str) -> float:
    """What the tablet behind the bar sends; when the server had it."""
    seen = urllib.request.urlopen(f"{product.url}/venue", timeout=10)
    token = seen.headers["Set-Cookie"].partition("csrftoken=")[2].partition(";")[0]
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"device={tablet}; csrftoken={token}",
        "X-CSRFToken": token,
        "Idempotency-Key": uuid.uuid4().hex,
    }
    where = f"{product.url}/api/v1/venues/{SLUG}/reports"
    body = json.dumps({"status": status}).encode()
    urllib.request.urlopen(urllib.request.Request(where, body, headers), timeout=10).read()
    return time.monotonic()


def report_of(product: Product) -> dict[str, Any]:
    with urllib.request.urlopen(f"{product.url}/api/v1/places/{SLUG}", timeout=10) as answer:
        report: dict[str, Any] = json.load(answer)["report"] or {}
    return report


def subscribed(product: Product, audience: str, endpoint: str = "") -> int:
    with psycopg.connect(product.owner_url.replace("postgis://", "postgresql://", 1)) as connection:
        asked = "SELECT count(*) FROM alerts_subscription WHERE audience = %s AND %s IN ('', endpoint)"
        found = connection.execute(asked, [audience, endpoint]).fetchone()
    assert found
    return int(found[0])


def reads(page: Page, words: str) -> None:
    until(lambda: words in page.evaluate(WORDS), within_s=20)


def at_the_place(fox: Firefox, product: Product) -> Page:
    page = fox.new_page()
    page.goto(product.url)
    page.evaluate("async () => void await navigator.serviceWorker.ready")
    page.click("a.name", NAME)
    reads(page, "What happens there")
    return page


def test_she_is_told_what_changed_and_her_lock_screen_says_nothing_of_it(
    product: Product, push: Autopush, fox: Firefox, tablet: str
) -> None:
    says(product, tablet, "open")
    page = at_the_place(fox, product)
    reads(page, "Tell me tonight if this changes")
    assert not push.channels
    page.click("button", "Tell me tonight if this changes")
    reads(page, "You will be told until 06:00.")
    assert (len(push.channels), subscribed(product, "public")) == (1, 1)
    page.goto("about:blank")

    before = len(push.messages)
    says(product, tablet, "full")
    until(lambda: [each.ack for each in push.messages[before:]] == [DELIVERED], within_s=60)
    (shown,) = until(fox.alerts)
    assert shown == {"title": "Update from your saved place", "body": "Open to see what changed."}

    page.goto(f"{product.url}/help")
    assert page.evaluate(KEPT, SLUG) == ["full", "full"]
    page.close()
    fox.press_alert("Update from your saved place")
    home = until(lambda: next((each for each in fox.pages if each.url.startswith(product.url)), None))
    assert home
    reads(home, NAME)
    reads(home, "Full")
    assert not any("error" in line for line in home.console())
    home.close()
    before = len(push.messages)
    says(product, tablet, "open")
    until(lambda: [each.ack for each in push.messages[before:]] == [DELIVERED], within_s=60)


def test_one_tap_and_she_is_told_no_more(
    product: Product, push: Autopush, ahead: timedelta, fox: Firefox, tablet: str
) -> None:
    page = at_the_place(fox, product)
    reads(page, "You will be told until 06:00.")
    page.click("button", "Stop")
    reads(page, "Stopped. You will not be told.")
    until(lambda: push.gone == set(push.channels))
    assert subscribed(product, "public") == 0
    before = len(push.messages)
    says(product, tablet, "open")
    product.manage("tick", at=datetime.now(UTC) + ahead + MINUTE)
    assert len(push.messages) == before
    page.close()


def test_a_browser_whose_push_service_forgot_it_is_told_all_the_same(
    product: Product, push: Autopush, fox: Firefox, tablet: str
) -> None:
    """The browser says `pushsubscriptionchange` with no page open; our worker moves what she asked for."""
    says(product, tablet, "open")
    page = at_the_place(fox, product)
    page.click("button", "Tell me tonight if this changes")
    reads(page, "You will be told until 06:00.")
    page.goto("about:blank")
    known = set(push.channels)
    with push.disconnected():
        push.forget_browsers()
    until(lambda: set(push.channels) - known, within_s=30)
    (moved,) = set(push.channels) - known
    until(lambda: subscribed(product, "public", push.channels[moved].endpoint) == 1, within_s=30)
    assert subscribed(product, "public") == 1
    before = len(push.messages)
    says(product, tablet, "full")
    until(lambda: [each.ack for each in push.messages[before:]] == [DELIVERED], within_s=60)
    page.close()
    says(product, tablet, "open")
    until(lambda: [each.ack for each in push.messages[before:]] == [DELIVERED] * 2, within_s=60)
    page = at_the_place(fox, product)
    page.click("button", "Stop")
    reads(page, "Stopped. You will not be told.")
    assert subscribed(product, "public") == 0
    page.close()


def test_after_the_night_nothing_of_the_public_is_left(
    product: Product, ahead: timedelta, fox: Firefox
) -> None:
    page = at_the_place(fox, product)
    reads(page, "Tell me tonight if this changes")
    page.click("button", "Tell me tonight if this changes")
    reads(page, "You will be told until 06:00.")
    ends = night_ends_at(night_of(datetime.now(UTC) + ahead))
    product.manage("tick", at=ends - MINUTE)
    assert subscribed(product, "public") == 1
    product.manage("tick", at=ends)
    assert subscribed(product, "public") == 0
    page.close()


@pytest.fixture
def at_work(product: Product, fox: Firefox, tablet: str) -> Page:
    """The bar's own tablet, with reminders turned on by a tap."""
    cookie: dict[str, Any] = {"name": "device", "domain": "localhost", "path": "/", "httpOnly": True}
    value = {"type": "string", "value": tablet}
    fox.bidi.do("storage.setCookie", {"cookie": cookie | {"value": value, "sameSite": "lax"}})
    page = fox.new_page()
    page.goto(f"{product.url}/venue")
    reads(page, NAME)
    return page


def test_the_bar_answers_a_reminder_on_the_reminder_itself(
    product: Product, push: Autopush, fox: Firefox, tablet: str, at_work: Page, tmp_path: Path
) -> None:
    says(product, tablet, "open")
    at_work.click("button, a", "Me")
    reads(at_work, "Remind this device")
    at_work.click("button", "Remind this device")
    reads(at_work, "On. This device is reminded.")
    assert subscribed(product, "venues") == 1
    at_work.goto("about:blank")

    before = len(push.messages)
    runs_out = datetime.fromisoformat(report_of(product)["valid_until"])
    product.manage("tick", at=runs_out - 10 * MINUTE)
    until(lambda: [each.ack for each in push.messages[before:]] == [DELIVERED], within_s=60)
    until(lambda: f"{NAME}: still open?" in [each["title"] for each in fox.alerts()], within_s=30)
    fox.press_alert(f"{NAME}: still open?", action="closed")
    until(lambda: report_of(product).get("status") == "closed", within_s=20)
    answered = until(lambda: [each for each in fox.alerts() if each["title"] == NAME])
    assert answered[0]["body"].startswith("Saved: closed tonight")
