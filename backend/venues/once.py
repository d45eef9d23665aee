"""The same tap sent again has one effect: what was answered first is answered again, for 24 hours."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection, transaction

from .actors import Actor, key_of
from .models import AnsweredKey

KEPT_FOR = timedelta(hours=24)
Answer = dict[str, Any]

_CLAIM = """
    INSERT INTO venues_answeredkey (actor, key, request_digest, answered_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (actor, key) DO NOTHING RETURNING id
"""


class KeyReused(Exception):
    """This key came before with something else in its request."""


@dataclass(frozen=True, slots=True)
class Tap:
    """One press of a button, however often it is sent. `asks` is what it asks for, without its age."""

    actor: Actor
    key: str
    asks: Answer

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(orjson.dumps(self.asks, option=orjson.OPT_SORT_KEYS)).digest()


def answered_once(tap: Tap, act: Callable[[], Answer], *, at: datetime) -> tuple[Answer, bool]:
    """The answer, and whether it is a repeat. Whatever `act` raises leaves the key unused.

    A copy that arrives meanwhile waits in its INSERT until the first has committed or given up.
    Raises KeyReused.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [key_of(tap.actor), tap.key, tap.digest, at])
            claimed = cursor.fetchone()
        if claimed is None:
            return _first_answer(tap), True
        answer = act()
        AnsweredKey.objects.filter(pk=claimed[0]).update(answer=orjson.dumps(answer).decode())
    return answer, False


def forget(*, at: datetime) -> None:
    AnsweredKey.objects.filter(answered_at__lt=at - KEPT_FOR).delete()


def _first_answer(tap: Tap) -> Answer:
    first = AnsweredKey.objects.get(actor=key_of(tap.actor), key=tap.key)
    if bytes(first.request_digest) != tap.digest:
        raise KeyReused
    assert first.answer is not None, "a claimed key is answered in the same transaction"
    answer: Answer = orjson.loads(first.answer)
    return answer
