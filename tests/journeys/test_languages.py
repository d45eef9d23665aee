"""The whole way in every language, on small phones and with large letters; remembered, and without signal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from backend.language import compiled

from .product import Product, running
from .steps import wait_for_worker
from .test_every_screen import LOOKS, faults_of

Phone = Callable[..., BrowserContext]
Screen = Callable[[Page, str], None]
CODES = [language.code for language in compiled.languages()]
FROM_RIGHT_TO_LEFT = [language.code for language in compiled.languages() if language.is_right_to_left]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("product"), settings={"DEMO": "1"}) as product:
        yield product


def her(code: str, english: str) -> str:
    """What the screen says for it."""
    found = [each for each in compiled.messages(compiled.load(code)) if compiled.key_of(each) == english]
    return compiled.forms_of(found[0])[0]


def press(page: Page, code: str, english: str) -> None:
    page.get_by_role("button", name=her(code, english), exact=True).first.click()


def shows(page: Page, code: str, english: str) -> None:
    expect(page.get_by_role("heading", level=1, name=her(code, english), exact=True)).to_be_visible()


def first(page: Page, code: str) -> None:
    page.goto(f"/{code}/")
    expect(page.locator("#home h1")).to_be_visible()
    expect(page.locator("[data-view=plan]")).to_be_visible()


def silent_call(page: Page, code: str) -> None:
    first(page, code)
    page.locator(".ways summary").click()
    expect(page.locator(".ways details")).to_contain_text("55")


def results(page: Page, code: str) -> None:
    first(page, code)
    page.locator("#find button").click()
    expect(page.get_by_role("article").first).to_be_visible()
    page.locator(".filters summary").click()


def nothing(page: Page, code: str) -> None:
    results(page, code)
    for box in page.locator(".filters input").all():
        box.check()
    shows(page, code, "Nothing that you asked for is open near you now")


def sketched(page: Page, code: str) -> None:
    results(page, code)
    press(page, code, "Show map")
    expect(page.locator(".map")).to_be_visible()


def denied(page: Page, code: str) -> None:
    first(page, code)
    page.context.clear_permissions()
    page.context.grant_permissions(["notifications"])
    page.locator("#find button").click()
    shows(page, code, "Your phone did not tell us where you are")


def stands(lat: float, lng: float, accuracy: float, says: str) -> Screen:
    """Where the phone says so, and what the heading is."""

    def go(page: Page, code: str) -> None:
        page.context.set_geolocation({"latitude": lat, "longitude": lng, "accuracy": accuracy})
        first(page, code)
        page.locator("#find button").click()
        shows(page, code, says)

    return go


def place(page: Page, code: str) -> None:
    results(page, code)
    page.locator("article .name").first.click()
    expect(page.locator(".view.place h1")).to_be_visible()


def place_code(page: Page, code: str) -> None:
    place(page, code)
    page.get_by_text(her(code, "Show a code to scan")).click()
    expect(page.locator(".qr canvas, .qr svg")).to_be_visible()


def going(page: Page, code: str) -> None:
    place(page, code)
    press(page, code, "Tell a friend where I am going")
    shows(page, code, "Tell a friend where I am going")


def saying(page: Page, code: str) -> None:
    """Staff read English; she reads her own language beneath."""
    results(page, code)
    page.locator("article.top .actions button").click()
    expect(page.locator(".loud [lang=en-GB]")).to_have_text(
        "I need help. Please take me somewhere safe and quiet."
    )
    expect(page.locator(".loud .mine")).not_to_be_empty()


def easy(page: Page, code: str) -> None:
    first(page, code)
    page.locator("[data-view=easy]").click()
    expect(page.locator(".easy .back")).to_be_visible()


def help_lines(page: Page, code: str) -> None:
    first(page, code)
    page.locator("footer [data-view=help]").click()
    expect(page.locator(".help .back")).to_be_visible()


def plan(page: Page, code: str) -> None:
    first(page, code)
    page.locator("[data-view=plan]").click()
    expect(page.locator("#night")).to_be_visible()


def planned(page: Page, code: str) -> None:
    plan(page, code)
    page.get_by_role("main").get_by_label(her(code, "Town or postcode")).fill("Stafford")
    press(page, code, "See what should be open")
    expect(page.get_by_role("article").first).to_be_visible()


def lost(page: Page, code: str) -> None:
    first(page, code)
    page.locator("#q").fill("qwxzzy")
    page.locator("#search button").click()
    expect(page.locator("#q-error")).to_be_visible()


def leek(page: Page, code: str) -> None:
    first(page, code)
    page.locator("#q").fill("ST13")
    page.locator("#search button").click()
    expect(page.get_by_role("button", name="Hanley, ST1 3")).to_be_visible()


def near(q: str) -> Screen:
    def go(page: Page, code: str) -> None:
        page.goto(f"/{code}/near")
        page.locator("#q").fill(q)
        page.locator("#search button").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    return go


def at(path: str, *, with_script: bool = True) -> Screen:
    def go(page: Page, code: str) -> None:
        if not with_script:
            page.route("**/static/assets/*.js", lambda route: route.abort())
        page.goto(f"/{code}{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    return go


SCREENS: dict[str, Screen] = {
    "first": first,
    "silent-call": silent_call,
    "results": results,
    "nothing": nothing,
    "map": sketched,
    "denied": denied,
    "rough": stands(53.0246, -2.1729, 5_000, "We only know roughly where you are"),
    "away": stands(51.5074, -0.1278, 20, "We list no places near you"),
    "either": stands(53.0246, -2.1729, 5, "One of these two is nearest"),
    "place": place,
    "place-code": place_code,
    "going": going,
    "saying": saying,
    "easy": easy,
    "help": help_lines,
    "plan": plan,
    "planned": planned,
    "lost": lost,
    "leek": leek,
    "near": near("ST13"),
    "near-lost": near("qwxzzy"),
    "near-away": near("M1"),
    "server-help": at("/help"),
    "privacy": at("/privacy"),
    "server-place": at("/place/demo-lantern-safe-space", with_script=False),
    "server-easy": at("/easy", with_script=False),
    "area": at("/in/hanley"),
    "not-found": at("/place/no-such-place"),
}


@pytest.mark.parametrize("name", SCREENS)
def test_everybody_can_use_and_read(phone: Phone, english: set[str], name: str) -> None:
    faults = []
    for code in CODES:
        page = phone(color_scheme="dark").new_page()
        SCREENS[name](page, code)
        faults += [f"{code}: still in English: {text}" for text in left_in_english(page) if text in english]
        faults += [
            f"{code}, {look.name}: {fault}"
            for look in LOOKS
            if look.name in {"narrow", "large", "forced"}
            for fault in faults_of(page, look, f"{code}-{name}")
        ]
        page.close()
    assert faults == []


def left_in_english(page: Page) -> list[str]:
    """Whole texts of the screen that are an English key; what stays English says so by `lang`."""
    shown: list[str] = page.evaluate("""() => {
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const texts = [];
      for (let node; (node = walk.nextNode()); ) {
        const inside = node.parentElement.closest("[lang|=en], script, style, noscript, .name");
        if (!inside) texts.push(node.data.trim());
      }
      return texts.filter(Boolean);
    }""")
    return shown


@pytest.fixture(scope="module")
def english() -> set[str]:
    """What each language translates into something else."""
    same = {"Demo", ", ", "."}
    texts: set[str] = set()
    for code in CODES:
        for message in compiled.messages(compiled.load(code)):
            key = compiled.key_of(message)
            texts |= {key} if compiled.forms_of(message)[0] != key else set()
            same |= {key} if compiled.forms_of(message)[0] == key else set()
    return texts - same


@pytest.mark.parametrize("code", FROM_RIGHT_TO_LEFT)
def test_it_begins_on_the_right(phone: Phone, code: str) -> None:
    page = phone().new_page()
    first(page, code)
    heading = page.locator("#home h1")
    assert heading.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    box = page.locator(".brand").bounding_box()
    assert box
    assert box["x"] + box["width"] > 180


def test_a_choice_is_remembered_and_taken_back_and_leaves_one_row_of_history(phone: Phone) -> None:
    page = phone().new_page()
    page.goto("/")
    page.get_by_role("link", name="Polski").click()
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")
    assert page.evaluate("Object.keys(localStorage)") == []
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")
    other = phone().new_page()
    other.goto("/")
    other.get_by_role("link", name="Polski").click()
    expect(other.locator("html")).to_have_attribute("lang", "pl")
    assert other.evaluate("history.length") == 2  # the empty tab, and one row of ours


def test_it_is_there_without_signal_in_the_language_that_is_read(phone: Phone) -> None:
    page = phone().new_page()
    first(page, "pl")
    wait_for_worker(page)
    page.wait_for_function("() => caches.match('/pl/shell').then(Boolean)")
    page.wait_for_function("() => caches.match('/pl/help/kept').then(Boolean)")
    page.context.set_offline(True)
    for path in ("/pl/", "/pl/place/demo-lantern-safe-space", "/pl/help"):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", "pl")
    page.goto("/pl/")
    page.locator("#find button").click()
    expect(page.get_by_role("article").first).to_contain_text("Otwarte")
    assert page.evaluate("caches.match('/ur/shell').then(Boolean)") is False


def test_where_a_language_cannot_be_had_the_app_speaks_english(phone: Phone) -> None:
    page = phone().new_page()
    page.route("**/static/assets/pl.*.js", lambda route: route.abort())
    first(page, "pl")
    expect(page.locator("body")).to_have_attribute("lang", "en-GB")
    expect(page.locator("#age")).to_contain_text("Checked")
