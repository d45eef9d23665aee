"""The map, when wanted: with streets, without any, and however badly they come."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from .product import Product
from .steps import NEAREST, find, heading, search, wait_for_worker
from .test_every_screen import LOOKS, faults_of
from .test_traces import KEPT

Phone = Callable[..., BrowserContext]

ARCHIVE = re.compile(r"/basemap/[0-9a-f]{32}\.pmtiles$")
OF_THE_MAP = re.compile(r"/assets/tiles\.|/basemap/")
SKETCHED = "[data-drawn=sketch]"
DRAWN = "[data-drawn=map]"
SHOW = re.compile("^Show map")
# A phone says so many times a second.
TURN = """(alpha) => {
  const turned = { alpha, absolute: true };
  const say = () => dispatchEvent(new DeviceOrientationEvent("deviceorientationabsolute", turned));
  clearInterval(globalThis.turning);
  globalThis.turning = setInterval(say, 50);
}"""
SENSORS = ["geolocation", "accelerometer", "gyroscope", "magnetometer"]
KEPT_PARTS = """async () => {
  const shell = (await caches.keys()).find((name) => name.startsWith("shell"));
  return (await (await caches.open(shell)).keys()).some(({ url }) => url.includes("/tiles."));
}"""
POSITIONS = {
    "Hanley": {"latitude": 53.0249, "longitude": -2.1768, "accuracy": 20},
    "Leek": {"latitude": 53.106, "longitude": -2.024, "accuracy": 20},
    "Tamworth": {"latitude": 52.634, "longitude": -1.696, "accuracy": 20},
}


def show_map(page: Page) -> None:
    page.goto("/")
    find(page)
    page.get_by_role("button", name=SHOW).click()
    heading(page, "Map")


def numbers_on(page: Page) -> list[str]:
    return sorted(page.locator(".map .number").all_text_contents(), key=int)


def numbers_in_list(page: Page) -> list[str]:
    names = page.get_by_role("main").get_by_role("button", name=re.compile(r"^\d+\. ")).all_text_contents()
    return [name.partition(".")[0] for name in names]


# --- Without streets: first in this file, before there is an archive ---------------------------------------


def test_without_an_archive_there_is_a_sketch_with_rings_and_towns(page: Page) -> None:
    show_map(page)
    expect(page.locator(SKETCHED)).to_be_visible()
    expect(page.get_by_text("This is a sketch")).to_be_visible()
    assert page.locator(".map .far").count() == 4
    expect(page.locator(".map .you")).to_have_count(1)
    for _ in range(3):
        page.get_by_role("button", name="Zoom out").click()
    expect(page.locator(".map").get_by_text("Burslem")).to_be_visible()
    assert numbers_on(page) == numbers_in_list(page)


def test_the_list_says_which_way_each_place_lies(page: Page) -> None:
    show_map(page)
    nearest = page.locator("li[data-slug=demo-lantern-safe-space]")
    expect(nearest).to_contain_text("about 150 metres")
    expect(nearest).to_contain_text(re.compile("(?<!-)east of you"))


def test_the_sketch_works_without_a_signal_the_first_time(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    page.context.set_offline(True)
    show_map(page)
    expect(page.locator(SKETCHED)).to_be_visible()


def test_it_goes_all_by_keyboard(page: Page) -> None:
    page.goto("/")
    find(page)
    page.get_by_role("button", name=SHOW).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Map")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("group", name=re.compile("^Map\\."))).to_be_focused()
    you = page.locator(".map .you")
    seen = [you.get_attribute("transform")]
    for key in ("ArrowLeft", "ArrowDown", "-"):
        page.keyboard.press(key)
        seen.append(you.get_attribute("transform"))
    assert len(set(seen)) == 4
    page.get_by_role("button", name="Back to me").press("Enter")
    assert you.get_attribute("transform") == seen[0]
    page.get_by_role("button", name="Next place").press("Enter")
    expect(page.get_by_role("button", name=re.compile(r"^1\. "))).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".map .selected .number")).to_have_text("1")
    page.get_by_role("button", name=re.compile(r"^4\. ")).press("Enter")
    expect(page.locator(".map .selected .number")).to_have_text("4")
    page.get_by_role("button", name="Previous place").press("Enter")
    expect(page.locator(".map .selected .number")).to_have_text("3")


def test_a_typed_town_is_not_called_you(page: Page) -> None:
    page.goto("/")
    search(page, "Leek")
    page.get_by_role("button", name=SHOW).click()
    expect(page.locator(".map .you")).to_have_text("Near Leek")
    expect(page.get_by_text("of you")).to_have_count(0)
    expect(page.get_by_role("button", name="Back to the start")).to_be_visible()


def test_the_arrow_turns_with_the_phone(phone: Phone) -> None:
    page = phone(permissions=SENSORS).new_page()
    show_map(page)
    page.get_by_role("button", name="Next place").click()
    page.get_by_role("button", name="Point the way").click()
    page.evaluate(TURN, 270)
    expect(page.get_by_text("It is straight ahead of you.")).to_be_visible()
    page.evaluate(TURN, 90)
    expect(page.get_by_text("It is behind you.")).to_be_visible()


def test_a_phone_without_a_compass_is_told_so(phone: Phone) -> None:
    page = phone(permissions=SENSORS).new_page()
    show_map(page)
    page.get_by_role("button", name="Next place").click()
    page.get_by_role("button", name="Point the way").click()
    words = f"This phone has no compass that we can use. {NEAREST}: east of you."
    expect(page.get_by_text(words)).to_be_visible()


def test_a_phone_that_may_not_use_its_compass_says_which_way(page: Page) -> None:
    show_map(page)
    page.get_by_role("button", name="Next place").click()
    page.get_by_role("button", name="Point the way").click()
    words = f"Your phone did not let us use its compass. {NEAREST}: east of you."
    expect(page.get_by_text(words)).to_be_visible()


# --- With streets ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def streets(product: Product) -> Iterator[Path]:
    """The archive that is served from here on."""
    product.manage("basemap", "synthetic")
    yield next((product.state / "basemap").glob("*.pmtiles"))
    product.manage("basemap", "remove")


@pytest.mark.usefixtures("streets")
def test_nothing_of_it_is_fetched_before_the_tap(page: Page) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    wait_for_worker(page)
    find(page)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    heading(page, NEAREST)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if OF_THE_MAP.search(url)] == []
    page.get_by_role("button", name=SHOW).click()
    expect(page.locator(DRAWN)).to_be_visible()
    assert len({url for url in asked if OF_THE_MAP.search(url)}) == 2
    expect(page.get_by_text("its lines are not real roads")).to_be_visible()


def without_worker(page: Page) -> None:
    """What the worker fetches, no test can answer or count in order."""
    page.add_init_script("delete Navigator.prototype.serviceWorker")


def asked_by(phone: Phone, where: str, moves: list[str]) -> list[str]:
    """What the server hears of the map, word for word, from somebody there who looks about."""
    page = phone(geolocation=POSITIONS[where]).new_page()
    without_worker(page)
    heard: list[str] = []

    def hear(route: Route) -> None:
        heard.append(
            f"{route.request.method} {route.request.url} {sorted(route.request.all_headers().items())}"
        )
        route.continue_()

    page.route(OF_THE_MAP, hear)
    show_map(page)
    expect(page.locator(DRAWN)).to_be_visible()
    for move in moves:
        page.get_by_role("button", name=move).click()
    page.wait_for_load_state("networkidle")
    return heard


@pytest.mark.usefixtures("streets")
def test_the_server_hears_the_same_from_everywhere(phone: Phone) -> None:
    here = asked_by(phone, "Hanley", [])
    assert here
    assert asked_by(phone, "Leek", ["Zoom in", "Move the map north", "Next place"]) == here
    assert asked_by(phone, "Tamworth", ["Zoom out", "Zoom out", "Move the map west"]) == here


@pytest.mark.usefixtures("streets")
def test_map_and_list_are_one(page: Page) -> None:
    show_map(page)
    expect(page.locator(DRAWN)).to_be_visible()
    assert numbers_on(page) == numbers_in_list(page)
    page.locator(".map svg[data-slug=demo-lantern-safe-space]").click()
    first = page.get_by_role("button", name=f"1. {NEAREST}")
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status").first).to_contain_text(NEAREST)
    page.get_by_role("button", name=re.compile(r"^16\. ")).click()
    expect(page.locator(".map .selected .number")).to_have_text("16")
    expect(first).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="About this place").click()
    heading(page, "Demo Marigold Caf\u00e9")
    page.get_by_role("button", name=re.compile("Back$")).click()
    expect(page.locator(".map .selected .number")).to_have_text("16")


@pytest.mark.usefixtures("streets")
def test_from_a_place_it_shows_that_place(page: Page) -> None:
    page.goto("/place/demo-nightjar-stafford")
    page.get_by_role("link", name="Open Tonight").click()
    page.goto("/")
    search(page, "Stafford")
    page.get_by_role("button", name="Demo Nightjar Stafford").first.click()
    page.get_by_role("button", name=SHOW).click()
    expect(page.locator(DRAWN)).to_be_visible()
    chosen = page.get_by_role("button", name=re.compile(r"^\d+\. Demo Nightjar Stafford"))
    expect(chosen).to_have_attribute("aria-pressed", "true")
    number = (chosen.text_content() or "").partition(".")[0]
    expect(page.locator(".map .selected .number")).to_have_text(number)


@pytest.mark.usefixtures("streets")
def test_nothing_glides(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    show_map(page)
    expect(page.locator(DRAWN)).to_be_visible()
    page.get_by_role("button", name="Zoom in").click()
    assert page.locator(".leaflet-zoom-anim, .leaflet-fade-anim").count() == 0


@pytest.mark.usefixtures("streets")
def test_looked_at_once_it_is_there_without_a_signal_and_removed_with_the_rest(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    show_map(page)
    page.wait_for_function("async () => (await caches.keys()).includes('map')")
    page.wait_for_function(KEPT_PARTS)
    page.context.set_offline(True)
    show_map(page)
    expect(page.locator(DRAWN)).to_be_visible()
    kept = page.evaluate(KEPT)
    page.goto("/privacy")
    told = page.get_by_role("main").inner_text()
    assert {
        name for kind, name, _, _ in kept if kind == "cache" and f"({name.partition('-')[0]})" not in told
    } == set()
    page.get_by_role("button", name="Remove everything from this phone").click()
    expect(page.get_by_text("Nothing of this site is kept")).to_be_visible()
    assert page.evaluate("caches.keys()") == []


def spoilt(content: bytes) -> dict[str, dict[str, Any]]:
    html = {"status": 200, "content_type": "text/html", "body": "<h1>Log in to this Wi-Fi</h1>"}
    as_piece = {"content-range": f"bytes 0-{len(content) - 1}/{len(content)}"}
    return {
        "gone": {"status": 404, "body": ""},
        "a log-in page": html,
        "cut short": {"status": 206, "headers": as_piece, "body": content[: len(content) // 2]},
        "another length": {"status": 206, "headers": {"content-range": "bytes 0-9/10"}, "body": content[:10]},
        "as long, but not a map": {"status": 200, "body": b"x" * len(content)},
    }


@pytest.mark.parametrize("how", list(spoilt(b"some content")))
def test_a_bad_archive_leaves_the_sketch_and_is_not_kept(page: Page, streets: Path, how: str) -> None:
    answer = spoilt(streets.read_bytes())[how]
    page.route(ARCHIVE, lambda route: route.fulfill(**answer))
    show_map(page)
    expect(page.get_by_text("The street map could not be loaded, so this is a sketch.")).to_be_visible()
    expect(page.locator(SKETCHED)).to_be_visible()
    assert numbers_on(page) == numbers_in_list(page)
    assert "map" not in page.evaluate("caches.keys()")


def test_an_archive_that_was_changed_on_the_way_is_not_kept(page: Page, streets: Path) -> None:
    content = streets.read_bytes()
    changed = content[:-1] + bytes([content[-1] ^ 1])
    page.route(ARCHIVE, lambda route: route.fulfill(status=200, body=changed))
    show_map(page)
    expect(page.get_by_text(re.compile("could not (all )?be loaded"))).to_be_visible()
    assert "map" not in page.evaluate("caches.keys()")


@pytest.mark.parametrize("blocked", [ARCHIVE, re.compile("/assets/tiles\\.")])
def test_where_a_part_of_it_cannot_be_had_the_sketch_stays(
    page: Page, streets: Path, blocked: re.Pattern[str]
) -> None:
    without_worker(page)
    page.route(blocked, lambda route: route.abort())
    show_map(page)
    expect(page.get_by_text("The street map could not be loaded, so this is a sketch.")).to_be_visible()
    expect(page.locator(SKETCHED)).to_be_visible()


def test_a_network_that_knows_no_pieces_sends_all_at_once(page: Page, streets: Path) -> None:
    content = streets.read_bytes()
    page.route(ARCHIVE, lambda route: route.fulfill(status=200, body=content))
    show_map(page)
    expect(page.locator(DRAWN)).to_be_visible()


@pytest.mark.usefixtures("streets")
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_everybody_can_use_the_map_with_streets(phone: Phone, scheme: Literal["dark", "light"]) -> None:
    page = phone(color_scheme=scheme).new_page()
    show_map(page)
    expect(page.locator(DRAWN)).to_be_visible()
    page.get_by_role("button", name="Next place").click()
    looks = [look for look in LOOKS if look.scheme == scheme]
    faults = [fault for look in looks for fault in faults_of(page, look, "map-streets")]
    assert faults == []
