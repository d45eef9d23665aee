"""Without a finger on the glass: by keys alone, and as a screen reader tells it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from .steps import FIND, NEAREST, find, heading

HOME = "Find a safe place that is open now"
CAN_BE_SEEN = """
[document.activeElement].some(
  (one) => one.matches(":focus-visible") && getComputedStyle(one).outlineWidth === "3px")
"""
NAME = "(document.activeElement.innerText || document.activeElement.id).split('\\n')[0]"
NAMELESS = """
() => [...document.querySelectorAll("a, button, input, select, summary, progress")]
  .filter((one) => one.checkVisibility() && !(one.textContent.trim() || one.labels?.length || one.ariaLabel))
  .map((one) => one.outerHTML)
"""


def tab_to(page: Page, target: Locator, *, most: int = 40) -> list[str]:
    """Press Tab until the target has the focus; the names on the way, each with its focus to be seen."""
    passed: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(CAN_BE_SEEN), f"the focus cannot be seen after {passed}"
        passed.append(page.evaluate(NAME))
        if target.evaluate("(one) => one === document.activeElement"):
            return passed
    raise AssertionError(f"not reached by Tab: {passed}")


def test_from_the_first_screen_to_the_place_and_back_by_keys_alone(page: Page) -> None:
    page.goto("/")
    passed = tab_to(page, page.get_by_role("button", name=FIND))
    assert passed == ["Leave", "Open Tonight", "Call 999", "In danger and can\u2019t speak?", "Help", FIND]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nearest open place")).to_be_focused()

    name = page.get_by_role("button", name=NEAREST, exact=True)
    assert tab_to(page, name) == [NEAREST]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=NEAREST)).to_be_focused()
    assert tab_to(page, page.get_by_role("link", name=f"Call {NEAREST}")) == ["Directions", "Call"]

    page.keyboard.press("Escape")
    heading(page, "Nearest open place")
    expect(name).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name=HOME)).to_be_visible()
    expect(page.get_by_role("button", name=FIND)).to_be_focused()


def test_back_returns_the_focus_to_what_was_pressed(page: Page) -> None:
    page.goto("/")
    find(page)
    other = page.get_by_role("button", name="Demo Green Bottle")
    other.press("Enter")
    heading(page, "Demo Green Bottle")
    page.get_by_role("button", name="Back").press("Enter")
    expect(other).to_be_focused()
    expect(other).to_be_in_viewport()


def test_back_from_the_help_lines_returns_to_the_link(page: Page) -> None:
    page.goto("/")
    link = page.get_by_role("link", name="Help lines")
    link.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Help lines")).to_be_focused()
    page.get_by_role("button", name="Back").press("Space")
    expect(link).to_be_focused()


def test_a_town_is_typed_and_sent_with_enter(page: Page) -> None:
    page.goto("/")
    field = page.get_by_label("Town or postcode")
    tab_to(page, field)
    page.keyboard.type("leek")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nearest open place")).to_be_focused()


def test_choices_are_made_with_the_space_bar_and_the_focus_stays(page: Page) -> None:
    page.goto("/")
    find(page)
    tab_to(page, page.locator(".filters summary"))
    page.keyboard.press("Enter")
    only = page.get_by_label("Safe Spaces only")
    tab_to(page, only)
    page.keyboard.press("Space")
    expect(only).to_be_checked()
    expect(only).to_be_focused()
    expect(page.locator("main")).not_to_contain_text("Demo Green Bottle")


def test_the_answer_is_said_once_without_moving_the_focus(page: Page) -> None:
    page.goto("/")
    status = page.get_by_role("status")
    expect(status).to_be_empty()
    find(page)
    expect(status).to_have_text(f"{NEAREST}, about 150 metres, 3 minutes\u2019 walk")


def test_a_screen_reader_hears_the_answer_before_anything_else(page: Page) -> None:
    page.goto("/")
    find(page)
    expect(page.get_by_role("main")).to_match_aria_snapshot(f"""
      - button "\u2039 Back"
      - heading "Nearest open place" [level=1]
      - paragraph: /Checked/
      - article:
        - paragraph: Open Safe Space Demo
        - heading "{NEAREST}" [level=2]:
          - button "{NEAREST}"
        - paragraph: /about 150 metres, 3 minutes.* walk/
        - paragraph: /Open all day and night. Staff said so at/
        - paragraph:
          - link "Directions to {NEAREST}, in your maps app"
          - link "Call {NEAREST}"
    """)
    headings = page.get_by_role("main").get_by_role("heading")
    expect(headings.filter(has_text=re.compile("^(Also open|Next to open|Call first)$"))).to_have_text(
        ["Also open", "Next to open", "Call first"]
    )


def test_the_first_screen_reads_in_the_order_of_need(page: Page) -> None:
    page.goto("/")
    expect(page.locator("body")).to_match_aria_snapshot(f"""
      - complementary "Notice": "Demo: not real places"
      - banner:
        - paragraph:
          - link "Open Tonight"
        - complementary "Emergency":
          - link "Call 999"
          - group: In danger and can\u2019t speak?
          - link "Help"
      - main:
        - heading "{HOME}" [level=1]
        - button "{FIND}"
        - paragraph: Where you are stays on your phone.
        - link "Easy read"
        - text: Town or postcode
        - textbox "Town or postcode"
        - button "Search"
    """)


def test_everything_that_can_be_pressed_has_a_name(page: Page) -> None:
    page.goto("/")
    assert page.evaluate(NAMELESS) == []
    find(page)
    assert page.evaluate(NAMELESS) == []
    page.get_by_role("button", name=NEAREST, exact=True).click()
    heading(page, NEAREST)
    assert page.evaluate(NAMELESS) == []
    page.get_by_role("link", name="Plan ahead").click()
    heading(page, "Plan ahead")
    assert page.evaluate(NAMELESS) == []
