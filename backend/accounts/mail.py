"""Everything that leaves by e-mail leaves here: plain text, in the caller's transaction, by the worker."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime

from django.core.mail import BadHeaderError
from django.db import transaction

from . import tasks
from .models import Letter
from .models.letter import LASTS


def send(*, to: Sequence[str], subject: str, body: str, expires_at: datetime | None = None) -> None:
    """Promise a letter to each of these: it leaves if the caller's transaction commits, and is tried until
    `expires_at`, or for three days. Nobody sees who else got it. BadHeaderError for a line break in a header.
    """
    with transaction.atomic():
        for address in to:
            post(address, subject=subject, body=body, expires_at=expires_at)


def post(address: str, *, subject: str, body: str, expires_at: datetime | None = None) -> None:
    """One letter. Without an address everything happens as with one, except that nothing is sent."""
    _refuse_breaks(address, subject)
    now = datetime.now(UTC)
    letter = Letter.objects.create(
        to=address, subject=subject, body=body, made_at=now, drop_at=expires_at or now + LASTS
    )
    tasks.deliver.defer(letter=letter.pk)


def is_delayed(*, at: datetime) -> bool:
    return Letter.objects.overdue(at=at).exists()


def _refuse_breaks(*headers: str) -> None:
    """A line break in a header starts another header, such as a second recipient."""
    if any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for header in headers for sign in header):
        raise BadHeaderError("Subjects and addresses are one line each.")
