"""Help, one tap from everywhere: who answers now, with a signal or without, in the app and on the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .steps import find, heading, wait_for_worker
from .test_by_keyboard import tab_to

Phone = Callable[..., BrowserContext]

JUMPS = [
    "In danger now", "Can\u2019t speak", "Hurt or spiked", "At home",
    "Rape or assault", "Need to talk", "On a train", "Not urgent",
]  # fmt: skip
GALOP = ".line:has(h3:text('Galop')) .answers"
AT_NIGHT = "Should be closed now. Should open at 10am tomorrow."
AT_NOON = "2026-11-23T12:00:00Z"


def lines_of(page: Page) -> list[str]:
    text = page.get_by_role("main").inner_text()
    return [
        line.strip() for line in text.splitlines() if line.strip() not in ("", "Back", "\u2039\u00a0Back")
    ]


def open_in_app(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Help", exact=True).click()
    expect(page.get_by_role("button", name="Back")).to_be_visible()
    heading(page, "Help lines")


def test_the_app_and_the_page_say_the_same(page: Page) -> None:
    open_in_app(page)
    in_app = lines_of(page)
    page.goto("/help")
    expect(page.get_by_text("Checked at")).to_have_count(0)
    assert lines_of(page) == in_app
    assert len(in_app) > 100


def test_without_script_the_page_says_who_answers_and_when_that_was(phone: Phone) -> None:
    page = phone(java_script_enabled=False).new_page()
    page.goto("/help")
    expect(page.locator(GALOP)).to_have_text(AT_NIGHT)
    expect(page.get_by_text("Checked at 01:3")).to_be_visible()


def test_the_copy_without_signal_says_what_is_true_at_that_time(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    page.context.set_offline(True)
    page.goto("/help")
    expect(page.locator(GALOP)).to_have_text(AT_NIGHT)
    page.clock.set_system_time(AT_NOON)
    page.reload()
    expect(page.locator(GALOP)).to_have_text("Should be open until 8:30pm.")
    expect(page.get_by_role("link", name="Call 999").first).to_be_visible()


@pytest.mark.parametrize("where", ["app", "page"])
def test_a_line_changes_its_words_while_it_is_looked_at(page: Page, where: str) -> None:
    if where == "app":
        open_in_app(page)
    else:
        page.goto("/help")
    expect(page.locator(GALOP)).to_have_text(AT_NIGHT)
    page.clock.fast_forward("10:00:00")
    expect(page.locator(GALOP)).to_have_text(AT_NIGHT)
    page.clock.fast_forward("23:30:00")
    expect(page.locator(GALOP)).to_have_text("Should be open until 8:30pm.")


@pytest.mark.parametrize("where", ["app", "page"])
def test_each_jump_leads_to_its_part_and_leaves_the_address_alone(page: Page, where: str) -> None:
    if where == "app":
        open_in_app(page)
    else:
        page.goto("/help")
    before = (page.url, page.evaluate("history.length"))
    jumps = page.get_by_role("navigation", name="On this page")
    assert jumps.locator("a, button").all_inner_texts() == JUMPS
    for name in JUMPS:
        jumps.get_by_text(name, exact=True).press("Enter")
        part = page.get_by_role("heading", level=2, name=name, exact=True)
        expect(part).to_be_focused()
        expect(part).to_be_in_viewport()
    assert (page.url, page.evaluate("history.length")) == before


def test_help_is_one_tap_away_inside_the_app_too(page: Page) -> None:
    page.goto("/")
    find(page)
    page.get_by_role("link", name="Help", exact=True).click()
    heading(page, "Help lines")
    page.get_by_role("button", name="Back").click()
    heading(page, "Nearest open place")


def test_999_is_the_first_number_that_the_keys_reach(page: Page) -> None:
    page.goto("/help")
    passed = tab_to(page, page.get_by_role("main").get_by_role("link", name="Call 999"))
    assert passed[:5] == ["Leave", "Open Tonight", "Call 999", "In danger and can\u2019t speak?", "Help"]
    assert passed[-1] == "Call 999"
