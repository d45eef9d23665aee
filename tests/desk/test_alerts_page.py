"""The page of the desk on which an officer turns a browser's alerts on: whole without script."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import User
from backend.alerts.models import Audience
from tests.alerts.asking import FCM, works

from .steps import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings: Settings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


def page_of(client: Client, address: str = "/desk/alerts") -> str:
    return client.get(address).content.decode()


def test_without_script_it_says_what_alerts_are_and_where_to_look_instead(desk: Client) -> None:
    page = page_of(desk)
    assert "a place was contradicted" in page
    assert "a new application" in page
    assert "this page needs JavaScript" in page
    assert "<script" not in page, "the script is not built here"


def test_the_script_comes_with_its_digest(desk: Client, settings: Settings) -> None:
    dist = Path(settings.PWA_DIST_DIR)
    manifest = {"src/desk/main.ts": {"file": "desk.js", "imports": ["_a.js"]}, "_a.js": {"file": "a.js"}}
    (dist / ".vite" / "desk.json").write_text(json.dumps(manifest))
    for name in ("desk.js", "a.js"):
        (dist / name).write_text(name)
    page = page_of(desk)
    assert page.count('integrity="sha384-') == 2
    assert 'src="/static/desk.js"' in page
    assert 'rel="modulepreload" href="/static/a.js"' in page


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([], "Not on in any browser of yours."),
        (["desk"], "On now in 1 browser of yours."),
        (["desk", "desk", "venues"], "On now in 2 browsers of yours."),
    ],
)
def test_it_counts_the_browsers_that_are_told_for_the_desk(
    desk: Client, olive: User, sam: User, now: datetime, told: list[str], words: str
) -> None:
    works(sam, now, f"{FCM}sam", Audience.DESK)
    for number, audience in enumerate(told):
        works(olive, now, f"{FCM}{number}", Audience(audience))
    assert words in read(desk.get("/desk/alerts"))


def test_no_other_page_of_the_desk_has_a_script(desk: Client) -> None:
    for address in ("/desk/", "/desk/tonight/", "/desk/exports/"):
        assert "<script" not in page_of(desk, address)
