"""What happened with an organisation, newest first: from many tables, in one statement, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Replace

from backend.accounts.models import User
from backend.audit.models import Entry
from backend.charter.choices import Outcome, Standing, State
from backend.charter.models import (
    ActionItem,
    Reminder,
    Review,
    SentLetter,
    Signature,
    SpotCheck,
    Step,
    Training,
)
from backend.venues.models import Organisation, Venue

from .words import full_day

ON_A_PAGE = 50
SIGNED_AT_NO_TIME = {"signed", "training", "check", "action_done"}
COLUMNS = ("row_kind", "row_at", "row_first", "row_second", "row_note", "row_by")
# What the audit says of an organisation and its venues that no table of the register says.
DID = {
    "venue.published": "Venue published",
    "venue.suspended": "Venue suspended",
    "register.contact": "Contact changed",
    "membership.invited": "A member was invited",
    "membership.ended": "A membership was ended",
    "device.revoked": "A device was revoked",
    "charter.undone": "Import undone",
}
OF_VENUES = ("venue.published", "venue.suspended")
Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Happened:
    """`at` is a day where nobody wrote down the hour. `note` and `who` are empty for partners."""

    at: datetime
    is_day: bool
    what: str
    note: str = ""
    who: str = ""


def of(organisation: Organisation, *, page: int, for_partner: bool) -> tuple[list[Happened], bool]:
    """One page, and whether there is more behind it."""
    sources = _open_to_partners(organisation) if for_partner else _all(organisation)
    first, *others = list(sources)
    all_rows = first.union(*others, all=True).order_by("-row_at", "row_kind", "row_first")
    begin = (page - 1) * ON_A_PAGE
    found = list(all_rows[begin : begin + ON_A_PAGE + 1])
    names = {} if for_partner else _names(row[5] for row in found)
    shown = [_happened(row, names, for_partner=for_partner) for row in found[:ON_A_PAGE]]
    return shown, len(found) > ON_A_PAGE


def _open_to_partners(organisation: Organisation) -> Iterator[Rows]:
    of_signature = Q(signature__organisation=organisation)
    signatures = Signature.objects.filter(organisation=organisation).exclude(standing=Standing.UNDONE)
    ended = signatures.filter(ended_at__isnull=False)
    yield _rows("signed", signatures, "signed_on", "version__number", by="made_by_id")
    yield _rows("ended", ended, "ended_at", "standing", note="ended_because", by="ended_by_id")
    reviews = Review.objects.filter(of_signature)
    yield _rows("review", reviews, "done_at", "was_due_on", note="note", by="done_by_id")
    yield _rows("reminder", Reminder.objects.filter(of_signature), "sent_at", "days_before", "of_due_on")
    trainings = Training.objects.filter(organisation=organisation)
    yield _rows("training", trainings, "held_on", "course", "people", by="made_by_id")
    checks = SpotCheck.objects.filter(organisation=organisation)
    yield _rows("check", checks, "visited_on", "outcome", "venue__name", note="visited_by", by="made_by_id")
    yield from _of_venues(organisation)


def _all(organisation: Organisation) -> Iterator[Rows]:
    yield from _open_to_partners(organisation)
    steps = Step.objects.filter(application__organisation=organisation)
    yield _rows("step", steps, "at", "after", "application__reference", note="because", by="by_id")
    actions = ActionItem.objects.filter(organisation=organisation)
    yield _rows("action", actions, "made_at", "what", "due_on", by="made_by_id")
    yield _rows("action_done", actions.filter(done_on__isnull=False), "done_on", "what")
    letters = SentLetter.objects.filter(organisation=organisation)
    yield _rows("letter", letters, "sent_at", "subject", "to", by="sent_by_id")
    entries = Entry.objects.filter(subject=f"organisation:{organisation.pk}", did__in=DID)
    yield _rows("audit", entries, "at", "did", by="who")


def _of_venues(organisation: Organisation) -> Iterator[Rows]:
    """From the audit; and what was published before there was one, from the venue itself."""
    venues = Venue.objects.filter(organisation=organisation).annotate(
        row_subject=Concat(Value("venue:"), Cast("pk", CharField()), output_field=CharField())
    )
    entries = Entry.objects.filter(subject__in=venues.values("row_subject"), did__in=OF_VENUES)
    name = venues.filter(row_subject=OuterRef("subject")).values("name")[:1]
    yield _rows("audit", entries.annotate(row_venue=_text(name)), "at", "did", "row_venue", by="who")
    told = Entry.objects.filter(subject=OuterRef("row_subject"), did="venue.published")
    before = venues.filter(~Exists(told), published_at__isnull=False)
    yield _rows("published", before, "published_at", "name")


def _rows(
    kind: str, rows: Rows, at: str, first: str, second: str = "", *, note: str = "", by: str = ""
) -> Rows:
    """The same columns of every table, as text."""
    made: Rows = rows.order_by().annotate(
        row_kind=_text(Value(kind)),
        row_at=Cast(F(at), DateTimeField()),
        row_first=_text(F(first)),
        row_second=_text(F(second) if second else Value("")),
        row_note=_text(F(note) if note else Value("")),
        row_by=Replace(
            _text(F(by) if by else Value("")), Value("user:"), Value(""), output_field=TextField()
        ),
    )
    columns: Rows = made.values_list(*COLUMNS)
    return columns


def _text(of_what: Any) -> Coalesce:
    return Coalesce(Cast(of_what, TextField()), Value("", output_field=TextField()))


def _names(keys: Iterator[str]) -> dict[str, str]:
    pks = {int(key) for key in keys if key.isdigit()}
    return {str(user.pk): user.display_name for user in User.objects.filter(pk__in=pks)}


def _happened(row: tuple[Any, ...], names: dict[str, str], *, for_partner: bool) -> Happened:
    kind, at, first, second, note, by = row
    what = WORDS[kind](first, second)
    if for_partner:
        return Happened(at, kind in SIGNED_AT_NO_TIME, what)
    who = names.get(by, "somebody whose account is gone" if by.isdigit() else "")
    return Happened(at, kind in SIGNED_AT_NO_TIME, what, note, who)


def _ended(standing: str, _second: str) -> str:
    return (
        "Signed anew: the signature before it ended"
        if standing == Standing.REPLACED
        else f"Signature {standing}"
    )


def _of(of_what: str) -> str:
    return f": {of_what}" if of_what else ""


def _day(text: str) -> str:
    return full_day(date.fromisoformat(text)) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


WORDS: dict[str, Callable[[str, str], str]] = {
    "signed": lambda version, _: f"Signed version {version} of the Charter",
    "ended": _ended,
    "review": lambda was_due, _: f"Reviewed, due on {_day(was_due)}",
    "reminder": lambda days, due: f"Reminded {days} days before the review of {_day(due)}",
    "training": lambda course, people: f"Training: {course}, {people} people",
    "check": lambda outcome, venue: f"Spot check{_of(venue)}: {Outcome(outcome).label.lower()}",
    "step": lambda after, reference: f"Application {reference}: {State(after).label.lower()}",
    "action": lambda what, due: f"Action agreed: {what}, by {_day(due)}",
    "action_done": lambda what, _: f"Action done: {what}",
    "letter": lambda subject, to: f"Letter: {subject}, to {to or 'an address that was erased'}",
    "published": lambda venue, _: f"Venue published: {venue}",
    "audit": lambda did, venue: f"{DID[did]}{_of(venue)}",
}
