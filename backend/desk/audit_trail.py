"""The audit as senior officers read it: numbers and keys as names and words, while there are any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from backend.accounts.models import User
from backend.audit.chain import NOTHING_SAID
from backend.audit.models import Entry
from backend.audit.recording import words_of
from backend.charter.models import Application
from backend.venues.models import Organisation, Venue

ON_A_PAGE = 50
DID = {
    "charter.taken_up": "Took up an application",
    "charter.findings": "Noted what was found for commitments",
    "charter.action_needed": "Asked the applicant for something",
    "charter.confirmed": "Applicant confirmed their address",
    "charter.declined": "Declined an application",
    "charter.taken_back": "Application taken back",
    "charter.signed": "Signed an organisation",
    "charter.renewed": "Renewed a signature",
    "charter.withdrawn": "Withdrew a signature",
    "charter.lapsed": "Signature lapsed",
    "charter.version_drafted": "Drafted a version of the Charter",
    "charter.version_rewritten": "Rewrote a draft of the Charter",
    "charter.version_in_force": "Put a version of the Charter in force",
    "audit.restored": "Went on from a restored backup",
    "device.revoked": "Revoked a device",
    "figures.exported": "Took figures out as a file",
    "import.read": "Looked at a file of signatories",
    "import.applied": "Applied a file of signatories",
    "import.undone": "Undid a file of signatories",
    "letter.changed": "Changed the words of a letter",
    "letter.ours_again": "Put a letter back to our words",
    "membership.ended": "Ended a membership",
    "membership.invited": "Invited a member",
    "officer.invited": "Invited to the desk",
    "officer.second_factor_reset": "Reset a second factor",
    "person.let_in": "Lifted a suspension",
    "person.suspended": "Suspended a person",
    "proposal.accepted": "Accepted a change",
    "proposal.refused": "Refused a change",
    "register.action": "Added an action",
    "register.action_done": "Marked an action as done",
    "register.contact": "Set a contact",
    "register.facts": "Changed an organisation's facts",
    "register.exported": "Took the register out as a file",
    "register.paper": "Asked for a paper",
    "register.spot_check": "Wrote down a spot check",
    "register.terms": "Changed the terms of reviews",
    "register.training": "Wrote down a training",
    "venue.published": "Published a venue",
    "venue.suspended": "Suspended a venue",
}
WHO = {"system": "the system", "applicant": "the applicant"}


@dataclass(frozen=True, slots=True)
class Line:
    """`words` is None once they were erased; empty where nothing was said."""

    number: int
    at: datetime
    who: str
    what: str
    subject: str
    name: str
    link: str
    words: list[tuple[str, str]] | None


def lines(*, subject: str = "", before: int | None = None) -> tuple[list[Line], bool]:
    """Newest first, from below that number on; and whether there are older ones."""
    found: QuerySet[Entry] = Entry.objects.select_related("words").order_by("-number")
    if subject:
        found = found.filter(subject=subject)
    if before is not None:
        found = found.filter(number__lt=before)
    entries = list(found[: ON_A_PAGE + 1])
    known = _Known([*(each.subject for each in entries), *(each.who for each in entries)])
    return [_line(each, known) for each in entries[:ON_A_PAGE]], len(entries) > ON_A_PAGE


class _Known:
    """Names and addresses of all that a page speaks of, in one statement a kind."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = list(keys)
        self.rows: dict[str, dict[int, Any]] = {
            "organisation": Organisation.objects.in_bulk(self._pks("organisation")),
            "venue": Venue.objects.in_bulk(self._pks("venue")),
            "user": User.objects.in_bulk(self._pks("user")),
            "application": Application.objects.in_bulk(self._pks("application")),
        }

    def name(self, key: str) -> str:
        kind, _, number = key.partition(":")
        row = self.rows.get(kind, {}).get(int(number)) if number.isdigit() else None
        return str(row) if row else WHO.get(key, key.replace(":", " "))

    def link(self, key: str) -> str:
        kind, _, number = key.partition(":")
        row = self.rows.get(kind, {}).get(int(number)) if number.isdigit() else None
        if row is None:
            return ""
        page, part = PAGES[kind]
        try:
            return reverse(f"desk:{page}", args=[getattr(row, part)])
        except NoReverseMatch:
            return ""

    def _pks(self, kind: str) -> set[int]:
        found = (key.partition(":") for key in self.keys)
        return {int(number) for of, _, number in found if of == kind and number.isdigit()}


PAGES = {
    "organisation": ("organisation", "pk"),
    "venue": ("venue", "slug"),
    "user": ("person", "pk"),
    "application": ("application", "pk"),
}


def _line(entry: Entry, known: _Known) -> Line:
    is_erased = bytes(entry.digest) != NOTHING_SAID and not hasattr(entry, "words")
    said = [(_plain(name), str(value)) for name, value in words_of(entry).items()]
    return Line(
        number=entry.number,
        at=entry.at,
        who=known.name(entry.who),
        what=DID.get(entry.did, _plain(entry.did)),
        subject=entry.subject,
        name=known.name(entry.subject),
        link=known.link(entry.subject),
        words=None if is_erased else said,
    )


def _plain(key: str) -> str:
    return key.replace(".", ": ").replace("_", " ").capitalize()
