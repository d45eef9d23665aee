"""Passkeys in a real browser, with an authenticator of Chromium's own, at the addresses that the app uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.accounts.steps import found_code

from .product import Product, running

EMAIL = "olive@example.org"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# What the app does: JSON both ways, the token in a header, the browser's own words for passkeys.
CALL = """async ([method, address, body]) => {
  const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? "";
  const answer = await fetch("/_allauth/browser/v1/" + address, {
    method, credentials: "same-origin", body: body === null ? undefined : JSON.stringify(body),
    headers: {"X-CSRFToken": token, "Content-Type": "application/json"},
  });
  return {status: answer.status, body: await answer.json()};
}"""
CREATE = """async (options) => (await navigator.credentials.create({
  publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey)})).toJSON()"""
SHOW = """async (options) => (await navigator.credentials.get({
  publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey)})).toJSON()"""


@pytest.fixture(scope="module")
def quiet_product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Its night runs on for half an hour: signing in takes several requests."""
    with running(tmp_path_factory.mktemp("passkeys"), lasts_s=1800) as product:
        product.manage("inviteofficer", EMAIL, "--name", "Olive Officer")
        yield product


@pytest.fixture
def olive(browser: Browser, quiet_product: Product) -> Iterator[Page]:
    context = browser.new_context(base_url=quiet_product.url)
    page = context.new_page()
    page.goto("/venue")
    give_authenticator(context, page)
    yield page
    context.close()


def give_authenticator(context: BrowserContext, page: Page) -> None:
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def call(page: Page, method: str, address: str, body: object = None) -> Any:
    return page.evaluate(CALL, [method, address, body])


def newest_code(product: Product) -> str:
    """Each run of the worker begins the night anew, so only the disk knows which letter is the newest."""
    product.manage("procrastinate", "worker", "--one-shot")
    files = sorted((product.state / "mail").glob("*.txt"), key=lambda file: file.stat().st_mtime_ns)
    letters = [file.read_text() for file in files]
    return found_code([letter for letter in letters if "Your code is" in letter][-1])


def test_a_passkey_is_added_after_the_first_sign_in_and_then_signs_in_alone(
    olive: Page, quiet_product: Product
) -> None:
    assert call(olive, "POST", "auth/code/request", {"email": EMAIL})["status"] == 401
    assert call(olive, "POST", "auth/code/confirm", {"code": newest_code(quiet_product)})["status"] == 200

    offered = call(olive, "GET", "account/authenticators/webauthn?passwordless")
    assert offered["status"] == 200
    credential = olive.evaluate(CREATE, offered["body"]["data"]["creation_options"])
    added = call(
        olive, "POST", "account/authenticators/webauthn", {"name": "Phone", "credential": credential}
    )
    assert added["status"] == 200
    kinds = {each["type"] for each in call(olive, "GET", "account/authenticators")["body"]["data"]}
    assert kinds == {"webauthn", "recovery_codes"}

    assert call(olive, "DELETE", "auth/session")["status"] == 401
    asked = call(olive, "GET", "auth/webauthn/login")
    shown = olive.evaluate(SHOW, asked["body"]["data"]["request_options"])
    signed_in = call(olive, "POST", "auth/webauthn/login", {"credential": shown})
    assert signed_in["status"] == 200
    assert signed_in["body"]["data"]["user"]["email"] == EMAIL
    assert signed_in["body"]["data"]["methods"][-1]["passwordless"] is True

    again = call(olive, "POST", "auth/webauthn/login", {"credential": shown})
    assert again["status"] == 400, "what was shown once is not taken twice"

    call(olive, "DELETE", "auth/session")
    call(olive, "POST", "auth/code/request", {"email": EMAIL})
    by_code = call(olive, "POST", "auth/code/confirm", {"code": newest_code(quiet_product)})
    assert by_code["status"] == 401
    assert [flow["id"] for flow in by_code["body"]["data"]["flows"] if flow.get("is_pending")] == [
        "mfa_authenticate"
    ]
    asked = call(olive, "GET", "auth/webauthn/authenticate")
    shown = olive.evaluate(SHOW, asked["body"]["data"]["request_options"])
    assert call(olive, "POST", "auth/webauthn/authenticate", {"credential": shown})["status"] == 200
    asked = call(olive, "GET", "auth/webauthn/reauthenticate")
    shown = olive.evaluate(SHOW, asked["body"]["data"]["request_options"])
    assert call(olive, "POST", "auth/webauthn/reauthenticate", {"credential": shown})["status"] == 200

    told = [file.read_text() for file in (quiet_product.state / "mail").glob("*.txt")]
    assert any("A passkey was added to your account" in letter for letter in told)
    assert not any(EMAIL in line for line in (quiet_product.state / "web.log").read_text().splitlines())
