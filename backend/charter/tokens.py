"""What an applicant's browser carries instead of a cookie: signed, so that nobody makes one up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing

from .models import Application

LASTS = timedelta(days=7)
FORM = "backend.charter.form"
SENT = "backend.charter.sent"


@dataclass(frozen=True, slots=True)
class FormToken:
    """When a form was begun, and a key that no other form has."""

    key: str
    begun_at: datetime

    def __str__(self) -> str:
        return signing.dumps([self.key, int(self.begun_at.timestamp())], salt=FORM)

    def age(self, *, at: datetime) -> timedelta:
        return at - self.begun_at


def of_new_form(*, at: datetime) -> FormToken:
    return FormToken(secrets.token_urlsafe(16), at)


def read_form(text: str, *, at: datetime) -> FormToken | None:
    """None for one that is not ours, was altered, or is older than a week."""
    read = _read(text, FORM)
    if read is None:
        return None
    found = FormToken(str(read[0]), datetime.fromtimestamp(read[1], UTC))
    return found if found.age(at=at) <= LASTS else None


def of_application(application: Application, *, at: datetime) -> str:
    """Opens the page that asks for this application's code, and no other's."""
    return signing.dumps([application.pk, int(at.timestamp())], salt=SENT)


def application_of(text: str, *, at: datetime) -> Application | None:
    """None where the token will not do, or the application was forgotten because nobody confirmed it."""
    read = _read(text, SENT)
    if read is None or at - datetime.fromtimestamp(read[1], UTC) > LASTS:
        return None
    return Application.objects.select_related("version").filter(pk=read[0]).first()


def _read(text: str, salt: str) -> Any:
    try:
        return signing.loads(text, salt=salt)
    except (signing.BadSignature, ValueError):
        return None
