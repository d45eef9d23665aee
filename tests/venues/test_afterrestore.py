"""After a restored backup the audit goes on from where the backup ends, and says what it lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import Settings

from backend.audit import anchor
from backend.audit.chain import Head
from backend.audit.models import Entry
from backend.audit.recording import record, words_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_anchor(settings: Settings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


def decide(*, times: int) -> None:
    for _ in range(times):
        with transaction.atomic():
            record("venue.suspended", "venue:1", who="user:1", at=NOW, words={"because": "Nobody was there."})


def put_back_to(number: int) -> None:
    """What a backup of then leaves: nothing after that entry."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM audit_words WHERE entry_id > %s", [number])
        cursor.execute("DELETE FROM audit_entry WHERE number > %s", [number])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")


def seen() -> Head:
    call_command("checkaudit")
    head = anchor.read()
    assert head
    return head


def test_a_chain_that_was_cut_is_a_fault_until_a_restore_says_why() -> None:
    decide(times=5)
    before = seen()
    put_back_to(3)
    with pytest.raises(CommandError, match="not whole"):
        call_command("checkaudit")
    call_command("afterrestore")
    call_command("checkaudit")
    last = Entry.objects.latest("number")
    assert (last.number, last.did, last.who) == (4, "audit.restored", "system")
    assert words_of(last)["seen_before"] == f"{before.number}:{before.chain}"
    assert str(words_of(last)["restored"]).startswith("3:")


def test_whoever_kept_the_head_elsewhere_still_sees_that_it_is_gone() -> None:
    decide(times=5)
    before = seen()
    put_back_to(3)
    call_command("afterrestore")
    decide(times=5)
    with pytest.raises(CommandError, match="not whole"):
        call_command("checkaudit", expect=f"{before.number}:{before.chain}")


def test_a_backup_as_new_as_the_last_check_goes_on_from_there() -> None:
    decide(times=2)
    seen()
    call_command("afterrestore")
    assert seen().number == 3


def test_where_no_check_ever_was_a_restore_begins_with_what_there_is() -> None:
    decide(times=2)
    call_command("afterrestore")
    assert "seen_before" not in words_of(Entry.objects.latest("number"))
    assert seen().number == 3


def test_a_backup_that_was_tampered_with_is_not_taken_for_whole() -> None:
    decide(times=3)
    before = seen()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_entry SET who = 'user:2' WHERE number = 2")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match="entry 2 was changed"):
        call_command("afterrestore")
    assert anchor.read() == before
