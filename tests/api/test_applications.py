"""To apply for the Charter from another program."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from backend.callers import Applications, CharterCodes
from backend.charter import tokens, versions
from backend.charter.models import Application
from tests import people
from tests.api.test_matrix import AN_APPLICATION
from tests.pages.applicant import code_to

pytestmark = pytest.mark.django_db

EMAIL = AN_APPLICATION["signatory_email"]
PLACE = {"name": "The Lantern", "address": "2 Example Street", "town": "Hanley", "is_open_at_night": True}


@pytest.fixture(autouse=True)
def _version() -> None:
    versions.lay_first()


def apply(key: str = "k", **change: Any) -> Any:
    wish = copy.deepcopy(AN_APPLICATION) | change
    return people.send(Client(), "POST", "/api/v1/applications", wish, Idempotency_Key=key)


def confirm(token: str, code: str) -> Any:
    return people.send(Client(), "POST", "/api/v1/applications/confirmations", {"token": token, "code": code})


def error(answer: Any) -> dict[str, Any]:
    return dict(answer.json()["error"])


def test_it_is_kept_and_confirmed_with_the_code_from_the_e_mail() -> None:
    made = apply(premises=[PLACE | {"postcode": "st13aa"}], champion_name="Bo")
    assert made.status_code == 201
    assert set(made.json()) == {"reference", "token"}
    assert not Application.objects.seen_by_officers().exists()
    answer = confirm(made.json()["token"], code_to(EMAIL))
    assert answer.status_code == 200
    assert answer.json() == {"reference": made.json()["reference"], "state": "confirmed"}
    kept = Application.objects.waiting().get()
    assert kept.premises.get().postcode == "ST1 3AA"


def test_the_same_key_with_the_same_body_is_one_application() -> None:
    first, second = apply(), apply()
    assert first.json()["reference"] == second.json()["reference"]
    assert Application.objects.count() == 1


def test_a_key_that_another_program_thought_of_gives_nothing_of_the_others() -> None:
    mine = apply(key="1")
    others = apply(key="1", organisation_name="Other", signatory_email="bo@other.example.org")
    assert others.status_code == 201
    assert mine.json()["reference"] != others.json()["reference"]
    assert confirm(others.json()["token"], code_to(EMAIL)).status_code == 400


def test_a_key_is_needed() -> None:
    answer = people.send(Client(), "POST", "/api/v1/applications", AN_APPLICATION)
    assert (answer.status_code, error(answer)["code"]) == (400, "key_needed")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"organisation_name": ""}, "organisation_name"),
        ({"organisation_name": "a" * 121}, "organisation_name"),
        ({"organisation_name": 1}, "organisation_name"),
        ({"organisation_name": "a\u202eb"}, "organisation_name"),
        ({"sector": "castle"}, "sector"),
        ({"postcode": "ST1"}, "postcode"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"signatory_email": "ann@"}, "signatory_email"),
        ({"signatory_phone": "ring me"}, "signatory_phone"),
        ({"may_be_listed": "yes"}, "may_be_listed"),
        ({"premises": [{"name": "A"}]}, "premises.0.address"),
        ({"premises": [PLACE | {"pin": 1}]}, "premises.0.pin"),
        ({"premises": [PLACE] * 21}, "premises"),
        ({"commitments": [{"position": 1, "met": "perhaps"}]}, "commitments.0.met"),
        ({"commitments": [{"position": 1, "met": "met"}] * 2}, "commitments"),
        ({"commitments": [{"position": 1, "met": "met"}]}, "commitments.2"),
        ({"commitments": [*AN_APPLICATION["commitments"], {"position": 7, "met": "met"}]}, "commitments.7"),
        ({"state": "signed"}, "state"),
    ],
)
def test_what_will_not_do_is_refused_by_its_name(change: dict[str, Any], field: str) -> None:
    answer = apply(**change)
    assert answer.status_code == 400
    assert field in error(answer)["fields"]
    assert not Application.objects.exists()


def test_wrong_run_out_tried_out_and_confirmed_codes_have_names_of_their_own() -> None:
    token = apply().json()["token"]
    right = code_to(EMAIL)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    said = [error(confirm(token, wrong))["code"] for _ in range(6)]
    assert said == ["wrong_code"] * 5 + ["too_many_codes"]
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        late = apply(key="late", signatory_email="late@late.example.org").json()["token"]
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
            answer = confirm(late, code_to("late@late.example.org"))
            assert (answer.status_code, error(answer)["code"]) == (409, "code_expired")
        assert confirm(late, code_to("late@late.example.org")).status_code == 200
        assert error(confirm(late, "000000"))["code"] == "already_confirmed"


@pytest.mark.parametrize("token", ["", "forged", "W10:1:x"])
def test_a_token_that_is_not_ours_opens_nothing(token: str) -> None:
    apply()
    assert confirm(token, code_to(EMAIL)).status_code == 400


def test_a_forms_token_is_no_applications_token() -> None:
    form = str(tokens.of_new_form(at=datetime.now(UTC)))
    assert confirm(form, "000000").status_code == 400


def test_an_address_gets_one_letter_an_hour_and_is_told_so() -> None:
    apply()
    answer = apply(key="other", organisation_name="Another")
    assert (answer.status_code, error(answer)["code"]) == (429, "too_many_applications")
    assert "less than an hour ago" in error(answer)["message"]


def test_one_network_applies_so_often_and_is_told_how_long_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Applications, "THROTTLE_RATES", {"applications": "1/hour"})
    assert apply().status_code == 201
    answer = apply(key="2", signatory_email="b@other.example.org")
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3601


def test_guesses_are_counted_by_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CharterCodes, "THROTTLE_RATES", {"charter_codes": "1/hour"})
    token = apply().json()["token"]
    assert confirm(token, "000000").status_code == 400
    assert confirm(token, code_to(EMAIL)).status_code == 429
