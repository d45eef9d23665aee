"""The Charter's wording: drafted, rewritten, put in force; and never changed after that, by whatever way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction

from backend.accounts.models import User
from backend.audit.models import Entry
from backend.charter import versions
from backend.charter.models import CharterVersion, Commitment
from tests.applications import an_officer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
TWO = [("A champion", "Name one."), ("Training", "")]


@pytest.fixture
def otto(db: None) -> User:
    return an_officer()


def says(version: CharterVersion) -> list[tuple[int, str, str]]:
    return list(version.commitments.values_list("position", "title", "text"))


def test_a_draft_takes_the_next_number_and_is_signed_by_nobody(otto: User) -> None:
    first = versions.lay_first()
    made = versions.draft("Words.", TWO, by=otto, at=NOW)
    assert (made.number, made.in_force_on) == (first.number + 1, None)
    assert says(made) == [(1, "A champion", "Name one."), (2, "Training", "")]
    assert versions.current(at=NOW) == first


def test_a_form_that_was_sent_twice_is_one_draft(otto: User) -> None:
    versions.draft("Words.", TWO, by=otto, at=NOW)
    with pytest.raises(versions.AlreadyDrafted):
        versions.draft("Words.", TWO, by=otto, at=NOW)
    assert versions.draft("Words.", TWO[:1], by=otto, at=NOW).number == 2


def test_a_draft_is_rewritten_as_a_whole(otto: User) -> None:
    made = versions.draft("Words.", TWO, by=otto, at=NOW)
    versions.rewrite(made, "Others.", [("Reports", "Take each seriously.")], by=otto, at=NOW)
    made.refresh_from_db()
    assert made.introduction == "Others."
    assert says(made) == [(1, "Reports", "Take each seriously.")]


def test_it_is_signed_from_its_day_on(otto: User) -> None:
    first = versions.lay_first()
    made = versions.draft("", TWO, by=otto, at=NOW)
    versions.put_in_force(made, on=TODAY + timedelta(days=2), by=otto, at=NOW)
    assert versions.current(at=NOW + timedelta(days=1)) == first
    assert versions.current(at=NOW + timedelta(days=2)) == made


@pytest.mark.parametrize(
    ("days", "commitments", "words"),
    [(-1, TWO, "today or a later day"), (0, [], "at least one commitment"), (0, TWO, None)],
)
def test_what_is_asked_of_it_before(
    otto: User, days: int, commitments: list[tuple[str, str]], words: str | None
) -> None:
    made = versions.draft("", commitments, by=otto, at=NOW)
    on = TODAY + timedelta(days=days)
    if words is None:
        versions.put_in_force(made, on=on, by=otto, at=NOW)
        return
    with pytest.raises(ValidationError, match=words):
        versions.put_in_force(made, on=on, by=otto, at=NOW)


def test_each_is_one_link_of_the_audit(otto: User) -> None:
    before = Entry.objects.count()
    made = versions.draft("", TWO, by=otto, at=NOW)
    versions.rewrite(made, "x", TWO, by=otto, at=NOW)
    versions.put_in_force(made, on=TODAY, by=otto, at=NOW)
    did = list(Entry.objects.order_by("number").values_list("did", "subject", "who"))[before:]
    names = ["charter.version_drafted", "charter.version_rewritten", "charter.version_in_force"]
    assert did == [(name, f"version:{made.pk}", f"user:{otto.pk}") for name in names]


def test_one_in_force_is_neither_rewritten_nor_moved(otto: User) -> None:
    first = versions.lay_first()
    with pytest.raises(ValidationError, match="stays as it is"):
        versions.rewrite(first, "", TWO, by=otto, at=NOW)
    with pytest.raises(ValidationError, match="stays as it is"):
        versions.put_in_force(first, on=TODAY, by=otto, at=NOW)


RAW = {
    "its introduction": "UPDATE charter_charterversion SET introduction = 'x' WHERE id = %s",
    "its day": "UPDATE charter_charterversion SET in_force_on = NULL WHERE id = %s",
    "its number": "UPDATE charter_charterversion SET number = 9 WHERE id = %s",
    "it away": "DELETE FROM charter_charterversion WHERE id = %s",
    "a promise’s words": "UPDATE charter_commitment SET text = 'x' WHERE version_id = %s",
    "a promise’s place": "UPDATE charter_commitment SET position = position + 50 WHERE version_id = %s",
    "a promise away": "DELETE FROM charter_commitment WHERE version_id = %s",
    "one more": "INSERT INTO charter_commitment (version_id, position, title, text) SELECT %s, 9, 'x', ''",
}


@pytest.mark.parametrize("what", RAW)
def test_not_even_raw_sql_changes_what_is_in_force(what: str) -> None:
    first = versions.lay_first()
    before = says(first)
    with (
        pytest.raises(Error, match=r"Cannot|cannot be changed"),
        transaction.atomic(),
        connection.cursor() as sql,
    ):
        sql.execute(RAW[what], [first.pk])
    assert says(first) == before
    assert before


def test_a_promise_is_not_carried_to_a_draft(otto: User) -> None:
    """Nor out of what was signed: the old version loses it no less than by a deletion."""
    first = versions.lay_first()
    draft = versions.draft("", TWO, by=otto, at=NOW)
    promise = first.commitments.all()[0]
    with pytest.raises(Error, match="cannot be changed"), transaction.atomic():
        Commitment.objects.filter(pk=promise.pk).update(version=draft, position=9)
