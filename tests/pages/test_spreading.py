"""How a place is passed on: short address, code to scan, poster, a list in others' pages, search engines."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from backend.charter import versions
from backend.pages import sharing

from .conftest import FULL, OPENS_TOMORROW, Place, Publish, place


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def linked(client: Client) -> dict[str, Any]:
    page = read(client, "/place/lantern-room")
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    told: dict[str, Any] = json.loads(data)
    return told


# --- A place ----------------------------------------------------------------------------------------------


def test_a_short_address_leads_to_the_place(client: Client, publish: Publish) -> None:
    publish(place())
    code = sharing.code_of("lantern-room")
    assert len(code) == 5
    for typed in (code, code.upper()):
        answer = client.get(f"/p/{typed}")
        assert (answer.status_code, answer["Location"]) == (302, "/place/lantern-room")
    assert client.get("/p/zzzzz").status_code == 404


def test_two_places_with_one_code_are_both_offered(
    client: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "code_of", lambda slug: "aaaaa")
    publish(place(), place(slug="other-room", name="Other Room"))
    page = read(client, "/p/aaaaa")
    assert 'href="/place/lantern-room"' in page
    assert 'href="/place/other-room"' in page


def test_its_page_shows_the_short_address_and_a_code(client: Client, publish: Publish) -> None:
    publish(place())
    page = read(client, "/place/lantern-room")
    assert sharing.short_address("lantern-room") in page
    assert "<svg" in page


def test_other_programs_read_what_is_known_of_it(client: Client, publish: Publish) -> None:
    publish(place(windows=[["2026-11-21T20:00:00Z", "2026-11-22T03:00:00Z"]]))
    assert linked(client) == {
        "@context": "https://schema.org",
        "@type": "Place",
        "@id": f"{settings.SITE_URL}/place/lantern-room",
        "url": f"{settings.SITE_URL}/place/lantern-room",
        "name": "Lantern Room",
        "description": "Ring the bell.",
        "telephone": "01782 496 0000",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "1 Example Street",
            "addressLocality": "Hanley",
            "addressCountry": "GB",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 53.025, "longitude": -2.173},
        "publicAccess": True,
        "specialOpeningHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "validFrom": "2026-11-21",
                "validThrough": "2026-11-21",
                "opens": "20:00",
                "closes": "03:00",
            }
        ],
    }


HOURS = [
    # open for three nights on end: cut where each night ends
    (
        ["2026-11-21T20:00:00Z", "2026-11-23T12:00:00Z"],
        [
            ("2026-11-21", "20:00", "06:00"),
            ("2026-11-22", "06:00", "06:00"),
            ("2026-11-23", "06:00", "12:00"),
        ],
    ),
    # after midnight it is the next day, as schema.org counts
    (["2026-11-22T00:30:00Z", "2026-11-22T03:00:00Z"], [("2026-11-22", "00:30", "03:00")]),
    # the night on which the clocks go back, in the time that clocks show
    (["2026-10-24T21:00:00Z", "2026-10-25T03:00:00Z"], [("2026-10-24", "22:00", "03:00")]),
]


@pytest.mark.parametrize(("window", "told"), HOURS)
def test_hours_are_told_by_date(
    client: Client, publish: Publish, window: list[str], told: list[tuple[str, str, str]]
) -> None:
    publish(place(windows=[window]))
    hours = linked(client)["specialOpeningHoursSpecification"]
    assert [(each["validFrom"], each["opens"], each["closes"]) for each in hours] == told


def test_what_is_not_known_is_left_out(client: Client, publish: Publish) -> None:
    publish(place(phone=None, what_to_expect=None, postcode=None, windows=[]))
    assert not {"telephone", "description", "specialOpeningHoursSpecification"} & set(linked(client))


NASTY = "</script><script>alert(1)</script>\u2028<!--"


def test_a_name_cannot_leave_its_script_element(client: Client, publish: Publish) -> None:
    publish(place(name=NASTY, what_to_expect=NASTY))
    page = read(client, "/place/lantern-room")
    assert "<script>alert" not in page
    assert linked(client)["name"] == NASTY


def test_what_is_shared_says_nothing_of_who_shares(client: Client, publish: Publish) -> None:
    publish(place())
    first, second = (
        client.get("/place/lantern-room", headers=headers).content
        for headers in ({"Referer": "https://example.org/?q=secret"}, {"Accept-Language": "pl"})
    )
    assert first == second
    assert b"secret" not in first
    assert 'property="og:title" content="Lantern Room, Hanley"' in first.decode()


ADDRESSES = ["/in/hanley", "/in/hanley/poster", "/embed", "/data", "/sitemap.xml", "/robots.txt"]
VISITORS: list[dict[str, str]] = [
    {"Referer": "https://example.org/?q=secret", "User-Agent": "iPhone"},
    {"Accept-Language": "pl", "X-Forwarded-For": "203.0.113.9", "Cookie": "a=secret"},
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_spread_is_the_same_whoever_asks(client: Client, publish: Publish, address: str) -> None:
    versions.lay_first()
    publish(place())
    first, second = (client.get(address, headers=headers) for headers in VISITORS)
    assert first.content == second.content
    assert not first.cookies
    assert not second.cookies


def test_the_tab_and_the_history_stay_neutral(client: Client, publish: Publish) -> None:
    publish(place())
    for address in ("/place/lantern-room", "/in/hanley", "/in/hanley/poster"):
        assert "<title>Open Tonight</title>" in read(client, address)


# --- A town -----------------------------------------------------------------------------------------------

STOKE = place(slug="b", name="Beacon", town="Stoke-on-Trent", windows=OPENS_TOMORROW)


def order(page: str, *names: str) -> bool:
    return all(page.index(one) < page.index(other) for one, other in pairwise(names))


def test_a_town_has_a_page_with_what_is_open_first(client: Client, publish: Publish) -> None:
    publish(place(name="Zed"), place(slug="a", name="Abbey", windows=OPENS_TOMORROW), STOKE)
    page = read(client, "/in/hanley")
    assert order(page, "Safe places in Hanley", "Zed", "Abbey")
    assert "Beacon" not in page
    assert "Beacon" in read(client, "/in/stoke-on-trent")


@pytest.mark.parametrize("address", ["/in/atlantis", "/in/atlantis/poster", "/embed?town=atlantis"])
def test_a_town_without_places_is_not_there(client: Client, publish: Publish, address: str) -> None:
    publish(place())
    assert client.get(address).status_code == 404


def test_its_poster_leads_to_its_page(client: Client, publish: Publish) -> None:
    publish(place())
    page = read(client, "/in/hanley/poster")
    assert f"{settings.SITE_URL}/in/hanley" in page
    for said in ("<svg", "Call <b>999</b>", "Press 55", "Hanley"):
        assert said in page


def test_a_demo_says_so_on_the_poster(client: Client, publish: Publish) -> None:
    publish(place(is_demo=True))
    assert "Demo: not real places" in read(client, "/in/hanley/poster")


# --- In others' pages -------------------------------------------------------------------------------------


def test_only_the_list_for_others_may_be_framed(client: Client, publish: Publish) -> None:
    publish(place())
    framed = client.get("/embed")
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert framed["Cross-Origin-Resource-Policy"] == "cross-origin"
    for address in ("/", "/near", "/place/lantern-room", "/in/hanley", "/data", "/help"):
        answer = client.get(address)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], address
        assert answer["X-Frame-Options"] == "DENY"


def test_the_framed_list_has_no_script_no_cookie_and_no_third_party(client: Client, publish: Publish) -> None:
    publish(place(), STOKE)
    answer = client.get("/embed", {"town": "Stoke-on-Trent"})
    page = answer.content.decode()
    assert not answer.cookies
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!/|tel:999|http://localhost)[^"]*"', page)
    assert "Beacon" in page
    assert "Lantern" not in page


def test_links_of_the_framed_list_open_a_window_of_their_own(client: Client, publish: Publish) -> None:
    publish(place())
    links = re.findall(r'<a [^>]*href="(?!tel)[^"]*"[^>]*>', read(client, "/embed"))
    assert links
    assert all('target="_blank" rel="noopener noreferrer"' in link for link in links)


def test_the_framed_list_is_kept_for_a_minute_and_looks_again(client: Client, publish: Publish) -> None:
    publish(place())
    answer = client.get("/embed")
    assert answer["Cache-Control"] == "public, max-age=60"
    assert b'http-equiv="refresh" content="300"' in answer.content


def test_more_than_ten_are_behind_a_link(client: Client, publish: Publish) -> None:
    publish(*(place(slug=f"place-{n}", name=f"Place {n}") for n in range(13)))
    page = read(client, "/embed?town=hanley")
    assert page.count('class="name"') == 10
    assert "All places, 3 more" in page
    assert f'href="{settings.SITE_URL}/in/hanley"' in page


def test_a_full_place_is_said_to_be_full_there_too(client: Client, publish: Publish) -> None:
    publish(place(report=FULL))
    assert '<span class="state">Full</span>' in read(client, "/embed")


def test_without_a_list_it_says_so(client: Client) -> None:
    answer = client.get("/embed")
    assert answer.status_code == 503
    assert "call 999" in answer.content.decode()


# --- Search engines ---------------------------------------------------------------------------------------


def addresses(client: Client) -> list[str]:
    found = re.findall(r"<loc>(.*?)</loc>", read(client, "/sitemap.xml"))
    return [each.removeprefix(settings.SITE_URL) for each in found]


REAL = place(slug="real-room", town="Leek")
SITES: list[tuple[list[Place], set[str]]] = [
    ([REAL], {"/place/real-room", "/in/leek"}),
    ([place(is_demo=True)], set()),
    ([place(is_demo=True), REAL], {"/place/real-room", "/in/leek"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("places", "listed"), SITES)
def test_the_sitemap_lists_real_places(
    client: Client, publish: Publish, places: list[Place], listed: set[str]
) -> None:
    versions.lay_first()
    publish(*places)
    found = addresses(client)
    assert {each for each in found if each.startswith(("/place", "/in"))} == listed
    for each in found:
        assert client.get(each).status_code == 200, each


def test_robots_are_kept_from_what_is_not_for_the_public(client: Client) -> None:
    said = read(client, "/robots.txt")
    for closed in ("/desk", "/venue", "/api/", "/embed"):
        assert f"Disallow: {closed}\n" in said
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in said


def test_a_demo_place_asks_not_to_be_found(client: Client, publish: Publish) -> None:
    publish(place(is_demo=True))
    assert '<meta name="robots" content="noindex">' in read(client, "/place/lantern-room")
    publish(place())
    assert "noindex" not in read(client, "/place/lantern-room")


# --- Open data --------------------------------------------------------------------------------------------


def test_the_open_data_page_has_a_frame_to_copy_and_a_poster_for_each_town(
    client: Client, publish: Publish
) -> None:
    publish(place(), STOKE)
    page = read(client, "/data")
    assert "&lt;iframe src=" in page
    for part in ("hanley", "stoke-on-trent"):
        assert f'href="/in/{part}/poster"' in page


def test_the_open_data_page_says_under_which_licence(client: Client, publish: Publish) -> None:
    publish(place())
    page = read(client, "/data")
    assert "open-government-licence/version/3" in page
    assert "Contains public sector information" in page
    assert "To be confirmed by the VRA." in page
