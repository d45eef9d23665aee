"""What a browser has on its disk after a whole visit, read byte by byte, as whoever takes the phone would."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from .conftest import CHROMIUM, FLAGS, PHONE
from .product import Product
from .steps import NEAREST, find, heading, wait_for_worker
from .test_canary import CANARIES, LAT, LNG, search
from .test_traces import NAME, whole_journey

# Ten metres of doubt, in the middle of three.
ANY = "One of these is nearest"
SLUG = "demo-lantern-safe-space"
# As an address it would be there only because she looked at it; in the list it stands for everybody.
VIEWED = f"/place/{SLUG}"
TYPED = ["qwxzzy", "Penkridge, ", "Near Penkridge", "Near Rugeley"]

Start = Callable[[], BrowserContext]


def written(*texts: str) -> list[bytes]:
    """As Chromium writes text: in one byte for each sign, or in two."""
    return [text.encode(how) for text in texts for how in ("utf-8", "utf-16-le")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def start(playwright: Playwright, product: Product, folder: Path) -> Iterator[Start]:
    """The browser of one phone, as often as it is started."""
    made: list[BrowserContext] = []

    def start() -> BrowserContext:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=CHROMIUM,
            args=FLAGS,
            base_url=product.url,
            viewport=PHONE,
            geolocation={"latitude": LAT, "longitude": LNG, "accuracy": 10},
            permissions=["geolocation"],
        )
        made.append(context)
        return context

    yield start
    for context in made:
        context.close()


def history(folder: Path) -> list[tuple[str, str]]:
    """Each line of the browser's history: address and title."""
    [file] = folder.rglob("History")
    with sqlite3.connect(f"file:{file}?immutable=1", uri=True) as database:
        return list(database.execute("SELECT url, title FROM urls"))


def read_all(page: Page) -> None:
    """What the app shows, and what it reads of the pages that the server makes."""
    whole_journey(page, answer=ANY)
    for link, title in (("Who signed", "Who has signed the Charter"), ("Privacy", "Privacy")):
        page.get_by_role("link", name=link).click()
        heading(page, title)


def test_the_history_has_one_line_and_no_byte_says_where_she_was_or_what_she_looked_at(
    start: Start, folder: Path, product: Product
) -> None:
    context = start()
    read_all(context.new_page())
    context.close()
    assert history(folder) == [(f"{product.url}/", NAME)]
    assert search(folder, [*CANARIES, *written(VIEWED, *TYPED)]) == []


def test_the_search_finds_a_place_that_was_opened_by_its_address(start: Start, folder: Path) -> None:
    context = start()
    page = context.new_page()
    page.goto(VIEWED)
    context.close()
    assert search(folder, written(VIEWED)) != []
    assert len(history(folder)) == 1


def test_removed_without_a_signal_nothing_is_left_that_the_browser_would_show(
    start: Start, folder: Path, product: Product
) -> None:
    context = start()
    page = context.new_page()
    page.goto("/")
    wait_for_worker(page)
    find(page, answer=ANY)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    heading(page, NEAREST)
    context.set_offline(True)
    page.get_by_role("link", name="Privacy").click()
    page.get_by_role("button", name="Remove everything from this phone").click()
    expect(page.locator("#removed")).to_contain_text("Removed.")
    # The app is still open behind it, and must not keep anything anew.
    page.get_by_role("button", name="Back").click()
    page.wait_for_timeout(12_000)
    context.close()
    context = start()
    page = context.new_page()
    context.set_offline(True)
    told = context.new_cdp_session(page).send("Storage.getUsageAndQuota", {"origin": product.url})
    assert {one["storageType"]: one["usage"] for one in told["usageBreakdown"] if one["usage"]} == {}
    context.close()
    assert history(folder) == [(f"{product.url}/", NAME)]
    assert search(folder, [*CANARIES, *written(VIEWED)]) == []
