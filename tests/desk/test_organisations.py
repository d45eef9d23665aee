"""Organisations: finding them, inviting people, ending memberships, revoking devices."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import Letter, User
from backend.venues.models import Device, Membership, Organisation, Venue
from tests.factories import OrganisationFactory, VenueFactory, a_place

from .conftest import Member
from .steps import after, read, signed_in

pytestmark = pytest.mark.django_db

MARY = {"name": "Mary Manager", "email": "mary@example.org", "role": "manager", "scope": "all"}


@pytest.fixture
def venue(now: datetime) -> Venue:
    venue = a_place(now, name="The Demo Arms")
    VenueFactory.create(name="The Demo Legs", organisation=venue.organisation)
    return venue


@pytest.fixture
def organisation(venue: Venue) -> Organisation:
    assert venue.organisation is not None
    return venue.organisation


def members(organisation: Organisation) -> str:
    return f"/desk/organisations/{organisation.pk}/members"


# --- Finding ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("", ["Nightjar Clubs", "Owl Taverns"]),
        ("nightjar", ["Nightjar Clubs"]),
        ("LEEK", ["Owl Taverns"]),
        ("demo perch", ["Owl Taverns"]),
        ("  owl ", ["Owl Taverns"]),
        ("%", []),
        ("x" * 81, ["Nightjar Clubs", "Owl Taverns"]),
        ("\x00", ["Nightjar Clubs", "Owl Taverns"]),
    ],
)
def test_it_is_found_by_its_name_a_town_or_a_venue(desk: Client, q: str, found: list[str]) -> None:
    VenueFactory.create(name="Demo Nest", town="Stone", organisation__name="Nightjar Clubs")
    owl = OrganisationFactory.create(name="Owl Taverns")
    VenueFactory.create(name="Demo Perch", town="Leek", organisation=owl)
    VenueFactory.create(name="Demo Hollow", town="Leek", organisation=owl)
    page = read(desk.get("/desk/organisations/", {"q": q}))
    assert [name for name in ("Nightjar Clubs", "Owl Taverns") if name in page] == found


def test_the_list_counts_venues_and_managers(
    desk: Client, organisation: Organisation, member: Member
) -> None:
    assert f"{organisation} 2 venues, no manager yet" in read(desk.get("/desk/organisations/"))
    for name in ("Alice Example", "Mary Manager"):
        member(organisation, name)
    member(organisation, "Stan Staff", role="staff")
    assert f"{organisation} 2 venues, 2 managers" in read(desk.get("/desk/organisations/?q=demo"))


def test_many_stand_on_several_pages_in_few_statements(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(60):
        OrganisationFactory.create(name=f"Organisation {n:02}")
    with django_assert_max_num_queries(12):
        first = read(desk.get("/desk/organisations/"))
    second = read(desk.get("/desk/organisations/?q=&page=2"))
    assert "Organisation 49" in first
    assert "Organisation 50" not in first
    assert "Organisation 50" in second


def test_its_page_takes_as_many_statements_however_large_it_is(
    desk: Client,
    organisation: Organisation,
    member: Member,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(10):
        VenueFactory.create(organisation=organisation)
        member(organisation, f"Manager{n} Example")
        Device.objects.create(
            organisation=organisation,
            name=f"Tablet {n}",
            token_hash=bytes([n]),
            paired_at="2026-11-21T00:00Z",
        )
    with django_assert_max_num_queries(24):
        assert "Tablet 9" in read(desk.get(f"/desk/organisations/{organisation.pk}/"))


# --- Inviting -----------------------------------------------------------------------------------------------


def test_a_manager_is_invited_and_gets_a_letter(
    desk: Client, olive: User, organisation: Organisation
) -> None:
    told = after(desk, members(organisation), **MARY)
    assert "Mary Manager is invited as manager. A letter to mary@example.org says how." in told
    assert "Manager of all venues · mary@example.org · invited Sun 22 Nov, 01:30, not yet here" in told
    membership = Membership.objects.get()
    assert (membership.role, membership.invited_by) == ("manager", olive)
    letter = Letter.objects.get(to="mary@example.org")
    assert f"Olive Officer (olive@example.org) invited you as manager of {organisation}." in letter.body


def test_staff_of_some_venues_are_invited(desk: Client, organisation: Organisation, venue: Venue) -> None:
    typed = MARY | {"role": "staff", "scope": "some", "venues": [venue.slug]}
    assert "Staff of The Demo Arms ·" in after(desk, members(organisation), **typed)
    assert list(Membership.objects.get().venues.all()) == [venue]


def test_ticked_venues_do_not_count_when_it_is_for_all(
    desk: Client, organisation: Organisation, venue: Venue
) -> None:
    after(desk, members(organisation), **MARY, venues=[venue.slug])
    assert not Membership.objects.get().venues.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": ""}, "Type their e-mail address, like alice@example.org."),
        ({"email": "mary"}, "That is not an e-mail address."),
        ({"email": "mary@example.org\r\nBcc: x@example.org"}, "That is not an e-mail address."),
        ({"name": ""}, "Type their name, as colleagues call them."),
        ({"name": "M" * 81}, "Use at most 80 letters for the name."),
        ({"name": "M\u202eary"}, "Leave out control and invisible characters"),
        ({"role": ""}, "Choose manager or staff."),
        ({"role": "officer"}, "Choose manager or staff."),
        ({"scope": "some"}, "Tick at least one venue, or choose all of them."),
        ({"scope": "some", "venues": ["somebody-elses"]}, "Tick venues of this organisation."),
    ],
)
def test_what_will_not_do_is_named_and_stays_typed(
    desk: Client, organisation: Organisation, change: dict[str, object], words: str
) -> None:
    VenueFactory.create(slug="somebody-elses")
    response = desk.post(members(organisation), MARY | change)
    assert response.status_code == 400
    assert words in read(response)
    for key in {"name", "email"} - set(change):
        assert f'value="{MARY[key]}"' in response.content.decode()
    assert not Membership.objects.exists()
    assert not Letter.objects.exists()


def test_whoever_is_a_member_already_is_not_invited_twice(desk: Client, organisation: Organisation) -> None:
    after(desk, members(organisation), **MARY)
    again = desk.post(members(organisation), MARY)
    assert again.status_code == 400
    assert "This person is a member already, so nothing was sent." in read(again)
    assert Membership.objects.count() == Letter.objects.count() == 1


def test_a_suspended_person_is_not_invited(desk: Client, organisation: Organisation) -> None:
    user = User.objects.create_user("mary@example.org")
    User.objects.filter(pk=user.pk).update(is_active=False)
    refused = desk.post(members(organisation), MARY)
    assert "This person is suspended. Ask a senior officer of the VRA." in read(refused)


# --- Ending -------------------------------------------------------------------------------------------------


def test_an_ended_membership_ends_sessions_and_is_ended_once(
    desk: Client, organisation: Organisation, member: Member
) -> None:
    mary = signed_in(member(organisation, "Mary Manager"))
    assert mary.get("/api/v1/venues/mine").status_code == 200
    membership = Membership.objects.get()
    told = after(desk, f"/desk/memberships/{membership.pk}/end")
    assert "The membership of Mary Manager has ended. They are signed out everywhere." in told
    assert mary.get("/api/v1/venues/mine").status_code in {401, 403}
    ended_at = Membership.objects.get().ended_at
    told = after(desk, f"/desk/memberships/{membership.pk}/end")
    assert "This membership had ended already. Nothing was changed now." in told
    assert Membership.objects.get().ended_at == ended_at


def test_a_revoked_device_is_revoked_once(
    desk: Client, olive: User, organisation: Organisation, now: datetime
) -> None:
    device = Device.objects.create(
        organisation=organisation, name="Bar tablet", token_hash=b"1", paired_at=now
    )
    told = after(desk, f"/desk/devices/{device.public_id}/revoke")
    assert "Bar tablet is revoked. It can report no more." in told
    device.refresh_from_db()
    assert (device.revoked_at, device.revoked_by) == (now, olive)
    told = after(desk, f"/desk/devices/{device.public_id}/revoke")
    assert "This device had been revoked already. Nothing was changed now." in told
