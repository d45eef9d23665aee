"""At the door: what she shows without speaking, and how a friend hears where she goes."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route, expect

from .steps import NEAREST, find, heading, wait_for_worker
from .test_by_keyboard import tab_to

Phone = Callable[..., BrowserContext]

SLUG = "demo-lantern-safe-space"
SAY = "What to say to staff"
FRIEND = "Tell a friend where I am going"
TELLS = "I am going to Demo Lantern Safe Space, 1 Sample Road, Hanley, ST1 9AB. {home}/p/l2jot"
LOCKS = """
window.locks = [];
Object.defineProperty(navigator, "wakeLock", { value: { request: async (kind) => {
  window.locks.push(kind);
  return { release: async () => void window.locks.push("released") };
} } });
"""
SHARES = """
window.shared = [];
navigator.share = async (what) => {
  window.shared.push(what);
  if (window.refuses) throw new DOMException("", window.refuses);
};
"""


def home(page: Page) -> str:
    return str(page.evaluate("location.origin"))


def open_place(page: Page) -> None:
    page.goto("/")
    find(page)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    heading(page, NEAREST)


def test_from_the_answer_to_the_card_is_one_tap(page: Page) -> None:
    page.goto("/")
    find(page)
    before = (page.url, page.evaluate("history.length"))
    page.get_by_role("button", name=SAY).click()
    expect(page.get_by_role("heading", level=1, name=SAY)).to_be_focused()
    card = page.locator(".loud")
    expect(card).to_have_text("I need help. Please take me somewhere safe and quiet.")
    expect(card).to_be_in_viewport(ratio=1)
    assert (page.url, page.evaluate("history.length")) == before


def test_what_is_wrong_is_chosen_by_keys_and_read_out_in_place_of_her(page: Page) -> None:
    page.goto("/")
    find(page)
    page.get_by_role("button", name=SAY).press("Enter")
    spiked = page.get_by_role("button", name="My drink may be spiked")
    tab_to(page, spiked)
    page.keyboard.press("Space")
    says = "I think my drink was spiked. Please stay with me. If I get worse, call 999."
    expect(page.locator(".loud")).to_have_text(says)
    expect(page.locator(".loud")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("status")).to_have_text(says)
    expect(page.get_by_role("button", pressed=True)).to_have_text("My drink may be spiked")


def test_the_screen_stays_lit_while_the_card_is_shown_and_no_longer(phone: Phone) -> None:
    context = phone()
    context.add_init_script(LOCKS)
    page = context.new_page()
    page.goto("/")
    find(page)
    assert page.evaluate("window.locks") == []
    page.get_by_role("button", name=SAY).click()
    page.wait_for_function("() => window.locks.length === 1")
    page.get_by_role("button", name="Back").click()
    heading(page, "Nearest open place")
    assert page.evaluate("window.locks") == ["screen", "released"]


def test_the_card_the_code_and_the_friend_need_no_signal(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    page.context.set_offline(True)
    page.reload()
    open_place_again(page)
    page.get_by_role("button", name=SAY).click()
    heading(page, SAY)
    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name=FRIEND).click()
    expect(page.locator(".quote")).to_have_text(TELLS.format(home=home(page)))
    page.get_by_role("button", name="Back").click()
    page.get_by_text("Show a code to scan").click()
    expect(page.get_by_role("img", name="QR code for")).to_be_visible()


def open_place_again(page: Page) -> None:
    find(page)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    heading(page, NEAREST)


def test_a_friend_is_told_what_is_on_the_screen_and_to_the_phones_own_list(phone: Phone) -> None:
    context = phone()
    context.add_init_script(SHARES)
    page = context.new_page()
    open_place(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name=FRIEND).click()
    text = page.locator(".quote").inner_text()
    assert text == TELLS.format(home=home(page))
    page.get_by_role("button", name="Choose who to send it to").click()
    assert page.evaluate("window.shared") == [{"text": text}]
    page.evaluate("window.refuses = 'AbortError'")
    page.get_by_role("button", name="Choose who to send it to").click()
    expect(page.locator("main .told")).to_be_empty()
    page.evaluate("window.refuses = 'NotAllowedError'")
    page.get_by_role("button", name="Choose who to send it to").click()
    expect(page.locator("main .told")).to_have_text("This could not be sent. Try one of the other ways.")
    assert not [url for url in asked if "/static/" not in url and not url.endswith("/api/v1/places")]


def test_a_text_or_a_copy_says_the_same(phone: Phone) -> None:
    page = phone(permissions=["geolocation", "clipboard-read", "clipboard-write"]).new_page()
    open_place(page)
    page.get_by_role("button", name=FRIEND).click()
    text = page.locator(".quote").inner_text()
    link = page.get_by_role("link", name="Send it as a text").get_attribute("href") or ""
    assert link.startswith("sms:?body=I%20am%20going%20to%20Demo")
    assert page.evaluate("(link) => decodeURIComponent(link.slice(10))", link) == text
    page.get_by_role("button", name="Copy it").click()
    expect(page.locator("main .told")).to_have_text("Copied. Paste it into a message.")
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_the_code_on_the_phone_leads_to_the_place(page: Page) -> None:
    open_place(page)
    page.get_by_text("Show a code to scan").click()
    code = page.get_by_role("img", name="QR code for")
    expect(code).to_be_visible()
    (read,) = zxingcpp.read_barcodes(Image.open(BytesIO(code.screenshot())))
    assert read.text == f"{home(page)}/p/l2jot"
    page.goto(read.text)
    assert page.url.endswith(f"/place/{SLUG}")


def test_a_short_address_leads_to_the_place_without_signal_too(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    page.context.set_offline(True)
    for code in ("l2jot", "L2JOT"):
        page.goto(f"/p/{code}")
        heading(page, NEAREST)
    page.goto("/p/zzzzz")
    heading(page, "Find a safe place that is open now")


# --- The place's own page ---------------------------------------------------------------------------------


def test_a_shared_link_opens_in_the_app_and_can_tell_her_tonight(page: Page) -> None:
    page.goto(f"/place/{SLUG}")
    expect(page.locator(".place .telling")).to_be_visible()
    heading(page, NEAREST)
    page.get_by_role("button", name="Back").click()
    heading(page, "Find a safe place that is open now")
    assert page.evaluate("history.length") == 2


def test_without_script_the_page_is_whole(phone: Phone) -> None:
    page = phone(java_script_enabled=False).new_page()
    page.goto(f"/place/{SLUG}")
    page.get_by_text(SAY).click()
    page.get_by_text("I need a taxi").click()
    shown = page.locator(".loud:visible")
    expect(shown).to_have_text("Please call a licensed taxi for me, and let me wait inside.")
    page.get_by_text(FRIEND).click()
    expect(page.locator(".quote")).to_contain_text("I am going to Demo Lantern Safe Space")


def test_where_the_view_cannot_be_had_the_servers_page_stays(page: Page) -> None:
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.route("**/static/assets/place.*", lambda route: route.abort())
    page.goto(f"/place/{SLUG}")
    page.wait_for_timeout(1_000)
    heading(page, NEAREST)
    expect(page.locator("details.saying")).to_be_visible()
    assert len(loads) == 1


def test_what_she_has_opened_is_not_taken_from_under_her_finger(page: Page) -> None:
    late: list[Route] = []
    page.route("**/seed.json", lambda route: late.append(route))
    page.goto(f"/place/{SLUG}")
    page.get_by_text(SAY).click()
    while not late:
        page.wait_for_timeout(50)
    late[0].continue_()
    page.wait_for_timeout(1_000)
    expect(page.locator(".loud:visible")).to_be_visible()
