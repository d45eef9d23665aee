"""Who changed a row and why, beside what pghistory's triggers keep of the change itself.

Ids alone: names stay in rows that can be erased. Not `pghistory.context()`, which sends two statements in
one: binding on the server, which keeps positions out of logs, takes one at a time.
"""

from __future__ import annotations

import uuid

import orjson
from django.db import connection

from .actors import Actor, key_of

_SAY = (
    "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)"
)


def says(*, by: Actor | None, because: str) -> None:
    """Name who acts and why for every change until this transaction ends. Call it inside the transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("Who and why hold until the transaction ends: begin one first.")
    who = {} if by is None else dict([key_of(by).split(":")])
    metadata = orjson.dumps(who | {"because": because}).decode()
    with connection.cursor() as cursor:
        cursor.execute(_SAY, [str(uuid.uuid4()), metadata])
