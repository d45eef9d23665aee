"""Half past one on a Sunday, in Hanley: find the nearest open place, lose the signal, still see it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from .product import Product
from .steps import NEAREST, find, wait_for_worker


def test_she_sees_where_how_far_until_when_and_how_we_know(page: Page) -> None:
    page.goto("/")
    find(page)
    card = page.get_by_role("article").first
    expect(card).to_contain_text(NEAREST)
    expect(card).to_contain_text("about 150 metres")
    expect(card).to_contain_text("3 minutes")
    expect(card).to_contain_text("Staff said so at ")
    expect(page.get_by_role("link", name="Call", exact=False).first).to_have_attribute(
        "href", re.compile(r"^tel:[0-9+]+$")
    )


def test_directions_hand_over_the_destination_and_nothing_else(page: Page) -> None:
    page.goto("/")
    find(page)
    link = page.get_by_role("link", name="Directions", exact=False).first
    href = link.get_attribute("href") or ""
    assert "53.024" not in href.replace("53.0240", ""), href
    assert "noreferrer" in (link.get_attribute("rel") or "")


def test_the_answer_stays_when_the_signal_goes(page: Page, product: Product) -> None:
    page.goto("/")
    wait_for_worker(page)
    page.context.set_offline(True)
    page.reload()
    find(page)
    expect(page.get_by_role("button", name=NEAREST)).to_be_visible()
    expect(page.get_by_text("999").first).to_be_visible()


def test_the_answer_stays_when_the_server_is_gone(
    phone: Callable[..., BrowserContext], product: Product
) -> None:
    page = phone().new_page()
    page.goto("/")
    wait_for_worker(page)
    product.stop()
    try:
        page.reload()
        find(page)
        expect(page.get_by_role("button", name=NEAREST)).to_be_visible()
    finally:
        product.start()


def test_labels_age_by_themselves_and_ask_for_nothing(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    find(page)
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward("00:10:00")
    expect(page.get_by_text("Not rechecked since", exact=False).first).to_be_visible()
    page.clock.fast_forward("00:25:00")
    expect(page.get_by_text("Can't check now", exact=False).first).to_be_visible()
    page.clock.fast_forward("25:00:00")
    expect(page.get_by_text("old list", exact=False).first).to_be_visible()
    assert [url for url in asked if "/api/" not in url] == []


def test_what_staff_say_reaches_a_page_that_is_open(page: Page, product: Product) -> None:
    page.goto("/")
    find(page)
    product.manage("say", "demo-lantern-safe-space", "full")
    try:
        # A check is due every 15 s or so, in real time.
        full = page.get_by_text("Full. Staff said so at", exact=False).first
        expect(full).to_be_visible(timeout=45_000)
    finally:
        product.manage("say", "demo-lantern-safe-space", "open")
