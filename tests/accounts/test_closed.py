"""What allauth could do and this site does not; and what holds for each answer under its prefix."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth import urls as headed  # noqa: F401 - it must import, and must not be mounted
from allauth.headless.urls import urlpatterns as all_of_allauth
from django.urls import URLPattern, URLResolver, resolve
from django.urls.exceptions import Resolver404
from pytest_django import Settings

from backend.accounts.models import User

from .steps import BASE, Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]

OPEN = {
    "config",
    "auth/session",
    "auth/code/request",
    "auth/code/confirm",
    "auth/2fa/authenticate",
    "auth/2fa/reauthenticate",
    "auth/webauthn/login",
    "auth/webauthn/authenticate",
    "auth/webauthn/reauthenticate",
    "account/authenticators",
    "account/authenticators/totp",
    "account/authenticators/recovery-codes",
    "account/authenticators/webauthn",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def addresses(patterns: list[Any], before: str = "") -> set[str]:
    found: set[str] = set()
    for each in patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            found |= addresses(each.url_patterns, here)
        elif isinstance(each, URLPattern):
            found.add(here)
    return found


def test_of_all_that_allauth_offers_only_what_is_used_is_mounted() -> None:
    offered = {address.removeprefix("browser/v1/") for address in addresses(list(all_of_allauth))}
    assert offered >= OPEN
    assert {"auth/signup", "auth/login", "auth/password/request", "account/email"} <= offered - OPEN
    for address in offered:
        try:
            resolve(f"{BASE}/{address}")
            is_open = True
        except Resolver404:
            is_open = False
        assert is_open == (address in OPEN), address


@pytest.mark.parametrize(
    "address", ["auth/signup", "auth/login", "auth/password/request", "account/email", "x"]
)
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_sign_up_passwords_and_change_of_address_are_closed(
    browser: Browser, alice: User, address: str, is_signed_in: bool
) -> None:
    if is_signed_in:
        browser.sign_in(alice)
    body = {"email": "new@example.org", "password": "a long password", "key": "x"}
    for method in METHODS:
        assert browser.send(address, body, method).status_code == 404
    assert list(User.objects.values_list("email", flat=True)) == [alice.email]


def test_the_configuration_says_that_sign_up_is_closed(browser: Browser) -> None:
    account = browser.fetch("config").json()["data"]["account"]
    assert account["is_open_for_signup"] is False
    assert "signup" not in str(browser.session_answer().json())


@pytest.mark.parametrize("address", [*sorted(OPEN), "nothing/here"])
@pytest.mark.parametrize("body", ["", "{}", "[]", "not json", '{"code": {"a": [1]}, "credential": [1]}'])
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_every_answer_is_json_that_nobody_keeps(
    browser: Browser, alice: User, address: str, body: str, is_signed_in: bool
) -> None:
    if is_signed_in:
        browser.sign_in(alice)
    for method in METHODS:
        answer = browser.generic(method, f"{BASE}/{address}", body, "application/json")
        assert answer.status_code < 500, (method, answer.content)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Content-Type"] == "application/json" or not answer.content
        if answer.content:
            assert json.loads(answer.content)["status"] == answer.status_code


CREDENTIALS: list[Any] = [
    None,
    "text",
    7,
    [],
    {},
    {"response": None},
    {"response": []},
    {"response": {"userHandle": None}},
    {"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": "!!"}},
    {
        "id": "AAAA",
        "rawId": "AAAA",
        "type": "public-key",
        "response": {
            "clientDataJSON": "AAAA",
            "authenticatorData": "AAAA",
            "signature": "AAAA",
            "userHandle": "AAAA",
            "attestationObject": "AAAA",
        },
    },
]


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_nonsense_for_a_passkey_is_refused_in_json(browser: Browser, alice: User, credential: Any) -> None:
    browser.fetch("auth/webauthn/login")
    assert browser.send("auth/webauthn/login", {"credential": credential}).status_code == 400
    assert browser.session_answer().status_code == 401
    browser.sign_in(alice)
    browser.fetch("account/authenticators/webauthn?passwordless")
    answer = browser.send("account/authenticators/webauthn", {"name": "x", "credential": credential})
    assert answer.status_code == 400


def test_without_the_token_a_change_is_refused_in_json(alice: User) -> None:
    browser = Browser(enforce_csrf_checks=True)
    refused = browser.ask(alice.email)
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["code"] == "forbidden"
    browser.get("/venue")
    token = browser.cookies["csrftoken"].value
    body = json.dumps({"email": alice.email})
    asked = browser.post(
        f"{BASE}/auth/code/request", body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert asked.status_code == 401


@pytest.mark.parametrize(
    ("proxies", "forwarded", "same_client"),
    [
        (0, ["1.1.1.1", "2.2.2.2"], True),
        (1, ["1.1.1.1", "2.2.2.2"], False),
        (1, ["9.9.9.9, 1.1.1.1", "8.8.8.8, 1.1.1.1"], True),
        (2, ["1.1.1.1", "1.1.1.1"], True),
        (2, ["1.1.1.1, 5.5.5.5", "2.2.2.2, 5.5.5.5"], False),
    ],
)
def test_limits_are_counted_for_the_address_that_our_proxies_saw(
    settings: Settings, proxies: int, forwarded: list[str], same_client: bool
) -> None:
    settings.TRUSTED_PROXIES = proxies
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "1/m/ip"}
    answers = [
        Browser(headers={"X-Forwarded-For": header}).ask(f"somebody{number}@example.org").status_code
        for number, header in enumerate(forwarded)
    ]
    assert answers == [401, 429 if same_client else 401]
