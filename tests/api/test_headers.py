"""The rules of the Mozilla Observatory that we can hold ourselves to, on every kind of answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from backend.venues import snapshot
from tests.factories import a_place

pytestmark = pytest.mark.django_db

ADDRESSES = [
    *(
        "/",
        "/near",
        "/help",
        "/privacy",
        "/place/demo-haven",
        "/nowhere",
        "/signatories",
        "/data",
        "/shell",
        "/sw.js",
        "/healthz",
    ),
    *("/api/v1/places", "/api/v1/places/demo-haven", "/api/v1/nowhere", "/api/v1/docs"),
]


@pytest.fixture(autouse=True)
def _published() -> None:
    now = datetime.now(UTC)
    a_place(now, slug="demo-haven")
    snapshot.publish(at=now)


def policy(answer: Any) -> dict[str, str]:
    directives = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: values for name, _, values in directives}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_strict_headers(client: Client, address: str) -> None:
    answer = client.get(address)
    directives = policy(answer)
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["base-uri"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "http" not in answer["Content-Security-Policy"], "no third party"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not answer.cookies


@pytest.mark.parametrize("address", ["/", "/help", "/place/demo-haven"])
def test_pages_let_no_script_make_markup(client: Client, address: str) -> None:
    assert policy(client.get(address))["require-trusted-types-for"] == "'script'"


def test_behind_tls_it_insists_on_tls(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    plain = client.get("/")
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/")
    assert client.get("/", secure=True)["Strict-Transport-Security"] == (
        "max-age=63072000; includeSubDomains; preload"
    )
    assert client.get("/healthz").status_code == 200, "the watch asks from inside, without TLS"
