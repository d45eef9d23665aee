"""Who has a second factor, who has shown it, and what happens when it is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from . import letters, mail
from .models import User

GUESSES_A_DAY = 20
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def signed_in_with_second_factor(request: HttpRequest) -> bool:
    """A passkey, an authenticator app or a recovery code was used in this session, and is still theirs."""
    if not isinstance(request.user, User):
        return False
    shown = [record.get("id") for record in _records(request, request.user) if record["method"] == "mfa"]
    return (
        has_second_factor(request.user)
        and Authenticator.objects.filter(user=request.user, pk__in=shown).exists()
    )


def signed_in_lately(request: HttpRequest, minutes: int = 15) -> bool:
    """Whether they proved who they are within these minutes: with the second factor, where they have one."""
    if not isinstance(request.user, User):
        return False
    records = _records(request, request.user)
    if has_second_factor(request.user):
        records = [record for record in records if record["method"] == "mfa"]
    oldest = (datetime.now(UTC) - timedelta(minutes=minutes)).timestamp()
    return any(record["at"] > oldest for record in records)


def reset_second_factor(user: User, *, by: User, at: datetime) -> None:
    """A senior officer, after having made sure who is asking. Both are told; never for oneself."""
    if not by.is_senior_officer or by.pk == user.pk:
        raise PermissionDenied("Another senior officer must do this.")
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        user.end_sessions()
        for person, words in [
            (user, letters.second_factor_reset(by=by, at=at)),
            (by, letters.second_factor_was_reset(user, at=at)),
        ]:
            mail.send(to=[person.email], subject=words.subject, body=words.body)


def claim_guess(user: User, *, at: datetime) -> bool:
    """Take one of the day's guesses at a six-digit second factor, before it is compared, as for codes."""
    row = User.objects.filter(pk=user.pk)
    row.exclude(second_factor_tried_on=at.date()).update(
        second_factor_tried_on=at.date(), second_factor_tries=0
    )
    left = row.filter(second_factor_tried_on=at.date(), second_factor_tries__lt=GUESSES_A_DAY)
    return bool(left.update(second_factor_tries=F("second_factor_tries") + 1))


def give_back_guess(user: User) -> None:
    """It was right, so it was no guess."""
    User.objects.filter(pk=user.pk, second_factor_tries__gt=0).update(
        second_factor_tries=F("second_factor_tries") - 1
    )


def spend(totp: Authenticator, code: str) -> bool:
    """True once for a code of an authenticator app that is right now, whichever process asks (RFC 6238, 5.2).

    allauth remembers used codes in a cache, of which every web process has its own.
    """
    secret, typed = decrypt(totp.data["secret"]), normalize_user_code(code)
    counters = [
        n for n in yield_hotp_counters_from_time() if format_hotp_value(hotp_value(secret, n)) == typed
    ]
    newest = max(counters, default=0)
    unspent = User.objects.filter(pk=totp.user_id, second_factor_counter__lt=newest)
    return bool(unspent.update(second_factor_counter=newest))


class OncePerCode:
    """For allauth's forms that take a code: what was taken once is not right any more."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP and not spend(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeAgain(OncePerCode, ReauthenticateForm):  # type: ignore[misc]
    """A code from somebody who is signed in, for pages that Django renders."""


def _records(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """What allauth noted in the session: which proof was given, and when."""
    return list(get_authentication_records(request, user))
