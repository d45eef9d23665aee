"""Later tonight or another night; only what will do; and what is said where nothing will."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from .product import Product
from .steps import FIND, NEAREST, find, heading, search, signed, wait_for_worker

Phone = Callable[..., BrowserContext]

BURTON = {"latitude": 52.8066, "longitude": -1.6413, "accuracy": 10}
# Nearer to a bar that shuts at two than to those that stay open, and twenty minutes from each.
NORTH_OF_HANLEY = {"latitude": 53.0375, "longitude": -2.1735, "accuracy": 10}


def names(page: Page) -> list[str]:
    return page.locator("article .name").all_inner_texts()


def choose(page: Page, *choices: str) -> None:
    page.locator(".filters summary").click()
    for choice in choices:
        page.get_by_label(choice, exact=True).check()


def plan(page: Page, night: str, time: str, where: str) -> None:
    page.get_by_role("link", name="Plan ahead").click()
    page.get_by_label("Night").select_option(label=night)
    page.get_by_label("Time").select_option(label=time)
    page.get_by_role("main").get_by_label("Town or postcode").fill(where)
    page.get_by_role("button", name="See what should be open").click()


def test_saturday_at_half_past_one_is_saturdays_night(page: Page) -> None:
    page.goto("/")
    plan(page, "Saturday 5 December", "1:30am (Sunday)", "Hanley")
    expect(page.get_by_role("heading", name="Saturday night, 1:30am (Sunday)")).to_be_focused()
    assert NEAREST in names(page)
    club = page.get_by_role("article").filter(has_text="Demo Nightjar Club")
    expect(club).to_contain_text("Should be open until 4am. Check again before you go.")
    assert "Staff said so" not in page.get_by_role("main").inner_text()


def test_friday_at_half_past_one_is_another_night(page: Page) -> None:
    page.goto("/")
    plan(page, "Friday 4 December", "1:30am (Saturday)", "Hanley")
    heading(page, "Friday night, 1:30am (Saturday)")
    expect(page.get_by_role("article").filter(has_text="Demo Nightjar Club")).to_contain_text("until 4am")


def test_on_a_wednesday_the_club_is_shut(page: Page) -> None:
    page.goto("/")
    plan(page, "Wednesday 2 December", "1:30am (Thursday)", "Hanley")
    heading(page, "Wednesday night, 1:30am (Thursday)")
    expect(page.get_by_role("article").first).to_contain_text(NEAREST)
    club = page.get_by_role("article").filter(has_text="Demo Nightjar Club")
    assert "Should be open until" not in "".join(club.all_inner_texts())


def test_a_plan_without_a_place_takes_where_she_was_found(page: Page) -> None:
    page.goto("/")
    find(page)
    plan(page, "Tonight (Saturday 28 November)", "2am (Sunday)", "")
    heading(page, "Saturday night, 2am (Sunday)")
    expect(page.get_by_role("article").first).to_contain_text("3 minutes\u2019 walk")


def test_a_plan_works_without_signal(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    page.context.set_offline(True)
    page.reload()
    plan(page, "Friday 4 December", "1:30am (Saturday)", "Stafford")
    expect(page.get_by_text("Near Stafford.")).to_be_visible()


# What is chosen; one that stays, one that goes.
CHOICES = [
    ("Safe Spaces only", NEAREST, "Demo Green Bottle"),
    ("I am under 18", NEAREST, "Demo Nightjar Club"),
    ("Step-free way in", NEAREST, "Demo Velvet Owl"),
    ("Hot drinks", "Demo Night Kettle", "Demo Green Bottle"),
]


@pytest.mark.parametrize(("choice", "stays", "goes"), CHOICES)
def test_only_what_will_do(page: Page, choice: str, stays: str, goes: str) -> None:
    page.goto("/")
    find(page)
    assert {stays, goes} <= set(names(page))
    choose(page, choice)
    expect(page.get_by_role("article").filter(has_text=goes).locator(".name", has_text=goes)).to_have_count(0)
    assert stays in names(page)
    expect(page.locator(".filters summary")).to_have_text("Choices (some are on)")
    page.get_by_role("button", name="more that your choices hide").click()
    expect(page.get_by_label(choice, exact=True)).not_to_be_checked()
    assert goes in names(page)


def test_nothing_that_was_asked_for(page: Page) -> None:
    page.goto("/")
    find(page)
    choose(page, "Safe Spaces only", "Personal alarms", "Toilets")
    heading(page, "Nothing that you asked for is open near you now")
    main = page.get_by_role("main")
    expect(main.get_by_role("link", name="Call 999")).to_be_visible()
    expect(main.get_by_role("button", name="Help lines")).to_be_visible()
    page.get_by_role("button", name="more that your choices hide").click()
    heading(page, "Nearest open place")


def everything_shut(places: list[dict[str, Any]]) -> None:
    for place in places:
        place["report"] = None
        place["windows"] = [["2026-11-29T20:00:00Z", "2026-11-30T02:00:00Z"]] if place["windows"] else []


def given(page: Page, product: Product, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """The whole app with another list: the first screen brings none of its own."""
    shell = f"{product.url}/shell"
    page.route(f"{product.url}/", lambda route: route.fulfill(response=route.fetch(url=shell)))

    def changed(route: Route) -> None:
        snapshot = route.fetch().json()
        change(snapshot["places"])
        body = json.dumps(snapshot)
        route.fulfill(body=body, headers=signed(body))

    page.route("**/api/v1/places", changed)
    page.route("**/seed.json", lambda route: route.abort())


def test_where_nothing_is_open_the_next_to_open_are_named(phone: Phone, product: Product) -> None:
    page = phone().new_page()
    given(page, product, everything_shut)
    page.goto("/")
    expect(page.get_by_text("Nothing we list is open now. Next to open")).to_be_visible()
    page.get_by_role("button", name=FIND).click()
    heading(page, "Nothing we list is open near you now")
    main = page.get_by_role("main")
    expect(main.get_by_text(f"The next to open is {NEAREST}. Should open at 8pm today.")).to_be_visible()
    expect(main.get_by_role("link", name="Call 999")).to_be_visible()
    expect(main.get_by_text("go into any open shop, garage, hotel or bar")).to_be_visible()
    expect(main.get_by_role("heading", name="Opening next")).to_be_visible()
    assert len(names(page)) >= 5


def test_a_list_with_nobody_on_it_still_says_what_to_do(phone: Phone, product: Product) -> None:
    page = phone().new_page()
    given(page, product, list.clear)
    page.goto("/")
    page.get_by_role("button", name=FIND).click()
    heading(page, "Nothing we list is open near you now")
    expect(page.get_by_role("main").get_by_role("link", name="Call 999")).to_be_visible()


def test_a_full_place_comes_after_open_ones_and_names_the_next(phone: Phone) -> None:
    page = phone(geolocation=BURTON).new_page()
    page.goto("/")
    find(page)
    full = (
        page.get_by_role("article")
        .filter(has_text="Demo Trent Safe Space")
        .filter(has_text="Full. Staff said so")
    )
    expect(full).to_contain_text("If they cannot take you, try Demo Wayside Lodge")
    assert names(page).index("Demo Wayside Lodge") < names(page).index("Demo Trent Safe Space")


def test_a_place_that_shuts_before_she_is_there_comes_after_the_others(phone: Phone) -> None:
    page = phone(geolocation=NORTH_OF_HANLEY).new_page()
    page.goto("/")
    find(page)
    bar = (
        page.get_by_role("article")
        .filter(has_text="Demo Green Bottle")
        .filter(has_text="Closing soon, at 2am.")
    )
    expect(bar.locator(".state")).to_have_text("Closing soon")
    assert names(page).index("Demo Green Bottle") > names(page).index(NEAREST)


def test_it_can_be_put_on_the_first_page_of_the_phone(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    cdp = page.context.new_cdp_session(page)
    errors = [error["errorId"] for error in cdp.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert [error for error in errors if error != "in-incognito"] == []
    manifest = json.loads(cdp.send("Page.getAppManifest")["data"])
    assert manifest["name"] == manifest["short_name"] == "Open Tonight"
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    assert "maskable" in {icon["purpose"] for icon in manifest["icons"]}
    said = " ".join(str(value) for value in manifest.values()).lower()
    assert [word for word in ("safe", "danger", "help", "abuse") if word in said] == []


def test_a_word_typed_on_the_way_does_not_lose_the_choices(page: Page) -> None:
    page.goto("/")
    find(page)
    choose(page, "Safe Spaces only")
    page.get_by_role("button", name="Back").click()
    search(page, "Hanley")
    heading(page, "Nearest open place")
    expect(page.locator(".filters summary")).to_have_text("Choices (some are on)")
    assert "Demo Green Bottle" not in names(page)
