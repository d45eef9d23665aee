"""An organisation applies for the Charter on a phone: with script and without, with every way it goes wrong.

SCREENSHOTS=folder keeps a picture of each page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.pages.applicant import ANSWERS

from .at_work import go_offline, go_online, letters
from .conftest import PHONE
from .product import Product, running
from .steps import Watch, heading
from .test_every_screen import LOOKS, Look, faults_of, picture

FASTEST_MS = 10_000
KEPT = "localStorage.getItem('charter-form')"
Device = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("apply"), lasts_s=3600) as product:
        yield product


@pytest.fixture
def device(browser: Browser, product: Product) -> Iterator[Device]:
    """Whatever happens, the browser complains of nothing, asks nobody else, and is given no cookie."""
    made: list[Watch] = []

    def make(**options: Any) -> BrowserContext:
        settings: dict[str, Any] = {"viewport": PHONE, "locale": "en-GB", "base_url": product.url}
        context = browser.new_context(**(settings | options))
        context.set_default_timeout(10_000)
        made.append(Watch(context, product.url))
        return context

    yield make
    faults = [fault for watch in made for fault in watch.faults()]
    for watch in made:
        watch.context.close()
    assert faults == []


def answer(page: Page, on: str) -> None:
    """Type what this page asks."""
    for name, value in ANSWERS[on].items():
        field = page.locator(f"[name='{name}']")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"#{name}-{value}").check()
        elif name == "sector":
            field.select_option(value)
        else:
            field.fill(value)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def begin(page: Page) -> None:
    page.goto("/charter")
    press(page, "Start")
    heading(page, "Your organisation")


def go_on(page: Page, to: str) -> None:
    press(page, "Continue")
    heading(page, to)


def to_the_champion(page: Page) -> None:
    begin(page)
    answer(page, "organisation")
    go_on(page, "Your places")
    press(page, "Add a place")
    answer(page, "place-0")
    go_on(page, "Your places")
    go_on(page, "Who signs")
    answer(page, "signatory")
    go_on(page, "Your champion")


def to_the_check(page: Page) -> None:
    answer(page, "champion")
    press(page, "Continue")
    for number in range(1, 7):
        expect(page.get_by_text(f"Step {number + 4} of 12")).to_be_visible()
        answer(page, f"commitment-{number}")
        press(page, "Continue")
    answer(page, "listing")
    go_on(page, "Check your answers")


def found(product: Product, subject: str, wanted: str, *, about: str = "") -> str:
    """What stands in the newest letter of this subject."""
    product.manage("procrastinate", "worker", "--one-shot")
    told = (file.read_text() for file in letters(product))
    texts = [text for text in told if f"Subject: {subject}" in text and about in text]
    assert texts, f"no letter: {subject}"
    return str(re.findall(wanted, texts[-1])[0])


def code(product: Product) -> str:
    return found(product, "Your code for the Charter", r"Your code is (\d{6})")


def status_code(product: Product, *, about: str = "") -> str:
    return found(product, "We have your application", r"(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}", about=about)


def looks_well(page: Page, name: str, looks: list[Look] = LOOKS) -> None:
    assert [
        f"{look.name}: {fault}" for look in looks for fault in faults_of(page, look, f"apply-{name}")
    ] == []
    page.set_viewport_size(PHONE)
    page.evaluate("document.documentElement.removeAttribute('style')")


def test_with_script_through_a_wrong_answer_a_dead_connection_and_the_code(
    device: Device, product: Product
) -> None:
    context = device()
    page = context.new_page()
    page.goto("/charter")
    looks_well(page, "start")
    begin(page)
    press(page, "Continue")
    expect(page).to_have_title(re.compile("^Error: Your organisation"))
    expect(page.get_by_role("alert").first).to_be_focused()
    looks_well(page, "wrong")
    page.get_by_role("link", name="Type the name of your organisation.").click()
    expect(page.get_by_label("Name of the organisation")).to_be_focused()

    to_the_champion(page)
    looks_well(page, "champion", LOOKS[:1])
    page.get_by_label("Name (optional)").fill("Half typed")
    page.go_back()
    heading(page, "Who signs")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ann Example")
    page.go_back()
    page.go_back()
    expect(page.get_by_label("Name of the place")).to_have_value("The Lantern")
    page.get_by_label("Name of the place").fill("The New Lantern")
    go_on(page, "Your places")
    expect(page.get_by_role("main").get_by_role("listitem")).to_contain_text("The New Lantern")
    looks_well(page, "places", LOOKS[:1])
    go_on(page, "Who signs")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ann Example")
    go_on(page, "Your champion")
    expect(page.get_by_label("Name (optional)")).to_have_value("Half typed")

    other = context.new_page()
    other.goto("/charter")
    expect(other.get_by_text("A form was begun on this device")).to_be_visible()
    press(other, "Go on with it")
    expect(other.get_by_label("Name (optional)")).to_have_value("Half typed")
    page.close()

    to_the_check(other)
    looks_well(other, "check")
    other.wait_for_timeout(FASTEST_MS // 2)
    go_offline(context)
    press(other, "Send")
    expect(other.get_by_text("Not sent: no connection. It is kept on this device.")).to_be_visible()
    picture(other, "apply-offline")
    go_online(context)
    press(other, "Send")
    heading(other, "Type the code from the e-mail")
    looks_well(other, "code", LOOKS[:1])
    assert other.evaluate(KEPT) is not None
    other.get_by_label("Code from the e-mail").fill("000000")
    right = code(product)
    press(other, "Confirm")
    expect(other.get_by_role("alert").first).to_contain_text("That is not the code.")
    other.get_by_label("Code from the e-mail").fill(right)
    press(other, "Confirm")
    heading(other, "We have your application")
    looks_well(other, "done", LOOKS[:1])
    assert other.evaluate(KEPT) is None


def test_forget_removes_what_was_typed_from_the_device(device: Device) -> None:
    page = device().new_page()
    begin(page)
    page.get_by_label("Name of the organisation").fill("Somebody")
    assert "Somebody" in page.evaluate(KEPT)
    press(page, "Forget what I typed on this device")
    heading(page, "Safer Places for Women and Girls Charter")
    assert page.evaluate(KEPT) is None
    expect(page.get_by_text("A form was begun on this device")).to_be_hidden()


def test_without_script_through_back_the_code_the_status_and_a_withdrawal(
    device: Device, product: Product
) -> None:
    page = device(java_script_enabled=False).new_page()
    to_the_champion(page)
    page.get_by_label("Name (optional)").fill("Half typed")
    press(page, "Back")
    heading(page, "Who signs")
    page.go_back()
    expect(page.get_by_label("Name (optional)")).to_have_value("Half typed")
    page.go_back()
    expect(page.get_by_label("E-mail address")).to_have_value("ann@lantern.example.org")
    page.get_by_label("E-mail address").fill("bea@lantern.example.org")
    go_on(page, "Your champion")
    to_the_check(page)
    page.wait_for_timeout(FASTEST_MS // 2)
    press(page, "Send")
    page.wait_for_load_state()
    if page.get_by_text("quicker than most people").count():
        page.wait_for_timeout(FASTEST_MS)
        press(page, "Send")
    heading(page, "Type the code from the e-mail")
    page.get_by_label("Code from the e-mail").fill(code(product))
    press(page, "Confirm")
    heading(page, "We have your application")

    page.get_by_role("link", name="See how your application stands").click()
    page.get_by_label("Code from the letter").fill("ABCD")
    press(page, "See how it stands")
    expect(page.get_by_role("alert")).to_contain_text("No application has this code.")
    page.get_by_label("Code from the letter").fill(status_code(product))
    press(page, "See how it stands")
    heading(page, "It has arrived. Somebody will look at it.")
    assert page.url.endswith("/charter/status")
    picture(page, "apply-status")
    press(page, "Withdraw the application")
    heading(page, "Withdraw the application?")
    press(page, "Yes, withdraw it")
    heading(page, "It was withdrawn. You are welcome to apply again.")


# What an applicant reads, of each state that an application can be in.
STANDS = {
    "confirmed": "It has arrived. Somebody will look at it.",
    "under_review": "Somebody is looking at it.",
    "action_needed": "We need something from you.",
    "signed": "You have signed the Charter.",
    "declined": "It was not accepted. You are welcome to apply again.",
    "withdrawn": "It was withdrawn. You are welcome to apply again.",
}


@pytest.mark.parametrize("state", STANDS)
def test_how_it_stands_can_be_read_by_everybody(device: Device, product: Product, state: str) -> None:
    about = f"Demo Kestrel {state.replace('_', ' ')}"
    product.manage("apply", about, state)
    page = device().new_page()
    page.goto("/charter/status")
    page.get_by_label("Code from the letter").fill(status_code(product, about=about))
    press(page, "See how it stands")
    heading(page, STANDS[state])
    looks_well(page, f"stands-{state}")


def test_the_pages_around_it_can_be_used_by_everybody(device: Device, product: Product) -> None:
    product.manage("apply", "Demo Kestrel pages")
    page = device().new_page()
    page.goto("/charter/status")
    looks_well(page, "status")
    page.get_by_label("Code from the letter").fill("ABCD")
    press(page, "See how it stands")
    expect(page.get_by_role("alert")).to_be_focused()
    looks_well(page, "status-wrong")
    page.get_by_label("Code from the letter").fill(status_code(product, about="Demo Kestrel pages"))
    press(page, "See how it stands")
    press(page, "Withdraw the application")
    heading(page, "Withdraw the application?")
    looks_well(page, "withdraw")
    press(page, "No, keep it")
    heading(page, STANDS["confirmed"])


FORM = '<form method="post" action="{url}{path}"><button>Send</button></form>'


def test_its_messages_can_be_read_by_everybody(device: Device, product: Product) -> None:
    page = device().new_page()
    page.goto("/charter/status")
    page.evaluate("() => { document.forms[0].action = '/charter/code'; document.forms[0].submit() }")
    heading(page, "We do not have this application any more")
    looks_well(page, "message-gone")
    page.goto("about:blank")
    page.set_content(FORM.format(url=product.url, path="/charter/apply"))
    press(page, "Send")
    heading(page, "This was not sent")
    looks_well(page, "message-elsewhere")
