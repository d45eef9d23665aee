"""The floor staff of a bar say how tonight is: with signal and without, on their own phone or the bar's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .at_work import (
    BUS,
    CLUB,
    MANAGER,
    PUBLIC,
    STAFF,
    ask_for_code,
    choose,
    code_for,
    give_code,
    go_offline,
    go_online,
    is_saved,
    nothing_waits,
    reports,
    send,
    sign_in,
    skip_passkey,
    standing,
    stands,
    tell,
    tell_open,
)
from .conftest import PHONE
from .product import NIGHT, Product, running
from .steps import Watch, heading, wait_for_worker
from .test_every_screen import LOOKS, faults_of

STAFFORD = {"latitude": 52.8065, "longitude": -2.1185, "accuracy": 15}
SLUG = "demo-nightjar-club"

OTHER = "Demo Nightjar Stafford"
BAR_AT_THE_END = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".tabs { position: static !important }");
  document.adoptedStyleSheets = [sheet];
}
"""

Device = Callable[..., BrowserContext]
Work = Callable[..., Page]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A night without a seam: what was said at its beginning is still said at its end."""
    with running(tmp_path_factory.mktemp("tonight"), lasts_s=3600) as product:
        yield product


@pytest.fixture
def device(browser: Browser, product: Product) -> Iterator[Device]:
    """A browser at half past one, which complains of nothing and asks nobody else."""
    made: list[Watch] = []

    def make(**options: Any) -> BrowserContext:
        settings: dict[str, Any] = {
            "viewport": PHONE,
            "locale": "en-GB",
            "timezone_id": "Europe/London",
            "geolocation": STAFFORD,
            "permissions": ["geolocation"],
            "base_url": product.url,
        }
        context = browser.new_context(**(settings | options))
        context.clock.install(time=datetime.fromisoformat(NIGHT))
        context.set_default_timeout(10_000)
        made.append(Watch(context, product.url))
        return context

    yield make
    faults = [fault for watch in made for fault in watch.faults(has_cookies=True)]
    for watch in made:
        watch.context.close()
    assert faults == []


@pytest.fixture(scope="module")
def signed_in() -> dict[str, Any]:
    """The cookies of those who have signed in once; letters take their time."""
    return {}


@pytest.fixture
def at_work(device: Device, product: Product, signed_in: dict[str, Any]) -> Work:
    """Somebody's own phone with one venue on the screen."""

    def open_app(email: str = STAFF, venue: str = CLUB, **options: Any) -> Page:
        if email not in signed_in:
            page = device().new_page()
            sign_in(page, product, email)
            skip_passkey(page)
            signed_in[email] = page.context.storage_state()
        page = device(storage_state=signed_in[email], **options).new_page()
        page.goto("/venue")
        choose(page, venue)
        return page

    return open_app


def public(page: Page, slug: str = SLUG) -> Any:
    return page.evaluate(PUBLIC, slug)


# --- In ----------------------------------------------------------------------------------------------------


def test_a_code_from_a_letter_and_three_taps_say_that_the_bar_is_open(
    device: Device, product: Product
) -> None:
    page = device().new_page()
    sign_in(page, product, STAFF)
    heading(page, "Sign in next time with your fingerprint or screen lock?")
    skip_passkey(page)
    choose(page, CLUB)
    send(page, "POST", f"/api/v1/venues/{SLUG}/reports", {"status": "as_scheduled"})
    tell_open(page, "Yes")
    stands(page, "Open. Demo Staff said so at 01:3")
    stands(page, "Trained person on shift.")
    stands(page, "The public sees confirmed until 03:3")
    assert public(page)["staffed"] is True


def test_a_wrong_code_says_so_and_after_five_a_new_one_is_needed(device: Device) -> None:
    page = device().new_page()
    page.goto("/venue")
    ask_for_code(page, "nobody-like-this@example.org")
    for _ in range(5):
        give_code(page, "000000")
        expect(page.get_by_role("alert")).to_contain_text("not the code we sent")
        page.get_by_label("Code from the e-mail").fill("")
    give_code(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("Ask for a new one")
    heading(page, "Sign in")


def test_mail_that_takes_its_time_is_said_to(device: Device) -> None:
    page = device().new_page()
    page.context.route("**/api/v1/mail", lambda route: route.fulfill(json={"delayed": True}))
    page.goto("/venue")
    ask_for_code(page, "nobody@example.org")
    expect(page.get_by_text("Mail is slow right now.")).to_have_count(0)
    page.context.clock.fast_forward("00:21")
    expect(page.get_by_text("Mail is slow right now.")).to_be_visible()


def test_an_officer_sets_up_a_passkey_first_gets_codes_and_signs_in_with_it(
    device: Device, product: Product
) -> None:
    page = device().new_page()
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    consent = {"isUserVerified": True, "automaticPresenceSimulation": True}
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": kind | consent})
    product.manage("inviteofficer", "passkey@example.org", "--name", "Passkey Officer")
    sign_in(page, product, "passkey@example.org")
    heading(page, "Set up a second factor")
    page.get_by_role("button", name="Add a passkey").click()
    heading(page, "Recovery codes")
    page.get_by_role("button", name="I wrote them down").click()
    expect(page.get_by_text("You have a second factor.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    heading(page, "You are an officer")
    page.get_by_role("button", name="Me", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    heading(page, "You are an officer")


# --- Tonight -----------------------------------------------------------------------------------------------


def test_each_button_reaches_the_public_at_once(at_work: Work) -> None:
    page = at_work()
    tell(page, "Full")
    stands(page, "Full. Demo Staff said so")
    assert public(page)["status"] == "full"
    tell(page, "Closing early")
    page.get_by_role("button", name="02:30").click()
    stands(page, "Closing early, at 02:30.")
    assert public(page)["until"] == "2026-11-29T02:30:00Z"
    tell(page, "Closed tonight")
    stands(page, "The public sees closed tonight until 06:00.")
    assert public(page)["status"] == "closed"
    page.get_by_role("button", name="Back to timetable").click()
    stands(page, "Demo Staff went back to the timetable")
    assert public(page) is None


def test_undo_brings_back_what_stood_before_with_its_lease(at_work: Work) -> None:
    page = at_work()
    tell_open(page)
    is_saved(page, "Open")
    lease = re.search(r"until (\d\d:\d\d)", standing(page).inner_text())
    tell(page, "Closed tonight")
    stands(page, "Closed tonight.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone at")).to_be_visible()
    assert lease
    stands(page, f"confirmed until {lease[1]}")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


@pytest.mark.parametrize("name", ["Full", "Closed tonight"])
@pytest.mark.parametrize("pause_ms", [150, 1_200])
def test_an_impatient_finger_never_says_something_else(at_work: Work, name: str, pause_ms: int) -> None:
    page = at_work(MANAGER)
    tell_open(page, "Yes")
    is_saved(page, "Open")
    nothing_waits(page)
    page.reload()
    heading(page, CLUB)
    before = reports(page, SLUG)
    middle = middle_of(page, name)
    page.mouse.click(*middle)
    page.wait_for_timeout(pause_ms)
    page.mouse.click(*middle)
    is_saved(page, name)
    nothing_waits(page)
    assert set(reports(page, SLUG)[len(before) :]) == {name.split()[0].lower()}
    assert middle_of(page, name) == middle
    page.context.clock.fast_forward(61_000)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert middle_of(page, name) == middle


def test_a_finger_that_taps_open_or_its_answer_twice_says_nothing_else(at_work: Work) -> None:
    page = at_work(MANAGER)
    before = reports(page, SLUG)
    middle = middle_of(page, "Open")
    for _ in range(2):
        page.mouse.click(*middle)
        page.wait_for_timeout(150)
    expect(page.get_by_text("Trained person on shift?")).to_be_visible()
    page.wait_for_timeout(500)
    middle = middle_of(page, "Yes")
    for _ in range(2):
        page.mouse.click(middle[0] + 80, middle[1])
        page.wait_for_timeout(1_200)
    is_saved(page, "Open")
    assert reports(page, SLUG)[len(before) :] == ["open"]


def middle_of(page: Page, name: str) -> tuple[float, float]:
    box = page.get_by_role("button", name=re.compile(f"^{name}")).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_word_that_stands_is_filled_and_no_other(at_work: Work) -> None:
    page = at_work(MANAGER)
    tell(page, "Full")
    pressed = page.get_by_role("button", pressed=True)
    expect(pressed).to_have_text(re.compile("Full.*stands now"))
    colour = "all => all.map((each) => getComputedStyle(each).backgroundColor)"
    full = pressed.evaluate_all(colour)
    others = page.locator(".choice").filter(has_not_text="stands now").evaluate_all(colour)
    assert len(full) == 1
    assert len(set(others)) == 1
    assert full[0] not in others
    page.get_by_role("button", name="Back to timetable").click()
    stands(page, "went back to the timetable")
    expect(pressed).to_have_count(0)


def test_who_closes_early_keeps_the_trained_person(at_work: Work) -> None:
    page = at_work(MANAGER)
    tell_open(page, "Yes")
    is_saved(page, "Open")
    tell(page, "Closing early")
    page.get_by_role("button", name="02:30").click()
    stands(page, "Closing early, at 02:30.")
    stands(page, "Trained person on shift.")
    stands(page, "The public sees open until 2:30am, then closed tonight.")
    tell(page, "Full")
    stands(page, "Full. Demo Manager said so")
    stands(page, "Trained person on shift.")
    assert public(page)["staffed"] is True


def test_undo_counts_down_and_is_gone_after_a_minute(at_work: Work) -> None:
    page = at_work()
    tell(page, "Full")
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_contain_text(re.compile(r"\d\d s"))
    page.context.clock.fast_forward(61_000)
    expect(undo).to_have_count(0)


def test_everything_is_done_by_keyboard_alone(at_work: Work) -> None:
    page = at_work()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("button", name=re.compile("^Open")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Trained person on shift?")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    stands(page, "No trained person on shift.")
    expect(standing(page)).to_be_focused()


def test_help_is_counted_and_a_wrong_tap_taken_back(at_work: Work) -> None:
    page = at_work()
    page.get_by_role("button", name="Helped").click()
    heading(page, "Helped tonight")
    water = page.get_by_role("status", name="Water")
    before = int(water.inner_text())
    for name in ("One more: Water", "One more: Water", "One less: Water"):
        page.get_by_role("button", name=name).click()
    expect(water).to_have_text(str(before + 1))
    expect(page.get_by_text("on the way")).to_have_count(0)
    page.reload()
    page.get_by_role("button", name="Helped").click()
    expect(page.get_by_role("status", name="Water")).to_have_text(str(before + 1))


# --- Without signal ----------------------------------------------------------------------------------------


def test_taps_without_signal_are_said_to_be_unsent_and_go_in_order_once_there_is_one(at_work: Work) -> None:
    page = at_work(MANAGER)
    before = reports(page, SLUG)
    go_offline(page.context)
    tell(page, "Full")
    expect(page.get_by_text("Not sent yet. The public does not see this.")).to_be_visible()
    tell(page, "Closed tonight")
    expect(page.get_by_text("Not sent yet.")).to_have_count(2)
    stands(page, "No connection.")
    go_online(page.context)
    stands(page, "Closed tonight. Demo Manager said so")
    nothing_waits(page)
    assert reports(page, SLUG)[len(before) :] == ["full", "closed"]


def test_a_tap_that_waits_can_be_taken_back(at_work: Work) -> None:
    page = at_work(MANAGER)
    before = reports(page, SLUG)
    go_offline(page.context)
    tell(page, "Full")
    page.get_by_role("button", name="Take it back").click()
    nothing_waits(page)
    go_online(page.context)
    tell(page, "Closed tonight")
    is_saved(page, "Closed tonight")
    assert reports(page, SLUG)[len(before) :] == ["closed"]


def test_an_open_of_25_minutes_ago_is_asked_again_and_never_sent_as_it_was(at_work: Work) -> None:
    page = at_work(MANAGER)
    tell(page, "Full")
    is_saved(page, "Full")
    before = reports(page, SLUG)
    go_offline(page.context)
    tell_open(page)
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    page.context.clock.fast_forward("25:00")
    go_online(page.context)
    question = page.get_by_role("group", name=re.compile("25 minutes ago. Is it still true?"))
    expect(question).to_be_visible()
    assert reports(page, SLUG) == before
    question.get_by_role("button", name="No, drop it").click()
    expect(question).to_have_count(0)
    assert reports(page, SLUG) == before


def test_still_true_is_said_anew(at_work: Work) -> None:
    page = at_work(MANAGER)
    go_offline(page.context)
    tell_open(page, "Yes")
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    page.context.clock.fast_forward("25:00")
    go_online(page.context)
    page.get_by_role("button", name="Yes, say it now").click()
    stands(page, "Open. Demo Manager said so")
    assert public(page)["staffed"] is True


def test_an_older_tap_never_overwrites_what_somebody_else_said_since(at_work: Work) -> None:
    mine, hers = at_work(STAFF), at_work(MANAGER)
    go_offline(mine.context)
    tell(mine, "Full")
    expect(mine.get_by_text("Not sent yet.")).to_be_visible()
    hers.wait_for_timeout(2_500)
    tell(hers, "Closed tonight")
    is_saved(hers, "Closed tonight")
    mine.context.clock.fast_forward("00:40")
    go_online(mine.context)
    refused = re.compile("Demo Manager said Closed tonight at .* after your tap")
    expect(mine.get_by_role("paragraph").filter(has_text=refused)).to_be_visible()
    stands(mine, "Closed tonight. Demo Manager")
    assert public(mine)["status"] == "closed"


def test_a_tap_outlives_the_page_and_the_screens_open_without_signal(at_work: Work) -> None:
    page = at_work(MANAGER)
    wait_for_worker(page)
    page.wait_for_function("async () => !!(await caches.match('/venue'))")
    go_offline(page.context)
    page.goto("/venue")
    heading(page, CLUB)
    stands(page, "No connection.")
    tell(page, "Full")
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    page.goto("/venue")
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    go_online(page.context)
    page.goto("/venue")
    stands(page, "Full. Demo Manager said so")
    nothing_waits(page)


def test_what_came_of_a_tap_stands_after_a_reload_without_signal(at_work: Work) -> None:
    page = at_work(MANAGER)
    wait_for_worker(page)
    page.wait_for_function("async () => !!(await caches.match('/venue'))")
    tell(page, "Closed tonight")
    is_saved(page, "Closed tonight")
    nothing_waits(page)
    go_offline(page.context)
    page.goto("/venue")
    stands(page, "No connection.")
    stands(page, "Closed tonight. Demo Manager said so")


def test_two_pages_of_one_browser_send_a_tap_once(at_work: Work) -> None:
    page = at_work(MANAGER)
    other = page.context.new_page()
    other.goto("/venue")
    heading(other, CLUB)
    before = reports(page, SLUG)
    go_offline(page.context)
    tell(page, "Full")
    tell(other, "Closed tonight")
    expect(page.get_by_text("Not sent yet.")).to_have_count(2)
    go_online(page.context)
    for one in (page, other):
        nothing_waits(one)
    assert reports(page, SLUG)[len(before) :] == ["full", "closed"]


def test_taps_are_kept_when_the_session_ends_and_asked_when_somebody_else_comes(
    device: Device, product: Product, at_work: Work
) -> None:
    page = at_work(MANAGER)
    go_offline(page.context)
    tell(page, "Closed tonight")
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    page.context.clear_cookies(name="session")
    go_online(page.context)
    heading(page, "Sign in")
    expect(page.get_by_text("Sign in again to send 1 tap.")).to_be_visible()
    ask_for_code(page, STAFF)
    give_code(page, code_for(product, STAFF))
    skip_passkey(page)
    expect(page.get_by_role("group", name=re.compile("Somebody else tapped Closed tonight"))).to_be_visible()


def test_a_wi_fi_that_wants_a_log_in_is_no_answer(at_work: Work) -> None:
    page = at_work(venue=OTHER)
    portal = "<!doctype html><title>Log in to the Wi-Fi</title>"
    page.context.route(
        "**/api/v1/venues/**", lambda route: route.fulfill(status=200, content_type="text/html", body=portal)
    )
    tell(page, "Full")
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    page.context.unroute_all()
    page.context.clock.fast_forward("00:11")
    nothing_waits(page)
    stands(page, "Full. Demo Staff")


# --- The bar's tablet --------------------------------------------------------------------------------------


def paired(device: Device, manager: Page, **wish: Any) -> Page:
    organisation = manager.evaluate(
        "async (slug) => (await (await fetch('/api/v1/venues/mine')).json())"
        ".venues.find((one) => one.slug === slug).organisation",
        SLUG,
    )
    offer = {"organisation": organisation, "venues": [SLUG], "name": "Bar tablet"} | wish
    told = send(manager, "POST", "/api/v1/devices/pairings", offer)
    tablet = device().new_page()
    tablet.goto(f"/venue#pair={told['code']}")
    heading(tablet, "Pair this device")
    assert tablet.url.endswith("/venue"), "the code does not stay in the address"
    expect(tablet.get_by_label("Code", exact=True)).to_have_value(told["code"])
    tablet.get_by_role("button", name="Pair", exact=True).click()
    heading(tablet, CLUB)
    return tablet


def test_a_paired_tablet_reports_under_its_name_until_it_is_revoked(device: Device, at_work: Work) -> None:
    manager = at_work(MANAGER)
    tablet = paired(device, manager)
    tell(tablet, "Full")
    stands(tablet, "Full. Bar tablet said so")
    expect(tablet.get_by_role("button", name="Manage")).to_have_count(0)
    listed = manager.evaluate("async () => (await (await fetch('/api/v1/devices')).json()).devices")
    assert [one["name"] for one in listed] == ["Bar tablet"]
    send(manager, "DELETE", f"/api/v1/devices/{listed[0]['id']}")
    tell(tablet, "Closed tonight")
    heading(tablet, "Sign in")
    ended = "This device was ended by a manager. Pair it again, or sign in."
    expect(tablet.get_by_text(ended)).to_be_visible()
    tablet.goto("/venue")
    expect(tablet.get_by_text(ended)).to_be_visible()
    assert public(manager)["status"] == "full"


def test_the_shifts_pin_lets_the_tap_that_waited_go_on(device: Device, at_work: Work) -> None:
    manager = at_work(MANAGER)
    tell(manager, "Closed tonight")
    is_saved(manager, "Closed tonight")
    tablet = paired(device, manager, pin="4711")
    tell(tablet, "Full")
    expect(tablet.get_by_text("Shift PIN")).to_be_focused()
    assert public(manager)["status"] == "closed"
    tablet.keyboard.type("1234")
    expect(tablet.get_by_role("alert")).to_contain_text("not the PIN")
    for digit in "4711":
        tablet.get_by_role("button", name=digit, exact=True).click()
    stands(tablet, "Full. Bar tablet said so")
    tablet.get_by_role("button", name="Me", exact=True).click()
    tablet.get_by_role("button", name="Unpair this device").click()
    tablet.get_by_role("button", name="Unpair", exact=True).click()
    heading(tablet, "Sign in")


def test_a_code_that_does_not_work_says_what_to_do(device: Device) -> None:
    page = device().new_page()
    page.goto("/venue")
    page.get_by_role("button", name="I have a pairing code").click()
    page.get_by_label("Code", exact=True).fill("1234")
    page.get_by_role("button", name="Pair", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("eight digits")
    page.get_by_label("Code", exact=True).fill("1234 5678")
    page.get_by_role("button", name="Pair", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("ask your manager for a new one")


# --- A vehicle ---------------------------------------------------------------------------------------------


def test_a_bus_shows_where_it_stands_tonight_and_takes_it_back(at_work: Work) -> None:
    page = at_work(MANAGER, BUS)
    usual = place_point(page)
    page.get_by_role("button", name="Moved tonight?").click()
    heading(page, "Moved tonight")
    page.get_by_role("button", name="We are here now").click()
    expect(page.get_by_text("Found, to within 15 metres.")).to_be_visible()
    page.get_by_role("button", name="Show us here until 06:00").click()
    heading(page, BUS)
    assert place_point(page) == {"lat": 52.8065, "lng": -2.1185}
    page.get_by_role("button", name="Change where you are").click()
    page.get_by_role("button", name="Take it back").click()
    heading(page, BUS)
    assert place_point(page) == usual


def test_a_rough_position_is_refused_and_the_cross_is_moved_by_keyboard(at_work: Work) -> None:
    page = at_work(MANAGER, BUS)
    page.context.set_geolocation({"latitude": 52.8065, "longitude": -2.1185, "accuracy": 350})
    page.get_by_role("button", name="Moved tonight?").click()
    page.get_by_role("button", name="We are here now").click()
    expect(page.get_by_role("alert")).to_contain_text("about 350 metres")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("group", name=re.compile("^Map")).focus()
    for key in ("+", "+", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.get_by_text("from your usual place")).to_contain_text("about 700 metres")
    page.get_by_text("Type the position").click()
    page.get_by_label("Latitude").fill("51.5")
    page.get_by_role("button", name="Move the cross there").click()
    page.get_by_role("button", name="Show us here").click()
    expect(page.get_by_role("alert")).to_contain_text("outside Staffordshire")


def place_point(page: Page) -> Any:
    return page.evaluate(
        "async () => (await (await fetch('/api/v1/places/demo-safe-space-bus')).json()).point"
    )


# --- Every screen ------------------------------------------------------------------------------------------


def press(*names: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        for name in names:
            page.get_by_role("button", name=re.compile(f"^{name}")).first.click()

    return go


def unsent(page: Page) -> None:
    go_offline(page.context)
    tell(page, "Full")
    expect(page.get_by_text("Not sent yet.")).to_be_visible()


def asked_again(page: Page) -> None:
    go_offline(page.context)
    tell_open(page)
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    page.context.clock.fast_forward("25:00")
    go_online(page.context)
    expect(page.get_by_text("Is it still true?")).to_be_visible()


def typed_position(page: Page) -> None:
    page.get_by_role("button", name="Moved tonight?").click()
    page.get_by_text("Type the position").click()


SCREENS: dict[str, tuple[str, str, Callable[[Page], None]]] = {
    "tonight": (STAFF, CLUB, lambda page: stands(page, "The public sees")),
    "venues": (STAFF, CLUB, press("Another venue")),
    "staffed": (STAFF, CLUB, press("Open")),
    "early": (STAFF, CLUB, press("Closing early")),
    "undo": (STAFF, CLUB, press("Full", "Undo")),
    "unsent": (STAFF, CLUB, unsent),
    "asked-again": (STAFF, CLUB, asked_again),
    "helped": (STAFF, CLUB, press("Helped")),
    "moved": (MANAGER, BUS, typed_position),
    "me": (STAFF, CLUB, press("Me")),
    "security": (STAFF, CLUB, press("Me", "Passkeys")),
}


def faults(page: Page, name: str) -> list[str]:
    """With the bar at the end of the page: what it lies over on the way is scrolled out from under it."""
    page.evaluate(BAR_AT_THE_END)
    return [f"{look.name}: {fault}" for look in LOOKS for fault in faults_of(page, look, f"venue-{name}")]


@pytest.mark.parametrize("name", SCREENS)
def test_everybody_at_work_can_use(at_work: Work, name: str) -> None:
    email, venue, reach = SCREENS[name]
    page = at_work(email, venue, color_scheme="dark")
    reach(page)
    page.wait_for_timeout(500)
    assert faults(page, name) == []


@pytest.mark.parametrize("name", ["signin", "code", "pair"])
def test_everybody_can_use_the_way_in(device: Device, name: str) -> None:
    page = device(color_scheme="dark").new_page()
    page.goto("/venue")
    if name == "code":
        ask_for_code(page, "nobody@example.org")
        give_code(page, "000000")
        expect(page.get_by_role("alert")).to_be_visible()
    if name == "pair":
        page.get_by_role("button", name="I have a pairing code").click()
    page.wait_for_timeout(300)
    assert faults(page, name) == []
