"""Letters: blanks are filled with text that stays text, headers are one line, words are checked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError

from backend.accounts.models import Letter, User
from backend.audit.models import Entry
from backend.charter import letters
from backend.charter.letters import BLANK, BLANKS, KINDS, Written
from backend.charter.models import LetterTemplate, SentLetter
from tests.applications import an_officer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FACTS = {"organisation": "Owl Taverns", "name": "Ann", "reference": "SP-ABC234", "because": "No training."}


@pytest.fixture
def otto(db: None) -> User:
    return an_officer()


@pytest.mark.parametrize("key", KINDS)
def test_our_words_have_known_blanks_alone_and_none_is_left(key: str) -> None:
    kind = KINDS[key]
    letters.check_words(key, kind.subject, kind.body)
    assert set(kind.blanks) <= set(BLANKS)
    assert set(kind.must_name) <= set(kind.blanks)
    written = letters.write(key, {name: BLANKS[name][1] for name in kind.blanks})
    assert not BLANK.search(written.subject + written.body)
    assert "\n" not in written.subject


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("Owl {because}", "Owl {because}"),
        ("{name}", "{name}"),
        ("{", "{"),
        ("{0.__class__}", "{0.__class__}"),
        ("%(name)s \\1 \\g<0>", "%(name)s \\1 \\g<0>"),
        ("<b>Owl</b>", "<b>Owl</b>"),
    ],
)
def test_a_fact_fills_its_blank_and_nothing_in_it_is_filled(fact: str, words: str) -> None:
    written = letters.write("declined", FACTS | {"organisation": fact})
    assert f"the application of {words} (SP-ABC234)." in written.body


@pytest.mark.parametrize("between", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_subject_is_one_line_whatever_the_facts(between: str) -> None:
    evil = f"Owl{between}Bcc: all@example.org"
    written = letters.write("signed", FACTS | {"organisation": evil})
    assert len(written.subject.splitlines()) == 1
    letters.send("signed", to="ann@example.org", facts=FACTS | {"organisation": evil}, at=NOW)
    assert len(Letter.objects.get().subject.splitlines()) == 1


def test_a_subject_that_was_written_with_a_break_is_refused() -> None:
    with pytest.raises(BadHeaderError):
        letters.send(
            "signed", to="ann@example.org", facts=FACTS, at=NOW, written=Written("a\nBcc: b@example.org", "x")
        )


@pytest.mark.parametrize(
    ("key", "subject", "body", "field", "words"),
    [
        ("declined", "For {nam}", "x", "subject", "{nam} is not known"),
        ("declined", "x", "Until {due}.", "body", "{due} is not known in this letter. Use: {organisation}"),
        ("declined", "x", "\u202eevil", "body", "invisible"),
        ("declined", "x", "a\n\tb", "body", "invisible"),
        ("application_received", "x", "Thank you, {name}.", "body", "Leave {status_code} in it"),
        ("declined", "{organisation}", "Hello {name},\n\n{ because }", None, ""),
    ],
)
def test_words_are_checked_before_they_are_kept(
    otto: User, key: str, subject: str, body: str, field: str | None, words: str
) -> None:
    if field is None:
        assert letters.change_words(key, subject, body, by=otto, at=NOW)
        return
    with pytest.raises(ValidationError) as refused:
        letters.change_words(key, subject, body, by=otto, at=NOW)
    assert words in " ".join(refused.value.message_dict[field])
    assert not LetterTemplate.objects.exists()


def test_the_officers_words_hold_until_ours_are_put_back(otto: User) -> None:
    before = Entry.objects.count()
    assert letters.change_words("declined", "No", "No, {name}.\n", by=otto, at=NOW)
    assert not letters.change_words("declined", "No", "No, {name}.\n", by=otto, at=NOW)
    assert letters.write("declined", FACTS) == Written("No", "No, Ann.\n")
    assert letters.back_to_ours("declined", by=otto, at=NOW)
    assert not letters.back_to_ours("declined", by=otto, at=NOW)
    assert letters.write("declined", FACTS).body.startswith("Hello Ann,")
    did = list(Entry.objects.order_by("number").values_list("did", flat=True))[before:]
    assert did == ["letter.changed", "letter.ours_again"]


def test_the_letter_with_the_code_stays_as_it_is(otto: User) -> None:
    LetterTemplate.objects.create(key="application_code", subject="x", body="x", changed_at=NOW)
    assert letters.words_of("application_code")[0] == "Your code for the Charter"


def test_a_code_is_not_kept_with_the_letters_that_were_sent() -> None:
    facts = FACTS | {"status_code": "ABCD-EFGH-JKMN-PQRS"}
    letters.send("application_received", to="ann@example.org", facts=facts, at=NOW)
    assert "ABCD-EFGH" in Letter.objects.get().body
    assert SentLetter.objects.get().body == ""


def test_where_there_is_nobody_to_write_to_nothing_is_sent() -> None:
    letters.send("signed", to="", facts=FACTS, at=NOW)
    assert not SentLetter.objects.exists()
