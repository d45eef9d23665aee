"""A manager keeps her venues true: hours and special days by keys alone, the place, people, devices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from .at_work import BUS, CLUB, MANAGER, go_offline, go_online, send, sign_in, skip_passkey, stands, tell
from .conftest import PHONE
from .product import NIGHT, Product, running
from .steps import Watch, heading
from .test_by_keyboard import CAN_BE_SEEN
from .test_every_screen import LOOKS, faults_of

STAFFORD = "Demo Nightjar Stafford"
WEEK = "Th 21:00-03:00; Fr,Sa 22:00-05:00"
PLACE = "async (slug) => (await fetch(`/api/v1/places/${slug}`)).json()"
BACK = re.compile("Back$")
# It lies over whatever is scrolled past: that is not what is measured here.
BAR_BELOW = "document.querySelector('.tabs').style.position = 'static'"
NEXT_NIGHTS = "The next 14 nights"

Contexts = Callable[..., BrowserContext]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A night without a seam: what was saved stays saved."""
    with running(tmp_path_factory.mktemp("manager"), lasts_s=3600) as product:
        yield product


@pytest.fixture
def device(browser: Browser, product: Product) -> Iterator[Contexts]:
    made: list[Watch] = []

    def make(**options: Any) -> BrowserContext:
        settings: dict[str, Any] = {
            "viewport": PHONE,
            "locale": "en-GB",
            "timezone_id": "Europe/London",
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
def manage(device: Contexts, product: Product, signed_in: dict[str, Any]) -> Open:
    """The manager's own phone with one of her screens on it."""

    def open_at(tab: str, venue: str = CLUB) -> Page:
        if not signed_in:
            page = device().new_page()
            sign_in(page, product, MANAGER)
            skip_passkey(page)
            heading(page, "Which venue?")
            signed_in.update(page.context.storage_state())
        page = device(storage_state=signed_in).new_page()
        page.goto("/venue")
        page.get_by_role("button", name=venue, exact=True).click()
        page.get_by_role("button", name="Manage", exact=True).click()
        heading(page, "Hours")
        if tab != "Hours":
            go_to(page, tab)
        expect(page.get_by_text("Loading")).to_have_count(0)
        return page

    return open_at


def go_to(page: Page, tab: str) -> None:
    page.get_by_role("navigation", name="Manage").get_by_role("button", name=tab).click()
    heading(page, tab)


def press(page: Page, name: str, **options: Any) -> None:
    page.get_by_role("button", name=name, **options).click()


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, which can be seen all the way."""
    expect(target).to_be_attached()
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement"):
            assert page.evaluate(CAN_BE_SEEN)
            return
    raise AssertionError(f"not reached by Tab: {target}")


def by_key(page: Page, name: str, key: str = "Enter", **options: Any) -> None:
    tab_to(page, page.get_by_role("button", name=name, **options))
    page.keyboard.press(key)


def type_in(page: Page, box: Locator, wanted: str, *ways: str) -> None:
    """Boxes for times and dates are the browser's own: British or American, as its machine is."""
    tab_to(page, box)
    for keys in ways:
        for _ in range(3):
            page.keyboard.press("ArrowLeft")
        page.keyboard.type(keys)
        if box.input_value() == wanted:
            return
    raise AssertionError(f"{box.input_value()}, not {wanted}")


def week(page: Page) -> None:
    page.get_by_role("button", name=re.compile("weekly hours|Say when|Go on")).click()
    heading(page, "Weekly hours")


def usual(page: Page, venue: str, **facts: Any) -> None:
    """What the venue's facts were before this journey, whatever the others did; and the screen has them."""
    told = send(page, "PATCH", f"/api/v1/venues/{slug_of(venue)}", facts)
    assert "error" not in told, told
    press(page, "Tonight")
    press(page, "Manage")


def slug_of(venue: str) -> str:
    return venue.lower().replace(" ", "-")


def place(page: Page, venue: str) -> Any:
    """What anybody may read."""
    return page.evaluate(PLACE, slug_of(venue))


def refused(page: Page, words: str) -> None:
    """The summary takes the focus a moment after it appears; nobody types faster than that."""
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.get_by_role("alert")).to_be_focused()


def day(page: Page, date: str) -> Locator:
    return page.get_by_role("group", name=date)


# --- Hours -------------------------------------------------------------------------------------------------


def test_friday_night_and_one_date_change_by_keys_alone_and_the_public_reads_them(
    manage: Open, device: Contexts
) -> None:
    page = manage("Hours")
    usual(page, CLUB, opening_hours="Fr,Sa 22:00-04:00")
    by_key(page, "Change the weekly hours")
    expect(page.get_by_role("heading", name="Weekly hours")).to_be_focused()
    type_in(page, page.get_by_label("Opens, Friday night"), "21:30", "2130", "0930PM")
    friday = page.get_by_role("group", name="Friday night")
    expect(friday.get_by_role("status")).to_have_text("21:30 to 04:00 Saturday")
    by_key(page, "Preview the next 14 nights")
    expect(page.get_by_role("heading", name=NEXT_NIGHTS)).to_be_focused()
    expect(page.get_by_text("2 nights of the next 14 change.")).to_be_visible()
    row = page.get_by_role("row", name="Friday night, 4 December")
    expect(row).to_contain_text("21:30 to 04:00 Saturday")
    expect(row).to_contain_text("Now: 22:00 to 04:00 Saturday")
    assert place(page, CLUB)["hours_text"] == "Friday and Saturday nights 10pm to 4am", "nothing is saved yet"
    by_key(page, "Save these hours")
    expect(page.get_by_role("heading", level=1, name="Hours")).to_be_focused()
    expect(page.get_by_role("status").get_by_text("Saved.")).to_be_attached()

    by_key(page, "Bank holidays and other dates")
    type_in(page, page.get_by_label("Any date"), "2026-12-03", "03122026", "12032026")
    by_key(page, "Go to this date")
    thursday = day(page, "Thursday 3 December")
    expect(thursday.locator("legend")).to_be_focused()
    tab_to(page, thursday.get_by_role("button", name="Other hours"))
    page.keyboard.press("Enter")
    expect(thursday.get_by_label("Opens")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    type_in(page, thursday.get_by_label("Opens"), "20:00", "2000", "0800PM")
    type_in(page, thursday.get_by_label("Closes"), "01:00", "0100", "0100AM")
    tab_to(page, thursday.get_by_role("button", name="Save these hours"))
    page.keyboard.press("Enter")
    expect(thursday.locator("legend")).to_be_focused()
    expect(thursday).to_contain_text("20:00 to 01:00 Friday")

    told = place(page, CLUB)
    assert ["2026-12-03T20:00:00Z", "2026-12-04T01:00:00Z"] in told["windows"]
    assert ["2026-12-04T21:30:00Z", "2026-12-05T04:00:00Z"] in told["windows"]
    anybody = device(java_script_enabled=False).new_page()
    anybody.goto(f"/place/{slug_of(CLUB)}")
    expect(anybody.get_by_text("Friday night 9:30pm to 4am; Saturday night 10pm to 4am")).to_be_visible()
    expect(anybody.get_by_text("Hours confirmed by the venue on 29 November")).to_be_visible()


def test_a_night_is_copied_and_what_cannot_be_is_told_by_its_name(manage: Open) -> None:
    page = manage("Hours", STAFFORD)
    usual(page, STAFFORD, opening_hours=WEEK)
    week(page)
    press(page, "Copy Thursday night to")
    press(page, "Copy", exact=True)
    expect(page.get_by_text("Tick at least one night.")).to_be_visible()
    page.get_by_role("group", name="Copy Thursday night to").get_by_label("Sunday night").check()
    press(page, "Copy to 1")
    expect(page.get_by_role("button", name="Copy Thursday night to")).to_be_focused()
    expect(page.get_by_label("Closes, Sunday night")).to_have_value("03:00")
    press(page, "Add a second time, Friday night")
    expect(page.get_by_label("Opens, Friday night, time 2")).to_be_focused()
    press(page, "Preview")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Friday night: Type when you open, like 22:00.")
    summary.get_by_role("button").click()
    expect(page.get_by_label("Opens, Friday night", exact=True)).to_be_focused()
    page.get_by_label("Opens, Friday night, time 2").fill("23:00")
    page.get_by_label("Closes, Friday night, time 2").fill("01:00")
    press(page, "Preview")
    refused(page, "Make them one.")
    press(page, "Remove 23:00 to 01:00 Saturday, Friday night")
    press(page, "Preview")
    expect(page.get_by_role("row", name="Sunday night, 29 November")).to_contain_text("Now: Closed")


def test_hours_as_text_are_answered_in_the_words_of_the_reader(manage: Open) -> None:
    page = manage("Hours", STAFFORD)
    usual(page, STAFFORD, opening_hours=WEEK)
    week(page)
    page.get_by_label("Write it as text").check()
    box = page.get_by_label("Hours as text")
    expect(box).to_have_value(WEEK)
    box.fill("Fr 10-4")
    press(page, "Preview")
    refused(page, "does not say which half of the day")
    box.fill("fridays 8pm to 2am")
    press(page, "Preview")
    expect(page.get_by_text("The public will read: Friday night 8pm to 2am.")).to_be_visible()


def test_hours_that_nobody_knows_begin_from_an_empty_grid(manage: Open) -> None:
    page = manage("Hours", BUS)
    usual(page, BUS, opening_hours=None)
    expect(page.get_by_text("Opening hours not known.")).to_be_visible()
    expect(page.get_by_role("button", name="Still correct")).to_have_count(0)
    press(page, "Say when you are open")
    expect(page.get_by_label("Not known")).to_be_checked()
    page.get_by_label("Night by night").check()
    expect(page.get_by_role("checkbox", name="Closed this night")).to_have_count(7)
    page.get_by_role("checkbox", name="Closed this night, Saturday night").uncheck()
    page.get_by_label("Opens, Saturday night").fill("22:00")
    page.get_by_label("Closes, Saturday night").fill("00:00")
    expect(page.get_by_text("22:00 to midnight")).to_be_visible()
    page.get_by_label("Last night").fill("2026-12-01")
    press(page, "Preview")
    expect(page.get_by_role("row", name="Saturday night, 28 November")).to_contain_text("Now: Not known")
    expect(page.get_by_role("row", name="Saturday night, 5 December")).to_contain_text("Closed")
    press(page, "Save these hours")
    expect(page.get_by_text("Until 1 December. On other nights: closed.")).to_be_visible()


def test_still_correct_in_one_tap_moves_the_date_that_the_public_reads(manage: Open) -> None:
    page = manage("Hours", STAFFORD)
    words = "the public reads: hours confirmed by the venue on 29 November."
    expect(page.get_by_text(re.compile(words, re.IGNORECASE))).to_be_visible()
    press(page, "Still correct")
    expect(page.get_by_text("Hours confirmed by the venue on 29 November.", exact=True)).to_be_visible()
    assert place(page, STAFFORD)["hours_confirmed_on"] == "2026-11-29"


def test_hours_that_are_not_saved_are_never_lost_without_a_word(manage: Open) -> None:
    page = manage("Hours", STAFFORD)
    usual(page, STAFFORD, opening_hours=WEEK)
    week(page)
    page.get_by_label("Closes, Friday night").fill("02:00")
    for way in (re.compile("^Place$"), re.compile("^Tonight$"), BACK):
        page.get_by_role("button", name=way).click()
        asked = page.get_by_role("group", name="Leave without saving?")
        expect(asked.locator("legend")).to_be_focused()
        asked.get_by_role("button", name="Stay here").click()
        expect(page.get_by_label("Closes, Friday night")).to_have_value("02:00")
    press(page, "Place", exact=True)
    press(page, "Leave without saving")
    heading(page, "Place")
    go_to(page, "Hours")
    week(page)
    expect(page.get_by_label("Closes, Friday night")).to_have_value("05:00")


def test_hours_are_not_changed_offline_and_what_was_typed_stays(manage: Open) -> None:
    page = manage("Hours", STAFFORD)
    usual(page, STAFFORD, opening_hours=WEEK)
    week(page)
    page.get_by_label("Closes, Friday night").fill("02:00")
    go_offline(page.context)
    press(page, "Preview")
    expect(page.get_by_role("alert")).to_contain_text("Needs a signal: hours are not changed offline.")
    page.get_by_role("button", name=BACK).click()
    press(page, "Leave without saving")
    go_to(page, "People")
    expect(page.get_by_role("alert")).to_contain_text("Needs a signal: people are not changed offline.")
    go_online(page.context)
    press(page, "Try again")
    expect(page.get_by_role("button", name="Invite staff")).to_be_visible()


def test_new_years_eve_is_asked_for_by_name_and_answered_in_one_tap(manage: Open) -> None:
    page = manage("Hours", STAFFORD)
    usual(page, STAFFORD, opening_hours="Fr,Sa 22:00-05:00")
    press(page, "Bank holidays and other dates")
    eve = day(page, "Thursday 31 December")
    expect(eve).to_contain_text(
        "New Year\u2019s Eve" if eve.get_by_text("\u2019").count() else "New Year's Eve"
    )
    expect(eve).to_contain_text("By your usual hours you are closed that night.")
    last_friday = day(page, "Friday 18 December")
    last_friday.get_by_role("button", name="As usual: 22:00 to 05:00 Saturday").click()
    expect(last_friday.get_by_role("button", name="As usual")).to_have_attribute("aria-pressed", "true")
    last_friday.get_by_role("button", name="Closed").click()
    expect(last_friday.get_by_role("button", name="Closed")).to_have_attribute("aria-pressed", "true")
    eve.get_by_role("button", name="Other hours").click()
    eve.get_by_label("Opens").fill("20:00")
    eve.get_by_role("button", name="Save these hours").click()
    refused(page, "Type when you close, like 04:00.")
    eve.get_by_label("Closes").fill("03:00")
    eve.get_by_label("Note").fill("Ticket only")
    eve.get_by_role("button", name="Save these hours").click()
    expect(eve).to_contain_text("20:00 to 03:00 Friday")
    go_to(page, "Place")  # at once, while it is being saved
    go_to(page, "Hours")
    press(page, "Bank holidays and other dates")
    expect(eve).to_contain_text("Ticket only")
    press(page, "Take the answer for Thursday 31 December back")
    expect(eve).to_contain_text("Not answered yet.")
    expect(eve.locator("legend")).to_be_focused()


# --- Place -------------------------------------------------------------------------------------------------


def test_facts_are_saved_at_once_and_a_name_waits_for_an_officer(manage: Open) -> None:
    page = manage("Place", STAFFORD)
    page.get_by_label("Phone for the public").fill("ring the bell")
    press(page, "Save", exact=True)
    refused(page, "Write the number in digits")
    page.get_by_label("Phone for the public").fill("01632 960999")
    page.get_by_role("group", name="Quiet room").get_by_label("Yes").check()
    page.get_by_label("What to expect").fill("Ask at the bar.\nThey help.")
    press(page, "Save", exact=True)
    expect(page.get_by_text("Saved. The public reads it now.").last).to_be_visible()
    told = place(page, STAFFORD)
    assert told["phone"] == "01632 960999"
    assert told["access"]["quiet_room"] is True
    assert told["what_to_expect"] == "Ask at the bar. They help."

    page.get_by_label("Name", exact=True).fill("Demo Night Owl")
    press(page, "Move the pin on a plain map")
    press(page, "North")
    press(page, "Propose to the VRA")
    waiting = page.get_by_text("You proposed today at 01:")
    expect(waiting).to_be_visible()
    expect(
        page.get_by_text(f"Name: \u201c{STAFFORD}\u201d, to become \u201cDemo Night Owl\u201d.")
    ).to_be_visible()
    assert place(page, STAFFORD)["name"] == STAFFORD
    press(page, "Take back: Name")
    press(page, "Take back: Pin")
    expect(waiting).to_have_count(0)
    expect(page.get_by_label("Name", exact=True)).to_have_value(STAFFORD)


def test_a_pin_outside_the_area_is_told_beside_its_box(manage: Open) -> None:
    page = manage("Place")
    page.get_by_label("Latitude").fill("51.5")
    expect(page.get_by_text("That is outside Staffordshire and Stoke-on-Trent.")).to_be_visible()
    press(page, "Propose to the VRA")
    refused(page, "outside Staffordshire")
    page.get_by_label("Latitude").fill("north")
    press(page, "Propose to the VRA")
    refused(page, "Type both as numbers")
    page.get_by_role("alert").get_by_role("button").click()
    expect(page.get_by_label("Latitude")).to_be_focused()


# --- People and devices ------------------------------------------------------------------------------------


def test_staff_are_invited_once_and_leave_after_a_question_that_names_them(manage: Open) -> None:
    page = manage("People")
    expect(page.get_by_text("Only the VRA invites managers")).to_be_visible()
    press(page, "Invite staff")
    page.get_by_label("E-mail address").fill("alex")
    page.get_by_label("Name", exact=True).fill("Alex Example")
    page.get_by_label("Only some").check()
    press(page, "Send the invitation")
    refused(page, "Type an e-mail address, like alex@example.org.")
    refused(page, "Tick at least one venue.")
    page.get_by_label("E-mail address").fill("alex@example.org")
    page.get_by_label(CLUB).check()
    press(page, "Send the invitation")
    expect(page.locator("#told")).to_contain_text("Alex Example is invited.")
    press(page, "Invite staff")
    page.get_by_label("E-mail address").fill("alex@example.org")
    press(page, "Send the invitation")
    expect(page.get_by_role("alert")).to_contain_text("already in the organisation")
    page.get_by_role("button", name=BACK).click()
    press(page, "Leave without saving")
    alex = page.get_by_role("listitem").filter(has_text="alex@example.org")
    expect(alex).to_contain_text(f"Staff of {CLUB}.")
    expect(alex).to_contain_text("Invited on 29 November, not signed in yet.")
    press(page, "End Alex Example\u2019s part")
    question = page.get_by_role("group", name="End Alex Example\u2019s part in Demo Nightjar Clubs?")
    expect(question.locator("legend")).to_be_focused()
    question.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("button", name="End Alex Example\u2019s part")).to_be_focused()
    page.keyboard.press("Enter")
    question.get_by_role("button", name="End Alex Example\u2019s part").click()
    expect(alex).to_have_count(0)
    expect(page.locator("#told")).to_be_focused()


def test_a_tablet_is_paired_noticed_reports_and_is_refused_once_revoked(
    manage: Open, device: Contexts
) -> None:
    page = manage("Devices")
    press(page, "Pair a device")
    page.get_by_label("What is it called?").fill("Door phone")
    page.get_by_label("Shift PIN").fill("12")
    press(page, "Show the code")
    refused(page, "Use four digits")
    page.get_by_label("Shift PIN").fill("")
    press(page, "Show the code")
    heading(page, "Pair Door phone")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(10:00|9:\d\d)$"))
    code = page.get_by_text(re.compile(r"^\d{4} \d{4}$")).inner_text()

    tablet = device(viewport={"width": 800, "height": 1100}).new_page()
    tablet.goto("/venue")
    press(tablet, "I have a pairing code")
    tablet.get_by_label("Code").fill(code)
    press(tablet, "Pair", exact=True)
    heading(tablet, CLUB)
    page.clock.run_for(4_000)
    expect(page.locator("#told")).to_have_text("Door phone is paired.")
    expect(page.locator("#told")).to_be_focused()

    tell(tablet, "Full")
    stands(tablet, "Full. Door phone said so at 01:3")
    go_to(page, "Hours")
    go_to(page, "Devices")
    door = page.get_by_role("listitem").filter(has_text="Door phone")
    expect(door).to_contain_text(re.compile(r"Used today at 01:3\d\."))
    expect(door).to_contain_text("No PIN.")
    door.get_by_role("button", name="Revoke Door phone").click()
    expect(page.get_by_role("group", name="Revoke Door phone?").locator("legend")).to_be_focused()
    page.get_by_role("group", name="Revoke Door phone?").get_by_role(
        "button", name="Revoke Door phone"
    ).click()
    expect(page.locator("#told")).to_contain_text("It can no longer report.")
    expect(door).to_have_count(0)
    tell(tablet, "Closed tonight")
    expect(tablet.get_by_text("This device was ended by a manager")).to_be_visible()
    assert place(page, CLUB)["report"]["status"] == "full"


def test_a_code_that_runs_out_says_so(manage: Open) -> None:
    page = manage("Devices")
    press(page, "Pair a device")
    press(page, "Show the code")
    heading(page, "Pair Bar tablet")
    page.route("**/api/v1/**", lambda route: route.abort())
    page.clock.run_for(601_000)
    expect(page.get_by_role("alert")).to_contain_text("This code has run out.")
    press(page, "Make a new code")
    heading(page, "Pair a device")


# --- Every screen ------------------------------------------------------------------------------------------


def hours(page: Page) -> None:
    heading(page, "Hours")


def filled_week(page: Page) -> None:
    week(page)
    press(page, "Add a second time, Friday night")
    press(page, "Preview")
    expect(page.get_by_role("alert")).to_be_visible()
    press(page, "Copy Friday night to")
    page.get_by_role("button", name=BACK).click()
    expect(page.get_by_role("button", name="Leave without saving")).to_be_visible()


def nights(page: Page) -> None:
    week(page)
    page.get_by_label("Closes, Friday night").fill("03:30")
    press(page, "Preview")
    heading(page, NEXT_NIGHTS)


def days(page: Page) -> None:
    press(page, "Bank holidays and other dates")
    day(page, "Friday 25 December").get_by_role("button", name="Other hours").click()


def venue_place(page: Page) -> None:
    go_to(page, "Place")
    press(page, "Move the pin on a plain map")
    page.get_by_label("Minimum age").fill("x")
    press(page, "Save", exact=True)
    expect(page.get_by_role("alert")).to_be_visible()


def people(page: Page) -> None:
    go_to(page, "People")
    press(page, "End Demo Staff\u2019s part")


def invite(page: Page) -> None:
    go_to(page, "People")
    press(page, "Invite staff")
    page.get_by_label("Only some").check()


def devices(page: Page) -> None:
    go_to(page, "Devices")
    expect(page.get_by_role("button", name="Pair a device")).to_be_visible()


def code_shown(page: Page) -> None:
    devices(page)
    press(page, "Pair a device")
    press(page, "Show the code")
    heading(page, "Pair Bar tablet")


SCREENS = [hours, filled_week, nights, days, venue_place, people, invite, devices, code_shown]


@pytest.mark.parametrize("go", SCREENS, ids=lambda go: go.__name__)
def test_every_screen_of_the_manager_can_be_read_and_used_by_everybody(
    manage: Open, go: Callable[[Page], None]
) -> None:
    page = manage("Hours", STAFFORD)
    usual(page, STAFFORD, opening_hours=WEEK)
    go(page)
    page.evaluate(BAR_BELOW)
    found = {look.name: faults_of(page, look, f"manage-{go.__name__}") for look in LOOKS}
    assert {name: faults for name, faults in found.items() if faults} == {}
