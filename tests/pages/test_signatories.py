"""Who has signed: only those who may be named, nothing personal, quick with thousands, plain when down."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from backend.charter import onboarding, registering, versions
from backend.charter.choices import ContactKind
from backend.charter.models import Signature
from backend.pages import signatories
from backend.venues.models import Organisation

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _version(db: None) -> None:
    versions.lay_first()


def a_signatory(name: str, *, how: str = "", listed: bool = True, **facts: str) -> Signature:
    body = Organisation.objects.create(name=name, **({"town": "Leek", "sector": "bar"} | facts))
    version = versions.current(at=NOW)
    promised = {each.pk: ("met", how) for each in version.commitments.all()}
    return onboarding.put_signature(
        body,
        version=version,
        signed_on=date(2025, 3, 1),
        may_be_listed=listed,
        promised=promised,
        by=None,
        at=NOW,
    )


def seen(client: Client, query: str = "") -> str:
    response = client.get(f"/signatories{query}")
    assert response.status_code == 200
    return response.content.decode()


def names(page: str) -> list[str]:
    return [name for name in ("Demo Arms", "Demo Bus", "Demo Cats") if f"<h2>{name}</h2>" in page]


def test_who_signed_is_told_with_day_town_sector_and_promise(client: Client) -> None:
    a_signatory("Demo Arms", how="All staff are trained.")
    page = seen(client)
    for words in ("Demo Arms", "Signed on 1 March 2025", "Bar or pub, Leek", "All staff are trained."):
        assert words in page
    assert "Wording of the promises to be supplied by the VRA." in page
    assert "999" in page


def test_nothing_is_said_in_the_name_of_one_who_said_nothing(client: Client) -> None:
    a_signatory("Demo Arms")
    assert "We do this already" not in seen(client)


def test_who_did_not_agree_is_not_named(client: Client) -> None:
    a_signatory("Demo Arms", listed=False)
    assert names(seen(client)) == []


@pytest.mark.parametrize("end", ["withdrawn", "lapsed", "undone"])
def test_whoever_ended_is_gone(client: Client, end: str) -> None:
    signature = a_signatory("Demo Arms")
    sam = User.objects.create_user("sam@example.org", "Sam", officer_role="senior_officer")
    ends = {
        "withdrawn": lambda: onboarding.withdraw(signature, because="x", by=sam, at=NOW),
        "lapsed": lambda: onboarding.lapse(signature, at=NOW),
        "undone": lambda: onboarding.undo(signature, by=sam, at=NOW),
    }
    ends[end]()
    assert names(seen(client)) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?town=Leek", ["Demo Arms", "Demo Cats"]),
        ("?sector=transport", ["Demo Bus", "Demo Cats"]),
        ("?town=Leek&sector=transport", ["Demo Cats"]),
        ("?town=Nowhere", []),
        ("?town=%00&sector=%00", ["Demo Arms", "Demo Bus", "Demo Cats"]),
        ("?town=<script>&page=-3", []),
        (f"?page={'9' * 40}", ["Demo Arms", "Demo Bus", "Demo Cats"]),
    ],
)
def test_they_are_found_by_town_and_sector(client: Client, query: str, found: list[str]) -> None:
    a_signatory("Demo Arms")
    a_signatory("Demo Bus", town="Stone", sector="transport")
    a_signatory("Demo Cats", sector="transport")
    page = seen(client, query)
    assert names(page) == found
    assert "<script>" not in page.replace('<script type="module"', "")


def test_a_name_is_words_and_never_markup(client: Client) -> None:
    a_signatory("<img src=x onerror=alert(1)>", how="<b>bold</b>", town="<i>Leek</i>")
    page = seen(client)
    assert "<img src=x" not in page
    assert "<b>bold" not in page
    assert "<i>Leek" not in page


def test_nobody_is_named(client: Client) -> None:
    signature = a_signatory("Demo Arms")
    for kind in ContactKind:
        registering.set_contact(
            signature.organisation, kind, name="Alice Private", email="alice@private.example", at=NOW
        )
    assert "rivate" not in seen(client)


def test_many_are_told_page_by_page_with_few_statements(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(120):
        a_signatory(f"Demo {number:03}")
    with django_assert_max_num_queries(8):
        first = seen(client, "?town=Leek")
    assert first.count('<li class="signatory">') == 50
    assert "120 found" in first
    assert 'href="?town=Leek&amp;page=2"' in first
    assert seen(client, "?page=3").count('<li class="signatory">') == 20


def test_it_is_kept_for_five_minutes_and_sets_no_cookie(client: Client) -> None:
    response = client.get("/signatories")
    assert response["Cache-Control"] == "public, max-age=300"
    assert not response.cookies


def test_when_the_database_is_down_it_says_so_and_names_999(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(signatories, "_told", down)
    response = client.get("/signatories")
    page = response.content.decode()
    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    assert "We cannot show who signed right now" in page
    assert 'href="tel:999"' in page


def test_the_open_data_page_names_the_licence(client: Client) -> None:
    page = client.get("/data").content.decode()
    assert "Open Government Licence v3.0" in page
    assert "To be confirmed by the VRA" in page
    for address in ("/api/v1/places.csv", "/api/v1/places.geojson"):
        assert f'href="{address}"' in page
