"""To apply for the Charter without script and without a cookie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from backend.callers import Applications, CharterCodes
from backend.charter import applying, assessing, versions
from backend.charter.models import Application, CharterVersion
from tests import people

from .applicant import ANSWERS, Applicant, Sheet, code_to, status_code_to
from .conftest import NOW

pytestmark = pytest.mark.django_db

EMAIL = "ann@lantern.example.org"
Later = Callable[..., None]


@pytest.fixture(autouse=True)
def version() -> CharterVersion:
    return versions.lay_first()


@pytest.fixture
def later() -> Iterator[Later]:
    """Time goes by from `NOW`."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield lambda **by: clock.shift(timedelta(**by))


@pytest.fixture
def ann() -> Applicant:
    return Applicant()


@pytest.fixture
def sent(ann: Applicant, later: Later) -> Sheet:
    """The page that asks for the code."""
    check = ann.fill()
    later(seconds=60)
    return ann.press(check, "send")


def test_the_first_page_says_what_is_promised_and_that_its_wording_is_to_come(client: Client) -> None:
    page = client.get("/charter").content.decode()
    assert page.count("<li><strong>") == 6
    assert "Wording to be supplied by the VRA." in page
    assert "<title>Apply – Safer Places Charter – Open Tonight</title>" in page


def test_the_whole_of_it_is_kept_as_it_was_typed(sent: Sheet) -> None:
    made = Application.objects.get()
    assert (made.organisation_name, made.postcode, made.signatory_email) == (
        "Lantern Bars Ltd",
        "ST1 3AA",
        EMAIL,
    )
    assert (made.champion_name, made.may_be_listed, made.state) == ("Bo Example", True, "submitted")
    assert list(made.premises.values_list("name", "is_open_at_night")) == [("The Lantern", True)]
    assert [answer.how for answer in made.answers.all()] == [f"We do it, {n}." for n in range(1, 7)]
    assert EMAIL in sent.text


def test_with_the_code_it_is_confirmed_and_has_a_number(ann: Applicant, sent: Sheet) -> None:
    done = ann.press(sent, "confirm", {"code": code_to(EMAIL)})
    made = Application.objects.seen_by_officers().get()
    assert "We have your application" in done.text
    assert made.reference in done.text


def test_no_page_is_for_a_shared_cache_and_each_may_be_gone_back_to(ann: Applicant) -> None:
    answer = ann.client.post("/charter/apply", {"go": "to organisation"})
    assert answer["Cache-Control"] == "private, no-cache"
    for path in ("/charter/status",):
        assert ann.client.get(path)["Cache-Control"] == "no-store"


def test_back_carries_what_was_typed_unchecked(ann: Applicant) -> None:
    signatory = ann.press(ann.press(ann.begin(), "on", ANSWERS["organisation"]), "on")
    before = ann.press(signatory, "back", {"signatory_email": "not yet"})
    assert before.page == "premises"
    assert ann.press(before, "on").fields["signatory_email"] == "not yet"


def test_a_wrong_answer_is_said_above_and_beside_and_in_the_title(ann: Applicant) -> None:
    sheet = ann.press(
        ann.begin(), "on", ANSWERS["organisation"] | {"organisation_name": "", "postcode": "ST1"}
    )
    assert sheet.status == 400
    assert sheet.title.startswith("Error: Your organisation")
    assert sheet.faults == [
        "Type the name of your organisation.",
        "That is not a whole postcode. Type it like ST1 1AA, or leave it empty.",
    ]
    for name in ("organisation_name", "postcode"):
        assert f'<a href="#{name}">' in sheet.text
        assert f'id="{name}"' in sheet.text
    assert sheet.fields["town"] == "Hanley"


@pytest.mark.parametrize(
    ("page", "name", "value", "says"),
    [
        ("organisation", "sector", "", "Choose what your organisation is."),
        ("organisation", "sector", "castle", "Choose one of the list."),
        ("organisation", "website", "javascript:alert(1)", "Type the website’s address"),
        ("place-0", "place-0-night", "", "Choose yes if people can walk in at night"),
        ("signatory", "signatory_email", "ann@", "That is not an e-mail address."),
        ("signatory", "signatory_email", "", "Type the e-mail address of the person who signs"),
        ("signatory", "signatory_phone", "ring me", "Type the number in digits"),
        ("champion", "champion_name", "", "Type the champion’s name, or leave all three empty."),
        ("commitment-2", "commitment-2-met", "", "Choose whether you do this already, or will."),
        ("commitment-2", "commitment-2-how", "a" * 501, "Use at most 500 characters."),
        ("listing", "may_be_listed", "", "Choose yes or no."),
    ],
)
def test_what_will_not_do_is_refused_with_what_to_do(
    ann: Applicant, page: str, name: str, value: str, says: str
) -> None:
    check = ann.fill()
    there = ann.press(check, f"to {page}")
    sheet = ann.press(there, "on", {name: value})
    assert sheet.page == page
    assert says in " ".join(sheet.faults)
    assert sheet.fields.get(name, "") == value or name == "sector" or not value


def test_whoever_will_do_it_says_how(ann: Applicant) -> None:
    there = ann.press(ann.fill(), "to commitment-3")
    sheet = ann.press(there, "on", {"commitment-3-met": "will_be_met", "commitment-3-how": ""})
    assert sheet.faults == ["Say in a sentence what you will do, and by when."]


def test_several_lines_are_kept_as_one(ann: Applicant, later: Later) -> None:
    there = ann.press(ann.fill(), "to commitment-1")
    check = ann.press(there, "on", {"commitment-1-how": "One.\r\nTwo."})
    later(seconds=60)
    ann.press(check, "send")
    assert Application.objects.get().answers.all()[0].how == "One. Two."


def test_a_change_leads_back_to_the_answers(ann: Applicant) -> None:
    there = ann.press(ann.fill(), "to champion")
    assert ann.press(there, "on", {"champion_name": "Cy"}).page == "check"


def test_places_are_added_changed_and_taken_out(ann: Applicant) -> None:
    second = {name.replace("-0-", "-1-"): value for name, value in ANSWERS["place-0"].items()}
    second["place-1-name"] = "The Second"
    check = ann.fill(ANSWERS | {"place-1": second})
    places = ann.press(check, "to premises")
    assert {"add", "remove 0", "remove 1", "to place-0", "to place-1"} <= set(places.buttons)
    left = ann.press(places, "remove 0")
    assert "The Lantern" not in left.text
    assert left.fields["place-0-name"] == "The Second"
    assert "place-1-name" not in left.fields


def test_twenty_places_are_the_most(ann: Applicant) -> None:
    many = {
        f"place-{n}": {name.replace("-0-", f"-{n}-"): value for name, value in ANSWERS["place-0"].items()}
        for n in range(20)
    }
    places = ann.press(ann.fill(ANSWERS | many), "to premises")
    assert "add" not in places.buttons
    assert ann.press(places, "add").page == "premises"


def test_an_organisation_may_have_no_place_and_no_champion(ann: Applicant, later: Later) -> None:
    few = {page: said for page, said in ANSWERS.items() if page not in ("place-0", "champion")}
    check = ann.fill(few)
    later(seconds=60)
    ann.press(check, "send")
    made = Application.objects.get()
    assert (made.premises.count(), made.champion_name) == (0, "")


def test_a_place_without_an_answer_is_finished_or_removed_first(ann: Applicant) -> None:
    places = ann.press(ann.begin(), "on", ANSWERS["organisation"])
    half = ann.press(ann.press(places, "add"), "back", {"place-0-name": "Half"})
    assert "Half" in half.text
    assert ann.press(half, "on").page == "place-0"
    assert ann.press(ann.press(half, "remove 0"), "on").page == "signatory"


def test_the_check_page_is_not_reached_around_a_page(ann: Applicant) -> None:
    sheet = ann.press(ann.begin(), "to check")
    assert (sheet.page, sheet.status) == ("organisation", 400)


# --- Against machines --------------------------------------------------------------------------------------


def test_too_fast_says_so_and_the_same_form_goes_ten_seconds_later(ann: Applicant, later: Later) -> None:
    held = ann.press(ann.fill(), "send")
    assert (held.status, held.page) == (400, "check")
    assert "quicker than most people are" in held.text
    assert not Application.objects.exists()
    later(seconds=10)
    ann.press(held, "send")
    assert Application.objects.exists()


def test_a_filled_trap_is_emptied_and_the_form_goes_on_the_second_press(ann: Applicant, later: Later) -> None:
    check = ann.fill()
    later(seconds=60)
    held = ann.press(check, "send", {"fax_number": "1"})
    assert "A hidden field that people never see was filled in" in held.text
    assert not Application.objects.exists()
    ann.press(held, "send")
    assert Application.objects.exists()


@pytest.mark.parametrize("token", ["", "forged", "a:b:c"])
def test_without_a_token_of_ours_it_is_asked_again_with_a_new_one(
    ann: Applicant, later: Later, token: str
) -> None:
    check = ann.fill()
    later(seconds=60)
    held = ann.press(check, "send", {"token": token})
    assert "did not come from this page" in held.text
    assert not Application.objects.exists()
    later(seconds=60)
    ann.press(held, "send")
    assert Application.objects.exists()


@pytest.mark.parametrize(("days", "arrives"), [(6.9, True), (7.1, False)])
def test_a_form_is_good_for_seven_days(ann: Applicant, later: Later, days: float, arrives: bool) -> None:
    check = ann.fill()
    later(days=days)
    sheet = ann.press(check, "send")
    assert Application.objects.exists() is arrives
    assert ("Lantern Bars Ltd" in sheet.text) is not arrives


def test_the_trap_is_hidden_from_people_and_from_what_reads_to_them(ann: Applicant) -> None:
    check = ann.fill()
    assert (
        '<p class="also" aria-hidden="true"><label>Leave this empty <input name="fax_number" tabindex="-1"'
        in check.text
    )


def test_the_same_form_twice_is_one_application_and_one_letter(ann: Applicant, later: Later) -> None:
    check = ann.fill()
    later(seconds=60)
    first, second = (ann.press(check, "send") for _ in range(2))
    assert Application.objects.count() == 1
    assert "Type the code" in first.text
    assert "Type the code" in second.text


def test_whoever_mistyped_the_address_goes_back_and_sends_again(ann: Applicant, later: Later) -> None:
    check = ann.fill()
    later(seconds=60)
    addresses = ["anm@lantern.example.org", "an@lantern.example.org", EMAIL, "fourth@lantern.example.org"]
    sheets = [ann.press(check, "send", {"signatory_email": address}) for address in addresses]
    assert [address in sheet.text for address, sheet in zip(addresses, sheets, strict=True)] == [True] * 4
    assert sheets[3].status == 429
    assert Application.objects.count() == 3
    ann.press(sheets[2], "confirm", {"code": code_to(EMAIL)})
    assert Application.objects.seen_by_officers().get().signatory_email == EMAIL


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_may_apply_through_its_visitors(ann: Applicant, later: Later, site: str) -> None:
    check = ann.fill()
    later(seconds=60)
    answer = ann.post("/charter/apply", check.fields | {"go": "send"}, **{"Sec-Fetch-Site": site})
    assert answer.status == 403
    assert not Application.objects.exists()


def test_one_network_sends_so_many_an_hour_and_its_neighbours_are_not_held(
    later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Applications, "THROTTLE_RATES", {"applications": "2/hour"})
    many = [Applicant(network=f"2001:db8:1:1::{n:x}") for n in range(1, 4)]
    checks = [
        who.fill(ANSWERS | {"signatory": ANSWERS["signatory"] | {"signatory_email": f"a@n{n}.example.org"}})
        for n, who in enumerate([*many, Applicant(network="2001:db8:1:2::1")])
    ]
    later(seconds=60)
    sheets = [
        who.press(check, "send")
        for who, check in zip([*many, Applicant("2001:db8:1:2::1")], checks, strict=True)
    ]
    assert [sheet.status for sheet in sheets] == [200, 200, 429, 200]
    assert "Nothing you typed is lost" in sheets[2].text
    assert sheets[2].fields["organisation_name"] == "Lantern Bars Ltd"


def test_over_the_caps_all_that_was_typed_is_still_there(ann: Applicant, later: Later) -> None:
    check = ann.fill()
    later(seconds=60)
    ann.press(check, "send")
    other = ann.fill()
    later(seconds=60)
    held = ann.press(other, "send")
    assert held.status == 429
    assert "A code went to this address less than an hour ago" in held.text
    later(hours=1)
    ann.press(held, "send")
    assert Application.objects.count() == 2


def test_with_the_database_down_at_the_last_press_nothing_is_lost(
    ann: Applicant, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_down(*_: object, **__: object) -> None:
        raise OperationalError

    check = ann.fill()
    later(seconds=60)
    with monkeypatch.context() as patch:
        patch.setattr(applying, "submit", is_down)
        held = ann.press(check, "send")
    assert held.status == 503
    assert "something is wrong here, not with you" in held.text
    ann.press(held, "send")
    assert Application.objects.exists()


def test_before_there_is_a_version_the_page_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(**_: object) -> None:
        raise versions.NoVersion

    monkeypatch.setattr(versions, "current", none)
    answer = client.get("/charter")
    assert answer.status_code == 503
    assert "The Charter is being prepared" in answer.content.decode()


def test_a_new_wording_asks_for_each_promise_again_and_keeps_the_rest(ann: Applicant, later: Later) -> None:
    check = ann.fill()
    carol = people.a_person("carol@example.org", officer_role="senior_officer")
    drafted = versions.draft("New.", [(f"Promise {n}", "") for n in range(1, 4)], by=carol, at=NOW)
    versions.put_in_force(drafted, on=versions.today(NOW), by=carol, at=NOW)
    later(seconds=60)
    sheet = ann.press(check, "send")
    assert (sheet.page, "Promise 1" in sheet.text) == ("commitment-1", True)
    assert sheet.fields["commitment-1-how"] == "We do it, 1."
    assert sheet.fields["organisation_name"] == "Lantern Bars Ltd"
    assert not Application.objects.exists()


# --- The code ----------------------------------------------------------------------------------------------


def test_a_wrong_code_an_old_one_and_too_many_are_each_said(
    ann: Applicant, sent: Sheet, later: Later
) -> None:
    right = code_to(EMAIL)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    says = [ann.press(sent, "confirm", {"code": wrong}) for _ in range(6)]
    assert [("That is not the code" in sheet.text) for sheet in says] == [True] * 5 + [False]
    assert "Too many wrong codes" in says[5].text
    assert "Too many wrong codes" in ann.press(sent, "confirm", {"code": right}).text
    assert says[0].title.startswith("Error: ")
    later(hours=1)
    another = ann.press(says[5], "another")
    assert "We sent a new code" in another.text
    later(hours=25)
    assert "That code has run out" in ann.press(another, "confirm", {"code": code_to(EMAIL)}).text
    assert not Application.objects.seen_by_officers().exists()


def test_another_code_within_the_hour_is_refused_with_the_time(ann: Applicant, sent: Sheet) -> None:
    sheet = ann.press(sent, "another")
    assert sheet.status == 429
    assert "We can send another after 02:31" in sheet.text


def test_the_page_of_one_application_opens_no_other(ann: Applicant, sent: Sheet) -> None:
    for token in ("", "forged", sent.fields["sent"][:-2] + "xx"):
        sheet = ann.press(sent, "confirm", {"sent": token, "code": code_to(EMAIL)})
        assert sheet.status == 404
    assert not Application.objects.seen_by_officers().exists()


def test_a_confirmed_one_that_is_confirmed_again_is_still_well(ann: Applicant, sent: Sheet) -> None:
    code = code_to(EMAIL)
    for _ in range(2):
        assert "We have your application" in ann.press(sent, "confirm", {"code": code}).text


def test_guesses_from_one_network_are_counted(
    ann: Applicant, sent: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CharterCodes, "THROTTLE_RATES", {"charter_codes": "1/hour"})
    assert ann.press(sent, "confirm", {"code": "1"}).status == 400
    assert ann.press(sent, "confirm", {"code": code_to(EMAIL)}).status == 429
    assert ann.post("/charter/status", {"code": "1"}).status == 429


# --- How it stands -----------------------------------------------------------------------------------------


@pytest.fixture
def code(ann: Applicant, sent: Sheet) -> str:
    ann.press(sent, "confirm", {"code": code_to(EMAIL)})
    return status_code_to(EMAIL)


def stands(who: Applicant, code: str, go: str = "see") -> Sheet:
    return who.post("/charter/status", {"code": code, "go": go})


def test_the_status_code_shows_steps_with_dates_and_nobodys_name(ann: Applicant, code: str) -> None:
    carol = people.a_person("carol@example.org", officer_role="officer")
    application = Application.objects.get()
    now = datetime.now(UTC)
    assessing.take_up(application, by=carol, at=now, because="a note of our own")
    due = versions.today(NOW) + timedelta(days=14)
    assessing.ask_for_action(
        application, because="Tell us who the champion is.", due_on=due, by=carol, at=now
    )
    page = stands(ann, code.lower().replace("-", " ")).text
    for said in (
        "You sent it on 22 November 2026.",
        "Tell us who the champion is.",
        "By 6 December 2026.",
        application.reference,
    ):
        assert said in page
    for private in ("Carol", "carol@", "a note of our own", EMAIL, "Ann Example", "Bo Example"):
        assert private not in page


def test_it_is_withdrawn_by_a_second_press_only(ann: Applicant, code: str) -> None:
    asked = stands(ann, code, "withdraw")
    assert Application.objects.get().state == "confirmed"
    assert "withdraw for good" in asked.buttons
    gone = ann.press(asked, "withdraw for good")
    assert "It was withdrawn" in gone.text
    assert Application.objects.get().state == "withdrawn"
    assert "withdraw" not in gone.buttons


def test_what_cannot_be_withdrawn_any_more_says_so(ann: Applicant, code: str) -> None:
    stands(ann, code, "withdraw for good")
    again = stands(ann, code, "withdraw for good")
    assert again.status == 409
    assert "stands at “withdrawn” already" in again.text


@pytest.mark.parametrize("wrong", ["", "ABCD", "ABCD-EFGH-JKMN-PQRS", "\x00" * 16, "é" * 16])
def test_a_code_of_nothing_shows_nothing(ann: Applicant, code: str, wrong: str) -> None:
    sheet = stands(ann, wrong)
    assert sheet.status == 400
    assert "No application has this code" in sheet.text
    assert "Lantern" not in sheet.text


def test_the_code_is_never_taken_from_an_address(ann: Applicant, code: str) -> None:
    answer: Any = ann.client.get("/charter/status", {"code": code})
    assert "Lantern Bars" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/charter/apply", "/charter/code"])
def test_an_address_that_is_opened_by_hand_leads_to_the_beginning(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/charter")


@pytest.mark.parametrize(
    "odd",
    [
        {"page": "check", "go": ""},
        {"page": "check", "go": "on"},
        {"page": "premises", "go": "remove " + "9" * 5000},
    ],
)
def test_buttons_that_are_on_no_page_break_nothing(ann: Applicant, odd: dict[str, str]) -> None:
    assert ann.client.post("/charter/apply", odd).status_code in {200, 400}
