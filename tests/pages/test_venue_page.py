from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _built_for_venues(_built: None, settings: Settings) -> None:
    dist = Path(settings.PWA_DIST_DIR)
    manifest = {
        "src/venue/main.tsx": {"file": "venue.js", "imports": ["_shared.js"]},
        "src/styles/venue.css": {"file": "venue.css"},
        "_shared.js": {"file": "shared.js"},
    }
    (dist / ".vite" / "venue.json").write_text(json.dumps(manifest))
    for name, text in (
        ("venue.js", "begin()"),
        ("shared.js", "share()"),
        ("venue.css", "body { margin: 0 }"),
    ):
        (dist / name).write_text(text)


def visit(client: Client) -> Any:
    response = client.get("/venue")
    assert response.status_code == 200
    return response


def test_the_page_brings_the_token_that_every_change_sends_back(client: Client) -> None:
    cookie = visit(client).cookies["csrftoken"]
    assert not cookie["httponly"], "the screens read it"
    assert cookie["samesite"] == "Lax"


def test_the_page_lets_forms_say_where_they_come_from_and_is_kept_by_nobody(client: Client) -> None:
    response = visit(client)
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-store"


def test_only_its_own_scripts_and_its_one_style_may_run(client: Client) -> None:
    response = visit(client)
    policy, page = response["Content-Security-Policy"], response.content.decode()
    style = re.search(r"<style>(.*?)</style>", page, re.S)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert re.findall(r'(?:src|href)="(/static/\w+\.js)" integrity="sha384-', page) == [
        "/static/shared.js",
        "/static/venue.js",
    ]


def test_without_script_it_says_what_to_do(client: Client) -> None:
    assert "<noscript>" in visit(client).content.decode()


def test_the_page_is_the_same_for_everybody(client: Client) -> None:
    first = visit(client).content
    client.cookies["session"] = "anything"
    assert visit(client).content == first


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/venue").status_code == 405


def test_the_publics_page_too_asks_at_once_for_what_its_script_waits_for(
    client: Client, settings: Settings
) -> None:
    dist = Path(settings.PWA_DIST_DIR)
    file = dist / ".vite" / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["src/main.ts"]["imports"] = ["_shared.js"]
    file.write_text(json.dumps(manifest | {"_shared.js": {"file": "shared.js"}}))
    page = client.get("/shell").content.decode()
    assert re.findall(r'href="(/static/\w+\.js)" integrity="sha384-', page) == ["/static/shared.js"]
