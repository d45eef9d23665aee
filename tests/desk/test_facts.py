"""What the register says of an organisation, and whether the public may read that it signed."""

from __future__ import annotations

import pytest
from django.test import Client

from backend.venues.models import Organisation
from tests.factories import OrganisationFactory

from .steps import after, read

pytestmark = pytest.mark.django_db

TYPED = {"name": "Owl Taverns Ltd", "sector": "bar", "town": "Leek", "may_be_listed": "no"}


@pytest.fixture
def owl(db: None) -> Organisation:
    made: Organisation = OrganisationFactory.create(name="Owl Taverns", sector="pub")
    return made


def address(body: Organisation) -> str:
    return f"/desk/organisations/{body.pk}/facts"


def test_who_no_longer_wants_to_be_named_is_off_the_public_list(desk: Client, owl: Organisation) -> None:
    public = Client()
    assert "Owl Taverns" in read(public.get("/signatories"))
    assert "The register says this now." in after(desk, address(owl), **TYPED)
    owl.refresh_from_db()
    assert (owl.name, owl.sector, owl.town) == ("Owl Taverns Ltd", "bar", "Leek")
    assert "Owl Taverns" not in read(public.get("/signatories"))
    assert owl.charter_signed_on is not None
    after(desk, address(owl), **TYPED | {"may_be_listed": "yes"})
    assert "Owl Taverns Ltd" in read(public.get("/signatories"))


def test_a_name_that_another_has_is_refused_beside_it(desk: Client, owl: Organisation) -> None:
    OrganisationFactory.create(name="Owl Taverns Ltd")
    response = desk.post(address(owl), TYPED)
    assert response.status_code == 400
    assert "Organisation with this Name already exists." in read(response)
    owl.refresh_from_db()
    assert owl.name == "Owl Taverns"


def test_what_is_known_stands_in_the_form_and_an_old_sector_may_stay(desk: Client, owl: Organisation) -> None:
    page = desk.get(address(owl)).content.decode()
    assert 'value="Owl Taverns"' in page
    assert '<option value="pub" selected>pub</option>' in page


def test_who_never_signed_is_not_asked_about_the_list(desk: Client) -> None:
    body = OrganisationFactory.create(charter_signed_on=None)
    assert "May the public list" not in read(desk.get(address(body)))
    assert "The register says this now." in after(desk, address(body), name="New", sector="bar")
