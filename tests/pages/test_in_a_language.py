"""A language is a part of the address: no cookie, nothing asked of the browser, and only what was checked."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from backend.language import compiled

from .conftest import Publish, place

PAGES = ["/", "/shell", "/near", "/place/lantern-room", "/in/hanley", "/help", "/privacy"]
CODES = [each.code for each in compiled.languages()]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("code", CODES)
@pytest.mark.usefixtures("all_languages")
def test_each_page_is_there_in_each_language(client: Client, publish: Publish, code: str, path: str) -> None:
    publish(place())
    answer = client.get(f"/{code}{path}", headers={"Accept-Language": "de"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{code}"' in page
    assert ('dir="rtl"' in page) == (code in {"ur", "ar"})
    assert not answer.cookies
    assert "Accept-Language" not in answer.headers.get("Vary", "")
    assert 'class="banner draft"' in page
    assert re.search(rf'hreflang="{code}" lang="{code}" aria-current="true"', page)


@pytest.mark.parametrize("path", PAGES)
def test_a_draft_is_not_there_unless_it_is_wanted(client: Client, publish: Publish, path: str) -> None:
    publish(place())
    assert client.get(f"/pl{path}").status_code == 404
    assert "hreflang" not in client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/charter", "/signatories", "/desk/", "/venue", "/api/v1/places", "/data"])
@pytest.mark.usefixtures("all_languages")
def test_what_is_for_organisations_is_in_english(client: Client, publish: Publish, path: str) -> None:
    publish(place())
    assert client.get(f"/pl{path}").status_code == 404


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.usefixtures("all_languages")
def test_english_stays_where_it_is_whatever_the_browser_prefers(
    client: Client, publish: Publish, path: str
) -> None:
    publish(place())
    page = client.get(path, headers={"Accept-Language": "pl"}).content.decode()
    assert '<html lang="en-GB">' in page
    assert 'class="banner draft"' not in page


@pytest.mark.usefixtures("all_languages")
def test_links_stay_in_the_language(client: Client, publish: Publish) -> None:
    publish(place())
    page = client.get("/pl/").content.decode()
    assert {'href="/pl/place/lantern-room"', 'href="/pl/help"', 'action="/pl/near"'} <= set(
        re.findall(r'(?:href|action)="/pl/[^"]*"', page)
    )


@pytest.mark.usefixtures("all_languages")
def test_the_shell_leads_to_the_first_screen_in_other_languages(client: Client) -> None:
    page = client.get("/pl/shell").content.decode()
    assert 'href="/ar/" hreflang="ar"' in page


@pytest.mark.usefixtures("all_languages")
def test_names_and_times_stand_apart_in_a_text_from_right_to_left(client: Client, publish: Publish) -> None:
    publish(place())
    assert "\u206803:00\u2069" in client.get("/ar/").content.decode()
    assert "\u2068" not in client.get("/pl/").content.decode()


WRITTEN = {
    "/place/lantern-room": ["Ring the bell.", "Saturday night 8pm to 3am"],
    "/near": ["Ring the bell."],
    "/help/kept": ["Monday to Thursday 10am to 8:30pm; Friday 10am to 4:30pm."],
}


@pytest.mark.parametrize("path", WRITTEN)
@pytest.mark.usefixtures("all_languages")
def test_what_somebody_wrote_in_english_is_said_to_be_so(client: Client, publish: Publish, path: str) -> None:
    publish(place())
    ask = (lambda url: client.post(url, {"q": "Hanley"})) if path == "/near" else client.get
    in_polish, in_english = (ask(f"{code}{path}").content.decode() for code in ("/pl", ""))
    for text in WRITTEN[path]:
        assert f'<span lang="en-GB" dir="ltr">{text}</span>' in in_polish
        assert f">{text}<" in in_english or f" {text}<" in in_english
    assert 'lang="en-GB" dir="ltr">Ring' not in in_english


@pytest.mark.usefixtures("all_languages")
def test_the_privacy_page_says_what_will_stand_on_the_lock_screen(client: Client) -> None:
    assert "Wiadomość z zapisanego miejsca" in client.get("/pl/privacy").content.decode()
    assert "Update from your saved place" in client.get("/privacy").content.decode()
