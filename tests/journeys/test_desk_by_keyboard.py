"""The desk without a mouse: by Tab, Enter, Space and arrows alone, and the focus is seen at every step."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from .at_work import letters
from .product import Product
from .steps import heading
from .test_again import AN_HOUR_AGO
from .test_by_keyboard import tab_to
from .test_desk import code_of, desk, device, kept, product
from .test_import import said, spreadsheet

__all__ = ["desk", "device", "kept", "product"]

Desk = Callable[..., Page]
IS_ON_SCREEN = """
() => { const box = document.activeElement.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth }
"""
CHOSEN = "(one) => one.selectedOptions[0].textContent"
MOST_TABS, MOST_OPTIONS = 200, 80


def go_to(page: Page, target: Locator) -> None:
    tab_to(page, target, most=MOST_TABS)
    assert page.evaluate(IS_ON_SCREEN), "the focus is not on the screen"


def named(page: Page, role: Any, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role(role, name=name, exact=isinstance(name, str)).first


def tick(page: Page, name: str | re.Pattern[str]) -> None:
    go_to(page, named(page, "checkbox", name))
    page.keyboard.press("Space")


def button(page: Page, name: str) -> None:
    go_to(page, named(page, "button", name))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def link(page: Page, name: str | re.Pattern[str]) -> None:
    go_to(page, named(page, "link", name))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_in(page: Page, label: str, words: str) -> None:
    """In place of what stands there: Tab selects it all."""
    go_to(page, page.get_by_label(label, exact=True).first)
    page.keyboard.type(words)


def unfold(page: Page, words: str) -> None:
    go_to(page, page.locator("summary", has_text=words))
    page.keyboard.press("Enter")


def choose(page: Page, label: str, option: str) -> None:
    """In a list, arrow by arrow down from its first."""
    chosen = page.get_by_label(label, exact=True)
    go_to(page, chosen)
    page.keyboard.press("Home")
    for _ in range(MOST_OPTIONS):
        if chosen.evaluate(CHOSEN) == option:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no arrow leads to {option}")


def from_the_menu(page: Page, words: str, *, is_seldom: bool = False) -> None:
    if is_seldom and not page.get_by_role("link", name=words, exact=True).first.is_visible():
        unfold(page, "More")
    link(page, words)


def show_who_it_is(page: Page, secret: str) -> None:
    """The code of half a minute ago: the newest was used to come in."""
    heading(page, "Show that it is you")
    go_to(page, page.get_by_label("Code from your authenticator app, or a recovery code"))
    page.keyboard.type(code_of(secret, page, later=-1))
    button(page, "Go on")


def test_the_register_is_searched_filtered_and_the_search_is_kept(desk: Desk) -> None:
    page = desk()
    from_the_menu(page, "Register")
    heading(page, "Register")
    type_in(page, "Name, town, postcode, venue or reference", "demo")
    unfold(page, "Filters and order")
    choose(page, "Standing", "Current")
    choose(page, "In order of", "Review due first")
    tick(page, "No training in force")
    button(page, "Search")
    expect(page.get_by_text(re.compile(r"\d+ found for “demo”"))).to_be_visible()
    expect(page.get_by_label("No training in force")).to_be_checked()
    unfold(page, "Keep this search")
    button(page, "Keep this search")
    expect(page.get_by_text("Type a name by which you find this search again.")).to_be_visible()
    type_in(page, "Name for this search", "To be trained")
    button(page, "Keep this search")
    said(page).to_contain_text("The search is kept as “To be trained”.")
    link(page, "Show all")
    expect(page.get_by_text("in all.")).to_be_visible()
    link(page, "To be trained")
    expect(page.get_by_label("Standing", exact=True)).to_have_value("current")
    button(page, "Delete the search To be trained")
    said(page).to_contain_text("The saved search “To be trained” is deleted.")


def test_a_file_is_looked_at_applied_and_its_venues_are_published(desk: Desk) -> None:
    page = desk()
    from_the_menu(page, "Import", is_seldom=True)
    heading(page, "Import signatories")
    go_to(page, page.get_by_label("File (.csv or .xlsx)"))
    with page.expect_file_chooser() as coming:
        page.keyboard.press("Space")
    coming.value.set_files([spreadsheet("Sixth", 2)])
    button(page, "Look at it")
    said(page).to_contain_text("2 rows were looked at. Nothing is changed yet.")
    button(page, "Apply 2 rows")
    said(page).to_contain_text("Applied: 2 new")
    tick(page, re.compile("Demo Sixth Nightjar Club"))
    button(page, "Publish those that are ticked")
    said(page).to_contain_text("published.")

    link(page, re.compile("Demo Sixth Nightjar Clubs$"))
    heading(page, "Demo Sixth Nightjar Clubs")
    link(page, "Demo Sixth Nightjar Club")
    heading(page, "Demo Sixth Nightjar Club")
    type_in(page, "Reason", "Visited: all is well.")
    button(page, "Publish Demo Sixth Nightjar Club")
    said(page).to_contain_text("The public sees it")


def test_a_signature_is_withdrawn_after_the_code_is_typed_once_more(
    desk: Desk, product: Product, kept: dict[str, Any]
) -> None:
    page = desk()
    from_the_menu(page, "Register")
    type_in(page, "Name, town, postcode, venue or reference", "Demo Nightjar")
    button(page, "Search")
    link(page, "Demo Nightjar Clubs")
    heading(page, "Demo Nightjar Clubs")
    product.manage("shell", "-c", AN_HOUR_AGO)
    link(page, "Withdraw")
    show_who_it_is(page, kept["secret"])
    heading(page, "Withdraw the signature of Demo Nightjar Clubs")
    type_in(page, "Reason: they read it in the letter", "They asked to leave.")
    button(page, "Show me the letter")
    heading(page, "Withdraw the signature of Demo Nightjar Clubs?")
    go_to(page, page.get_by_label("Letter", exact=True))
    page.keyboard.press("Control+End")
    page.keyboard.type("Ring us if you want to come back.")
    button(page, "Withdraw and send")
    said(page).to_contain_text("The signature of Demo Nightjar Clubs is withdrawn.")
    product.manage("procrastinate", "worker", "--one-shot")
    sent = [text for text in (file.read_text() for file in letters(product)) if "asked to leave." in text]
    assert sent
    assert all("Ring us if you want to come back." in text and "{name}" not in text for text in sent)


def test_a_letter_is_put_in_other_words_and_tried_first(desk: Desk) -> None:
    page = desk()
    from_the_menu(page, "Letters", is_seldom=True)
    link(page, "An application is declined")
    heading(page, "An application is declined")
    type_in(page, "Subject", "Your application, {name}")
    go_to(page, page.get_by_label("Letter", exact=True))
    page.keyboard.press("Control+End")
    page.keyboard.type("Ring us if you want to talk about it.")
    button(page, "Try it with example facts")
    expect(page.get_by_text("Your application, Alice Example")).to_be_visible()
    expect(page.locator(".letter")).to_contain_text("Ring us if you want to talk about it.")
    button(page, "Keep these words")
    said(page).to_contain_text("The letter is kept. The next one goes out in these words.")


def test_coverage_is_read_for_a_chosen_hour(desk: Desk) -> None:
    page = desk()
    from_the_menu(page, "Coverage")
    heading(page, "Coverage")
    choose(page, "Hours", "All 24 hours")
    button(page, "Show")
    expect(page).to_have_url(re.compile("hours=all"))
    link(page, "See one hour on a map")
    choose(page, "Hour", "23:00")
    choose(page, "Kind of place", "Safe Space")
    button(page, "Show")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Open at 23:00 in the night of")
    expect(page.locator(".says")).to_contain_text("open: ")


def test_a_file_is_taken_with_a_reason(desk: Desk, tmp_path: Path) -> None:
    page = desk()
    from_the_menu(page, "Export", is_seldom=True)
    heading(page, "Export")
    go_to(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    while not page.get_by_label("The register as an Excel workbook").is_checked():
        page.keyboard.press("ArrowDown")
    type_in(page, "Reason", "For the yearly report")
    go_to(page, page.get_by_role("button", name="Download"))
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    coming.value.save_as(tmp_path / "register.xlsx")
    assert (tmp_path / "register.xlsx").read_bytes().startswith(b"PK")
    expect(desk("/desk/exports/").get_by_text("For the yearly report")).to_be_visible()
