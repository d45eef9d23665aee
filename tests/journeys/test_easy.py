"""The main screen in easy words: the same truth, with a signal or without, with script or without."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from .steps import FIND, heading, wait_for_worker
from .test_by_keyboard import tab_to

Phone = Callable[..., BrowserContext]

TITLE = "Find a safe place"
MOST_WORDS = 12


def lines_of(page: Page) -> list[str]:
    """Without when it was checked, which the app says in its own way."""
    lines = [line.strip() for line in page.get_by_role("main").inner_text().splitlines()]
    return [line for line in lines if line and "Back" not in line and not line.startswith("Checked")]


def open_easy(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Easy read").click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_focused()


def test_the_app_and_the_page_say_the_same(page: Page, phone: Phone) -> None:
    open_easy(page)
    without = phone(java_script_enabled=False).new_page()
    without.goto("/easy")
    assert lines_of(page) == lines_of(without)


def test_it_says_of_each_place_what_the_first_screen_says(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#open-now li").first).to_be_visible()
    said = page.locator("#open-now li").evaluate_all(
        "(all) => all.slice(0, 5).map((one) => one.querySelector('.name').textContent + ' '"
        " + one.querySelector('.says').lastChild.textContent)"
    )
    open_easy(page)
    easy = page.locator(".easy .list li").evaluate_all(
        "(all) => all.map((one) => [one.querySelector('.name'), ...[...one.querySelectorAll('p:not(.demo)')]"
        ".slice(1)].map(({ textContent }) => textContent).join(' '))"
    )
    assert easy == said
    assert len(easy) == 5


def test_each_line_is_short(page: Page) -> None:
    open_easy(page)
    assert [line for line in lines_of(page) if len(line.split()) > MOST_WORDS] == []


def test_without_signal_it_is_there(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    page.context.set_offline(True)
    page.goto("/easy")
    heading(page, TITLE)
    expect(page.locator(".easy .list li")).to_have_count(5)


def test_by_keys_from_the_first_screen_to_the_answer(page: Page) -> None:
    page.goto("/")
    tab_to(page, page.get_by_role("link", name="Easy read"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_focused()
    tab_to(page, page.get_by_role("button", name=FIND))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nearest open place")).to_be_focused()


def test_a_link_to_it_opens_in_the_app(page: Page) -> None:
    page.goto("/easy")
    expect(page.get_by_role("button", name="Back")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    heading(page, "Find a safe place that is open now")
