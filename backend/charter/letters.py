"""Letters to applicants and signatories: our words, or those that officers put in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from backend.accounts import mail
from backend.accounts.letters import one_line
from backend.accounts.models import User
from backend.audit.recording import record
from backend.plain import plain_lines
from backend.venues.actors import key_of
from backend.venues.models import Organisation

from .models import Application, LetterTemplate, SentLetter

BLANK = re.compile(r"\{([a-z_]+)\}")
NAME = "{name}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A letter that the register sends. `blanks` are what its words may name in braces."""

    name: str
    subject: str
    body: str
    blanks: tuple[str, ...]
    is_editable: bool = True
    must_name: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    body: str


KINDS: dict[str, Kind] = {
    "application_code": Kind(
        "Code to confirm an application",
        "Your code for the Charter",
        """Your code is {code}

Somebody filled in the form for the Safer Places for Women and Girls Charter
for {organisation} and gave this address. If that was you, type the code into
the page that asks for it. It works once, until {until}.

If it was not you, do nothing: without the code nobody reads the form.
""",
        ("organisation", "code", "until"),
        is_editable=False,
    ),
    "application_received": Kind(
        "An application has arrived",
        "We have your application for the Charter",
        """Hello {name},

thank you: the application of {organisation} has reached the Violence
Reduction Alliance. Its number is {reference}.

To see how it stands, go to {status_address} and type this code:

{status_code}

Keep it to yourself: whoever has it reads your application.
""",
        ("organisation", "name", "reference", "status_address", "status_code"),
        must_name=("status_code",),
    ),
    "action_needed": Kind(
        "Something is needed from the applicant",
        "The Charter: something is needed from you",
        """Hello {name},

we looked at the application of {organisation} ({reference}) and need this
from you by {due}:

{because}

Please answer this e-mail, or ring us.
""",
        ("organisation", "name", "reference", "because", "due"),
    ),
    "declined": Kind(
        "An application is declined",
        "The Charter: your application",
        """Hello {name},

we did not accept the application of {organisation} ({reference}).

{because}

You are welcome to apply again.
""",
        ("organisation", "name", "reference", "because"),
    ),
    "signed": Kind(
        "An organisation has signed",
        "{organisation} has signed the Charter",
        """Hello {name},

{organisation} signed the Safer Places for Women and Girls Charter on
{signed_on}. Thank you.

We keep your certificate ready as a PDF, and posters for the windows of places
that are shown: answer this e-mail and we send them to you. We go through the
commitments together again by {review_due_on}.

Whoever keeps your places' opening hours gets a letter of their own on how
to sign in at {site}.
""",
        ("organisation", "name", "signed_on", "review_due_on", "site"),
    ),
    "review_due": Kind(
        "A review is due",
        "The Charter: your review is due by {review_due_on}",
        """Hello {name},

{organisation} signed the Charter on {signed_on}. Once a year we go through
its commitments together. Yours are due by {review_due_on}.

Please answer this e-mail and tell us of each how you keep it now. Without a
review the badge, and places that are shown for the Charter, leave the
public's list on {lapses_on}.
""",
        ("organisation", "name", "signed_on", "review_due_on", "lapses_on"),
    ),
    "lapsed": Kind(
        "A signature has lapsed",
        "The Charter: the signature of {organisation} has lapsed",
        """Hello {name},

the review of {organisation} was due by {review_due_on} and has not been
done, so its signature has lapsed today. The badge, and places that were
shown for the Charter, are no longer on the public's list.

Answer this e-mail to renew it: we go through the commitments together.
""",
        ("organisation", "name", "review_due_on"),
    ),
    "withdrawn": Kind(
        "A signature is withdrawn",
        "The Charter: {organisation}",
        """Hello {name},

the signature of {organisation} was withdrawn today.

{because}

The badge, and places that were shown for the Charter, are no longer on the
public's list. Please take down certificate and poster.
""",
        ("organisation", "name", "because"),
    ),
}

# Of each blank: what comes in its place, and an example to try a letter's words with.
BLANKS: dict[str, tuple[str, str]] = {
    "organisation": ("the organisation’s name", "Demo Lantern Cafés"),
    "name": ("who is written to", "Alice Example"),
    "reference": ("the number of the application", "SP-ABC234"),
    "status_address": ("where they see how it stands", "https://example.org/charter/status"),
    "status_code": ("the code that opens that page", "ABCD-EFGH-JKMN-PQRS"),
    "code": ("six digits", "123456"),
    "until": ("until when the code works", "23:12 on 5 March"),
    "because": ("the reason that the officer typed", "We need the date of your staff’s last training."),
    "due": ("the day by which it is needed", "5 March 2027"),
    "signed_on": ("the day of the signature", "5 March 2026"),
    "review_due_on": ("by when the review is due", "5 March 2027"),
    "lapses_on": ("the first day without the badge", "5 April 2027"),
    "site": ("this site’s address", "https://example.org"),
}


def words_of(key: str) -> tuple[str, str]:
    """Subject and body with their blanks: the officers' words where there are any."""
    kind = KINDS[key]
    kept = LetterTemplate.objects.filter(pk=key).first() if kind.is_editable else None
    return (kept.subject, kept.body) if kept else (kind.subject, kind.body)


def write(key: str, facts: Mapping[str, str], *, words: tuple[str, str] | None = None) -> Written:
    """Fill the blanks. A fact is text and stays text: braces in it fill nothing."""
    subject, body = words or words_of(key)
    known = {"site": settings.SITE_URL, **facts}
    filled = {name: known.get(name, "") for name in KINDS[key].blanks}

    def fill(text: str, *, is_line: bool) -> str:
        def put(found: re.Match[str]) -> str:
            value = filled.get(found[1], found[0])
            return one_line(value) if is_line else value

        return BLANK.sub(put, text)

    return Written(one_line(fill(subject, is_line=True))[:200], fill(body, is_line=False))


def addressed(written: Written, name: str) -> Written:
    """What an officer wrote for several people, as one of them gets it."""
    return Written(one_line(written.subject.replace(NAME, name))[:200], written.body.replace(NAME, name))


def check_words(key: str, subject: str, body: str) -> None:
    """ValidationError for a blank that this letter cannot fill, for one that it needs, for what is unseen."""
    known = KINDS[key].blanks
    try:
        plain_lines(body)
    except ValidationError as error:
        raise ValidationError({"body": error.messages}) from error
    for field, text in (("subject", subject), ("body", body)):
        unknown = sorted(set(BLANK.findall(text)) - set(known))
        if unknown:
            can = ", ".join(f"{{{name}}}" for name in known)
            raise ValidationError({field: [f"{{{unknown[0]}}} is not known in this letter. Use: {can}."]})
    for name in KINDS[key].must_name:
        if f"{{{name}}}" not in body:
            what = BLANKS[name][0]
            raise ValidationError({"body": [f"Leave {{{name}}} in it: only this letter tells {what}."]})


def change_words(key: str, subject: str, body: str, *, by: User, at: datetime) -> bool:
    """The officers' words from now on. False where they stand so already; ValidationError by field."""
    check_words(key, subject, body)
    with transaction.atomic():
        kept = LetterTemplate.objects.select_for_update().filter(pk=key).first()
        stands = (kept.subject, kept.body) if kept else (KINDS[key].subject, KINDS[key].body)
        if stands == (subject, body):
            return False
        made = LetterTemplate(key=key, subject=subject, body=body, changed_at=at, changed_by=by)
        made.full_clean(validate_unique=False)
        made.save()
        words = {"subject": subject, "body": body}
        record("letter.changed", f"letter:{key}", who=key_of(by), at=at, words=words)
    return True


def back_to_ours(key: str, *, by: User, at: datetime) -> bool:
    """The words in this file again; False where they hold already."""
    with transaction.atomic():
        gone, _ = LetterTemplate.objects.filter(pk=key).delete()
        if gone:
            record("letter.ours_again", f"letter:{key}", who=key_of(by), at=at)
    return bool(gone)


def send(
    key: str,
    *,
    to: str,
    facts: Mapping[str, str],
    at: datetime,
    organisation: Organisation | None = None,
    application: Application | None = None,
    by: User | None = None,
    written: Written | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Promise the letter, in the caller's transaction; nothing where there is nobody to write to.

    `written` is what an officer saw and changed in the preview. Codes are never kept in the register.
    """
    if not to:
        return
    letter = written or write(key, facts)
    mail.send(to=[to], subject=letter.subject, body=letter.body, expires_at=expires_at)
    is_secret = {"code", "status_code"} & set(KINDS[key].blanks)
    SentLetter.objects.create(
        key=key,
        organisation=organisation,
        application=application,
        to=to,
        subject=letter.subject,
        body="" if is_secret else letter.body,
        sent_at=at,
        sent_by=by,
    )


def facts_of(application: Application) -> dict[str, str]:
    """What letters to an applicant may name."""
    return {
        "organisation": application.organisation_name,
        "name": application.signatory_name,
        "reference": application.reference,
        "status_address": f"{settings.SITE_URL}/charter/status",
    }


def day(day: date) -> str:
    """`5 March 2027`."""
    return f"{day.day} {day:%B %Y}"
