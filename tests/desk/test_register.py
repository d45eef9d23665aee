"""The register: finding, filtering, ordering, and the searches that an officer keeps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import User
from backend.charter import laying, onboarding
from backend.charter.models import Application, Contact, SavedView, Signature, Training
from backend.desk import register
from backend.desk.register import Asked
from backend.venues.models import Organisation, Venue
from tests.factories import OrganisationFactory, VenueFactory

from .steps import after, read, signed_in

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
ADDRESS = "/desk/organisations/"


def signed(name: str, *, due_on: date = TODAY + timedelta(days=200), **facts: Any) -> Organisation:
    made = OrganisationFactory.create(name=name, charter_signed_on=date(2026, 1, 5), **facts)
    Signature.objects.filter(organisation=made).update(review_due_on=due_on)
    return made


def champion(organisation: Organisation, at: datetime, **facts: Any) -> Contact:
    return Contact.objects.create(
        organisation=organisation, kind="champion", name="Cher Champion", made_at=at, **facts
    )


@pytest.fixture
def town(now: datetime, sam: User) -> None:
    """One of everything that a filter tells apart."""
    owl = signed("Owl Taverns", town="Leek", postcode="ST13 5HR", sector="bar")
    VenueFactory.create(name="Demo Perch", town="Stone", organisation=owl, kind="charter_venue")
    champion(owl, now)
    Training.objects.create(
        organisation=owl, course="Vulnerability", people=4, held_on=date(2026, 2, 1), made_at=now
    )
    soon = signed("Soon Hotel", due_on=TODAY + timedelta(days=60), sector="hotel")
    champion(soon, now, ended_at=now)
    late = signed("Late Club", due_on=TODAY - timedelta(days=1), sector="night_club")
    Training.objects.create(
        organisation=late, course="Old", people=1, held_on=date(2025, 1, 1), expires_on=TODAY, made_at=now
    )
    lapsed = signed("Lapsed Shop")
    onboarding.lapse(lapsed.signatures.get(), at=now)
    gone = signed("Gone Cafe")
    onboarding.withdraw(gone.signatures.get(), because="x", by=sam, at=now)
    never = OrganisationFactory.create(name="Never Church", charter_signed_on=None)
    VenueFactory.create(name="Demo Nave", town="Leek", organisation=never, kind="safe_space")


NAMES = ["Gone Cafe", "Lapsed Shop", "Late Club", "Never Church", "Owl Taverns", "Soon Hotel"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, NAMES),
        ({"q": "tavern"}, ["Owl Taverns"]),
        ({"q": "perch"}, ["Owl Taverns"]),
        ({"q": "leek"}, ["Never Church", "Owl Taverns"]),
        ({"q": "st135hr"}, ["Owl Taverns"]),
        ({"q": "ST13"}, ["Owl Taverns"]),
        ({"q": "%"}, []),
        ({"q": "_"}, []),
        ({"standing": "current"}, ["Late Club", "Owl Taverns", "Soon Hotel"]),
        ({"standing": "lapsed"}, ["Lapsed Shop"]),
        ({"standing": "withdrawn"}, ["Gone Cafe"]),
        ({"standing": "never"}, ["Never Church"]),
        ({"standing": "nonsense"}, NAMES),
        ({"sector": "hotel"}, ["Soon Hotel"]),
        ({"town": "Leek"}, ["Never Church", "Owl Taverns"]),
        ({"due": "soon"}, ["Soon Hotel"]),
        ({"due": "overdue"}, ["Late Club"]),
        ({"champion": "1"}, [name for name in NAMES if name != "Owl Taverns"]),
        ({"training": "1", "standing": "current"}, ["Soon Hotel"]),
        ({"safe_space": "1"}, ["Never Church"]),
        ({"q": "leek", "standing": "current"}, ["Owl Taverns"]),
        ({"order": "due", "standing": "current"}, ["Late Club", "Soon Hotel", "Owl Taverns"]),
    ],
)
def test_who_is_found(desk: Client, town: None, asked: dict[str, str], found: list[str]) -> None:
    page = desk.get(ADDRESS, asked).content.decode()
    at = {name: page.find(f">{name}</a>") for name in NAMES}
    assert [name for name in sorted(NAMES, key=lambda name: at[name]) if at[name] >= 0] == found


def test_it_is_found_by_the_reference_of_its_application_but_not_by_a_partner(
    desk: Client, town: None, now: datetime
) -> None:
    owl = Organisation.objects.get(name="Owl Taverns")
    an_application(owl, now)
    assert "Owl Taverns" in read(desk.get(ADDRESS, {"q": "ch-2345"}))
    partner = signed_in(User.objects.create_user("p@example.org", "P", officer_role="partner"))
    assert "Owl Taverns" not in read(partner.get(ADDRESS, {"q": "ch-2345"}))


def an_application(organisation: Organisation, at: datetime) -> Application:
    version = organisation.signatures.get().version
    return Application.objects.create(
        reference="CH-2345",
        version=version,
        form_key="k",
        organisation_name=organisation.name,
        sector="bar",
        signatory_name="S",
        signatory_email="s@example.org",
        may_be_listed=True,
        submitted_at=at,
        confirmed_at=at,
        changed_at=at,
        organisation=organisation,
    )


def test_each_standing_is_counted_and_leads_to_its_own(desk: Client, town: None) -> None:
    assert register.counts() == {"current": 3, "lapsed": 1, "withdrawn": 1, "never": 1}
    page = desk.get(ADDRESS)
    assert "3 Current 1 Lapsed 1 Withdrawn 1 Never signed" in read(page)
    assert 'href="/desk/organisations/?standing=lapsed"' in page.content.decode()


def test_whoever_signed_again_counts_as_current_alone(town: None, now: datetime) -> None:
    for name in ("Gone Cafe", "Lapsed Shop"):
        again = Organisation.objects.get(name=name)
        version = again.signatures.get().version
        onboarding.put_signature(
            again, version=version, signed_on=TODAY, may_be_listed=True, promised={}, at=now, by=None
        )
    assert register.counts() == {"current": 5, "lapsed": 0, "withdrawn": 0, "never": 1}


def test_a_row_says_how_it_stands(desk: Client, town: None) -> None:
    told = read(desk.get(ADDRESS))
    assert (
        "Late Club 0 venues, no manager yet · Night club Current signed 5 January 2026, version 1"
        " · review due 21 November 2026 · overdue" in told
    )
    assert "Never Church 1 venue, no manager yet Never signed" in told


def test_as_many_statements_with_many_rows_as_with_few(desk: Client, town: None, now: datetime) -> None:
    asked = {"q": "o", "order": "due", "champion": "1", "training": "1", "page": "1"}
    few = _statements(desk, {}), _statements(desk, asked)
    laying.lay(at=now)
    for number in range(120):
        made = OrganisationFactory.create(name=f"Org {number:03}", town=f"Town {number % 7}")
        Venue.objects.bulk_create(
            Venue(
                name=f"V {number} {each}",
                kind="safe_space",
                slug=f"v-{number}-{each}",
                address="1 Example Street",
                town="Hanley",
                organisation=made,
            )
            for each in range(4)
        )
    many = _statements(desk, {}), _statements(desk, asked)
    assert many == few
    assert max(many) < 25


def _statements(desk: Client, asked: dict[str, str]) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert desk.get(ADDRESS, asked).status_code == 200
    return len(caught)


def test_the_second_page_keeps_the_search(desk: Client) -> None:
    for number in range(60):
        OrganisationFactory.create(name=f"Org {number:03}", sector="bar")
    first = desk.get(ADDRESS, {"sector": "bar"})
    assert "60 found." in read(first)
    assert 'href="?sector=bar&amp;page=2"' in first.content.decode()
    assert "Org 059" in read(desk.get(ADDRESS, {"sector": "bar", "page": "2"}))
    assert "Org 059" in read(desk.get(ADDRESS, {"sector": "bar", "page": "99"}))
    assert "Org 000" in read(desk.get(ADDRESS, {"page": "x"}))


# --- Kept searches ------------------------------------------------------------------------------------------


def test_a_search_is_kept_under_a_name_and_found_again(desk: Client, town: None, olive: User) -> None:
    told = after(desk, "/desk/views", name="Late ones", query="due=overdue&order=due&page=7&evil=1")
    assert "The search is kept as “Late ones”." in told
    assert "Late Club" in told
    assert "Owl Taverns" not in told
    view = SavedView.objects.get()
    assert (view.owner, view.query) == (olive, "due=overdue&order=due")
    assert b'href="/desk/organisations/?due=overdue&amp;order=due">Late ones</a>' in desk.get(ADDRESS).content


def test_it_is_theirs_alone(desk: Client, senior_desk: Client, olive: User, sam: User) -> None:
    after(desk, "/desk/views", name="Mine", query="q=x")
    pk = SavedView.objects.get().pk
    assert "Mine" not in read(senior_desk.get(ADDRESS))
    assert senior_desk.post(f"/desk/views/{pk}/delete").status_code == 404
    after(senior_desk, "/desk/views", name="Mine", query="q=y")
    assert SavedView.objects.count() == 2
    assert "The saved search “Mine” is deleted." in after(desk, f"/desk/views/{pk}/delete")
    assert SavedView.objects.get().owner == sam


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Type a name by which you find this search again."),
        ("Mine", "You have a saved search of this name. Type another name."),
        ("x" * 61, "Use at most 60 letters for the name."),
        ("a\u202eb", "Leave out control and invisible characters"),
    ],
)
def test_a_name_that_will_not_do_is_named(desk: Client, name: str, words: str) -> None:
    after(desk, "/desk/views", name="Mine", query="q=x")
    refused = desk.post("/desk/views", {"name": name, "query": "q=y"})
    assert refused.status_code == 400
    assert words in read(refused)
    assert SavedView.objects.count() == 1


def test_there_are_no_more_than_a_page_shows(desk: Client, olive: User, now: datetime) -> None:
    SavedView.objects.bulk_create(
        SavedView(owner=olive, name=f"{n}", query="", made_at=now) for n in range(30)
    )
    refused = desk.post("/desk/views", {"name": "One more", "query": "q=y"})
    assert "Delete one first." in read(refused)
    assert SavedView.objects.count() == 30


def test_a_search_goes_there_and_back() -> None:
    asked = Asked(q="a & b", standing="lapsed", champion="1")
    assert asked.query == "q=a+%26+b&standing=lapsed&champion=1"
    assert Asked().query == ""
    assert Asked(order="name").query == ""
