"""The Charter's versions and the terms of reviews: senior officers keep them, all officers read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.audit.models import Entry
from backend.charter import versions
from backend.charter.models import CharterVersion, Terms
from tests.factories import OrganisationFactory

from .steps import after, read

pytestmark = pytest.mark.django_db

TWO = {"introduction": "Words.", "title_1": "A champion", "text_1": "Name one.", "title_7": "Training"}
FORCE = {"force-in_force_on": "2026-12-01", "force-is_certain": "on"}


def links() -> int:
    return Entry.objects.count()


def drafted(client: Client, **typed: str) -> CharterVersion:
    after(client, "/desk/charter/drafts", **TWO | typed)
    return CharterVersion.objects.latest("number")


def test_the_list_says_what_is_signed_and_by_how_many(
    now: datetime, senior_desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    OrganisationFactory.create_batch(3)
    drafted(senior_desk)
    with django_assert_max_num_queries(14):
        page = read(senior_desk.get("/desk/charter/"))
    assert "Version 1 Signed today , since 1 January 2022 · current signatures: 3" in page
    assert "Version 2 Draft · current signatures: 0" in page
    assert "wording to be supplied by the VRA" in page


def test_a_new_version_begins_with_todays_words(now: datetime, senior_desk: Client) -> None:
    first = versions.lay_first()
    page = senior_desk.get("/desk/charter/new").content.decode()
    assert all(f'value="{each.title}"' in page for each in first.commitments.all())


def test_rows_left_empty_are_left_out(now: datetime, senior_desk: Client) -> None:
    before = links()
    made = drafted(senior_desk)
    assert list(made.commitments.values_list("position", "title", "text")) == [
        (1, "A champion", "Name one."),
        (2, "Training", ""),
    ]
    assert links() == before + 1


def test_a_form_that_was_sent_twice_is_one_draft(now: datetime, senior_desk: Client) -> None:
    drafted(senior_desk)
    page = after(senior_desk, "/desk/charter/drafts", **TWO)
    assert "The newest draft has these very words. Nothing was changed now." in page
    assert CharterVersion.objects.count() == 1


def test_a_draft_is_rewritten_then_put_in_force_and_then_it_stays(now: datetime, senior_desk: Client) -> None:
    versions.lay_first()
    made = drafted(senior_desk)
    before = links()
    words = after(senior_desk, f"/desk/charter/{made.pk}/words", introduction="New.", title_3="Reports")
    assert "Version 2 is kept as you wrote it." in words
    assert "is fixed" in after(senior_desk, f"/desk/charter/{made.pk}/force", **FORCE)
    assert links() == before + 2
    page = read(senior_desk.get(f"/desk/charter/{made.pk}/"))
    assert "Signed from 1 December 2026 on. It stays as it is." in page
    assert "Rewrite the draft" not in page
    for verb, typed in (("words", TWO), ("force", FORCE)):
        refused = after(senior_desk, f"/desk/charter/{made.pk}/{verb}", **typed)
        assert "Nothing was changed now." in refused
    made.refresh_from_db()
    assert (made.in_force_on, made.introduction) == (date(2026, 12, 1), "New.")
    assert list(made.commitments.values_list("title", flat=True)) == ["Reports"]
    assert links() == before + 2


@pytest.mark.parametrize(
    ("verb", "typed", "words"),
    [
        ("drafts", {}, "Write at least one commitment."),
        ("drafts", {"text_2": "Only this."}, "Say it in a few words"),
        ("drafts", {"title_1": "x" * 121}, "Use at most 120 letters"),
        ("drafts", {"title_1": "x", "text_1": "x" * 601}, "Use at most 600 letters."),
        ("drafts", {"title_1": "x", "introduction": "x" * 1001}, "Use at most 1,000 letters"),
        ("drafts", {"title_1": "\u202ex"}, "Leave out control"),
        ("2/force", {"force-is_certain": "on"}, "Choose the day from which on it is signed."),
        ("2/force", FORCE | {"force-in_force_on": "2026-11-21"}, "Choose today or a later day"),
        ("2/force", {"force-in_force_on": "2026-12-01"}, "Read it once more"),
        ("2/words", {}, "Write at least one commitment."),
        ("terms", {"review_months": "0", "grace_days": "30"}, "Type a number from 1 to 36."),
        ("terms", {"review_months": "12", "grace_days": "many"}, "Type a number from 0 to 180."),
    ],
)
def test_what_will_not_do_is_said_beside_its_field(
    now: datetime, senior_desk: Client, verb: str, typed: dict[str, Any], words: str
) -> None:
    versions.lay_first()
    made = drafted(senior_desk)
    before = links()
    response = senior_desk.post(f"/desk/charter/{verb.replace('2/', f'{made.pk}/')}", typed)
    assert response.status_code == 400
    assert words in read(response)
    made.refresh_from_db()
    assert (links(), made.in_force_on, CharterVersion.objects.count()) == (before, None, 2)


def test_terms_are_set_once(now: datetime, senior_desk: Client) -> None:
    before = links()
    typed = {"review_months": "6", "grace_days": "14"}
    assert "The terms are set." in after(senior_desk, "/desk/charter/terms", **typed)
    assert (Terms.now().review_months, Terms.now().grace_days) == (6, 14)
    assert "are so already. Nothing was changed" in after(senior_desk, "/desk/charter/terms", **typed)
    assert links() == before + 1


def test_an_officer_reads_and_is_told_who_writes(now: datetime, desk: Client, senior_desk: Client) -> None:
    made = drafted(senior_desk)
    page = desk.get(f"/desk/charter/{made.pk}/")
    assert "A senior officer rewrites it and puts it in force." in read(page)
    assert b"<textarea" not in page.content
    assert "A senior officer sets them." in read(desk.get("/desk/charter/"))
