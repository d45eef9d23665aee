"""Whatever is typed into the Charter's form is shown as it was typed, or refused in words."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.charter import versions
from backend.charter.models import Application
from backend.pages.charter_forms import ChampionForm, OrganisationForm, SignatoryForm

from .applicant import ANSWERS, Applicant, Sheet
from .conftest import NOW
from .hostile import strings

pytestmark = pytest.mark.django_db

# Every line of the form into which somebody types, by its page.
TYPED_INTO = {
    "organisation": ["organisation_name", "address", "town", "postcode", "website"],
    "place-0": ["place-0-name", "place-0-address", "place-0-town", "place-0-postcode"],
    "signatory": ["signatory_name", "signatory_role", "signatory_email", "signatory_phone"],
    "champion": ["champion_name", "champion_role", "champion_email"],
    "commitment-1": ["commitment-1-how"],
}
OURS = '<script type="module" src="/static/charter.js"'
FREE = (
    "organisation_name",
    "address",
    "town",
    "place-0-name",
    "signatory_name",
    "champion_name",
    "commitment-1-how",
)


@pytest.fixture(autouse=True)
def _version() -> None:
    versions.lay_first()


@pytest.fixture
def filled() -> dict[str, str]:
    return Applicant().fill().fields


def as_a_browser_sends(text: str) -> str:
    return text.replace("\r\n", "\n")


def holds(sheet: Sheet, text: str, names: list[str]) -> list[str]:
    """What is wrong with the page that came; nothing, if all is well."""
    faults = []
    # A place of which nothing at all was typed is none, and its fields are not there.
    kept = [name for name in names if sheet.fields.get(name, "") != as_a_browser_sends(text)]
    if sheet.status not in (200, 400):
        faults.append(f"status {sheet.status}")
    if sheet.text.count("<script") != 1 or OURS not in sheet.text or re.search(r"<img|<svg|<b>", sheet.text):
        faults.append("a tag that is not ours")
    faults += [f"{name} is {sheet.fields.get(name)!r}" for name in kept]
    if sheet.status == 400 and not all(fault.strip() for fault in sheet.faults):
        faults.append("refused without words")
    return [f"{text!r}: {fault}" for fault in faults]


def test_every_line_is_in_the_table() -> None:
    asked = {*OrganisationForm.base_fields, *SignatoryForm.base_fields, *ChampionForm.base_fields} - {
        "sector"
    }
    assert asked <= {name for names in TYPED_INTO.values() for name in names}


@pytest.mark.parametrize("page", TYPED_INTO)
def test_hostile_words_stay_words_on_their_page_and_on_the_next(filled: dict[str, str], page: str) -> None:
    ann, names = Applicant(), TYPED_INTO[page]
    tried = list(strings())
    assert len(tried) >= 500
    wrong = []
    for text in tried:
        sent = filled | dict.fromkeys(names, text) | {"page": page, "go": "on", "looked_through": ""}
        wrong += holds(ann.post("/charter/apply", sent), text, names)
    assert wrong == []


def test_on_the_page_that_shows_all_answers_they_are_words_too(filled: dict[str, str]) -> None:
    ann = Applicant()
    wrong = []
    shown = 0
    for text in strings():
        sheet = ann.post("/charter/apply", filled | dict.fromkeys(FREE, text) | {"go": "to check"})
        wrong += holds(sheet, text, list(FREE))
        shown += sheet.page == "check"
    assert wrong == []
    assert shown > 50, "hardly any of them was ever accepted, so this shows nothing"


def test_what_is_accepted_is_kept_as_it_was_typed(filled: dict[str, str]) -> None:
    ann = Applicant()
    typed = "O'Brien & Sons <Leek> {{ 7*7 }} '; DROP TABLE x; --"
    with time_machine.travel(NOW + timedelta(seconds=60), tick=False):
        sent = filled | {"organisation_name": typed, "signatory_name": typed, "commitment-1-how": typed}
        sheet = ann.post("/charter/apply", sent | {"go": "send"})
    assert sheet.status == 200, sheet.text
    made = Application.objects.get()
    assert (made.organisation_name, made.signatory_name, made.answers.all()[0].how) == (typed, typed, typed)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    fields=st.dictionaries(
        st.sampled_from(
            [
                "page",
                "go",
                "token",
                "version",
                "place-0-name",
                "place-19-town",
                "place-20-town",
                "place-007-name",
                "commitment-1-met",
                "commitment-99-how",
                "sector",
                "may_be_listed",
                "looked_through",
                "code",
                "sent",
            ]
        ),
        st.sampled_from(
            [
                "",
                "to check",
                "to place-19",
                "to x",
                "remove 0",
                "remove 99",
                "remove x",
                "remove \u0661",
                "add",
                "back",
                "send",
                "on",
                "check",
                "premises",
                "place-5",
                "commitment-99",
                "1",
                "\x00",
            ]
        ),
    ),
    path=st.sampled_from(["/charter/apply", "/charter/code", "/charter/status"]),
)
def test_fields_that_no_page_has_ever_sent_break_nothing(fields: dict[str, str], path: str) -> None:
    assert Applicant().post(path, fields).status in (200, 400, 404, 429)


def test_what_the_form_does_not_ask_is_not_carried_on() -> None:
    sheet = Applicant().post("/charter/apply", {"go": "to organisation", "state": "signed", "is_demo": "1"})
    assert not {"state", "is_demo"} & set(sheet.fields)


def test_a_body_in_an_alphabet_that_is_none_is_an_empty_form() -> None:
    ann = Applicant()
    answer = ann.client.generic(
        "POST",
        "/charter/apply",
        b"go=on&town=Leek",
        content_type="application/x-www-form-urlencoded; charset=nonsense",
    )
    assert answer.status_code == 400
    assert ANSWERS["organisation"]["organisation_name"] not in answer.content.decode()
