"""A six-digit code on its way to the browser that asked for it."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.utils.crypto import constant_time_compare, salted_hmac

from .user import User

DIGITS = 6
LASTS = timedelta(minutes=10)
TRIES = 5
CODES_AN_HOUR = 5
FAILURES_A_DAY = 10


class SignInCodeQuerySet(models.QuerySet["SignInCode"]):
    def claim(self, row: uuid.UUID, *, at: datetime) -> SignInCode | None:
        """Take one of the five tries before anything is compared; None when there is none left to take.

        One conditional UPDATE: of any number of guesses at the same moment, five get a row to compare with.
        """
        live = self.filter(pk=row, tries__lt=TRIES, used_at=None, expires_at__gt=at)
        return self.get(pk=row) if live.update(tries=F("tries") + 1) else None

    def end(self, row: uuid.UUID, *, at: datetime) -> None:
        self.filter(pk=row, used_at=None, expires_at__gt=at).update(expires_at=at)

    def sent_to(self, user: User | None, *, since: datetime) -> Self:
        """Nobody's codes are none; asked of the database all the same, so that both take as long."""
        return self.filter(user_id=user.pk if user else 0, made_at__gt=since)

    def may_be_sent(self, user: User | None, *, at: datetime) -> bool:
        in_an_hour = self.sent_to(user, since=at - timedelta(hours=1)).count() < CODES_AN_HOUR
        return self.may_be_guessed(user, at=at) and in_an_hour and user is not None

    def may_be_guessed(self, user: User | None, *, at: datetime) -> bool:
        """Ten failures a day, over all of this person's codes; a used code's last try was no failure."""
        today = self.sent_to(user, since=at - timedelta(days=1))
        sums = today.aggregate(tries=Sum("tries", default=0), used=Count("used_at"))
        return bool(sums["tries"] - sums["used"] < FAILURES_A_DAY)


class SignInCode(models.Model):
    """Without a user, nothing was sent and no guess is right: so the outside cannot tell who is known.

    Kept as an HMAC under the site's key, salted with the row's own random id: a stolen table says nothing.
    A slow password hash would add nothing to that (a million codes are soon tried) and would let anybody keep
    the processors busy by guessing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = SignInCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="no_code_is_tried_six_times", condition=Q(tries__lte=TRIES))
        ]
        indexes = [
            models.Index(fields=["user", "made_at"], name="codes_of_a_day"),
            models.Index(fields=["made_at"], name="codes_by_age"),
        ]

    def __str__(self) -> str:
        return f"Sign-in code {self.pk}"

    @classmethod
    def make(cls, user: User | None, *, at: datetime) -> tuple[SignInCode, str]:
        """The stored row and the code itself, which is nowhere but in the letter."""
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        made = cls(user=user, made_at=at, expires_at=at + LASTS)
        made.code_hash = made._hash(code)
        made.save(force_insert=True)
        return made, code

    def is_right(self, typed: str) -> bool:
        matches = constant_time_compare(self._hash(typed), self.code_hash)
        return matches and self.user_id is not None

    def use(self, *, at: datetime) -> bool:
        """True once, whoever else has the same code in hand at this moment."""
        return bool(SignInCode.objects.filter(pk=self.pk, used_at=None).update(used_at=at))

    def _hash(self, code: str) -> str:
        return salted_hmac(f"backend.accounts.code.{self.pk}", code, algorithm="sha256").hexdigest()
