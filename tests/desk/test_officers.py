"""Senior officers: inviting officers, lost second factors, suspending people."""

from __future__ import annotations

from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.test import Client

from backend.accounts.models import Letter, User
from backend.desk import officers
from backend.desk.deciding import NothingToDo
from tests.factories import OrganisationFactory

from .conftest import Member
from .steps import after, read, signed_in

pytestmark = pytest.mark.django_db

NORA = {"name": "Nora New", "email": "nora@example.org", "role": "officer"}
CERTAIN = {"is_certain": "on"}


def at(person: User, what: str = "") -> str:
    return f"/desk/people/{person.pk}/{what}"


def factors(person: User) -> int:
    return int(Authenticator.objects.filter(user=person).count())


def test_an_officer_is_invited_by_name(senior_desk: Client) -> None:
    told = after(senior_desk, "/desk/officers/invitations", **NORA)
    assert "Nora New is invited. A letter to nora@example.org says how to sign in." in told
    assert User.objects.get(email="nora@example.org").officer_role == "officer"
    letter = Letter.objects.get(to="nora@example.org")
    assert "Sam Senior (sam@example.org) invited you as officer of the VRA." in letter.body


def test_an_officer_is_not_invited_twice_but_may_become_senior(senior_desk: Client) -> None:
    after(senior_desk, "/desk/officers/invitations", **NORA)
    again = senior_desk.post("/desk/officers/invitations", NORA)
    assert again.status_code == 400
    assert "Nora New is an officer already. Nothing was sent." in read(again)
    assert Letter.objects.count() == 1
    after(senior_desk, "/desk/officers/invitations", **NORA | {"role": "senior_officer"})
    assert User.objects.get(email="nora@example.org").is_senior_officer


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "nora"}, "That is not an e-mail address."),
        ({"name": ""}, "Type their name"),
        ({"role": ""}, "Choose officer, senior officer or partner."),
        ({"role": "none"}, "Choose officer, senior officer or partner."),
    ],
)
def test_an_invitation_that_will_not_do_is_named(
    senior_desk: Client, change: dict[str, str], words: str
) -> None:
    response = senior_desk.post("/desk/officers/invitations", NORA | change)
    assert response.status_code == 400
    assert words in read(response)
    assert not Letter.objects.exists()


def test_a_lost_second_factor_is_reset_and_both_are_told(
    now: datetime, senior_desk: Client, olive: User
) -> None:
    lost = signed_in(olive)
    assert lost.get("/desk/").status_code == 200
    told = after(senior_desk, at(olive, "second-factor"), **CERTAIN)
    assert "The second factor of Olive Officer is reset. You are both told by e-mail." in told
    assert factors(olive) == 0
    assert lost.get("/desk/").status_code == 302
    assert sorted(Letter.objects.values_list("to", flat=True)) == ["olive@example.org", "sam@example.org"]
    told = after(senior_desk, at(olive, "second-factor"), **CERTAIN)
    assert "They have no second factor now, so there was nothing to reset." in told
    assert Letter.objects.count() == 2


def test_a_reset_asks_whether_it_is_them(now: datetime, senior_desk: Client, olive: User) -> None:
    signed_in(olive)
    response = senior_desk.post(at(olive, "second-factor"))
    assert response.status_code == 400
    assert "Speak to them first" in read(response)
    assert factors(olive) == 1


def test_nobody_does_it_to_themselves(senior_desk: Client, sam: User) -> None:
    assert "This is you. Another senior officer must" in read(senior_desk.get(at(sam)))
    told = after(senior_desk, at(sam, "second-factor"), **CERTAIN)
    assert "Another senior officer must do this. Nothing was changed." in told
    after(senior_desk, at(sam, "suspend"), **{"suspend-because": "x"})
    sam.refresh_from_db()
    assert sam.is_active
    assert factors(sam) == 1


def test_a_suspended_manager_is_out_and_can_be_let_in_again(
    now: datetime, senior_desk: Client, member: Member
) -> None:
    mary = member(OrganisationFactory.create(), "Mary Manager")
    her_phone = signed_in(mary, second_factor=False)
    assert her_phone.get("/api/v1/venues/mine").status_code == 200
    told = after(senior_desk, at(mary, "suspend"), **{"suspend-because": "She left."})
    assert "Mary Manager is suspended and signed out everywhere." in told
    assert her_phone.get("/api/v1/venues/mine").status_code in {401, 403}
    letter = Letter.objects.get(to="sam@example.org")
    assert letter.subject == "Mary Manager was suspended"
    assert "Sam Senior (sam@example.org) did this at the desk." in letter.body
    assert "Reason: She left." in letter.body
    assert "They were suspended already." in after(
        senior_desk, at(mary, "suspend"), **{"suspend-because": "x"}
    )
    assert "Mary Manager mary@example.org · no second factor · suspended" in read(
        senior_desk.get("/desk/officers/")
    )
    told = after(senior_desk, at(mary, "lift"), **{"lift-because": "She is back."})
    assert "Mary Manager may sign in again." in told
    mary.refresh_from_db()
    assert mary.is_active
    assert her_phone.get("/api/v1/venues/mine").status_code in {401, 403}
    assert "They are not suspended." in after(senior_desk, at(mary, "lift"), **{"lift-because": "x"})


@pytest.mark.parametrize("what", ["suspend", "lift"])
def test_both_need_a_reason(senior_desk: Client, olive: User, what: str) -> None:
    User.objects.filter(pk=olive.pk).update(is_active=what == "suspend")
    response = senior_desk.post(at(olive, what), {f"{what}-because": ""})
    assert response.status_code == 400
    assert "Type the reason" in read(response)


def test_of_two_who_suspend_each_other_one_is_left(now: datetime, sam: User) -> None:
    tess = User.objects.create_user("tess@example.org", "Tess", officer_role="senior_officer")
    officers.suspend(tess, because="x", by=sam, at=now)
    with pytest.raises(PermissionDenied, match="Another senior officer"):
        officers.suspend(sam, because="y", by=tess, at=now)
    sam.refresh_from_db()
    assert sam.is_active


def test_people_are_found_by_name_or_address(now: datetime, senior_desk: Client, member: Member) -> None:
    organisation = OrganisationFactory.create()
    member(organisation, "Mary Manager")
    member(organisation, "Stan Staff", role="staff")
    page = read(senior_desk.get("/desk/officers/?q=MARY@"))
    assert "Mary Manager" in page
    assert "Stan Staff" not in page
    assert "Nobody. Try part of a name or of an address." in read(senior_desk.get("/desk/officers/?q=zzz"))


def test_nothing_to_do_says_so(now: datetime, sam: User, olive: User) -> None:
    with pytest.raises(NothingToDo, match="They are not suspended"):
        officers.lift(olive, because="x", by=sam, at=now)
