"""A device at work is asked how tonight is, and answers on the reminder itself: with signal and without."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .at_work import (
    CLUB,
    MANAGER,
    PUBLIC,
    STAFF,
    choose,
    go_offline,
    go_online,
    nothing_waits,
    reports,
    send,
    sign_in,
    skip_passkey,
    stands,
    tell,
)
from .conftest import PHONE
from .product import NIGHT, Product, running
from .steps import Watch, heading, wait_for_worker
from .test_every_screen import LOOKS, faults_of
from .told import (
    KEPT,
    PushService,
    deliver,
    dispatch_sync,
    moment,
    shown,
    tap_on,
    wait_until,
    wait_until_shown,
    worker_of,
)

SLUG, OTHER = "demo-nightjar-club", "Demo Nightjar Stafford"
TAG = f"nudge-{SLUG}"
NOW = datetime.fromisoformat(NIGHT)
ON, OFF = "Remind this device", "Turn reminders off"
MINE = "async () => (await (await fetch('/api/v1/subscriptions/mine')).json()).subscriptions"
# A worker has the machine's clock, and no other night is served than the product's.
CLOCK = """
(at) => {
  const [real, began] = [Date.now.bind(Date), Date.now()];
  Date.now = () => at + real() - began;
}
"""

Device = Callable[..., tuple[Page, PushService]]
Work = Callable[..., tuple[Page, PushService]]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("reminders"), lasts_s=3600) as product:
        yield product


@pytest.fixture
def device(browser: Browser, product: Product) -> Iterator[Device]:
    """A browser at half past one that may show something, once it is asked."""
    made: list[Watch] = []

    def make(**options: Any) -> tuple[Page, PushService]:
        settings: dict[str, Any] = {
            "viewport": PHONE,
            "locale": "en-GB",
            "timezone_id": "Europe/London",
            "permissions": ["notifications"],
            "base_url": product.url,
        }
        context = browser.new_context(**(settings | options))
        context.clock.install(time=NOW)
        context.set_default_timeout(10_000)
        made.append(Watch(context, product.url))
        push = PushService(context)
        return context.new_page(), push

    yield make
    faults = [fault for watch in made for fault in watch.faults(has_cookies=True)]
    for watch in made:
        watch.context.close()
    assert faults == []


@pytest.fixture(scope="module")
def signed_in() -> dict[str, Any]:
    return {}


@pytest.fixture
def at_work(device: Device, product: Product, signed_in: dict[str, Any]) -> Work:
    def open_app(email: str = MANAGER, **options: Any) -> tuple[Page, PushService]:
        if email not in signed_in:
            page, _ = device()
            sign_in(page, product, email)
            skip_passkey(page)
            signed_in[email] = page.context.storage_state()
        page, push = device(storage_state=signed_in[email], **options)
        page.goto("/venue")
        choose(page, CLUB)
        return page, push

    return open_app


def me(page: Page) -> None:
    page.get_by_role("button", name="Me", exact=True).click()
    expect(page.get_by_role("heading", name="Remind this device")).to_be_visible()


def tonight(page: Page) -> None:
    page.get_by_role("button", name="Tonight", exact=True).click()


def turn_on(page: Page) -> None:
    me(page)
    page.get_by_role("button", name=ON).click()
    says(page, "On. This device is reminded.")


def says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator(".reminders .told")).to_have_text(words)


@pytest.fixture
def reminded(at_work: Work) -> Page:
    """A manager's phone with the reminders on, a worker that keeps the product's time, and nothing said."""
    page, _ = at_work()
    turn_on(page)
    tonight(page)
    send(page, "POST", f"/api/v1/venues/{SLUG}/reports", {"status": "as_scheduled"})
    wait_for_worker(page)
    page.wait_for_function("async () => !!(await caches.match('/venue'))")
    worker_of(page).evaluate(CLOCK, NOW.timestamp() * 1000)
    return page


def ours(page: Page) -> dict[str, Any]:
    """This browser's, as the server has it."""
    [kept] = page.evaluate(KEPT)["rows"]
    [found] = [one for one in page.evaluate(MINE) if one["id"] == kept["id"]]
    return dict(found)


def nudge(**change: Any) -> dict[str, Any]:
    return {
        "v": 1,
        "audience": "venues",
        "title": f"{CLUB}: are you open?",
        "body": "Nobody has said so tonight. One tap tells the public.",
        "tag": TAG,
        "until": moment(NOW + timedelta(hours=1)),
        "venue": {
            "slug": SLUG,
            "name": CLUB,
            "night": ["2026-11-28T06:00:00Z", "2026-11-29T06:00:00Z"],
            "what": "opening",
        },
        "actions": [{"action": "open", "title": "Open"}, {"action": "closed", "title": "Closed tonight"}],
    } | change


def asked(page: Page) -> dict[str, Any]:
    deliver(page, nudge())
    return wait_until_shown(page, "are you open?")


# --- On and off --------------------------------------------------------------------------------------------


def test_the_browser_is_asked_on_the_tap_alone_and_one_tap_ends_it(at_work: Work) -> None:
    page, push = at_work()
    me(page)
    expect(page.get_by_text("At most 4 a night.")).to_be_visible()
    page.reload()
    me(page)
    assert (push.permission_asked, push.asked) == (0, [])
    page.get_by_role("button", name=ON).click()
    says(page, "On. This device is reminded.")
    assert push.permission_asked == len(push.asked) == 1
    row = ours(page)
    assert row["tells"] == "venues"
    page.reload()
    me(page)
    page.get_by_role("button", name=OFF).click()
    says(page, "Off. This device is not reminded.")
    assert push.held is None
    wait_until(page, f"async (gone) => (await ({MINE})()).every(({{ id }}) => id !== gone)", row["id"])


GOES_WRONG: dict[str, tuple[Callable[[Page, PushService], Any], str]] = {
    "they say no": (lambda _, push: setattr(push, "permission", "denied"), "does not let us remind you"),
    "they turn away": (lambda _, push: setattr(push, "permission", "default"), "did not allow it"),
    "the browser refuses": (lambda _, push: setattr(push, "does", "refuse"), "could not set it up"),
    "there is no signal": (lambda page, _: go_offline(page.context), "No connection"),
    "the server is down": (
        lambda page, _: page.context.route(
            "**/subscriptions/mine", lambda route: route.fulfill(status=503, json={})
        ),
        "Something went wrong here",
    ),
}


@pytest.mark.parametrize("what", GOES_WRONG)
def test_it_says_that_reminders_stay_off_when(at_work: Work, what: str) -> None:
    page, push = at_work()
    me(page)
    expect(page.get_by_role("button", name=ON)).to_be_visible()
    spoil, words = GOES_WRONG[what]
    spoil(page, push)
    page.get_by_role("button", name=ON).click()
    says(page, re.compile(words))
    expect(page.get_by_role("button", name=ON)).to_be_visible()
    assert push.held is None


def test_a_new_key_of_the_server_is_taken_by_itself(at_work: Work, product: Product) -> None:
    page, push = at_work()
    turn_on(page)
    before = ours(page)
    product.manage("rotatevapid")
    page.reload()
    wait_until(page, f"async (old) => (await ({KEPT})()).rows[0].key_id !== old", before["key_id"])
    after = ours(page)
    assert after["id"] == before["id"]
    assert after["key_id"] != before["key_id"]
    assert len(set(push.asked)) == 2


def test_what_the_server_forgot_is_asked_for_again(at_work: Work) -> None:
    page, _ = at_work()
    turn_on(page)
    before = ours(page)
    page.evaluate(
        "(id) => fetch(`/api/v1/subscriptions/${id}`, { method: 'DELETE' }).then(() => 1)", before["id"]
    )
    page.reload()
    wait_until(page, f"async (old) => (await ({KEPT})()).rows[0].id !== old", before["id"])
    assert ours(page)["tells"] == "venues"


def test_signing_out_ends_the_reminders_of_this_device(at_work: Work, signed_in: dict[str, Any]) -> None:
    page, push = at_work(STAFF)
    turn_on(page)
    page.get_by_role("button", name="Sign out").click()
    heading(page, "Sign in")
    del signed_in[STAFF]
    wait_until(page, "async () => (await window.browserPush('get', null)) === null")
    assert push.held is None


# --- Answered on the reminder ------------------------------------------------------------------------------


def test_one_tap_on_the_reminder_tells_the_public_and_says_so(reminded: Page) -> None:
    notification = asked(reminded)
    assert notification["actions"] == ["open", "closed"]
    before = reports(reminded, SLUG)
    tap_on(worker_of(reminded), TAG, "open")
    answer = wait_until_shown(reminded, "Saved: open, 01:3")
    assert (answer["title"], answer["actions"]) == (CLUB, [])
    assert reports(reminded, SLUG)[len(before) :] == ["open"]
    assert reminded.evaluate(PUBLIC, SLUG)["status"] == "open"


def test_the_same_button_twice_has_one_effect(reminded: Page) -> None:
    asked(reminded)
    before = reports(reminded, SLUG)
    reminded.goto("/privacy")
    both = worker_of(reminded).evaluate(
        """async (tag) => {
          const [notification] = await self.registration.getNotifications({ tag });
          const works = [];
          for (let time = 0; time < 2; time++) {
            const event = new NotificationEvent("notificationclick", { notification, action: "closed" });
            event.waitUntil = (work) => works.push(work);
            self.dispatchEvent(event);
          }
          await Promise.all(works);
          return (await self.registration.getNotifications({ tag })).map(({ body }) => body);
        }""",
        TAG,
    )
    assert len(both) == 1
    assert both[0].startswith("Saved: closed tonight, 01:3")
    assert reports(reminded, SLUG)[len(before) :] == ["closed"]


def test_without_signal_the_answer_waits_on_the_device_and_the_page_sends_it(reminded: Page) -> None:
    asked(reminded)
    before = reports(reminded, SLUG)
    go_offline(reminded.context)
    tap_on(worker_of(reminded), TAG, "closed")
    wait_until_shown(reminded, "Not sent yet. It waits on this device.")
    expect(reminded.get_by_text("Not sent yet. The public does not see this.")).to_be_visible()
    go_online(reminded.context)
    stands(reminded, "Closed tonight. Demo Manager said so")
    nothing_waits(reminded)
    assert reports(reminded, SLUG)[len(before) :] == ["closed"]
    wait_until(
        reminded, "async () => (await (await navigator.serviceWorker.ready).getNotifications()).length === 0"
    )


def test_with_no_page_open_the_browser_wakes_the_worker_to_send_what_waits(reminded: Page) -> None:
    asked(reminded)
    before = reports(reminded, SLUG)
    go_offline(reminded.context)
    reminded.goto("/privacy")
    tap_on(worker_of(reminded), TAG, "open")
    wait_until_shown(reminded, "Not sent yet.")
    go_online(reminded.context)
    dispatch_sync(reminded, "venue-queue")
    wait_until_shown(reminded, "Saved: open, 01:3")
    assert reports(reminded, SLUG)[len(before) :] == ["open"]


def test_what_is_refused_says_why_and_leads_to_the_screen(reminded: Page) -> None:
    deliver(reminded, nudge(venue={"slug": "not-theirs", "name": "Not Theirs"}))
    wait_until_shown(reminded, "are you open?")
    tap_on(worker_of(reminded), TAG, "open")
    wait_until_shown(reminded, "Refused: ")
    reminded.goto("/privacy")
    assert tap_on(worker_of(reminded), TAG) == ["/venue"]


def test_a_browser_without_cookies_for_its_worker_has_the_token_kept(reminded: Page) -> None:
    asked(reminded)
    before = reports(reminded, SLUG)
    worker = worker_of(reminded)
    worker.evaluate("() => Object.defineProperty(self, 'cookieStore', { value: undefined })")
    tap_on(worker, TAG, "closed")
    wait_until_shown(reminded, "Saved: closed tonight")
    assert reports(reminded, SLUG)[len(before) :] == ["closed"]


def test_a_session_that_ended_is_said_and_the_tap_waits(reminded: Page, signed_in: dict[str, Any]) -> None:
    asked(reminded)
    reminded.context.clear_cookies(name="session")
    reminded.goto("/privacy")
    tap_on(worker_of(reminded), TAG, "open")
    wait_until_shown(reminded, "Not sent yet: nobody is signed in here. Tap to sign in.")
    assert tap_on(worker_of(reminded), TAG) == ["/venue"]
    reminded.goto("/venue")
    heading(reminded, "Sign in")
    expect(reminded.get_by_text("Sign in again to send 1 tap.")).to_be_visible()


def test_a_tablet_with_a_pin_says_so_and_the_pin_lets_the_answer_go_on(device: Device, at_work: Work) -> None:
    manager, _ = at_work()
    organisation = manager.evaluate(
        "async (slug) => (await (await fetch('/api/v1/venues/mine')).json())"
        ".venues.find((one) => one.slug === slug).organisation",
        SLUG,
    )
    offer = {"organisation": organisation, "venues": [SLUG], "name": "Bar tablet", "pin": "4711"}
    told = send(manager, "POST", "/api/v1/devices/pairings", offer)
    tablet, push = device()
    tablet.goto(f"/venue#pair={told['code']}")
    tablet.get_by_role("button", name="Pair", exact=True).click()
    heading(tablet, CLUB)
    turn_on(tablet)
    worker_of(tablet).evaluate(CLOCK, NOW.timestamp() * 1000)
    asked(tablet)
    tablet.goto("/privacy")
    tap_on(worker_of(tablet), TAG, "closed")
    wait_until_shown(tablet, "Not sent yet: this device\u2019s PIN is needed. Tap to type it.")
    assert tap_on(worker_of(tablet), TAG) == ["/venue"]
    tablet.goto("/venue")
    expect(tablet.get_by_text("Shift PIN")).to_be_focused()
    tablet.keyboard.type("4711")
    stands(tablet, "Closed tonight. Bar tablet said so")
    [listed] = manager.evaluate("async () => (await (await fetch('/api/v1/devices')).json()).devices")
    send(manager, "DELETE", f"/api/v1/devices/{listed['id']}")
    tell(tablet, "Full")
    heading(tablet, "Sign in")
    wait_until(tablet, "async () => (await window.browserPush('get', null)) === null")
    assert push.held is None, "a device that was unpaired is reminded of nothing"


def test_a_tap_beside_the_buttons_opens_that_venue_with_all_four(reminded: Page) -> None:
    asked(reminded)
    reminded.get_by_role("button", name="Another venue").click()
    choose(reminded, OTHER)
    reminded.goto("/privacy")
    assert tap_on(worker_of(reminded), TAG) == ["/venue"]
    reminded.goto("/venue")
    heading(reminded, CLUB)
    for name in ("Open", "Full", "Closing early", "Closed tonight"):
        expect(reminded.get_by_role("button", name=re.compile(f"^{name}"))).to_be_visible()
    assert shown(reminded) == []


def test_a_page_that_is_open_turns_to_that_venue(reminded: Page) -> None:
    asked(reminded)
    reminded.get_by_role("button", name="Another venue").click()
    choose(reminded, OTHER)
    assert tap_on(worker_of(reminded), TAG) == []
    heading(reminded, CLUB)


def test_a_word_on_the_screen_answers_the_reminder_too(reminded: Page) -> None:
    asked(reminded)
    tell(reminded, "Full")
    stands(reminded, "Full. Demo Manager said so")
    wait_until(
        reminded, "async () => (await (await navigator.serviceWorker.ready).getNotifications()).length === 0"
    )


# --- Everybody ---------------------------------------------------------------------------------------------


def test_everybody_at_work_can_use_it(at_work: Work) -> None:
    page, push = at_work(color_scheme="dark")
    me(page)
    push.permission = "denied"
    page.get_by_role("button", name=ON).focus()
    page.keyboard.press("Enter")
    says(page, re.compile("does not let us remind you"))
    expect(page.locator(".reminders .told")).to_be_focused()
    found = faults(page, "denied")
    push.permission = "granted"
    page.get_by_role("button", name=ON).focus()
    page.keyboard.press("Space")
    says(page, "On. This device is reminded.")
    found += faults(page, "on")
    assert found == []


def faults(page: Page, name: str) -> list[str]:
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(".tabs { position: static !important }");
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    return [f"{look.name}: {fault}" for look in LOOKS for fault in faults_of(page, look, f"reminders-{name}")]
