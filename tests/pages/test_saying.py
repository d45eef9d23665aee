"""What is shown to staff, and what a friend is told, where no script runs."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from backend.pages import sharing

from .conftest import OPENS_TOMORROW, Publish, place

GOING = json.loads((settings.FIXTURES_DIR / "going.json").read_text(encoding="utf-8"))
SAYS = json.loads((settings.FIXTURES_DIR / "what_to_say.json").read_text(encoding="utf-8"))
ANGELA = "Lantern Room says it takes part in Ask for Angela."


def read(client: Client, address: str = "/place/lantern-room") -> str:
    return html.unescape(client.get(address).content.decode())


def test_a_places_page_says_what_to_say(client: Client, publish: Publish) -> None:
    publish(place())
    page = read(client)
    for row in SAYS["choices"]:
        assert f"<summary>{row['choice']}</summary>" in page
        assert f'<p lang="en-GB" dir="ltr">{row["says"]}</p>' in page
    for point in SAYS["angela"]["points"] + SAYS["unknown"]["points"]:
        assert f"<li>{point}</li>" in page
    assert page.count('<details name="say" open>') == 1


def test_only_what_the_place_says_is_said_of_angela(client: Client, publish: Publish) -> None:
    publish(place())
    assert ANGELA not in read(client)
    publish(place(services=["ask_for_angela"]))
    assert ANGELA in read(client)


def test_the_nearest_place_says_it_too_and_no_other(client: Client, publish: Publish) -> None:
    publish(place(), place(slug="other", name="Other"))
    page = client.post("/near", {"q": "hanley"}).content.decode()
    assert page.count('class="saying"') == 1
    publish(place(windows=OPENS_TOMORROW))
    assert 'class="saying"' not in client.post("/near", {"q": "hanley"}).content.decode()


@pytest.mark.usefixtures("all_languages")
def test_her_own_language_stands_beneath_the_english(client: Client, publish: Publish) -> None:
    publish(place())
    assert 'class="mine"' not in read(client)
    page = client.get("/pl/place/lantern-room").content.decode()
    assert page.count('class="mine"') == len(SAYS["choices"])
    says = SAYS["choices"][0]["says"]
    assert f'<p lang="en-GB" dir="ltr">{says}</p><p class="mine">Potrzebuję pomocy. ' in page


@pytest.mark.parametrize("case", GOING, ids=lambda case: case["name"])
def test_a_friend_is_told_the_place_and_nothing_else(case: dict[str, Any], settings: Settings) -> None:
    settings.SITE_URL = "https://open.example"
    one = place(slug=case["slug"], **case["place"])
    told = sharing.going(one, agent="Android 14")
    assert told == sharing.Going(case["says"], f"sms:?body={case['body']}")


@pytest.mark.parametrize("agent", ["iPhone", "iPad", "Macintosh"])
def test_a_text_message_begins_as_apples_devices_want_it(agent: str) -> None:
    assert sharing.sms_url("Hi", agent) == "sms:&body=Hi"


def test_all_of_it_can_be_read_before_it_is_sent(client: Client, publish: Publish) -> None:
    publish(place())
    page = read(client)
    shown = re.findall(r'<p class="quote">(.*?)</p>', page)
    assert shown == [sharing.going(place(), agent="").says]
    assert f'href="{sharing.going(place(), agent="").sms}"' in page


def test_where_script_runs_the_app_takes_the_page_over(client: Client, publish: Publish) -> None:
    publish(place())
    page = read(client)
    assert '<script type="module" src="/static/main.js"' in page
    assert '<div hidden><div id="home">' in page
