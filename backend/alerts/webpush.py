"""One encrypted message to one browser. The only file that knows pywebpush, and it uses its encryption alone.

A message costs about 0.8 ms of processor time, 0.2 of it for the encryption: docs/scaling.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from pywebpush import WebPusher

from . import answers, endpoints, vapid
from .answers import Answer
from .endpoints import EndpointRefused, KeysRefused
from .transport import Transport

# Encrypted it is 4,096 bytes, the most that every push service must take.
LARGEST_BODY = 3_993
# Four weeks, the least of what the push services keep a message.
LONGEST_TTL, ONE_SECOND = timedelta(weeks=4), timedelta(seconds=1)
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`until`: past it no phone that was off is shown it. `topic`: a newer one with it replaces this one."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)
    key_id: str
    body: bytes = field(repr=False)
    until: datetime
    urgency: Literal["normal", "high"] = "normal"
    topic: str | None = None

    def __post_init__(self) -> None:
        if not self.body:
            raise ValueError("a message has a body")
        if self.topic is not None and not TOPIC.fullmatch(self.topic):
            raise ValueError("a topic is up to 32 letters, digits, - and _")


async def send(message: Message, *, through: Transport) -> Answer:
    """One try. Raises nothing for what the other side does; a cancelled one is cancelled."""
    if failure := _failure(message):
        return Answer(failure=failure)
    async with through.place(endpoints.host_of(message.endpoint)):
        now = datetime.now(UTC)
        if message.until <= now + ONE_SECOND:
            return Answer(failure="over")
        headers, body = _headers(message, at=now), _encrypted(message)
        reply = await through.post(message.endpoint, headers=headers, body=body)
    waits = answers.retry_after(reply.retry_after, at=now)
    return Answer(reply.status, reply.failure, waits, reply.reason)


def _failure(message: Message) -> str | None:
    """Why it is not even tried. What was handed in is checked again: what we allow may have changed."""
    if len(message.body) > LARGEST_BODY:
        return "too_large"
    try:
        endpoints.checked(message.endpoint)
        endpoints.checked_keys(message.p256dh, message.auth)
    except KeysRefused:
        return "keys"
    except EndpointRefused:
        return "endpoint"
    return None if vapid.named(message.key_id) else "no_such_key"


def _headers(message: Message, *, at: datetime) -> dict[str, str]:
    key = vapid.named(message.key_id)
    assert key is not None
    headers = {
        "Authorization": key.authorization(message.endpoint, at=at),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(min(message.until - at, LONGEST_TTL).total_seconds())),
        "Urgency": message.urgency,
    }
    return headers | ({"Topic": message.topic} if message.topic else {})


def _encrypted(message: Message) -> bytes:
    keys = {"p256dh": message.p256dh, "auth": message.auth}
    pusher = WebPusher({"endpoint": message.endpoint, "keys": keys})
    return bytes(pusher.encode(message.body, "aes128gcm")["body"])
