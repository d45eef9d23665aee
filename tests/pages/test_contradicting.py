"""Without script: what somebody tells us from a place's own page, and where the page sends her next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from backend.callers import PublicWrites
from backend.venues import contradicting
from backend.venues.models import Contradiction
from tests.factories import a_place

from .conftest import FULL, NOW, Publish, north, place

pytestmark = pytest.mark.django_db

Press = Callable[..., HttpResponse]


@pytest.fixture
def press(publish: Publish) -> Press:
    """Press one of the two buttons on the Lantern Room's page; another place is open 900 m on."""
    a_place(NOW, slug="lantern-room", opening_hours="24/7")
    publish(place(), place(slug="b", name="Next One", point=north(900)))

    def press(what: str = "closed", **headers: str) -> HttpResponse:
        client = Client(enforce_csrf_checks=True, headers=headers)
        return client.post("/place/lantern-room", {"what": what})  # type: ignore[return-value]

    return press


def test_both_are_offered_on_the_places_page(client: Client, publish: Publish) -> None:
    publish(place())
    page = client.get("/place/lantern-room").content.decode()
    assert 'value="closed">It was closed when I got there</button>' in page
    assert 'value="nobody_helped">Nobody helped me</button>' in page


@pytest.mark.parametrize("what", ["closed", "nobody_helped"])
def test_one_press_is_kept_and_thanked_for_without_a_cookie(press: Press, what: str) -> None:
    response = press(what)
    assert (response.status_code, dict(response.cookies)) == (202, {})
    assert b"<h1>Thank you</h1>" in response.content
    assert list(Contradiction.objects.values_list("venue__slug", "what")) == [("lantern-room", what)]


def test_the_way_on_is_the_next_open_place_help_and_999(press: Press) -> None:
    page = press().content.decode()
    for part in (
        "Nearest to Lantern Room:",
        'href="/place/b">Next One</a>',
        'href="tel:999"',
        'href="/help"',
    ):
        assert part in page
    assert page.count("Lantern Room") == 1


@pytest.mark.parametrize("what", ["", "shut", "closed\x00"])
def test_anything_else_is_asked_again(press: Press, what: str) -> None:
    response = press(what)
    assert response.status_code == 400
    assert b"Choose one of the two." in response.content
    assert b"Nobody helped me" in response.content
    assert not Contradiction.objects.exists()


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 202), ("none", 202), ("cross-site", 403), ("same-site", 403)]
)
def test_no_other_site_may_speak_through_its_visitors(press: Press, site: str, status: int) -> None:
    assert press(**{"Sec-Fetch-Site": site}).status_code == status
    assert Contradiction.objects.exists() is (status == 202)


def test_a_flood_is_turned_away_with_a_way_on(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PublicWrites, "THROTTLE_RATES", {"public_writes": "2/min"})
    answers = [press() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert b"Next One" in answers[-1].content


def test_with_the_database_down_it_says_so_and_sends_her_on(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_down(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(contradicting, "contradict", is_down)
    response = press()
    assert response.status_code == 503
    assert b"This could not be sent" in response.content
    assert b"Next One" in response.content


def test_a_place_that_is_not_listed_is_a_404(press: Press, client: Client) -> None:
    assert client.post("/place/gone", {"what": "closed"}).status_code == 404


def test_where_nothing_else_is_open_there_is_still_999(client: Client, publish: Publish) -> None:
    a_place(NOW, slug="lantern-room", opening_hours="24/7")
    publish(place())
    page = client.post("/place/lantern-room", {"what": "closed"}).content.decode()
    assert "The next open place" not in page
    assert 'href="tel:999"' in page


def test_a_full_place_names_the_next_on_its_own_page(client: Client, publish: Publish) -> None:
    publish(
        place(report=FULL),
        place(slug="b", name="Full Too", report=FULL, point=north(100)),
        place(slug="c", name="For Some", eligibility="women_and_girls", point=north(200)),
        place(slug="d", name="Takes All", point=north(400)),
    )
    page = client.get("/place/lantern-room").content.decode()
    assert "If they cannot take you, try" in page
    assert ">Takes All</a>" in page
    assert "Full Too" not in page


def test_a_place_that_is_not_full_names_no_other(client: Client, publish: Publish) -> None:
    publish(place(), place(slug="b", name="Next One", point=north(900)))
    assert "Next One" not in client.get("/place/lantern-room").content.decode()
