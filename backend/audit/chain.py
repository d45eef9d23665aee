"""The sums that make the audit a chain, as its migration has them in SQL, and the walk that checks them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from .models import Entry, Words

START = bytes(32)
NOTHING_SAID = hashlib.sha256(b"").digest()
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ended when somebody looked: kept elsewhere, it shows a chain cut or forged."""

    number: int
    chain: str


@dataclass(frozen=True, slots=True)
class Checked:
    head: Head
    faults: list[str]


def digest_of(salt: bytes, text: str) -> bytes:
    return hashlib.sha256(salt + text.encode()).digest()


def link(previous: bytes, entry: Entry) -> bytes:
    said = "|".join([str(entry.number), _moment(entry.at), entry.who, entry.did, entry.subject])
    return hashlib.sha256(previous + said.encode() + bytes(entry.digest)).digest()


def check(*, seen: Head | None = None) -> Checked:
    """Walk the whole chain. `seen` is an earlier head: the chain must still pass through it."""
    faults: list[str] = []
    previous, expected = START, 1
    for entry in _entries():
        if entry.number != expected:
            faults.append(f"entry {expected} is missing: {entry.number} comes next")
        if link(previous, entry) != bytes(entry.chain):
            faults.append(f"entry {entry.number} was changed")
        if seen and entry.number == seen.number and bytes(entry.chain).hex() != seen.chain:
            faults.append(f"entry {entry.number} is not the one that was seen before")
        previous, expected = bytes(entry.chain), entry.number + 1
    if seen and seen.number >= expected:
        faults.append(f"entries {expected} to {seen.number} are missing from the end")
    faults += [f"the words of entry {number} were changed" for number in _changed_words()]
    return Checked(Head(expected - 1, previous.hex()), faults)


def _entries() -> Iterator[Entry]:
    return Entry.objects.order_by("number").iterator(chunk_size=AT_ONCE)


def _changed_words() -> Iterator[int]:
    """Erased words are no fault; words that are not what was digested are."""
    for words in Words.objects.select_related("entry").order_by("pk").iterator(chunk_size=AT_ONCE):
        if digest_of(bytes(words.salt), words.text) != bytes(words.entry.digest):
            yield words.pk


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
