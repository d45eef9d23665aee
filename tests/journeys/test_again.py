"""An officer whose only second factor is a passkey: asked for it once more, and back at the form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .at_work import OFFICER
from .conftest import PHONE
from .product import Product, running
from .steps import Watch, heading
from .test_desk import looks_right
from .test_passkey import CREATE, call, give_authenticator, newest_code

# What was shown in every session, was shown an hour ago.
AN_HOUR_AGO = """
from django.contrib.sessions.models import Session
from django.contrib.sessions.backends.db import SessionStore
for row in Session.objects.all():
    session = SessionStore(row.session_key)
    for record in session.get("account_authentication_methods", []):
        record["at"] -= 3600
    session.modified = True
    session.save()
"""
PARTNER = "partner@example.org"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("again"), lasts_s=3600) as product:
        yield product


@pytest.fixture
def page(browser: Browser, product: Product) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(viewport=PHONE, locale="en-GB", base_url=product.url)
    watch = Watch(context, product.url)
    page = context.new_page()
    page.goto("/venue")
    give_authenticator(context, page)
    yield page
    faults = watch.faults(has_cookies=True)
    context.close()
    assert faults == []


def come_in(page: Page, product: Product, email: str) -> None:
    """With a code from a letter, and a passkey that is made at once."""
    call(page, "POST", "auth/code/request", {"email": email})
    assert call(page, "POST", "auth/code/confirm", {"code": newest_code(product)})["status"] == 200
    offered = call(page, "GET", "account/authenticators/webauthn?passwordless")
    credential = page.evaluate(CREATE, offered["body"]["data"]["creation_options"])
    added = {"name": "Phone", "credential": credential}
    assert call(page, "POST", "account/authenticators/webauthn", added)["status"] == 200


def test_a_passkey_is_shown_again_and_leads_back_to_the_form(page: Page, product: Product) -> None:
    come_in(page, product, OFFICER)
    page.goto("/desk/organisations/?q=nightjar")
    looks_right(page, "register")
    page.get_by_role("link", name="Demo Nightjar Clubs").click()
    looks_right(page, "story")
    product.manage("shell", "-c", AN_HOUR_AGO)
    page.get_by_role("link", name="Withdraw").click()
    heading(page, "Show that it is you")
    looks_right(page, "again")
    page.get_by_role("link", name="Use your passkey").click()
    heading(page, "Show that it is you")
    page.get_by_role("button", name="Use your passkey").click()
    heading(page, "Withdraw the signature of Demo Nightjar Clubs")
    looks_right(page, "withdrawal")
    page.get_by_label("Reason: they read it in the letter").fill("They asked to leave.")
    product.manage("shell", "-c", AN_HOUR_AGO)
    page.get_by_role("button", name="Show me the letter").click()
    page.get_by_role("link", name="Use your passkey").click()
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_label("Reason: they read it in the letter")).to_have_value("They asked to leave.")
    page.get_by_role("button", name="Show me the letter").click()
    heading(page, "Withdraw the signature of Demo Nightjar Clubs?")
    looks_right(page, "withdrawal-letters")
    its_page = page.url.removesuffix("withdrawal")
    for address, name in (("renewal", "Renew the signature of"), ("spot-checks", "Add a spot check")):
        page.goto(f"{its_page}{address}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        looks_right(page, address)
    page.goto("/desk/audit/")
    looks_right(page, "audit")
    page.goto("/desk/officers/")
    looks_right(page, "officers-with-roles")


def test_a_partner_comes_in_and_is_led_to_the_register(page: Page, product: Product) -> None:
    come_in(page, product, PARTNER)
    page.goto("/venue")
    heading(page, "You are a partner")
    page.get_by_role("link", name="Go to the desk").click()
    heading(page, "Register")
    looks_right(page, "partner-register")
    page.get_by_role("link", name="Demo Nightjar Clubs").click()
    heading(page, "Demo Nightjar Clubs")
    expect(page.get_by_text("Demo Manager")).to_have_count(0)
    looks_right(page, "partner-story")
