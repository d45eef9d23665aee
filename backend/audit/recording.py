"""One decision, one link of the chain, in the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

import orjson
from django.db import connection

from .chain import NOTHING_SAID, digest_of
from .models import Entry, Words

_LINK = """
INSERT INTO audit_entry (number, at, who, did, subject, digest, chain)
VALUES (0, %s, %s, %s, %s, %s, '') RETURNING number
"""


def record(
    did: str, subject: str, *, who: str, at: datetime, words: Mapping[str, object] | None = None
) -> int:
    """Append a link; its number. `words` may name people and give reasons: they are erased when due.

    Call it last in a transaction: until that ends, whoever records next waits.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("What is recorded stands or falls with what was done: begin a transaction first.")
    said = {name: value for name, value in (words or {}).items() if value not in (None, "")}
    text, salt = orjson.dumps(said).decode(), secrets.token_bytes(16)
    digest = digest_of(salt, text) if said else NOTHING_SAID
    with connection.cursor() as cursor:
        cursor.execute(_LINK, [at, who, did, subject, digest])
        number = int(cursor.fetchone()[0])
    if said:
        Words.objects.create(entry_id=number, salt=salt, text=text)
    return number


def erase_words(subjects: Iterable[str], **which: object) -> int:
    """Forget what was said of these; that it was done, when, and by whose number stays.

    `which` narrows it to some of their entries: `did="register.contact"`.
    """
    narrowed = {f"entry__{name}": value for name, value in which.items()}
    erased, _ = Words.objects.filter(entry__subject__in=list(subjects), **narrowed).delete()
    return erased


def erase_old_words(*, before: datetime) -> int:
    """Forget whatever was said before then, of whomever."""
    erased, _ = Words.objects.filter(entry__at__lt=before).delete()
    return erased


def words_of(entry: Entry) -> dict[str, object]:
    """What was said, or nothing once it was erased."""
    said = getattr(entry, "words", None)
    return dict(orjson.loads(said.text)) if said else {}
