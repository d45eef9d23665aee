"""A town or a postcode instead: the same words in the app, without signal, and on the page without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import HANLEY
from .product import Product
from .steps import NEAREST, heading, search, wait_for_worker

Phone = Callable[..., BrowserContext]

# The right towns, not the real postcodes' positions. ST5 is left out on purpose.
CODE_POINT = """\
"ST1 3AA",10,388500,347493,"E92000001","","","","E06000021","E05013902"
"ST135AA",20,398600,356500,"E92000001","","","","E07000198","E05008717"
"""
FOUND = "Nearest open place"
LOST = "Where are you?"
AWAY = "We list no places near there"


class Typed(NamedTuple):
    """What is typed, the heading it gets, and words that must be on the screen."""

    q: str
    heading: str
    words: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()


TYPED = [
    Typed("Hanley", FOUND, ("Near Hanley.", NEAREST)),
    Typed("hanley", FOUND, ("Near Hanley.", NEAREST)),
    Typed("  HANLEY ", FOUND, ("Near Hanley.", NEAREST)),
    Typed("ST1", FOUND, ("Near Hanley (ST1).", NEAREST)),
    Typed("st1 3", FOUND, ("Near Hanley (ST1 3).", NEAREST)),
    Typed("ST13", FOUND, ("Near Leek (ST13).",), ("Hanley, ST1 3",)),
    Typed("Hanly", LOST, ("We do not know that place.",), ("Hanley",)),
    Typed("M1", AWAY, ("M1 is outside the area we cover",)),
    Typed("M1 1AE", AWAY, ("M1 1AE is outside the area we cover",)),
    Typed("Manchester", AWAY, ("Manchester is outside the area we cover",)),
    Typed("qwxzzy", LOST, ("We do not know that place.",)),
    Typed("<b>Hanley</b>&amp;", LOST, ("We do not know that place.",)),
    Typed("", LOST, ("Type a town, like Leek, or a postcode",)),
    Typed("ST", LOST, ("ST is the start of many postcodes.",)),
    Typed("ST5 1AA", FOUND, ("We could not look up ST5 1AA",)),
]
WITH_POSTCODES = [
    Typed("ST1 3AA", FOUND, ("Near ST1 3AA.", NEAREST)),
    Typed("st13aa", FOUND, ("Near ST1 3AA.", NEAREST)),
    Typed("ST13 5AA", FOUND, ("Near ST13 5AA.",)),
    Typed("ST1 9ZZ", LOST, ("We do not know the postcode ST1 9ZZ.",), ("Hanley (ST1)",)),
]


@pytest.fixture(scope="module", autouse=True)
def _postcodes(product: Product, tmp_path_factory: pytest.TempPathFactory) -> None:
    path: Path = tmp_path_factory.mktemp("codepoint") / "st.csv"
    path.write_text(CODE_POINT, encoding="utf-8")
    product.manage("importpostcodes", str(path), as_owner=True)


def shows(page: Page, typed: Typed) -> None:
    search(page, typed.q)
    heading(page, typed.heading)
    main = page.get_by_role("main")
    for words in typed.words:
        expect(main.get_by_text(words).first).to_be_visible()
    expect(main.locator(".choices button")).to_have_text(list(typed.offers))
    expect(page.get_by_role("link", name="Call 999").first).to_be_visible()


def said(page: Page) -> dict[str, Any]:
    """What both ways of asking must say alike: words, offers, and the first places in their order.

    Figures apart: the phone measures on a sphere, so that the last digit of a distance may differ.
    """
    cards = page.locator("article").all()[:6]
    told = [
        card.locator(".name, .state, .way, .says, .note:not([hidden])").all_inner_texts() for card in cards
    ]
    return {
        "words": page.locator("h1, .near, .near + p:not(.age), .error").all_inner_texts(),
        "offers": page.locator(".choices button").all_inner_texts(),
        "places": [
            [re.sub(r"bout [\d.]+ k?m|\d+ minute", "some way", line) for line in card] for card in told
        ],
    }


def without_script(phone: Phone) -> Page:
    page = phone(java_script_enabled=False).new_page()
    page.goto("/")
    return page


def test_the_app_understands(page: Page) -> None:
    for typed in [*TYPED, *WITH_POSTCODES]:
        page.goto("/")
        shows(page, typed)
        assert page.url.endswith("/")


def test_the_page_without_script_understands(phone: Phone) -> None:
    page = without_script(phone)
    for typed in [*TYPED, *WITH_POSTCODES]:
        shows(page, typed)
        assert page.url.endswith("/near")
    assert page.context.cookies() == []


def test_both_say_the_same(phone: Phone) -> None:
    app, plain = phone().new_page(), without_script(phone)
    for typed in [*TYPED, *WITH_POSTCODES]:
        if typed.q == "st1 3":
            continue  # with postcodes the server knows the middle of a sector, the phone that of its district
        app.goto("/")
        shows(app, typed)
        shows(plain, typed)
        assert said(app) == said(plain), typed.q


def test_the_app_understands_without_signal(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    page.context.set_offline(True)
    for typed in TYPED:
        page.goto("/")
        shows(page, typed)


def test_without_signal_a_full_postcode_is_taken_for_its_district(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    page.context.set_offline(True)
    shows(
        page, Typed("ST1 3AA", FOUND, ("We could not look up ST1 3AA: this is the middle of ST1.", NEAREST))
    )


@pytest.mark.parametrize("has_script", [True, False])
def test_st13_is_leek_and_one_tap_makes_it_hanley(phone: Phone, has_script: bool) -> None:
    page = phone(java_script_enabled=has_script).new_page()
    page.goto("/")
    shows(page, Typed("ST13", FOUND, ("Near Leek (ST13).",), ("Hanley, ST1 3",)))
    page.get_by_role("button", name="Hanley, ST1 3").click()
    expect(page.get_by_text("Near Hanley (ST1 3).")).to_be_visible()
    expect(page.get_by_role("article").first).to_contain_text("Hanley")


@pytest.mark.parametrize("has_script", [True, False])
def test_a_slip_of_the_finger_is_one_tap_to_put_right(phone: Phone, has_script: bool) -> None:
    page = phone(java_script_enabled=has_script).new_page()
    page.goto("/")
    shows(page, Typed("Hanly", LOST, offers=("Hanley",)))
    expect(page.get_by_label("Town or postcode")).to_have_value("Hanly")
    page.get_by_role("button", name="Hanley", exact=True).click()
    expect(page.get_by_text("Near Hanley.")).to_be_visible()


def test_after_three_misses_back_is_the_first_screen(page: Page) -> None:
    page.goto("/")
    for q in ("qwxzzy", "", "zzzz"):
        search(page, q)
        heading(page, LOST)
    page.get_by_role("button", name="Back").click()
    heading(page, "Find a safe place that is open now")


def test_which_postcode_it_was_is_not_sent(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.headers} {request.post_data}"))
    page.goto("/")
    shows(page, Typed("ST1 3AA", FOUND, ("Near ST1 3AA.",)))
    assert any('{"outcode":"ST1"}' in line for line in sent)
    assert [line for line in sent if "3AA" in line] == []


@pytest.mark.parametrize("has_script", [True, False])
def test_what_is_typed_stands_in_no_address(phone: Phone, has_script: bool) -> None:
    page = phone(java_script_enabled=has_script).new_page()
    page.goto("/")
    for q in ("ST13", "Rugeley"):
        shows(page, Typed(q, FOUND, offers=("Hanley, ST1 3",) if q == "ST13" else ()))
        if has_script:
            page.get_by_role("button", name="Back").click()
    seen = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    addresses = {entry["url"].removeprefix(page.context.pages[0].url.rsplit("/", 1)[0]) for entry in seen}
    assert addresses <= {"about:blank", "/", "/near"}
    assert {entry["title"] for entry in seen} <= {"", "about:blank", "Open Tonight"}


def test_where_the_phone_is_does_not_matter_to_what_is_typed(phone: Phone) -> None:
    page = phone(geolocation=HANLEY | {"latitude": 51.5, "longitude": -0.1}).new_page()
    page.goto("/")
    shows(page, Typed("Hanley", FOUND, ("Near Hanley.", NEAREST)))
