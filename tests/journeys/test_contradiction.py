"""The door is shut, or nobody helps: two taps say so, and she is sent on before anything is answered."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .product import Product, running
from .steps import NEAREST, find, heading, wait_for_worker
from .test_every_screen import LOOKS, faults_of, picture

Phone = Callable[..., BrowserContext]

SLUG = "demo-lantern-safe-space"
POST = f"/api/v1/places/{SLUG}/contradictions"
WRONG, CLOSED, NOBODY = "Something wrong here?", "It was closed when I got there", "Nobody helped me"
TOLD = "Thank you. We have been told."
SLUG_OF = """
async (name) => {
  const { places } = await (await fetch("/api/v1/places")).json();
  return places.find((place) => place.name === name).slug;
}
"""
CALL_FIRST = "Call first: someone said they could not get help there."


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One of this file's own, whose night does not begin anew: what is told here holds for an hour."""
    with running(tmp_path_factory.mktemp("contradicted"), lasts_s=3600) as product:
        yield product


def arrive(page: Page) -> None:
    page.goto("/")
    find(page)
    page.get_by_role("button", name=NEAREST, exact=True).click()
    heading(page, NEAREST)


def told_from_another_network(product: Product, what: str = "closed") -> int:
    """Linux answers for all of 127.0.0.0/8, so 127.0.1.5 is another network."""
    port = int(product.url.rsplit(":", 1)[1])
    other = http.client.HTTPConnection("127.0.0.1", port, timeout=10, source_address=("127.0.1.5", 0))
    with closing(other):
        other.request("POST", POST, json.dumps({"what": what}), {"Content-Type": "application/json"})
        answer = other.getresponse()
        assert answer.getheader("Set-Cookie") is None
        return answer.status


def test_two_taps_say_so_and_the_way_on_is_there(page: Page) -> None:
    arrive(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    before = page.evaluate("history.length")
    page.get_by_text(WRONG).click()
    page.get_by_role("button", name=NOBODY).click()
    expect(page.get_by_text(TOLD).first).to_be_visible()
    expect(page.get_by_role("heading", name="The next open place")).to_be_visible()
    expect(page.get_by_text(f"Nearest to {NEAREST}:")).to_be_visible()
    expect(page.locator(".wrong article.card")).to_have_count(1)
    expect(page.locator(".wrong").get_by_role("link", name="Call 999")).to_be_visible()
    expect(page.get_by_role("button", name=CLOSED)).to_be_hidden()
    assert [url.removeprefix(page.url.rstrip("/")) for url in sent] == [POST]
    assert page.evaluate("history.length") == before
    page.locator(".wrong .name").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(NEAREST)
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_without_signal_it_says_so_and_nothing_is_sent_later(page: Page) -> None:
    page.goto("/")
    wait_for_worker(page)
    arrive(page)
    page.context.set_offline(True)
    page.get_by_text(WRONG).click()
    page.get_by_role("button", name=CLOSED).click()
    expect(page.get_by_text("This could not be sent: there is no signal.").first).to_be_visible()
    expect(page.get_by_text("It is not kept on your phone").first).to_be_visible()
    expect(page.locator(".wrong article.card")).to_have_count(1)
    expect(page.get_by_role("button", name=CLOSED)).to_be_enabled()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.context.set_offline(False)
    page.wait_for_timeout(2_000)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(1_000)
    assert sent == []
    kept = page.evaluate("Promise.all([indexedDB.databases(), caches.keys()]).then(JSON.stringify)")
    assert "contradict" not in kept
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_wifi_that_wants_a_login_is_no_thanks(page: Page) -> None:
    arrive(page)
    page.route(f"**{POST}", lambda route: route.fulfill(status=200, body="<html>Log in</html>"))
    page.get_by_text(WRONG).click()
    page.get_by_role("button", name=CLOSED).click()
    expect(page.get_by_text("This could not be sent. Try again in a minute.").first).to_be_visible()


def test_without_script_it_is_a_form(phone: Phone) -> None:
    page = phone(java_script_enabled=False).new_page()
    page.goto(f"/place/{SLUG}")
    page.get_by_text(WRONG).click()
    page.get_by_role("button", name=CLOSED).click()
    heading(page, "Thank you")
    expect(page.get_by_text("We have been told.")).to_be_visible()
    expect(page.get_by_text(f"Nearest to {NEAREST}:")).to_be_visible()
    expect(page.locator("article.card")).to_have_count(1)
    assert page.url.endswith(f"/place/{SLUG}")


def wrong_asked(page: Page) -> None:
    arrive(page)
    page.get_by_text(WRONG).click()
    expect(page.get_by_role("button", name=NOBODY)).to_be_visible()


def wrong_told(page: Page) -> None:
    wrong_asked(page)
    page.get_by_role("button", name=NOBODY).click()
    expect(page.get_by_text(TOLD).first).to_be_visible()


def server_asked(page: Page) -> None:
    """As it stands where the script does not come."""
    page.route("**/static/assets/main.*", lambda route: route.abort())
    page.goto(f"/place/{SLUG}")
    page.get_by_text(WRONG).click()
    expect(page.get_by_role("button", name=NOBODY)).to_be_visible()


def server_told(page: Page) -> None:
    server_asked(page)
    page.get_by_role("button", name=NOBODY).click()
    heading(page, "Thank you")


@pytest.mark.parametrize("screen", [wrong_asked, wrong_told, server_asked, server_told])
def test_everybody_can_use_it(phone: Phone, screen: Callable[[Page], None]) -> None:
    page = phone(color_scheme="dark").new_page()
    screen(page)
    faults = [f"{look.name}: {fault}" for look in LOOKS for fault in faults_of(page, look, screen.__name__)]
    assert faults == []


def test_two_networks_and_every_open_page_says_call_first(phone: Phone, product: Product) -> None:
    reader, list_reader = phone().new_page(), phone().new_page()
    arrive(reader)
    list_reader.goto("/")
    find(list_reader)
    wrong_told(phone().new_page())
    assert told_from_another_network(product) == 202
    for page in (reader, list_reader):
        expect(page.get_by_text(CALL_FIRST).first).to_be_visible(timeout=25_000)
    expect(reader.locator(".state").first).to_have_text("Call first")
    expect(reader.get_by_text("A trained person is on shift")).to_be_hidden()
    picture(reader, "place-call-first")
    picture(list_reader, "results-call-first")
    product.manage("say", SLUG, "open")
    reader.wait_for_timeout(16_000)
    expect(reader.get_by_text(CALL_FIRST).first).to_be_visible()


def test_a_full_place_names_the_next_on_its_card_and_on_its_own_screen(page: Page, product: Product) -> None:
    arrive(page)
    product.manage("say", SLUG, "full")
    expect(page.get_by_text("Full. Staff said so at").first).to_be_visible(timeout=25_000)
    expect(page.get_by_role("heading", name="If they cannot take you, try")).to_be_visible()
    expect(page.locator("article.card")).to_have_count(1)
    picture(page, "place-full")
    page.get_by_role("button", name="Back").click()
    card = page.locator(f"[data-slug={SLUG}]")
    if page.get_by_role("button", name="Update list").is_visible():
        page.get_by_role("button", name="Update list").click()
    expect(card.get_by_text("If they cannot take you, try")).to_be_visible()
    picture(page, "results-full")
    page.goto(f"/place/{SLUG}")
    expect(page.get_by_role("heading", name="If they cannot take you, try")).to_be_visible()
    picture(page, "server-place-full")
    page.goto("/near")
    page.get_by_label("Town or postcode").last.fill("Hanley")
    page.get_by_role("button", name="Search").last.click()
    expect(
        page.locator("article", has_text=NEAREST).get_by_text("If they cannot take you, try")
    ).to_be_visible()


def test_a_place_that_is_suspended_while_it_is_looked_at_leads_nowhere(page: Page, product: Product) -> None:
    page.goto("/")
    # What was told of it before decides which of its headings it is.
    find(page, answer="nearest")
    other = page.locator("article.card", has_not_text=NEAREST).nth(1).locator(".name")
    name = other.inner_text()
    other.click()
    heading(page, name)
    expect(page.get_by_role("link", name="Directions").first).to_be_visible()
    product.manage("suspend", page.evaluate(SLUG_OF, name))
    page.clock.fast_forward(16_000)
    expect(page.get_by_text("This place is no longer listed. Do not go there.")).to_be_visible()
    expect(page.locator(".place > .actions:visible")).to_have_count(0)
    expect(page.get_by_text("Not listed")).to_be_visible()
    expect(page.get_by_role("heading", name="If they cannot take you, try")).to_be_visible()
    picture(page, "suspended-while-looked-at")
