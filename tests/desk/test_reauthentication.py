"""What hurts most asks who it is once more: a second factor within 15 minutes, then back to the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import get_resolver

from backend.accounts import second_factor
from backend.accounts.adapters import OFFICERS_STAY
from backend.accounts.models import User
from backend.charter import registering
from backend.charter.choices import ContactKind
from backend.charter.models import Export
from backend.desk.again import page_to_return_to
from backend.venues.models import Organisation
from tests.accounts.steps import add_totp, totp_code
from tests.factories import OrganisationFactory

from .steps import after, read, signed_in, with_second_factor
from .test_access import ROUTES, TABLE

pytestmark = pytest.mark.django_db

# Who has to have shown their second factor lately, and where. Whatever else asks for it belongs here.
LATELY = {"withdrawal", "reset_second_factor", "take_export", "coverage_export", "impact_export"}


@pytest.fixture
def secret(now: datetime, sam: User) -> str:
    return add_totp(sam)


@pytest.fixture
def signatory(db: None) -> Organisation:
    made: Organisation = OrganisationFactory.create(name="Owl Taverns")
    return made


@pytest.fixture
def later(secret: str, sam: User, now: datetime) -> Iterator[Client]:
    """Sam's browser, 16 minutes after the second factor was last shown in it."""
    client = signed_in(sam)
    session = client.session
    session.set_expiry(OFFICERS_STAY)
    session.save()
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        yield client


def withdrawal(signatory: Organisation) -> str:
    return f"/desk/organisations/{signatory.pk}/withdrawal"


def test_within_fifteen_minutes_nobody_asks(
    secret: str, sam: User, now: datetime, signatory: Organisation
) -> None:
    client = signed_in(sam)
    with time_machine.travel(now + timedelta(minutes=14), tick=False):
        assert client.get(withdrawal(signatory)).status_code == 200


def test_after_that_the_page_of_the_form_asks_first_and_then_is_there(
    later: Client, secret: str, signatory: Organisation
) -> None:
    asked = later.get(withdrawal(signatory))
    assert asked["Location"] == f"/desk/again?next={withdrawal(signatory)}"
    page = later.get(asked["Location"])
    assert "Show that it is you" in read(page)
    assert f'name="next" value="{withdrawal(signatory)}"' in page.content.decode()
    shown = later.post("/desk/again", {"next": withdrawal(signatory), "code": totp_code(secret)})
    assert shown["Location"] == withdrawal(signatory)
    assert "Withdraw the signature of Owl Taverns" in read(later.get(shown["Location"]))


def test_what_was_typed_comes_back_and_is_not_sent_for_them(
    later: Client, secret: str, signatory: Organisation
) -> None:
    long = "They asked to leave. " * 20
    late = later.post(withdrawal(signatory), {"because": long.strip(), "read": ""})
    assert late["Location"] == f"/desk/again?next={withdrawal(signatory)}"
    assert signatory.signatures.get().standing == "current"
    told = after(later, "/desk/again", next=withdrawal(signatory), code=totp_code(secret))
    assert long.strip() in told
    assert signatory.signatures.get().standing == "current"
    assert long.strip() not in read(later.get(withdrawal(signatory)))


def test_a_letter_that_was_changed_comes_back_as_it_was(
    later: Client, secret: str, signatory: Organisation, now: datetime
) -> None:
    registering.set_contact(signatory, ContactKind.CHAMPION, name="Cher", email="c@example.org", at=now)
    typed = {"because": "They left.", "letter-subject": "Bye", "letter-body": "In our words.", "read": ""}
    later.post(withdrawal(signatory), typed)
    told = later.post("/desk/again", {"next": withdrawal(signatory), "code": totp_code(secret)}, follow=True)
    body = told.content.decode()
    for kept in ('name="because" value="They left."', 'value="Bye"', ">\nIn our words.</textarea>"):
        assert kept in body
    assert signatory.signatures.get().standing == "current"


EXPORTS = {
    "/desk/exports/": ("/desk/exports/files", {"what": "checks-xlsx"}, ['value="checks-xlsx"']),
    "/desk/coverage/?kind=safe_space&hours=all": (
        "/desk/coverage/export",
        {"kind": "safe_space", "hours": "all", "show": "", "format": "xlsx"},
        ['value="xlsx"', 'value="safe_space" selected', 'value="all" selected'],
    ),
    "/desk/impact/?kind=water": (
        "/desk/impact/export",
        {"year": "2026", "kind": "water", "format": "xlsx"},
        ['value="xlsx"', 'value="water" selected'],
    ),
}


@pytest.mark.parametrize("is_refused_before", [False, True])
@pytest.mark.parametrize("page", EXPORTS)
def test_what_was_typed_to_take_a_file_comes_back_on_its_page(
    later: Client, secret: str, page: str, is_refused_before: bool
) -> None:
    """A form that was refused stands at an address of its own, to which nobody can go back."""
    address, typed, chosen = EXPORTS[page]
    stood_at = address if is_refused_before else page
    why = {"because": "For the board"}
    asked = later.post(address, typed | why, headers={"Referer": f"http://testserver{stood_at}"})
    wanted = parse_qs(urlsplit(asked["Location"]).query)["next"][0]
    assert wanted == (page.partition("?")[0] if is_refused_before else page)
    told = later.post("/desk/again", {"next": wanted, "code": totp_code(secret)}, follow=True)
    body = told.content.decode()
    assert told.status_code == 200
    assert 'value="For the board"' in body
    assert [each for each in chosen if each not in body] == []
    ticked = re.findall(r'<input type="radio" name="(?:what|format)" value="([^"]+)"[^>]* checked', body)
    assert ticked == [typed.get("what") or typed["format"]]
    assert not Export.objects.exists()


def test_a_code_is_used_once_and_a_wrong_one_is_counted(later: Client, secret: str, sam: User) -> None:
    code = totp_code(secret)
    wrong = later.post("/desk/again", {"next": "/desk/", "code": "000000"})
    assert wrong.status_code == 400
    assert "That is not right, or was used already." in read(wrong)
    sam.refresh_from_db()
    assert sam.second_factor_tries == 1
    assert later.post("/desk/again", {"next": "/desk/", "code": code}).status_code == 302
    sam.refresh_from_db()
    assert sam.second_factor_tries == 1
    again = later.post("/desk/again", {"next": "/desk/", "code": code})
    assert again.status_code == 400


def test_a_code_may_have_gaps_and_a_recovery_code_will_do_once(
    later: Client, secret: str, sam: User, signatory: Organisation
) -> None:
    recovery = RecoveryCodes.activate(sam).generate_codes()[0]
    typed = {"next": withdrawal(signatory), "code": f" {recovery[:4]} {recovery[4:]} "}
    assert later.post("/desk/again", typed).status_code == 302
    assert later.get(withdrawal(signatory)).status_code == 200
    assert later.post("/desk/again", typed).status_code == 400


def test_guesses_end_with_the_day_whatever_each_process_counts(
    later: Client, secret: str, sam: User, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    for _ in range(second_factor.GUESSES_A_DAY):
        assert later.post("/desk/again", {"code": "000000"}).status_code == 400
    right = later.post("/desk/again", {"code": totp_code(secret)})
    assert right.status_code == 400
    assert "Too many tries." in read(right)


def test_somebody_elses_code_is_none(later: Client, olive: User) -> None:
    theirs = add_totp(olive)
    assert later.post("/desk/again", {"code": totp_code(theirs)}).status_code == 400


@pytest.mark.parametrize("typed", ["", "   ", "x" * 21, "\x00", "٣٤٥٦٧٨"])
def test_nonsense_is_refused_in_words(later: Client, typed: str) -> None:
    refused = later.post("/desk/again", {"code": typed})
    assert refused.status_code == 400
    assert 'class="error"' in refused.content.decode()


def test_whoever_has_a_passkey_is_led_to_where_it_can_be_used(later: Client, sam: User) -> None:
    Authenticator.objects.create(user=sam, type="webauthn", data={"name": "Phone"})
    page = later.get("/desk/again", {"next": "/desk/officers/"}).content.decode()
    assert 'href="/venue?again=1&amp;next=/desk/officers/">Use your passkey</a>' in page
    assert "Code from your authenticator app" in page
    Authenticator.objects.filter(user=sam, type="totp").delete()
    Authenticator.objects.filter(user=sam, type="recovery_codes").delete()


def test_a_proof_by_e_mail_is_not_enough(later: Client, sam: User, signatory: Organisation) -> None:
    session = later.session
    session["account_authentication_methods"] = [
        *session["account_authentication_methods"],
        {"method": "code", "at": datetime.now().astimezone().timestamp(), "email": sam.email},
    ]
    session.save()
    assert later.get(withdrawal(signatory)).status_code == 302


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/desk/officers/", "/desk/officers/"),
        ("/desk/organisations/?q=a%26b&page=2", "/desk/organisations/?q=a%26b&page=2"),
        ("", "/desk/"),
        ("/venue", "/desk/"),
        ("//evil.example/desk/", "/desk/"),
        ("https://evil.example/desk/", "/desk/"),
        ("/desk//evil.example", "/desk/"),
        ("/desk/../venue", "/desk/"),
        ("/desk/\\evil.example", "/desk/"),
        ("/desk/nowhere", "/desk/"),
        ("/desk/\nofficers/", "/desk/"),
        ("/desk/officers/\r\nSet-Cookie: a=b", "/desk/"),
        ("/desk/organisations/?q=" + "x" * 600, "/desk/"),
        ("javascript:alert(1)", "/desk/"),
    ],
)
def test_one_comes_back_to_pages_of_the_desk_alone(wanted: str, goes_to: str) -> None:
    assert page_to_return_to(wanted) == goes_to


def test_a_lost_second_factor_is_reset_only_by_who_showed_their_own_lately(
    later: Client, secret: str, olive: User
) -> None:
    with_second_factor(olive)
    address = f"/desk/people/{olive.pk}/second-factor"
    assert later.get(address)["Location"].startswith("/desk/again?next=")
    assert later.post(address, {"is_certain": "on"})["Location"].startswith("/desk/again?next=")
    assert Authenticator.objects.filter(user=olive).exists()
    after(later, "/desk/again", next=address, code=totp_code(secret))
    assert "is reset" in after(later, address, is_certain="on")
    assert not Authenticator.objects.filter(user=olive).exists()


def test_who_is_asked_for_fresh_proof(later: Client, signatory: Organisation, olive: User) -> None:
    """The whole desk, 16 minutes later: those addresses that hurt most ask, and no other does."""
    asking = set()
    for name, (methods, pk) in _addresses(signatory, olive).items():
        answer = later.generic(methods[0], pk)
        if answer.status_code == 302 and urlsplit(answer["Location"]).path == "/desk/again":
            assert parse_qs(urlsplit(answer["Location"]).query)["next"]
            asking.add(name)
    assert asking == LATELY


def _addresses(signatory: Organisation, olive: User) -> dict[str, tuple[list[str], str]]:
    numbers = {"organisations": signatory.pk, "people": olive.pk}
    found = {}
    for name, route in ROUTES.items():
        if name == "sign_out":
            continue
        pk = str(numbers.get(route.split("/")[0], 1))
        address = "/desk/" + route.replace("<int:pk>", pk).replace("<slug:slug>", "x").replace(
            "<slug:key>", "x"
        )
        found[name] = (TABLE[name][0].split(), address.replace("<uuid:public_id>", "0" * 32))
    return found


def test_the_page_that_asks_is_for_who_sits_at_the_desk(olive: User, now: datetime) -> None:
    assert get_resolver().resolve("/desk/again").url_name == "again"
    assert Client().get("/desk/again").status_code == 302
    assert signed_in(User.objects.create_user("m@example.org")).get("/desk/again").status_code == 404
    assert signed_in(olive, second_factor=False).get("/desk/again").status_code == 403
