"""Without a finger on the glass: by keys alone, and as a screen reader tells it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .steps import EITHER, FIND, NEAREST, find, heading
from .test_every_screen import SCREENS

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


def enter(page: Page, target: Locator, title: str) -> None:
    """To the target by keys, and through it; the new screen's heading is read first."""
    tab_to(page, target)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=title)).to_be_focused()


def test_every_other_screen_by_keys_alone(page: Page) -> None:
    page.goto("/")
    enter(page, page.get_by_role("button", name=FIND), "Nearest open place")
    enter(page, page.get_by_role("button", name=NEAREST, exact=True), NEAREST)
    say = page.get_by_role("button", name="What to say to staff")
    enter(page, say, "What to say to staff")
    hurt = page.get_by_role("button", name="I am hurt or feel ill")
    tab_to(page, hurt)
    page.keyboard.press("Space")
    expect(page.locator(".loud")).to_contain_text("I am hurt or ill.")
    expect(hurt).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(say).to_be_focused()

    enter(
        page,
        page.get_by_role("button", name="Tell a friend where I am going"),
        "Tell a friend where I am going",
    )
    page.keyboard.press("Escape")
    enter(page, page.get_by_role("link", name="Plan ahead"), "Plan ahead")
    tab_to(page, page.get_by_role("main").get_by_label("Town or postcode"))
    page.keyboard.type("Stafford")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Near Stafford.")).to_be_visible()

    tab_to(page, page.get_by_role("link", name="Privacy"))
    page.keyboard.press("Enter")
    heading(page, "Privacy")
    tab_to(page, page.get_by_role("button", name="Remove everything from this phone"))
    page.keyboard.press("Enter")
    expect(page.locator("#removed")).to_contain_text("Removed.")


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


IN_ORDER = {
    "place": f"""
      - button "\u2039 Back"
      - heading "{NEAREST}" [level=1]
      - paragraph: "Open Safe Space Demo: not a real place"
      - paragraph: /Open all day and night. Staff said so at/
      - paragraph: /A trained person is on shift/
      - paragraph: /about 150 metres/
      - paragraph:
        - link "Directions to {NEAREST}, in your maps app"
        - link "Call {NEAREST}"
        - button "Show map"
      - paragraph:
        - button "What to say to staff"
        - button "Tell a friend where I am going"
      - paragraph: /Checked/
      - group: Something wrong here?
      - heading "What happens there" [level=2]
      - heading "What they have" [level=2]
      - heading "Who it is for" [level=2]
      - heading "Where" [level=2]
      - heading "Tonight" [level=2]
      - heading "Getting in" [level=2]
      - heading "How we know" [level=2]
    """,
    "saying": """
      - button "\u2039 Back"
      - heading "What to say to staff" [level=1]
      - paragraph: Show this to the staff. You do not have to speak.
      - paragraph: I need help. Please take me somewhere safe and quiet.
      - group "What is wrong?":
        - button "\u2713 I need help" [pressed]
        - button "I feel unsafe"
        - button "Someone is following me"
      - heading "What happens there" [level=2]
      - heading "Ask for Angela" [level=2]
      - heading "If staff do not know what to do" [level=2]
    """,
    "going": """
      - button "\u2039 Back"
      - heading "Tell a friend where I am going" [level=1]
      - paragraph: /This is all that is sent/
      - paragraph: /I am going to Demo Lantern Safe Space/
      - paragraph:
        - link "Send it as a text"
        - button "Copy it"
    """,
    "help": """
      - button "\u2039 Back"
      - heading "Help lines" [level=1]
      - navigation "On this page":
        - button "In danger now"
        - button "Can\u2019t speak"
      - heading "In danger now" [level=2]
      - heading "999, emergency" [level=3]
      - paragraph:
        - link "Call 999"
      - heading "Can\u2019t speak" [level=2]
      - heading "If you cannot speak" [level=3]
      - list:
        - listitem: /A whisper is enough/
    """,
    "nothing": """
      - button "\u2039 Back"
      - heading "Nothing that you asked for is open near you now" [level=1]
      - paragraph: /Checked/
      - paragraph: /If you are in danger or feel unsafe, call 999/
      - paragraph:
        - link "Call 999"
      - paragraph:
        - button "Help lines"
      - group:
        - text: Choices (some are on)
    """,
    "denied": """
      - button "\u2039 Back"
      - heading "Your phone did not tell us where you are" [level=1]
      - paragraph: /Type the town or postcode you are in/
      - textbox "Town or postcode"
      - button "Search"
      - paragraph:
        - button "Try my location again"
    """,
    "rough": """
      - button "\u2039 Back"
      - heading "We only know roughly where you are" [level=1]
      - paragraph: /Your phone could be wrong by about 10 km/
      - button "Hanley"
      - textbox "Town or postcode"
      - button "Search"
      - paragraph:
        - button "Show places anyway"
        - button "Try my location again"
    """,
    "easy": f"""
      - button "\u2039 Back"
      - heading "Find a safe place" [level=1]
      - heading "Are you in danger now?" [level=2]
      - paragraph:
        - link "Call 999"
      - heading "Can\u2019t you speak?" [level=2]
      - heading "Do you want a safe place?" [level=2]
      - paragraph:
        - button "{FIND}"
      - heading "Some places to go" [level=2]
    """,
}


@pytest.mark.parametrize("name", IN_ORDER)
def test_each_screen_is_read_out_in_the_order_of_need(page: Page, name: str) -> None:
    SCREENS[name](page)
    expect(page.get_by_role("main")).to_match_aria_snapshot(IN_ORDER[name])


def test_where_two_may_be_nearest_both_are_read_alike(page: Page) -> None:
    page.context.set_geolocation({"latitude": 53.0246, "longitude": -2.1729, "accuracy": 5})
    page.goto("/")
    find(page, answer=EITHER)
    expect(page.get_by_role("main")).to_match_aria_snapshot(f"""
      - heading "{EITHER}" [level=1]
      - paragraph: /Checked/
      - article:
        - heading "{NEAREST}" [level=2]
        - paragraph:
          - link "Directions to {NEAREST}, in your maps app"
      - article:
        - heading "Demo Women's Lantern Room" [level=2]
        - paragraph: For women and girls.
        - paragraph:
          - link "Directions to Demo Women's Lantern Room, in your maps app"
      - paragraph: /either may be nearest/
      - heading "Also open" [level=2]
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
