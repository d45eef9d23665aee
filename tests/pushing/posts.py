"""What a push service wants of every message: RFC 8030 for the headers, RFC 8188 for the body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LARGEST = 4096
LONGEST_TTL_S = 60 * 24 * 3600
URGENCIES = ("very-low", "low", "normal", "high")
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
# Salt, record size, length of the sender's key, that key (uncompressed), one byte of text with its tag.
SHORTEST = 16 + 4 + 1 + 65 + 17


class Refused(Exception):
    """The status of the answer, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(f"{status}: {why}")
        self.status = status
        self.why = why


@dataclass(frozen=True, slots=True)
class Post:
    ttl: int
    urgency: str
    topic: str | None
    body: bytes


def read(headers: Mapping[str, str], body: bytes) -> Post:
    ttl = headers.get("TTL", "")
    if not (ttl.isascii() and ttl.isdigit()):
        raise Refused(400, "TTL is missing or no number of seconds")
    if headers.get("Content-Encoding") != "aes128gcm":
        raise Refused(400, "Content-Encoding is not aes128gcm")
    urgency = headers.get("Urgency", "normal")
    if urgency not in URGENCIES:
        raise Refused(400, "Urgency is none of the four words")
    topic = headers.get("Topic")
    if topic is not None and not TOPIC.fullmatch(topic):
        raise Refused(400, "Topic is not 1 to 32 letters of base64url")
    if len(body) > LARGEST:
        raise Refused(413, f"the body is longer than {LARGEST} bytes")
    if len(body) < SHORTEST or body[20] != 65:
        raise Refused(400, "the body carries no sender's key")
    return Post(min(int(ttl), LONGEST_TTL_S), urgency, topic, body)
