"""Somebody asks at a place to be told tonight, is told without a word about where, and is forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from .product import NIGHT
from .steps import FIND, NEAREST, find, heading, wait_for_worker
from .test_every_screen import LOOKS, faults_of
from .told import KEPT, PushService, deliver, moment, shown, tap_on, wait_until, wait_until_shown, worker_of

Phone = Callable[..., BrowserContext]

SLUG = "demo-lantern-safe-space"
NOW = datetime.fromisoformat(NIGHT)
ASK, STOP = "Tell me tonight if this changes", "Stop"
HELD = """
async (slug) => {
  const kept = await (await (await caches.open("places")).match("/held.json")).json();
  const inDatabase = await new Promise((resolve) => {
    indexedDB.open("keyval-store").onsuccess = ({ target: { result } }) => {
      const asked = result.transaction("keyval").objectStore("keyval").get("/held.json");
      asked.onsuccess = () => (result.close(), resolve(asked.result));
    };
  });
  return [kept, inDatabase].map((held) => ({
    checked_at: held.checked_at,
    epoch: held.snapshot.epoch,
    seq: held.snapshot.seq,
    status: held.snapshot.places.find((place) => place.slug === slug)?.report?.status ?? null,
  }));
}
"""


@pytest.fixture
def able(phone: Phone) -> tuple[Page, PushService]:
    """A phone whose browser may show something, once it is asked."""
    context = phone(permissions=["geolocation", "notifications"])
    push = PushService(context)
    return context.new_page(), push


def to_the_place(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    find(page)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    heading(page, NEAREST)


def ask(page: Page) -> None:
    page.get_by_role("button", name=ASK).click()


def says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator(".telling .told")).to_have_text(words)


def is_on(page: Page) -> None:
    says(page, "You will be told until 06:00.")
    expect(page.get_by_role("button", name=STOP)).to_be_visible()
    expect(page.get_by_role("button", name=ASK)).to_be_hidden()


def message(page: Page, status: str = "closed", **change: Any) -> dict[str, Any]:
    """What the server would send of the place on the screen."""
    held = page.evaluate(HELD, SLUG)[1]
    until = max(NOW.replace(hour=6, minute=0), datetime.now(UTC) + timedelta(hours=4))
    place = {
        "slug": SLUG,
        "epoch": held["epoch"],
        "seq": held["seq"] + 1,
        "generated_at": "2026-11-29T01:30:00Z",
        "night": ["2026-11-28T06:00:00Z", moment(until)],
        "windows": [["2026-11-28T06:00:00Z", moment(until)]],
        "report": {
            "status": status,
            "staffed": None,
            "reported_at": "2026-11-29T01:29:00Z",
            "until": None,
            "valid_until": "2026-11-29T06:00:00Z",
        },
        "call_first_until": None,
        "is_listed": True,
    }
    said = {
        "v": 1,
        "audience": "public",
        "title": "Update from your saved place",
        "body": "Open to see what changed.",
        "tag": f"place-{SLUG}",
        "until": moment(until),
        "place": place | change.pop("place", {}),
    }
    return said | change


class Asked:
    """What the page asked of the server about alerts, as method and what comes after the address."""

    def __init__(self, context: BrowserContext) -> None:
        self.all: list[str] = []
        context.on("request", self._hear)

    def _hear(self, request: Request) -> None:
        _, found, rest = request.url.partition("/api/v1/subscriptions")
        if found:
            self.all.append(f"{request.method} {rest}".strip())

    def of(self, method: str) -> list[str]:
        return [line for line in self.all if line.startswith(method)]


@pytest.fixture
def asked(able: tuple[Page, PushService]) -> Asked:
    return Asked(able[0].context)


# --- Asking ------------------------------------------------------------------------------------------------


def test_she_asks_is_told_until_when_and_stops_in_one_tap(
    able: tuple[Page, PushService], asked: Asked
) -> None:
    page, push = able
    to_the_place(page)
    assert (push.permission_asked, push.asked) == (0, [])
    ask(page)
    is_on(page)
    assert len(push.asked) == push.permission_asked == 1
    [row] = page.evaluate(KEPT)["rows"]
    assert row.keys() == {"id", "tells", "place", "ends_at", "key_id"}
    assert (row["place"], row["ends_at"]) == (SLUG, "2026-11-29T06:00:00Z")
    page.get_by_role("button", name=STOP).click()
    says(page, "Stopped. You will not be told.")
    expect(page.locator(".telling .told")).to_be_focused()
    assert push.held is None
    wait_until(page, f"async () => (await ({KEPT})()) === null")
    assert asked.of("DELETE") == [f"DELETE /{row['id']}"]


def test_permission_is_never_asked_for_without_a_tap(able: tuple[Page, PushService]) -> None:
    page, push = able
    to_the_place(page)
    page.get_by_role("button", name="Back").click()
    for address in ("/help", "/privacy", f"/place/{SLUG}"):
        page.goto(address)
    to_the_place(page)
    expect(page.get_by_role("button", name=ASK)).to_be_visible()
    assert (push.permission_asked, push.asked) == (0, [])
    assert page.evaluate(KEPT) is None


def test_asked_for_twice_there_is_one(able: tuple[Page, PushService], asked: Asked) -> None:
    page, push = able
    to_the_place(page)
    page.get_by_role("button", name=ASK).dblclick()
    is_on(page)
    assert len(asked.of("POST")) == len(push.asked) == 1
    page.reload()
    find(page)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    is_on(page)
    assert len(push.asked) == 1


def answers(page: Page, path: str, status: int, told: dict[str, Any] | None = None) -> None:
    page.context.route(
        f"**/api/v1/subscriptions{path}", lambda route: route.fulfill(status=status, json=told or {})
    )


INSTEAD = "Call the place before you go, or keep this page open: it re-checks by itself."
GOES_WRONG: dict[str, tuple[Callable[[Page, PushService], Any], str]] = {
    "she says no": (
        lambda _, push: setattr(push, "permission", "denied"),
        "Your browser does not let us tell you anything.",
    ),
    "she turns away": (
        lambda _, push: setattr(push, "permission", "default"),
        "You were asked by your browser and did not allow it",
    ),
    "the browser refuses": (
        lambda _, push: setattr(push, "does", "refuse"),
        "Your browser could not set this up.",
    ),
    "the server is down": (lambda page, _: answers(page, "", 503), "We could not set this up"),
    "too many asked": (lambda page, _: answers(page, "", 429), "Too many were set up from your network"),
    "the place is gone": (
        lambda page, _: answers(page, "", 400, {"error": {"fields": {"place": ["Gone."]}}}),
        "This place is no longer listed",
    ),
    "there is no key": (lambda page, _: answers(page, "/key", 503), "There is no signal"),
    "a Wi-Fi wants a log-in": (
        lambda page, _: page.context.route(
            "**/api/v1/subscriptions/key", lambda route: route.fulfill(body="<h1>Welcome</h1>")
        ),
        "There is no signal",
    ),
    "the phone is offline": (lambda page, _: page.context.set_offline(True), "There is no signal"),
}


@pytest.mark.parametrize("what", GOES_WRONG)
def test_she_is_told_that_she_will_not_be_told_when(able: tuple[Page, PushService], what: str) -> None:
    page, push = able
    spoil, words = GOES_WRONG[what]
    to_the_place(page)
    spoil(page, push)
    ask(page)
    says(page, re.compile(re.escape(words)))
    expect(page.locator(".telling .told")).to_be_focused()
    expect(page.get_by_role("button", name=ASK)).to_be_enabled()
    assert push.held is None, "nothing is left behind"
    assert page.evaluate(KEPT) is None
    if what == "the phone is offline":
        assert push.permission_asked == 0


def test_a_message_service_that_never_answers_costs_ten_seconds(able: tuple[Page, PushService]) -> None:
    page, push = able
    push.does = "hang"
    to_the_place(page)
    ask(page)
    says(page, "Setting it up\u2026")
    page.wait_for_timeout(500)
    page.context.clock.fast_forward(10_000)
    says(page, f"Your browser\u2019s message service did not answer. {INSTEAD}")


IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Safari/604.1"
)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "This browser cannot tell you of changes. "),
        ({"user_agent": IPHONE}, "On an iPhone this works once the app is on your Home Screen"),
    ],
)
def test_a_browser_that_cannot_says_so(phone: Phone, options: dict[str, Any], words: str) -> None:
    page = phone(**options).new_page()
    page.add_init_script("delete window.PushManager")
    to_the_place(page)
    expect(page.locator(".telling")).to_contain_text(words)
    expect(page.get_by_role("button", name=ASK)).to_have_count(0)


# --- Being told --------------------------------------------------------------------------------------------


@pytest.fixture
def told(able: tuple[Page, PushService]) -> Page:
    """She asked at the place that is on her screen."""
    page, _ = able
    to_the_place(page)
    ask(page)
    is_on(page)
    return page


def test_a_push_is_shown_in_neutral_words_and_a_tap_shows_the_place(told: Page) -> None:
    before = told.evaluate(HELD, SLUG)
    deliver(told, message(told))
    notification = wait_until_shown(told, "Open to see what changed.")
    assert notification["title"] == "Update from your saved place"
    expect(told.get_by_text("Closed tonight. Staff said so at 01:29.")).to_be_visible()
    after = told.evaluate(HELD, SLUG)
    assert [held["status"] for held in after] == ["closed", "closed"]
    assert [(held["seq"], held["checked_at"]) for held in after] == [
        (held["seq"], held["checked_at"]) for held in before
    ]
    told.goto("/")
    assert tap_on(worker_of(told), f"place-{SLUG}") == []
    heading(told, NEAREST)
    assert shown(told) == []
    is_on(told)


def test_what_is_told_is_stored_before_it_is_shown(told: Page) -> None:
    told.context.route("**/api/v1/places", lambda route: route.abort())
    told.goto("/privacy")
    worker = worker_of(told)
    worker.evaluate(
        """(slug) => {
          const show = self.registration.showNotification.bind(self.registration);
          self.registration.showNotification = async (...words) => {
            const kept = await (await (await caches.open("places")).match("/held.json")).json();
            const { report } = kept.snapshot.places.find((place) => place.slug === slug);
            self.wasStored = report.status === "full";
            return show(...words);
          };
        }""",
        SLUG,
    )
    deliver(told, message(told, "full"))
    wait_until_shown(told, "Open to see what changed.")
    assert worker.evaluate("self.wasStored") is True
    assert [held["status"] for held in told.evaluate(HELD, SLUG)] == ["full", "full"]


def test_without_signal_a_tap_shows_what_was_told(told: Page) -> None:
    deliver(told, message(told, "full"))
    wait_until_shown(told, "Open to see what changed.")
    told.context.set_offline(True)
    told.goto("/")
    tap_on(worker_of(told), f"place-{SLUG}")
    heading(told, NEAREST)
    expect(told.locator(".says").first).to_contain_text("Full. Staff said so at 01:29.")


def test_with_no_page_open_a_tap_opens_the_app_and_then_the_place(told: Page) -> None:
    deliver(told, message(told))
    wait_until_shown(told, "Open to see what changed.")
    told.goto("/privacy")
    assert tap_on(worker_of(told), f"place-{SLUG}") == ["/"]
    told.goto("/")
    heading(told, NEAREST)
    told.goto("/")
    heading(told, "Find a safe place that is open now")


def test_of_two_pushes_for_a_place_one_notification_stays(told: Page) -> None:
    for status in ("full", "closed"):
        deliver(told, message(told, status))
    wait_until_shown(told, "Open to see what changed.")
    wait_until(told, f"async (slug) => (await ({HELD})(slug))[1].status === 'closed'", SLUG)
    assert len(shown(told)) == 1


TELLTALE: dict[str, Any] = {
    "a name": {"title": NEAREST},
    "a reason": {"body": "It is closed now."},
    "nothing that we know": "<!doctype html>",
    "nothing": "",
    "another version": {"v": 2},
    "no place": {"place": {"seq": None}},
}


@pytest.mark.parametrize("what", TELLTALE)
def test_the_lock_screen_stays_neutral_when_a_push_brings(told: Page, what: str) -> None:
    brought = TELLTALE[what]
    deliver(told, brought if isinstance(brought, str) else message(told, **brought))
    notification = wait_until_shown(told, "Open to see what is new.")
    assert notification["title"] == "Open Tonight"
    assert [one["actions"] for one in shown(told)] == [[]]


@pytest.mark.parametrize(
    "change",
    [
        {"until": "2026-11-20T06:00:00Z"},
        {"place": {"night": ["2026-11-19T06:00:00Z", "2026-11-20T06:00:00Z"]}},
    ],
)
@pytest.mark.parametrize("is_watched", [True, False])
def test_what_is_over_by_now_is_not_shown(told: Page, change: dict[str, Any], is_watched: bool) -> None:
    worker = worker_of(told)
    watched = "visible" if is_watched else "hidden"
    worker.evaluate(
        """(visibilityState) => {
          const all = self.clients.matchAll.bind(self.clients);
          const seen = (page) => ({ visibilityState, postMessage: (said) => page.postMessage(said) });
          self.clients.matchAll = async (of) => (await all(of)).map(seen);
          const show = self.registration.showNotification.bind(self.registration);
          self.titles = [];
          self.registration.showNotification = (title, more) => (self.titles.push(title), show(title, more));
        }""",
        watched,
    )
    deliver(told, message(told, **change))
    told.wait_for_timeout(500)
    assert shown(told) == []
    assert worker.evaluate("self.titles") == ([] if is_watched else ["Open Tonight"])


@pytest.mark.parametrize(("seq", "epoch"), [(-1, 0), (1_000, -1)])
def test_an_older_state_changes_nothing(told: Page, seq: int, epoch: int) -> None:
    made = message(told)
    made["place"]["seq"] = max(0, made["place"]["seq"] - 1 + seq)
    made["place"]["epoch"] += epoch
    before = told.evaluate(HELD, SLUG)
    deliver(told, made)
    wait_until_shown(told, "Open to see what changed.")
    assert told.evaluate(HELD, SLUG) == before


# --- The end -----------------------------------------------------------------------------------------------


def test_at_the_end_of_the_night_the_phone_forgets_by_itself(
    told: Page, able: tuple[Page, PushService]
) -> None:
    push = able[1]
    assert push.held is not None
    told.goto("/")
    wait_for_worker(told)
    told.wait_for_timeout(300)
    told.context.clock.fast_forward("04:31:00")
    wait_until(told, f"async () => (await ({KEPT})()) === null")
    told.wait_for_timeout(200)
    assert push.held is None


def test_stopped_without_signal_nothing_can_come_and_the_server_hears_of_it_later(
    told: Page, able: tuple[Page, PushService], asked: Asked
) -> None:
    told.context.set_offline(True)
    told.get_by_role("button", name=STOP).click()
    says(told, "Stopped. You will not be told.")
    assert able[1].held is None
    assert (told.evaluate(KEPT)["rows"], len(told.evaluate(KEPT)["stopped"])) == ([], 1)
    asked.all.clear()
    told.context.set_offline(False)
    told.goto("/")
    wait_until(told, f"async () => (await ({KEPT})()) === null")
    assert len(asked.of("DELETE")) == 1


def test_a_subscription_that_the_browser_dropped_is_made_good(
    told: Page, able: tuple[Page, PushService], asked: Asked
) -> None:
    push = able[1]
    push.held = None
    told.goto("/")
    wait_until(told, "async () => (await window.browserPush('get', null)) !== null")
    told.wait_for_timeout(300)
    assert len(asked.of("PUT")) == 1
    assert len(push.asked) == 2
    told.get_by_role("button", name=FIND).click()
    told.get_by_role("button", name=NEAREST, exact=True).click()
    is_on(told)


# --- Everybody ---------------------------------------------------------------------------------------------


def test_everybody_can_use_it(able: tuple[Page, PushService]) -> None:
    page, push = able
    to_the_place(page)
    push.permission = "denied"
    page.get_by_role("button", name=ASK).focus()
    page.keyboard.press("Enter")
    says(page, re.compile("does not let us"))
    faults = [f"{look.name}: {fault}" for look in LOOKS for fault in faults_of(page, look, "told-denied")]
    push.permission = "granted"
    page.get_by_role("button", name=ASK).focus()
    page.keyboard.press("Space")
    is_on(page)
    faults += [f"{look.name}: {fault}" for look in LOOKS for fault in faults_of(page, look, "told-on")]
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=STOP)).to_be_focused()
    page.keyboard.press("Enter")
    says(page, "Stopped. You will not be told.")
    assert faults == []
