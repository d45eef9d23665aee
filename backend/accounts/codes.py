"""Signing in by code: asking for one, and typing it in. What the browser holds is the number of a row."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import Enum

from django.db import transaction

from . import letters, mail
from .models import SignInCode, User


class Refusal(Enum):
    WRONG = "wrong"
    GONE = "gone"


def ask(email: str, *, at: datetime, instead_of: uuid.UUID | None = None) -> uuid.UUID:
    """Make a code and promise the letter. For an address that nobody has, a suspended one, or one that asked
    too often, the same rows are written, without a person in them: same answer, same time, no letter.
    """
    with transaction.atomic():
        user = _locked(email=email.strip().lower())
        recipient = user if SignInCode.objects.may_be_sent(user, at=at) else None
        if instead_of:
            SignInCode.objects.end(instead_of, at=at)
        row, code = SignInCode.make(recipient, at=at)
        words = letters.sign_in_code(code, until=row.expires_at)
        address = recipient.email if recipient else ""
        mail.post(address, subject=words.subject, body=words.body, expires_at=row.expires_at)
    return row.pk


def confirm(row: uuid.UUID, typed: str, *, at: datetime) -> User | Refusal:
    """GONE where no try is left to take: used, expired, tried five times, or too many failures today."""
    code = _claim(row, at=at)
    if code is None:
        return Refusal.GONE
    if not code.is_right(_digits(typed)):
        return Refusal.WRONG
    if not code.use(at=at):
        return Refusal.GONE
    user = User.objects.active().filter(pk=code.user_id).first()
    return user or Refusal.WRONG


def _claim(row: uuid.UUID, *, at: datetime) -> SignInCode | None:
    """The person's row is held meanwhile, so that guesses at all their codes are summed one by one."""
    with transaction.atomic():
        owner = SignInCode.objects.filter(pk=row).values_list("user_id", flat=True).first()
        user = _locked(pk=owner or 0)
        if not SignInCode.objects.may_be_guessed(user, at=at):
            return None
        return SignInCode.objects.claim(row, at=at)


def _locked(**which: object) -> User | None:
    found: User | None = User.objects.active().select_for_update(no_key=True).filter(**which).first()
    return found


def _digits(typed: str) -> str:
    """People type `123 456` and `123-456`."""
    return "".join(sign for sign in typed if sign not in " -\u00a0\u2011")
