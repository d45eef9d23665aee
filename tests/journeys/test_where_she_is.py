"""The phone does not say where it is, or says it badly: each time plain words, 999, and a way on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import HANLEY
from .steps import FIND, NEAREST, find, heading, search

Phone = Callable[..., BrowserContext]

DENIED = "Your phone did not tell us where you are"
UNAVAILABLE = "Your phone cannot find where it is"
SLOW = "Finding you is taking too long"
ROUGH = "We only know roughly where you are"
OLD = "We do not know where you are now"
NEAREST_CLAIM = "Nearest open place"
AWAY = "We list no places near you"
LONDON = {"latitude": 51.5074, "longitude": -0.1278, "accuracy": 20}
# Eleven kilometres from where our area ends: one more than we let pass.
OVER_THE_BORDER = {"latitude": 53.36, "longitude": -2.1729}
# What a phone indoors does: nothing, until the time is up; and what some browsers do: nothing at all.
SILENT = """
navigator.geolocation.getCurrentPosition = (_, fail, { timeout }) => setTimeout(fail, timeout, { code: 3 });
"""
HERE = "{ coords: { latitude: 53.0249, longitude: -2.1768, accuracy: 20 }, timestamp: Date.now() }"
LATE = f"setTimeout(_, 2000, {HERE})"
AGED = """
navigator.geolocation.getCurrentPosition = (found) => found({
  coords: { latitude: 53.0249, longitude: -2.1768, accuracy: 20 }, timestamp: Date.now() - 600_000,
});
"""
DUMB = "navigator.geolocation.getCurrentPosition = () => undefined;"
WITHOUT = "delete Navigator.prototype.geolocation;"
COUNTED = """
window.looks = [];
for (const name of ["getCurrentPosition", "watchPosition"]) {
  const real = navigator.geolocation[name].bind(navigator.geolocation);
  navigator.geolocation[name] = (...all) => (window.looks.push(name), real(...all));
}
"""


def tap(phone: Phone, script: str = "", **options: Any) -> Page:
    page = phone(**options).new_page()
    if script:
        page.add_init_script(script)
    page.goto("/")
    page.get_by_role("button", name=FIND).click()
    return page


def denied(phone: Phone) -> Page:
    """Naming some other permission is how this browser is made to refuse the rest without asking."""
    return tap(phone, permissions=["notifications"])


def has_999_and_a_way_on(page: Page) -> None:
    expect(page.get_by_role("link", name="Call 999").first).to_be_in_viewport()
    expect(page.get_by_label("Town or postcode")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)
    search(page, "Hanley")
    heading(page, "Nearest open place")
    expect(page.get_by_text("Near Hanley.")).to_be_visible()
    expect(page.get_by_role("article").first).to_contain_text(NEAREST)


def goes_back_home(page: Page) -> None:
    """Never into a question that was answered, or a wait that is over."""
    page.get_by_role("button", name="Back").click()
    heading(page, "Find a safe place that is open now")


def test_she_says_no_and_types_the_town(phone: Phone) -> None:
    page = denied(phone)
    expect(page.get_by_role("heading", name=DENIED)).to_be_focused()
    has_999_and_a_way_on(page)


def test_after_a_no_she_can_say_yes(phone: Phone) -> None:
    page = denied(phone)
    heading(page, DENIED)
    page.context.grant_permissions(["geolocation"])
    page.get_by_role("button", name="Try my location again").click()
    expect(page.get_by_role("heading", name="Nearest open place")).to_be_focused()
    expect(page.get_by_role("article").first).to_contain_text(NEAREST)


def test_after_a_no_and_another_no_she_is_still_on_a_plain_screen(phone: Phone) -> None:
    page = denied(phone)
    heading(page, DENIED)
    page.get_by_role("button", name="Try my location again").click()
    expect(page.get_by_role("heading", name=DENIED)).to_be_focused()
    goes_back_home(page)


def test_location_is_switched_off(phone: Phone) -> None:
    page = phone().new_page()
    page.goto("/")
    page.context.new_cdp_session(page).send("Emulation.setGeolocationOverride", {})
    page.get_by_role("button", name=FIND).click()
    heading(page, UNAVAILABLE)
    has_999_and_a_way_on(page)


def test_a_browser_that_cannot_look(phone: Phone) -> None:
    page = tap(phone, WITHOUT)
    heading(page, UNAVAILABLE)
    has_999_and_a_way_on(page)


def test_a_slow_phone_shows_progress_after_a_second_and_a_field_to_type_in(phone: Phone) -> None:
    page = tap(phone, SILENT)
    heading(page, "Finding where you are")
    page.clock.run_for(1_100)
    expect(page.get_by_role("progressbar", name="Finding where you are")).to_be_visible()
    has_999_and_a_way_on(page)


def test_a_slow_phone_gives_up_after_thirteen_seconds(phone: Phone) -> None:
    page = tap(phone, SILENT)
    heading(page, "Finding where you are")
    page.clock.run_for(8_100)
    page.clock.run_for(5_100)
    expect(page.get_by_role("heading", name=SLOW)).to_be_focused()
    has_999_and_a_way_on(page)


def test_a_phone_that_never_answers_is_given_up_after_half_a_minute(phone: Phone) -> None:
    page = tap(phone, DUMB)
    heading(page, "Finding where you are")
    page.clock.run_for(30_100)
    heading(page, SLOW)
    has_999_and_a_way_on(page)


def test_she_types_while_the_phone_still_looks_and_the_late_answer_changes_nothing(phone: Phone) -> None:
    page = tap(phone, SILENT)
    page.clock.run_for(1_100)
    search(page, "Stafford")
    expect(page.get_by_text("Near Stafford.")).to_be_visible()
    page.clock.run_for(15_000)
    expect(page.get_by_text("Near Stafford.")).to_be_visible()
    goes_back_home(page)


def test_she_reads_the_help_lines_while_the_phone_looks_and_comes_back_to_the_answer(phone: Phone) -> None:
    page = tap(phone, SILENT.replace("setTimeout(fail, timeout, { code: 3 })", LATE))
    heading(page, "Finding where you are")
    page.get_by_role("link", name="Help lines").click()
    heading(page, "Help lines")
    page.clock.run_for(2_100)
    heading(page, "Help lines")
    page.get_by_role("button", name="Back").click()
    heading(page, "Nearest open place")
    goes_back_home(page)


@pytest.mark.parametrize(
    ("metres", "words"), [(1_500, "about 3 km"), (5_000, "about 10 km"), (25_000, "about 50 km")]
)
def test_a_phone_that_is_not_sure_says_by_how_much(phone: Phone, metres: int, words: str) -> None:
    page = tap(phone, geolocation=HANLEY | {"accuracy": metres})
    expect(page.get_by_role("heading", name=ROUGH)).to_be_focused()
    expect(page.get_by_text(f"could be wrong by {words}")).to_be_visible()
    has_999_and_a_way_on(page)


def test_she_may_see_the_places_anyway_but_no_minutes_are_promised(phone: Phone) -> None:
    page = tap(phone, geolocation=HANLEY | {"accuracy": 3_000})
    page.get_by_role("button", name="Show places anyway").click()
    heading(page, "One of these is nearest")
    expect(page.get_by_role("article").first).to_contain_text(NEAREST)
    assert "walk" not in page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("metres", "claim", "alike"),
    [(20, NEAREST_CLAIM, 1), (35, "One of these two is nearest", 2), (900, "One of these is nearest", 2)],
)
def test_the_nearest_is_claimed_only_where_the_phone_is_sure_enough(
    phone: Phone, metres: int, claim: str, alike: int
) -> None:
    page = tap(phone, geolocation=HANLEY | {"accuracy": metres})
    expect(page.get_by_role("heading", name=claim)).to_be_focused()
    expect(page.locator(".card.top")).to_have_count(alike)
    for card in page.locator(".card.top").all():
        expect(card.get_by_role("link", name="Directions")).to_be_visible()


def test_a_town_to_tap_is_offered_where_the_phone_is_not_sure(phone: Phone) -> None:
    page = tap(phone, geolocation=HANLEY | {"accuracy": 5_000})
    page.get_by_role("button", name="Hanley", exact=True).click()
    expect(page.get_by_text("Near Hanley.")).to_be_visible()
    goes_back_home(page)


def test_a_position_of_ten_minutes_ago_is_asked_about(phone: Phone) -> None:
    page = tap(phone, AGED)
    expect(page.get_by_role("heading", name=OLD)).to_be_focused()
    page.get_by_role("button", name="Show places anyway").click()
    heading(page, "One of these is nearest")


def test_a_bad_position_over_the_border_is_asked_about(phone: Phone) -> None:
    page = tap(phone, geolocation=OVER_THE_BORDER | {"accuracy": 5_000})
    expect(page.get_by_role("heading", name=ROUGH)).to_be_focused()


def test_in_london_it_lists_nothing_and_says_whom_to_call(phone: Phone) -> None:
    page = tap(phone, geolocation=LONDON)
    expect(page.get_by_role("heading", name=AWAY)).to_be_focused()
    expect(page.get_by_role("main").get_by_role("link", name="Call 999")).to_be_visible()
    expect(page.get_by_text("call the police on 101").first).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Help lines").click()
    heading(page, "Help lines")
    page.get_by_role("button", name="Back").click()
    has_999_and_a_way_on(page)


def test_the_phone_looks_once_and_only_on_a_tap(phone: Phone) -> None:
    page = phone().new_page()
    page.add_init_script(COUNTED)
    page.goto("/")
    page.clock.run_for(61_000)
    assert page.evaluate("looks") == []
    find(page)
    page.clock.run_for(121_000)
    page.get_by_role("button", name=NEAREST).click()
    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="Back").click()
    search(page, "Leek")
    heading(page, "Nearest open place")
    assert page.evaluate("looks") == ["getCurrentPosition"]
