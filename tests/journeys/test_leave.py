"""Leave: blank at once, away, and no way back. The cases are GOV.UK's for "Exit this page", and ours."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, Route, expect

from .conftest import CHROMIUM, FLAGS, HANLEY, PHONE
from .product import Product
from .steps import NEAREST, find, heading, search, wait_for_worker

WEATHER = "https://www.bbc.co.uk/weather"
PAGES = (
    "/", "/near", "/place/demo-lantern-safe-space", "/in/hanley", "/help", "/privacy", "/signatories",
    "/data", "/charter", "/charter/status", "/no-such-page",
)  # fmt: skip
SAYS_BACK = "After \u201cLeave\u201d, the Back button returns here."
SAYS_HISTORY = "It does not erase your browser\u2019s history."
# Said by the page itself: while another site keeps it waiting, the debugger is not answered.
TELL = """
() => {
  const text = () => document.body.innerText.trim();
  addEventListener("pointerdown", ({ timeStamp }) => requestAnimationFrame(() =>
    setTimeout(() => console.log(`blank after ${performance.now() - timeStamp} ${text()}`))));
  addEventListener("pointerup", () => setTimeout(() => console.log(`waits ${text()}`), 1_000));
  addEventListener("pageshow", () => console.log(`shown ${text()}`));
}
"""
# No debugger makes a window of an installed app: what the browser answers there is put in its mouth.
INSTALLED = """
() => {
  const real = matchMedia.bind(window);
  window.matchMedia = (query) => (query === "(display-mode: standalone)" ? { matches: true } : real(query));
}
"""
COVERED = """
() => {
  const box = (element) => element.getBoundingClientRect();
  const [one, leave] = [box(document.activeElement), box(document.querySelector("a.leave"))];
  if (document.activeElement.matches(".leave, body")) return null;
  const isBeside = one.left >= leave.right || one.right <= leave.left;
  const isCovered = !isBeside && one.top < leave.bottom && one.bottom > leave.top;
  return isCovered ? document.activeElement.outerHTML.slice(0, 60) : null;
}
"""

Visit = Callable[..., Page]


def weather(route: Route) -> None:
    route.fulfill(content_type="text/html", body="<title>Weather</title><h1>Weather</h1>")


@pytest.fixture
def visit(browser: Browser, product: Product) -> Iterator[Visit]:
    """A phone whose network has the weather; the clock is its own, so that what is measured is time."""
    made: list[BrowserContext] = []

    def visit(address: str, *, answers: Callable[[Route], None] = weather, **options: Any) -> Page:
        settings: dict[str, Any] = {"viewport": PHONE, "geolocation": HANLEY, "permissions": ["geolocation"]}
        context = browser.new_context(base_url=product.url, **(settings | options))
        context.route(f"{WEATHER}*", answers)
        made.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield visit
    for context in made:
        context.close()


def leave(page: Page) -> Locator:
    return page.get_by_role("link", name="Leave", exact=True)


def entries(page: Page) -> list[str]:
    told = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    return [entry["url"] for entry in told["entries"]]


def is_gone(page: Page) -> None:
    """Nothing of ours is in this window's history: Back leads to where she came from."""
    page.wait_for_url(WEATHER)
    assert entries(page) == ["about:blank", WEATHER]
    page.go_back()
    assert page.url == "about:blank"


def ready(page: Page) -> None:
    page.wait_for_load_state("networkidle")


def colours(page: Page) -> int:
    drawn = Image.open(io.BytesIO(page.screenshot()))
    return len(drawn.convert("RGB").getcolors(1 << 20) or [])


@pytest.mark.parametrize("address", PAGES)
def test_without_script_it_is_a_link_and_the_page_says_that_back_returns(visit: Visit, address: str) -> None:
    page = visit(address, java_script_enabled=False)
    expect(page.locator("header noscript p")).to_have_text(SAYS_BACK)
    expect(page.locator("header noscript p")).to_be_visible()
    expect(page.get_by_text(SAYS_HISTORY)).to_be_visible()
    expect(leave(page)).to_have_attribute("rel", "nofollow noreferrer")
    leave(page).click()
    page.wait_for_url(WEATHER)
    page.go_back()
    expect(leave(page)).to_be_visible()


@pytest.mark.parametrize("address", PAGES)
def test_with_script_no_way_leads_back(visit: Visit, address: str) -> None:
    page = visit(address)
    ready(page)
    expect(page.locator("header noscript p")).to_be_hidden()
    leave(page).click()
    is_gone(page)


def test_it_stays_on_the_screen_in_every_view(visit: Visit) -> None:
    page = visit("/")
    find(page)
    page.mouse.wheel(0, 400)
    expect(leave(page)).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    heading(page, NEAREST)
    page.mouse.wheel(0, 400)
    expect(leave(page)).to_be_in_viewport(ratio=1)
    leave(page).click()
    is_gone(page)


def test_the_cache_of_pages_that_were_left_has_nothing_to_show(
    playwright: Playwright, product: Product, tmp_path: Any
) -> None:
    """Browsers keep whole pages for Back; tests usually switch that off."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=CHROMIUM,
        args=FLAGS,
        base_url=product.url,
        viewport=PHONE,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    context.route(f"{WEATHER}*", weather)
    page = context.new_page()
    for address in ("/help", "/charter"):
        page.goto(address)
        ready(page)
        leave(page).click()
        is_gone(page)
        page.goto("about:blank")
    context.close()


@pytest.fixture
def silent() -> Iterator[str]:
    """Somewhere that takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


def tell_all(page: Page) -> list[str]:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate(TELL)
    return said


def wait_for(page: Page, said: list[str], beginning: str) -> str:
    for _ in range(100):
        if found := [line for line in said if line.startswith(beginning)]:
            return found[-1].removeprefix(beginning).strip()
        page.wait_for_timeout(50)
    raise AssertionError(said)


def blank_after(visit: Visit, silent: str, address: str) -> float:
    """Milliseconds from the finger to a blank screen, on a phone four times slower than this machine."""
    page = visit(address, color_scheme="dark")
    ready(page)
    page.evaluate(
        "(to) => document.querySelectorAll('[data-leave]').forEach((link) => (link.href = to))", silent
    )
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    said = tell_all(page)
    box = leave(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    took, *text = wait_for(page, said, "blank after ").split()
    assert text == []
    assert colours(page) == 1
    page.mouse.up()
    assert wait_for(page, said, "waits") == "Leaving."
    return float(took)


@pytest.mark.parametrize("address", ["/", "/help", "/charter"])
def test_the_screen_is_blank_at_once_and_stays_so_while_the_weather_takes_its_time(
    visit: Visit, silent: str, address: str
) -> None:
    taken = [blank_after(visit, silent, address) for _ in range(3)]
    print(f"blank after {taken} ms")
    assert median(taken) <= 100


def test_a_page_that_is_shown_again_after_leaving_stays_blank(visit: Visit) -> None:
    page = visit("/help")
    ready(page)
    said = tell_all(page)
    box = leave(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert wait_for(page, said, "shown") == ""
    assert colours(page) == 1


class Finger:
    """One finger on the glass, at a point of the screen."""

    def __init__(self, page: Page, x: float, y: float) -> None:
        self.page = page
        self.cdp = page.context.new_cdp_session(page)
        self.x, self.y = x, y

    def does(self, what: str, *, up: float = 0) -> None:
        points = [] if what == "touchEnd" else [{"x": self.x, "y": self.y - up}]
        self.cdp.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": points})
        self.page.wait_for_timeout(16)


def test_a_long_press_leaves_as_well(visit: Visit) -> None:
    page = visit("/help", has_touch=True, is_mobile=True)
    ready(page)
    box = leave(page).bounding_box()
    assert box
    finger = Finger(page, box["x"] + 10, box["y"] + 10)
    finger.does("touchStart")
    page.wait_for_timeout(1_000)
    finger.does("touchEnd")
    is_gone(page)


def test_a_tap_leaves(visit: Visit) -> None:
    page = visit("/", has_touch=True, is_mobile=True)
    ready(page)
    leave(page).tap()
    is_gone(page)


def test_a_scroll_that_begins_on_it_is_only_a_scroll(visit: Visit) -> None:
    page = visit("/help", has_touch=True, is_mobile=True)
    ready(page)
    box = leave(page).bounding_box()
    assert box
    finger = Finger(page, box["x"] + 10, box["y"] + 40)
    finger.does("touchStart")
    for up in range(5, 60, 5):
        finger.does("touchMove", up=up)
    finger.does("touchEnd")
    assert page.evaluate("scrollY") > 10
    assert page.url.endswith("/help")
    expect(leave(page)).to_be_visible()


def test_by_keyboard_it_is_the_first_thing_and_once_more_at_the_end(visit: Visit) -> None:
    page = visit("/help")
    ready(page)
    page.keyboard.press("Tab")
    expect(leave(page)).to_be_focused()
    again = page.get_by_role("link", name="Leave this site at once")
    again.focus()
    expect(again).to_be_in_viewport(ratio=1)
    size = again.bounding_box()
    assert size
    assert size["width"] > 100
    page.keyboard.press("Enter")
    is_gone(page)


def test_shift_three_times_leaves_and_a_screen_reader_hears_how_often_is_left(visit: Visit) -> None:
    page = visit("/")
    ready(page)
    says = page.locator("#leaving")
    page.keyboard.press("Shift")
    expect(says).to_have_text("Press Shift twice more to leave this site.")
    page.keyboard.press("Shift")
    expect(says).to_have_text("Press Shift once more to leave this site.")
    page.keyboard.press("Shift")
    is_gone(page)


def test_capital_letters_and_slow_presses_leave_nothing(visit: Visit) -> None:
    page = visit("/")
    ready(page)
    field = page.get_by_label("Town or postcode")
    field.focus()
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    expect(field).to_have_value("ABCD")
    for pause in (2_600, 2_600, 0):
        page.keyboard.press("Shift")
        page.wait_for_timeout(pause)
    expect(field).to_have_value("ABCD")


def test_without_a_signal_there_is_a_blank_page_and_one_tap_opens_the_app_again(visit: Visit) -> None:
    page = visit("/", color_scheme="dark")
    wait_for_worker(page)
    ready(page)
    page.context.set_offline(True)
    leave(page).click()
    page.wait_for_url("**/blank")
    assert len(entries(page)) == 2
    assert colours(page) == 1
    assert page.title() == "Blank page"
    page.mouse.click(180, 400)
    heading(page, "Find a safe place that is open now")


def test_without_a_signal_and_a_worker_the_browser_s_own_blank_page_does(visit: Visit) -> None:
    page = visit("/help", service_workers="block")
    ready(page)
    page.context.set_offline(True)
    leave(page).click()
    page.wait_for_url("about:blank")
    assert entries(page) == ["about:blank", "about:blank"]


def test_the_installed_app_goes_blank(visit: Visit) -> None:
    page = visit("/")
    ready(page)
    page.evaluate(INSTALLED)
    leave(page).click()
    page.wait_for_url("**/blank")
    assert colours(page) == 1


@pytest.mark.parametrize("text", [1, 2])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_it_never_covers_what_has_the_focus(visit: Visit, key: str, text: int) -> None:
    page = visit("/")
    find(page)
    page.evaluate("(size) => { document.documentElement.style.fontSize = size }", f"{text * 100}%")
    covered = set()
    for _ in range(60):
        page.keyboard.press(key)
        covered.add(page.evaluate(COVERED))
    assert covered == {None}
    assert page.evaluate("scrollY") >= 0


APP_READS = {
    "Who signed": "Who has signed the Charter",
    "Privacy": "Privacy",
}


@pytest.mark.parametrize("link", APP_READS)
def test_pages_that_are_read_from_the_app_leave_no_line(visit: Visit, product: Product, link: str) -> None:
    page = visit("/")
    ready(page)
    page.get_by_role("link", name=link).click()
    heading(page, APP_READS[link])
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert entries(page) == ["about:blank", f"{product.url}/"]
    assert page.title() == "Open Tonight"
    page.get_by_role("button", name="Back").click()
    heading(page, "Find a safe place that is open now")


def test_what_is_asked_on_such_a_page_is_answered_in_its_place(visit: Visit, product: Product) -> None:
    page = visit("/")
    ready(page)
    page.get_by_role("link", name="Who signed").click()
    page.locator("#town").select_option("Hanley")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Show all")).to_be_visible()
    page.get_by_role("link", name="Open data").click()
    heading(page, "Open data")
    assert entries(page) == ["about:blank", f"{product.url}/"]


def test_pages_that_a_friend_s_link_opened_stay_one_line_too(visit: Visit, product: Product) -> None:
    page = visit("/place/demo-lantern-safe-space")
    ready(page)
    first = page.url
    search(page, "Rugeley") if page.get_by_label("Town or postcode").count() else None
    page.get_by_role("link", name="Help lines").click()
    heading(page, "Help lines")
    page.get_by_role("link", name="Privacy").click()
    heading(page, "Privacy")
    expect(page.get_by_role("button", name="Remove everything from this phone")).to_be_visible()
    assert entries(page) == ["about:blank", first]
    page.get_by_role("banner").get_by_role("link", name="Open Tonight").click()
    heading(page, "Find a safe place that is open now")
    assert entries(page) == ["about:blank", f"{product.url}/"]


def test_without_a_signal_they_are_opened_as_the_worker_keeps_them(visit: Visit) -> None:
    page = visit("/")
    wait_for_worker(page)
    ready(page)
    page.context.set_offline(True)
    page.get_by_role("link", name="Privacy").click()
    heading(page, "Privacy")
    page.get_by_role("button", name="Back").click()
    page.get_by_role("link", name="Who signed").click()
    heading(page, "This page needs a signal")
    assert len(entries(page)) == 2


def test_an_app_of_another_name_has_it_with_a_signal_and_without(visit: Visit) -> None:
    page = visit("/?as=nearby")
    wait_for_worker(page)
    for is_offline in (False, True):
        page.context.set_offline(is_offline)
        page.goto("/?as=nearby")
        expect(page).to_have_title("Nearby")
        icons = page.locator("link[rel=manifest]")
        expect(icons).to_have_attribute("href", "/app.webmanifest?as=nearby")


def test_three_names_are_offered_on_the_privacy_page(visit: Visit) -> None:
    page = visit("/privacy")
    ready(page)
    page.get_by_role("link", name="Evening").click()
    heading(page, "Find a safe place that is open now")
    expect(page).to_have_title("Evening")
