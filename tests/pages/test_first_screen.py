from __future__ import annotations

import base64
import hashlib
import json
import random
import re
from typing import Any

import pytest
from django.test import Client

from backend.pages import views

from .conftest import FULL, OPENS_TOMORROW, Publish, place

BUDGET = 14_336
BR = {"Accept-Encoding": "gzip, deflate, br"}


def html(client: Client, path: str = "/") -> str:
    return client.get(path).content.decode()


def essence(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="essence">(.*?)</script>', page)
    assert found
    content: dict[str, Any] = json.loads(found[1])
    return content


def test_the_essentials_stand_in_the_page_before_any_script(client: Client, publish: Publish) -> None:
    publish(place())
    page = html(client)
    for essential in (
        "Find the nearest open place",
        'method="post" action="/near"',
        'href="tel:999"',
        "press 55",
        "Lantern Room",
        "Should be open until 3am. Not confirmed tonight.",
        "Checked at 01:30.",
    ):
        assert essential in page


def test_nothing_ever_dials_55(client: Client, publish: Publish) -> None:
    publish(place())
    assert not re.search(r'href="(tel|sms):[^"]*55"', html(client) + html(client, "/help"))


def test_safe_spaces_come_before_other_venues_and_surely_open_before_full(
    client: Client, publish: Publish
) -> None:
    publish(
        place(slug="a", name="A bar", kind="charter_venue"),
        place(slug="b", name="B full", report=FULL),
        place(slug="c", name="C space"),
    )
    assert re.findall(r'<a class="name"[^>]*>([^<]*)', html(client)) == ["C space", "A bar", "B full"]


def test_when_nothing_is_open_the_next_to_open_are_shown(client: Client, publish: Publish) -> None:
    publish(place(windows=OPENS_TOMORROW))
    page = html(client)
    assert "Nothing we list is open now" in page
    assert "Should open" in page


def test_more_than_the_screen_holds_are_counted(client: Client, publish: Publish) -> None:
    publish(*(place(slug=f"p-{n}", name=f"Place {n}") for n in range(11)))
    assert "And 3 more." in html(client)


@pytest.mark.parametrize("is_demo", [True, False])
def test_the_demo_banner_shows_while_any_place_is_a_demo(
    client: Client, publish: Publish, is_demo: bool
) -> None:
    publish(place(), place(slug="demo", is_demo=is_demo))
    banner = re.search(r'<aside class="banner"[^>]*>', html(client))
    assert banner
    assert ("hidden" not in banner[0]) is is_demo


def test_the_script_can_rank_from_the_page_alone(client: Client, publish: Publish) -> None:
    publish(place())
    content = essence(html(client))
    (row,) = content["places"]
    assert content["complete"] is True
    assert content["covers_until"] == "2026-11-23T06:00:00Z"
    assert row["point"] == {"lat": 53.025, "lng": -2.173}
    assert row["windows"] == [["2026-11-21T20:00:00Z", "2026-11-22T03:00:00Z"]]


def test_with_too_many_places_the_essence_says_that_it_is_a_part(client: Client, publish: Publish) -> None:
    publish(*(place(slug=f"p-{n}") for n in range(61)))
    content = essence(html(client))
    assert (content["complete"], len(content["places"])) == (False, 60)


def test_a_name_cannot_break_out_of_the_page(client: Client, publish: Publish) -> None:
    publish(place(name="</script><img src=x onerror=alert(1)>&<!--"))
    page = html(client)
    assert "<img" not in page
    assert essence(page)["places"][0]["name"] == "</script><img src=x onerror=alert(1)>&<!--"


def test_sixty_places_with_styles_fit_into_the_first_round_trip(client: Client, publish: Publish) -> None:
    noise = random.Random(60)

    def unlike() -> str:
        return "".join(noise.choices("abcdefghijklmnopqrstuvwxyz ", k=noise.randint(12, 30))).title().strip()

    publish(
        *(
            place(
                slug=f"place-{noise.getrandbits(32)}",
                name=unlike(),
                address=f"{noise.randint(1, 200)} {unlike()}",
                phone=f"01782 {noise.randint(100_000, 999_999)}",
                point={"lat": round(53 + noise.random(), 6), "lng": round(-2 - noise.random(), 6)},
            )
            for _ in range(60)
        )
    )
    response = client.get("/", headers=BR)
    assert response["Content-Encoding"] == "br"
    assert len(response.content) <= BUDGET


def test_without_a_snapshot_the_page_still_offers_its_ways_on(client: Client) -> None:
    page = html(client)
    assert "Find the nearest open place" in page
    assert 'href="tel:999"' in page


def test_no_cookie_no_third_party_and_no_inline_style(client: Client, publish: Publish) -> None:
    publish(place())
    response = client.get("/")
    page = response.content.decode()
    assert not response.cookies
    assert set(re.findall(r'(?:src|href)="(https?:[^"]*)', page)) == {views.LEAVE_TO}
    assert not re.search(r"\sstyle=|\son\w+=", page)


def test_the_only_style_is_let_through_by_its_hash(client: Client, publish: Publish) -> None:
    publish(place())
    response = client.get("/")
    styles = re.findall(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    assert len(styles) == 1
    assert f"'sha256-{digest}'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_the_script_is_held_to_its_digest(client: Client, publish: Publish) -> None:
    publish(place())
    digest = base64.b64encode(hashlib.sha384(b"start()").digest()).decode()
    assert f'src="/static/main.js" integrity="sha384-{digest}"' in html(client).replace("&#x2B;", "+")


def test_the_title_tells_nothing(client: Client, publish: Publish) -> None:
    publish(place())
    titles = {
        re.findall("<title>(.*?)</title>", html(client, path))[0] for path in ("/", "/place/lantern-room")
    }
    assert titles == {"Open Tonight"}
