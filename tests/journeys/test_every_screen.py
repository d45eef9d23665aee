"""Every screen, on every kind of small phone: nothing for axe to find, nothing cut off, nothing too small.

SCREENSHOTS=folder keeps a picture of each.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from .steps import FIND, NEAREST, find, heading, search

Phone = Callable[..., BrowserContext]

AXE: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}
# What is pressed or typed into; a tick box is as large as its label, which is pressed too.
TARGETS = (
    ".button, button, input:not([type=checkbox], [type=radio]), select, summary, label.check, "
    "header a, footer a, a.name"
)
SMALL_OR_OFF = """
(targets) => [...document.querySelectorAll(targets)]
  .filter((one) => one.checkVisibility() && one.getClientRects().length > 0)
  .map((one) => [one.textContent.trim().slice(0, 40), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 47.9 || box.width < 47.9 || box.left < 0 || box.right > innerWidth + 0.5)
  .map(([text, box]) => `${text}: ${box.width} x ${box.height} at ${box.left}`)
"""
CUT_OFF = """
() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen, .map")
    && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
    && getComputedStyle(one).overflowX !== "visible" && one.tagName !== "INPUT")
  .map((one) => one.outerHTML.slice(0, 80))
"""


class Look(NamedTuple):
    """`text` is what the root font size is multiplied by."""

    name: str
    width: int = 360
    scheme: Literal["dark", "light"] = "dark"
    forced: Literal["active", "none"] = "none"
    text: int = 1


LOOKS = [
    Look("dark"),
    Look("light", scheme="light"),
    Look("narrow", width=320),
    Look("large", text=2),
    Look("forced", forced="active"),
]


def first(page: Page) -> None:
    page.goto("/")
    heading(page, "Find a safe place that is open now")


def results(page: Page) -> None:
    first(page)
    find(page)


def filters(page: Page) -> None:
    results(page)
    page.locator(".filters summary").click()
    expect(page.get_by_label("Step-free way in")).to_be_visible()


def place(page: Page) -> None:
    results(page)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    heading(page, NEAREST)


def sketched(page: Page) -> None:
    results(page)
    page.get_by_role("button", name="Show map").click()
    heading(page, "Map")


def plan(page: Page) -> None:
    first(page)
    page.get_by_role("link", name="Plan ahead").click()
    heading(page, "Plan ahead")


def planned(page: Page) -> None:
    plan(page)
    page.get_by_role("main").get_by_label("Town or postcode").fill("Stafford")
    page.get_by_role("button", name="See what should be open").click()
    expect(page.get_by_text("Near Stafford.")).to_be_visible()


def nothing(page: Page) -> None:
    filters(page)
    for choice in ("Safe Spaces only", "I am under 18", "Personal alarms", "Toilets"):
        page.get_by_label(choice).check()
    heading(page, "Nothing that you asked for is open near you now")


def help_lines(page: Page) -> None:
    first(page)
    page.get_by_role("link", name="Help lines").click()
    heading(page, "Help lines")
    expect(page.get_by_role("button", name="Back")).to_be_visible()


def lost(page: Page) -> None:
    first(page)
    search(page, "ST")
    heading(page, "Where are you?")


def leek(page: Page) -> None:
    first(page)
    search(page, "ST13")
    expect(page.get_by_role("button", name="Hanley, ST1 3")).to_be_visible()


def denied(page: Page) -> None:
    first(page)
    page.context.clear_permissions()
    page.context.grant_permissions(["notifications"])
    page.get_by_role("button", name=FIND).click()
    heading(page, "Your phone did not tell us where you are")


def rough(page: Page) -> None:
    page.context.set_geolocation({"latitude": 53.0246, "longitude": -2.1729, "accuracy": 5_000})
    first(page)
    page.get_by_role("button", name=FIND).click()
    heading(page, "We only know roughly where you are")


def away(page: Page) -> None:
    page.context.set_geolocation({"latitude": 51.5074, "longitude": -0.1278, "accuracy": 20})
    first(page)
    page.get_by_role("button", name=FIND).click()
    heading(page, "We list no places near you")


def silent_call(page: Page) -> None:
    first(page)
    page.get_by_text("In danger and can\u2019t speak?").click()
    expect(page.get_by_text("55").first).to_be_visible()


def near(page: Page) -> None:
    page.goto("/near")
    search(page, "ST13")
    expect(page.get_by_text("Near Leek (ST13).")).to_be_visible()


def near_lost(page: Page) -> None:
    page.goto("/near")
    search(page, "qwxzzy")
    heading(page, "Where are you?")


def near_away(page: Page) -> None:
    page.goto("/near")
    search(page, "M1")
    heading(page, "We list no places near there")


def easy(page: Page) -> None:
    first(page)
    page.get_by_role("link", name="Easy read").click()
    heading(page, "Find a safe place")
    expect(page.get_by_role("button", name="Back")).to_be_visible()


def server_easy(page: Page) -> None:
    page.route("**/static/assets/main.*", lambda route: route.abort())
    page.goto("/easy")
    heading(page, "Find a safe place")


def saying(page: Page) -> None:
    results(page)
    page.get_by_role("button", name="What to say to staff").click()
    heading(page, "What to say to staff")


def going(page: Page) -> None:
    place(page)
    page.get_by_role("button", name="Tell a friend where I am going").click()
    heading(page, "Tell a friend where I am going")


def place_code(page: Page) -> None:
    place(page)
    page.get_by_text("Show a code to scan").click()
    expect(page.get_by_role("img", name="QR code for")).to_be_visible()


def server_place(page: Page) -> None:
    """As it stands where the script does not come."""
    page.route("**/static/assets/main.*", lambda route: route.abort())
    page.goto("/place/demo-lantern-safe-space")
    heading(page, NEAREST)
    for part in ("What to say to staff", "Tell a friend where I am going", "Show a code to scan"):
        page.get_by_text(part).click()


def at(address: str, title: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(address)
        heading(page, title)

    return go


SCREENS: dict[str, Callable[[Page], None]] = {
    "first": first,
    "results": results,
    "filters": filters,
    "place": place,
    "map": sketched,
    "plan": plan,
    "planned": planned,
    "nothing": nothing,
    "help": help_lines,
    "lost": lost,
    "leek": leek,
    "denied": denied,
    "rough": rough,
    "away": away,
    "silent-call": silent_call,
    "near": near,
    "near-lost": near_lost,
    "near-away": near_away,
    "easy": easy,
    "server-easy": server_easy,
    "saying": saying,
    "going": going,
    "place-code": place_code,
    "server-place": server_place,
    "server-help": at("/help", "Help lines"),
    "open-data": at("/data", "Open data"),
    "privacy": at("/privacy", "Privacy"),
    "not-found": at("/place/no-such-place", "There is nothing here"),
}


@pytest.mark.parametrize("name", SCREENS)
def test_everybody_can_use(phone: Phone, name: str) -> None:
    page = phone(color_scheme="dark").new_page()
    SCREENS[name](page)
    faults = [f"{look.name}: {fault}" for look in LOOKS for fault in faults_of(page, look, name)]
    assert faults == []


def faults_of(page: Page, look: Look, name: str) -> list[str]:
    page.set_viewport_size({"width": look.width, "height": 740})
    page.emulate_media(color_scheme=look.scheme, forced_colors=look.forced, reduced_motion="reduce")
    page.evaluate("(size) => { document.documentElement.style.fontSize = size }", f"{look.text * 100}%")
    picture(page, f"{name}-{look.name}")
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    # Forced colours are the browser's own; axe reads those that they replace.
    unasked = {"color-contrast"} if look.forced == "active" else set()
    found = [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in axe(page)
        if violation["id"] not in unasked
        for node in violation["nodes"]
    ]
    found += page.evaluate(SMALL_OR_OFF, TARGETS) + page.evaluate(CUT_OFF)
    return [*found, *([f"{wider} pixels wider than the screen"] if wider > 0 else [])]


def axe(page: Page) -> list[dict[str, Any]]:
    violations: list[dict[str, Any]] = Axe().run(page, options=AXE).response["violations"]
    return violations


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_axe_would_find_a_fault(page: Page) -> None:
    first(page)
    page.evaluate("document.getElementById('q').labels[0].remove()")
    assert [violation["id"] for violation in axe(page)] == ["label"]


@pytest.mark.parametrize("width", [320, 360])
def test_the_answer_and_the_way_to_it_are_in_the_first_screenful(phone: Phone, width: int) -> None:
    page = phone(viewport={"width": width, "height": 640}).new_page()
    results(page)
    top = page.get_by_role("article").first
    for part in (
        top.get_by_role("heading"),
        top.locator(".says"),
        top.get_by_role("link", name="Directions"),
    ):
        expect(part).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("link", name="Call 999").first).to_be_in_viewport(ratio=1)
