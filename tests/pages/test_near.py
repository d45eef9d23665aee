from __future__ import annotations

import re

import pytest
from django.db import OperationalError
from django.test import Client

from backend.geo import search
from backend.pages import views

from .conftest import FULL, OPENS_TOMORROW, Publish, north, place

pytestmark = pytest.mark.django_db


def ask(client: Client, q: str) -> str:
    return client.post("/near", {"q": q}).content.decode()


def names(page: str) -> list[str]:
    return re.findall(r'<a class="name"[^>]*>([^<]*)', page)


def test_a_town_gets_the_nearest_open_place_first(client: Client, publish: Publish) -> None:
    publish(place(slug="far", name="Far", point=north(900)), place(name="Near"))
    page = ask(client, "hanley")
    assert names(page) == ["Near", "Far"]
    assert "Near Hanley." in page
    assert "minute" in page


def test_a_district_promises_no_walking_minutes_and_names_what_it_was_taken_for(
    client: Client, publish: Publish
) -> None:
    publish(place(town="Leek", point={"lat": 53.104, "lng": -2.022}))
    page = ask(client, "st13")
    assert "Near Leek (ST13)." in page
    assert 'name="q" value="ST1 3">Hanley, ST1 3</button>' in page
    assert "walk</p>" not in page
    assert "bout" in page


def test_a_full_place_comes_after_an_open_one_and_names_the_next(client: Client, publish: Publish) -> None:
    publish(place(name="Full", report=FULL), place(slug="b", name="Free", point=north(900)))
    page = ask(client, "hanley")
    assert names(page) == ["Free", "Full"]
    assert "If they cannot take you, try Free" in page


def test_a_place_for_women_and_girls_names_the_nearest_for_everyone(client: Client, publish: Publish) -> None:
    publish(place(eligibility="women_and_girls"), place(slug="b", name="All", point=north(900)))
    assert "Nearest for everyone: All" in ask(client, "hanley")


def test_when_nothing_is_open_it_says_so_and_what_to_do(client: Client, publish: Publish) -> None:
    publish(place(windows=OPENS_TOMORROW))
    page = ask(client, "hanley")
    assert "Nothing we list is open near you now" in page
    assert "The next to open is Lantern Room. Should open at 8pm today." in page


def test_unknown_hours_are_listed_apart(client: Client, publish: Publish) -> None:
    publish(place(opening_hours=None, hours_text=None, windows=[]))
    assert "Call first" in ask(client, "hanley")


@pytest.mark.parametrize("q", ["M1", "Birmingham", "SW1A 1AA"])
def test_outside_the_area_nothing_is_called_nearest(client: Client, publish: Publish, q: str) -> None:
    publish(place())
    page = ask(client, q)
    assert not names(page)
    assert "101" in page


def test_a_misspelt_town_is_offered_and_never_taken(client: Client, publish: Publish) -> None:
    publish(place())
    response = client.post("/near", {"q": "hanly"})
    page = response.content.decode()
    assert response.status_code == 400
    assert not names(page)
    assert ">Hanley</button>" in page
    assert 'value="hanly"' in page


def test_what_was_typed_comes_back_as_text(client: Client, publish: Publish) -> None:
    publish(place())
    assert "<script>alert" not in ask(client, '"><script>alert(1)</script>')


def test_the_answer_is_in_no_cache_and_needs_no_cookie(client: Client, publish: Publish) -> None:
    publish(place())
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/near", {"q": "leek"})
    assert (response.status_code, response["Cache-Control"], dict(response.cookies)) == (200, "no-store", {})


def test_a_town_in_the_address_is_not_read(client: Client, publish: Publish) -> None:
    publish(place())
    assert not names(client.get("/near?q=hanley").content.decode())


def test_with_the_database_down_towns_and_districts_still_answer(
    client: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_without_a_book(q: str, *book: object) -> search.Found | search.NotFound:
        if not book:
            raise OperationalError
        return search.interpret(q, *book)  # type: ignore[arg-type]

    monkeypatch.setattr(views, "interpret", fails_without_a_book)
    publish(place())
    assert names(ask(client, "ST1 1AA")) == ["Lantern Room"]


@pytest.mark.parametrize(
    ("agent", "link"),
    [
        ("Mozilla/5.0 (Linux; Android 9)", "geo:53.025,-2.173?q=53.025,-2.173"),
        ("Mozilla/5.0 (iPhone; CPU)", "https://maps.apple.com/?daddr=53.025,-2.173&amp;dirflg=w"),
        ("Mozilla/5.0 (X11; Linux)", "https://www.openstreetmap.org/directions?to=53.025%2C-2.173"),
    ],
)
def test_directions_hand_over_the_destination_alone(
    client: Client, publish: Publish, agent: str, link: str
) -> None:
    publish(place())
    page = client.post("/near", {"q": "hanley"}, headers={"User-Agent": agent}).content.decode()
    assert f'href="{link}" rel="noreferrer noopener"' in page


def test_what_is_too_large_is_said_in_words() -> None:
    answer = Client().post("/near", {"q": "x" * 20_000})
    assert answer.status_code == 413
    assert answer.content.decode() == "This is too large: send at most 16 KB. Go back, and send less at once."
