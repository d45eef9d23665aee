"""The audit is a chain: the database makes it and guards it, and whoever gets round that is found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from backend.audit import anchor, chain
from backend.audit.chain import NOTHING_SAID, START, Head
from backend.audit.models import Entry, Words
from backend.audit.recording import erase_words, record, words_of

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 1, 30, 0, 123456, tzinfo=UTC)
APP = "safe_spaces_app"


@pytest.fixture(autouse=True)
def _own_anchor(settings: Settings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


@pytest.fixture
def three(db: None) -> list[Entry]:
    with transaction.atomic():
        record("charter.signed", "organisation:1", who="user:7", at=AT, words={"because": "Élan | “x”"})
        record("charter.lapsed", "organisation:1", who="system", at=AT + timedelta(days=1))
        record("venue.published", "venue:3", who="user:8", at=AT + timedelta(days=2), words={"because": "y"})
    return list(Entry.objects.order_by("number"))


@contextmanager
def unguarded(table: str = "audit_entry") -> Iterator[Any]:
    """As somebody who owns the tables: the triggers are off while they work."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_an_empty_chain_is_whole() -> None:
    assert chain.check() == chain.Checked(Head(0, START.hex()), [])


def test_the_sum_that_sql_makes_is_the_one_that_python_makes(three: list[Entry]) -> None:
    previous = START
    for number, entry in enumerate(three, start=1):
        assert entry.number == number
        assert chain.link(previous, entry) == bytes(entry.chain)
        previous = bytes(entry.chain)
    assert chain.check() == chain.Checked(Head(3, previous.hex()), [])


def test_the_sum_is_written_out_here_once_more(three: list[Entry]) -> None:
    """A third time, by hand: a change of both sums at once would break every chain that there is."""
    said = b"1|2026-11-22T01:30:00.123456|user:7|charter.signed|organisation:1"
    assert hashlib.sha256(START + said + bytes(three[0].digest)).digest() == bytes(three[0].chain)


def test_what_was_said_is_digested_with_salt_and_kept_apart(three: list[Entry]) -> None:
    assert words_of(three[0]) == {"because": "Élan | “x”"}
    assert bytes(three[1].digest) == NOTHING_SAID
    assert words_of(three[1]) == {}
    kept = Words.objects.get(pk=1)
    assert bytes(three[0].digest) == hashlib.sha256(bytes(kept.salt) + kept.text.encode()).digest()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="begin a transaction first"):
        record("a.b", "c:1", who="system", at=AT)
    assert not Entry.objects.exists()


CHANGES: dict[str, str] = {
    "who": "UPDATE audit_entry SET who = 'user:9' WHERE number = 2",
    "when": "UPDATE audit_entry SET at = at - interval '1 hour' WHERE number = 2",
    "what": "UPDATE audit_entry SET did = 'charter.renewed' WHERE number = 2",
    "of whom": "UPDATE audit_entry SET subject = 'organisation:2' WHERE number = 2",
    "digest": "UPDATE audit_entry SET digest = sha256('x') WHERE number = 2",
    "chain": "UPDATE audit_entry SET chain = sha256('x') WHERE number = 2",
    "number": "UPDATE audit_entry SET number = 9 WHERE number = 2",
    "gone": "DELETE FROM audit_entry WHERE number = 2",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_its_owner_is_refused_every_change(three: list[Entry], change: str) -> None:
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        connection.cursor().execute(change)
    assert chain.check().faults == []


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_with_the_triggers_off_every_change_is_found(three: list[Entry], change: str) -> None:
    with unguarded() as cursor:
        cursor.execute(change)
    assert chain.check().faults != []


def test_a_link_that_was_put_in_between_is_found(three: list[Entry]) -> None:
    with unguarded() as cursor:
        cursor.execute("UPDATE audit_entry SET number = 4 WHERE number = 2")
        cursor.execute(
            "INSERT INTO audit_entry SELECT 2, at, who, 'charter.renewed', subject, digest, chain"
            " FROM audit_entry WHERE number = 4"
        )
    assert "entry 2 was changed" in chain.check().faults


def test_a_tail_that_was_cut_off_is_found_by_the_head_that_was_seen(three: list[Entry]) -> None:
    seen = chain.check().head
    with unguarded("audit_words"), unguarded() as cursor:
        cursor.execute("DELETE FROM audit_words WHERE entry_id = 3")
        cursor.execute("DELETE FROM audit_entry WHERE number = 3")
    assert chain.check().faults == []  # by itself a shorter chain is whole
    assert chain.check(seen=seen).faults == ["entries 3 to 3 are missing from the end"]


def test_a_chain_that_was_made_anew_is_found_by_the_head_that_was_seen(three: list[Entry]) -> None:
    """Somebody rewrote the whole of it, with sums that are right."""
    seen = chain.check().head
    with unguarded("audit_words"), unguarded() as cursor:
        cursor.execute("DELETE FROM audit_words")
        cursor.execute("DELETE FROM audit_entry")
    with transaction.atomic():
        for number in range(3):
            record("charter.signed", f"organisation:{number}", who="user:7", at=AT)
    assert chain.check().faults == []
    assert chain.check(seen=seen).faults == ["entry 3 is not the one that was seen before"]


def test_changed_words_are_found_and_erased_words_are_no_fault(three: list[Entry]) -> None:
    assert erase_words(["organisation:1"]) == 1
    assert chain.check().faults == []
    assert words_of(Entry.objects.get(number=1)) == {}
    with unguarded("audit_words") as cursor:
        cursor.execute('UPDATE audit_words SET text = \'{"because":"z"}\' WHERE entry_id = 3')
    assert chain.check().faults == ["the words of entry 3 were changed"]


# --- The application's own role -----------------------------------------------------------------------------


def as_application(statement: str) -> None:
    """Over a connection of its own, as the role that serves."""
    found = connection.get_connection_params()
    params = {name: found[name] for name in ("host", "port", "dbname") if found.get(name)}
    with psycopg.connect(**params, user=APP) as served:
        served.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        *CHANGES.values(),
        "TRUNCATE audit_entry CASCADE",
        "UPDATE audit_words SET text = 'x'",
        "TRUNCATE audit_words",
        "ALTER TABLE audit_entry DISABLE TRIGGER USER",
        "DROP TRIGGER audit_link ON audit_entry",
        "DROP TABLE audit_words",
    ],
)
def test_the_role_that_serves_may_not_even_try(statement: str) -> None:
    with pytest.raises(psycopg.Error, match=r"permission denied|must be owner"):
        as_application(statement)


def test_the_role_that_serves_may_append_and_read() -> None:
    """The control: it is the change that is refused, not the table."""
    as_application(
        "INSERT INTO audit_entry (number, at, who, did, subject, digest, chain)"
        " SELECT 0, now(), 'system', 'a.b', 'c:1', sha256(''), '' WHERE false"
    )
    as_application("SELECT count(*) FROM audit_entry, audit_words")


# --- At once ------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_who_record_at_once_leave_no_gap() -> None:
    threads, each = 8, 10
    barrier = Barrier(threads)

    def several(first: int) -> None:
        barrier.wait()
        try:
            for number in range(each):
                _one(first, number)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(several, range(threads)))
    kept = threads * each - threads  # of each one transaction came to nothing
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == [*range(1, kept + 1)]
    assert chain.check().faults == []


def _one(first: int, number: int) -> None:
    """The fifth of each is rolled back: what was not done leaves no hole."""

    class NotDone(Exception):
        pass

    try:
        with transaction.atomic():
            record("a.b", f"c:{first}", who=f"user:{number}", at=AT, words={"n": number})
            if number == 4:
                raise NotDone
    except NotDone:
        return


# --- The command --------------------------------------------------------------------------------------------


Said = Callable[..., str]


@pytest.fixture
def checkaudit() -> Said:
    def run(*words: str) -> str:
        said = StringIO()
        call_command("checkaudit", *words, stdout=said, stderr=said)
        return said.getvalue()

    return run


def test_the_command_prints_the_head_and_keeps_it(three: list[Entry], checkaudit: Said) -> None:
    said = checkaudit()
    head = f"3:{bytes(three[2].chain).hex()}"
    assert said == f"The audit is whole: 3 entries.\nHead, to keep elsewhere: {head}\n"
    assert anchor.read() == Head(3, bytes(three[2].chain).hex())
    assert checkaudit("--expect", head) == said


def test_the_command_finds_a_tail_cut_since_it_last_looked(three: list[Entry], checkaudit: Said) -> None:
    checkaudit()
    kept = anchor.read()
    with unguarded("audit_words"), unguarded() as cursor:
        cursor.execute("DELETE FROM audit_words WHERE entry_id = 3")
        cursor.execute("DELETE FROM audit_entry WHERE number = 3")
    with pytest.raises(CommandError, match="The audit is not whole: 1 faults"):
        checkaudit()
    assert anchor.read() == kept  # what was seen is not forgotten over it


def test_the_command_says_which_entry_was_changed(three: list[Entry]) -> None:
    with unguarded() as cursor:
        cursor.execute(CHANGES["who"])
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("checkaudit", stdout=StringIO(), stderr=said)
    assert "entry 2 was changed" in said.getvalue()


@pytest.mark.parametrize("words", ["3", "x:" + "0" * 64, "3:0", ":"])
def test_the_command_refuses_a_head_that_is_none(three: list[Entry], checkaudit: Said, words: str) -> None:
    with pytest.raises(CommandError, match="--expect takes what an earlier check printed"):
        checkaudit("--expect", words)


def test_a_head_that_was_never_there_is_a_fault(three: list[Entry], checkaudit: Said) -> None:
    with pytest.raises(CommandError, match="not whole"):
        checkaudit("--expect", f"2:{'0' * 64}")
