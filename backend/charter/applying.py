"""An organisation asks to sign. Nobody at the VRA sees it before the address is proven."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from backend.audit.recording import record
from backend.hours.nights import LONDON

from . import letters, stepping, versions
from .choices import Met, State
from .models import Answer, Application, Premises

CODE_LASTS = timedelta(hours=24)
CODE_DIGITS = 6
CODE_TRIES = 5
LETTER_EVERY = timedelta(hours=1)
A_DAY = timedelta(days=1)
ADDRESS_A_DAY = 3
DOMAIN_A_DAY = 30
# Everybody's mailbox: a limit for one organisation would shut out the others.
SHARED_DOMAINS = frozenset(
    (
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "hotmail.co.uk",
        "live.co.uk",
        "live.com",
        "icloud.com",
        "me.com",
        "yahoo.com",
        "yahoo.co.uk",
        "btinternet.com",
        "sky.com",
        "virginmedia.com",
        "talktalk.net",
        "aol.com",
        "proton.me",
    )
)
SHARED_DOMAIN_A_DAY = 3_000
ALL_AN_HOUR = 500
MOST_PREMISES = 20
# No letter or digit that is taken for another when it is read out: no I, L, O, U, 0, 1.
SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class TooMany(Exception):
    """So many came from this address or domain that the next must wait; the message says so."""


class Refusal(Enum):
    WRONG = "wrong"
    GONE = "gone"


class Gone(Enum):
    """Why a code does not count any more."""

    EXPIRED = "expired"
    TRIED_OUT = "tried_out"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class NamedPremises:
    name: str
    address: str
    town: str
    postcode: str = ""
    is_open_at_night: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """All that the form asks, as it was typed. `answers` is {position of the commitment: (met, how)}."""

    organisation_name: str
    sector: str
    signatory_name: str
    signatory_email: str
    may_be_listed: bool
    answers: dict[int, tuple[str, str]]
    address: str = ""
    town: str = ""
    postcode: str = ""
    website: str = ""
    signatory_role: str = ""
    signatory_phone: str = ""
    champion_name: str = ""
    champion_role: str = ""
    champion_email: str = ""
    premises: tuple[NamedPremises, ...] = field(default=())


def submit(typed: Typed, *, form_key: str, at: datetime) -> Application:
    """Keep it and send a code to the signatory's address. The same form sent again is the same application.

    Raises TooMany, and ValidationError by field for what will not do.
    """
    with transaction.atomic():
        _one_at_a_time()
        known = Application.objects.filter(form_key=form_key).first()
        if known:
            return known
        email = typed.signatory_email.strip().lower()
        _count(email, at=at)
        return _keep(typed, email, form_key, at=at)


def send_code(application: Application, *, at: datetime) -> None:
    """Another code, and the one before is void. Raises TooMany within the hour."""
    with transaction.atomic():
        _one_at_a_time()
        _one_letter_an_hour(application.signatory_email, at=at)
        held = Application.objects.select_for_update().get(pk=application.pk)
        if held.state == State.SUBMITTED:
            _send_code(held, at=at)


def confirm(application: Application, code: str, *, at: datetime) -> Application | Refusal:
    """The address is proven: from now on officers see it. A code is compared five times at most."""
    live = Application.objects.filter(
        pk=application.pk, state=State.SUBMITTED, code_tries__lt=CODE_TRIES, code_expires_at__gt=at
    )
    if not live.update(code_tries=F("code_tries") + 1):
        return Refusal.GONE
    digits = "".join(sign for sign in code if sign.isdigit())
    held = Application.objects.get(pk=application.pk)
    if not constant_time_compare(_code_hash(held, digits), held.code_hash):
        return Refusal.WRONG
    with transaction.atomic():
        held = Application.objects.select_for_update().get(pk=application.pk)
        if held.state != State.SUBMITTED:
            return Refusal.GONE
        status_code = _readable(16)
        held.confirmed_at, held.code_hash, held.status_hash = at, "", _status_hash(status_code)
        held.save(update_fields=["confirmed_at", "code_hash", "status_hash"])
        stepping.step(held, State.CONFIRMED, by=None, at=at)
        _tell(held, status_code, at=at)
        record("charter.confirmed", f"application:{held.pk}", who="applicant", at=at)
    return held


def why_gone(application: Application) -> Gone:
    """In words for whoever holds the page that asks for the code. Read anew: the row may have moved on."""
    held = Application.objects.get(pk=application.pk)
    if held.state != State.SUBMITTED:
        return Gone.CONFIRMED
    return Gone.TRIED_OUT if held.code_tries >= CODE_TRIES else Gone.EXPIRED


def of_status_code(code: str) -> Application | None:
    """The application that this code opens, however it was typed."""
    plain = "".join(sign for sign in code.upper() if sign in SIGNS)
    return Application.objects.filter(status_hash=_status_hash(plain)).first() if len(plain) == 16 else None


def grouped(code: str) -> str:
    """`ABCD-EFGH-JKMN-PQRS`: as people read it out."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _one_at_a_time() -> None:
    """Until the caller's transaction ends: two that are counted at the same moment would both pass."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('charter.applying'))")


def _count(email: str, *, at: datetime) -> None:
    """Each application sends one letter to whatever address was typed: not to be a weapon against others."""
    lately = Application.objects.filter(submitted_at__gt=at - A_DAY)
    domain = email.rpartition("@")[2]
    most = SHARED_DOMAIN_A_DAY if domain in SHARED_DOMAINS else DOMAIN_A_DAY
    if lately.filter(signatory_email__endswith=f"@{domain}").count() >= most:
        raise TooMany(f"Many applications came from addresses at {domain} today. Try again tomorrow.")
    if lately.filter(signatory_email=email).count() >= ADDRESS_A_DAY:
        raise TooMany("This address has sent three applications today. Try again tomorrow.")
    if lately.filter(submitted_at__gt=at - LETTER_EVERY).count() >= ALL_AN_HOUR:
        raise TooMany("Very many applications came in the last hour. Try again in an hour.")
    _one_letter_an_hour(email, at=at)


def _one_letter_an_hour(email: str, *, at: datetime) -> None:
    """A code lasts a day, so when it expires says when it was sent."""
    sent = Application.objects.filter(
        signatory_email__regex=_same_mailbox(email), code_expires_at__gt=at - LETTER_EVERY + CODE_LASTS
    ).order_by("-code_expires_at")
    newest = sent.first()
    if newest and newest.code_expires_at:
        again = (newest.code_expires_at - CODE_LASTS + LETTER_EVERY).astimezone(LONDON)
        raise TooMany(
            f"A code went to this address less than an hour ago: look for it, in the spam folder too. "
            f"We can send another after {again:%H:%M}."
        )


def _same_mailbox(email: str) -> str:
    """`ann+anything@example.org` reaches Ann as well, and must not reach her every minute."""
    local, _, domain = email.rpartition("@")
    return rf"^{re.escape(local.partition('+')[0])}(\+[^@]*)?@{re.escape(domain)}$"


def _keep(typed: Typed, email: str, form_key: str, *, at: datetime) -> Application:
    if len(typed.premises) > MOST_PREMISES:
        raise ValidationError({"premises": [f"Name at most {MOST_PREMISES}; tell us of the others later."]})
    version = versions.current(at=at)
    made = Application(
        reference=f"SP-{_readable(6)}",
        version=version,
        form_key=form_key,
        organisation_name=typed.organisation_name.strip(),
        sector=typed.sector,
        address=typed.address.strip(),
        town=typed.town.strip(),
        postcode=typed.postcode.strip(),
        website=typed.website.strip(),
        signatory_name=typed.signatory_name.strip(),
        signatory_role=typed.signatory_role.strip(),
        signatory_email=email,
        signatory_phone=typed.signatory_phone.strip(),
        champion_name=typed.champion_name.strip(),
        champion_role=typed.champion_role.strip(),
        champion_email=typed.champion_email.strip().lower(),
        may_be_listed=typed.may_be_listed,
        submitted_at=at,
        changed_at=at,
    )
    made.full_clean(validate_unique=False, validate_constraints=False)
    made.save()
    _keep_premises(made, typed.premises)
    _keep_answers(made, typed.answers)
    stepping.begin(made, at=at)
    _send_code(made, at=at)
    return made


def _keep_premises(application: Application, premises: tuple[NamedPremises, ...]) -> None:
    for number, named in enumerate(premises):
        made = Premises(
            application=application,
            name=named.name.strip(),
            address=named.address.strip(),
            town=named.town.strip(),
            postcode=named.postcode.strip(),
            is_open_at_night=named.is_open_at_night,
        )
        try:
            made.full_clean()
        except ValidationError as error:
            raise ValidationError(
                {f"premises.{number}.{name}": reasons for name, reasons in error.message_dict.items()}
            ) from error
        made.save()


def _keep_answers(application: Application, answers: dict[int, tuple[str, str]]) -> None:
    commitments = list(application.version.commitments.all())
    if unknown := sorted(set(answers) - {each.position for each in commitments}):
        raise ValidationError({f"commitments.{unknown[0]}": ["The Charter has no such commitment."]})
    for commitment in commitments:
        met, how = answers.get(commitment.position, ("", ""))
        if met not in Met.values:
            raise ValidationError(
                {
                    f"commitments.{commitment.position}": [
                        f"Choose whether you do this already: {commitment.title}"
                    ]
                }
            )
        made = Answer(application=application, commitment=commitment, met=met, how=how.strip())
        made.full_clean(validate_constraints=False)
        made.save()


def _send_code(application: Application, *, at: datetime) -> None:
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    application.code_hash = _code_hash(application, code)
    application.code_expires_at, application.code_tries = at + CODE_LASTS, 0
    application.save(update_fields=["code_hash", "code_expires_at", "code_tries"])
    until = application.code_expires_at.astimezone(LONDON)
    facts = {
        "organisation": application.organisation_name,
        "code": code,
        "until": f"{until:%H:%M} on {until.day} {until:%B}",
    }
    letters.send(
        "application_code",
        to=application.signatory_email,
        facts=facts,
        application=application,
        at=at,
        expires_at=application.code_expires_at,
    )


def _tell(application: Application, status_code: str, *, at: datetime) -> None:
    facts = letters.facts_of(application) | {"status_code": grouped(status_code)}
    letters.send(
        "application_received", to=application.signatory_email, facts=facts, application=application, at=at
    )


def _code_hash(application: Application, code: str) -> str:
    return salted_hmac(f"backend.charter.code.{application.pk}", code, algorithm="sha256").hexdigest()


def _status_hash(code: str) -> str:
    """Seventy-eight random bits need no salt and no key: they outlive a change of the site's key."""
    return hashlib.sha256(f"backend.charter.status.{code}".encode()).hexdigest()


def _readable(length: int) -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(length))
