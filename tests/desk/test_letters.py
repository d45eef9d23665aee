"""The letters' words: read, tried with example facts, kept, and put back."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.audit.models import Entry
from backend.charter.letters import BLANKS, KINDS
from backend.charter.models import LetterTemplate

from .steps import after, read

pytestmark = pytest.mark.django_db

NEW = {"subject": "News of {organisation}", "body": "Hello {name},\r\n\r\nno: {because}\r\n"}
EDITABLE = [key for key, kind in KINDS.items() if kind.is_editable]


def links() -> int:
    return Entry.objects.count()


def test_all_but_the_code_are_listed(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        page = read(desk.get("/desk/letters/"))
    assert [key for key, kind in KINDS.items() if kind.name in page] == EDITABLE
    assert "application_code" not in desk.get("/desk/letters/").content.decode()


@pytest.mark.parametrize("key", EDITABLE)
def test_each_names_its_blanks_and_can_be_tried_as_it_stands(desk: Client, key: str) -> None:
    page = desk.get(f"/desk/letters/{key}/")
    for name in KINDS[key].blanks:
        assert f"{{{name}}} {BLANKS[name][0]}" in read(page)
    typed = {name: page.context["form"][name].value() for name in ("subject", "body")}
    tried = desk.post(f"/desk/letters/{key}/words", typed)
    assert tried.status_code == 200
    assert "{" not in tried.context["tried"].subject + tried.context["tried"].body
    assert "It stood so already." in after(desk, f"/desk/letters/{key}/words", **typed, keep="yes")
    assert not LetterTemplate.objects.exists()


def test_words_are_tried_first_and_then_kept(now: datetime, desk: Client) -> None:
    before = links()
    tried = read(desk.post("/desk/letters/declined/words", NEW))
    assert "Nothing is kept yet." in tried
    assert "News of Demo Lantern Cafés" in tried
    assert "no: We need the date of your staff’s last training." in tried
    assert (links(), LetterTemplate.objects.count()) == (before, 0)
    assert "The letter is kept." in after(desk, "/desk/letters/declined/words", **NEW, keep="yes")
    assert links() == before + 1
    assert LetterTemplate.objects.get().body == "Hello {name},\n\nno: {because}\n"
    assert "In your words since 22 November 2026, 01:30, by Olive Officer" in read(desk.get("/desk/letters/"))


def test_ours_come_back_once(desk: Client) -> None:
    after(desk, "/desk/letters/declined/words", **NEW, keep="yes")
    before = links()
    assert "in our words again" in after(desk, "/desk/letters/declined/ours")
    assert "in our words already. Nothing was changed" in after(desk, "/desk/letters/declined/ours")
    assert links() == before + 1


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("declined", {"subject": "{nam}"}, "{nam} is not known in this letter. Use: {organisation}"),
        ("declined", {"body": "By {due}"}, "{due} is not known in this letter."),
        ("declined", {"subject": ""}, "Type a subject"),
        ("declined", {"subject": "x" * 151}, "Use at most 150 letters"),
        ("declined", {"subject": "a\nBcc: all@example.org"}, "Leave out control"),
        ("declined", {"body": "  \r\n "}, "Type the letter."),
        ("declined", {"body": "x" * 5001}, "Use at most 5,000 letters."),
        ("declined", {"body": "\u202eevil"}, "Leave out control"),
        ("application_received", {"body": "Thanks."}, "Leave {status_code} in it"),
    ],
)
def test_what_will_not_do_is_said(desk: Client, key: str, typed: dict[str, str], words: str) -> None:
    response = desk.post(
        f"/desk/letters/{key}/words", {"subject": "x", "body": "y"} | typed | {"keep": "yes"}
    )
    assert response.status_code == 400
    assert words in read(response)
    assert not LetterTemplate.objects.exists()
