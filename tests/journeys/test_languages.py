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


def first(page: Page, code: str) -> None:
    page.goto(f"/{code}/")
    expect(page.locator("#home h1")).to_be_visible()
    expect(page.locator("[data-view=plan]")).to_be_visible()


def results(page: Page, code: str) -> None:
    first(page, code)
    page.locator("#find button").click()
    expect(page.get_by_role("article").first).to_be_visible()
    page.locator(".filters summary").click()


def place(page: Page, code: str) -> None:
    results(page, code)
    page.locator("article .name").first.click()
    expect(page.locator(".view.place h1")).to_be_visible()


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


def plan(page: Page, code: str) -> None:
    first(page, code)
    page.locator("[data-view=plan]").click()
    expect(page.locator("#night")).to_be_visible()


def lost(page: Page, code: str) -> None:
    first(page, code)
    page.locator("#q").fill("qwxzzy")
    page.locator("#search button").click()
    expect(page.locator("#q-error")).to_be_visible()


def near(page: Page, code: str) -> None:
    page.goto(f"/{code}/near")
    page.locator("#q").fill("ST13")
    page.locator("#search button").click()
    expect(page.get_by_role("article").first).to_be_visible()


def at(path: str) -> Screen:
    def go(page: Page, code: str) -> None:
        page.goto(f"/{code}{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    return go


SCREENS: dict[str, Screen] = {
    "first": first,
    "results": results,
    "place": place,
    "saying": saying,
    "easy": easy,
    "plan": plan,
    "lost": lost,
    "near": near,
    "help": at("/help"),
    "privacy": at("/privacy"),
    "server-place": at("/place/demo-lantern-safe-space"),
}


@pytest.mark.parametrize("code", CODES)
def test_everybody_can_use_it_in(phone: Callable[..., BrowserContext], code: str) -> None:
    faults = []
    for name, go in SCREENS.items():
        page = phone(color_scheme="dark").new_page()
        go(page, code)
        faults += [
            f"{name}, {look.name}: {fault}"
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


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "name", ["first", "results", "place", "saying", "easy", "plan", "lost", "help", "privacy"]
)
def test_nothing_is_left_in_english(phone: Phone, english: set[str], code: str, name: str) -> None:
    page = phone().new_page()
    SCREENS[name](page, code)
    assert [text for text in left_in_english(page) if text in english] == []


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
