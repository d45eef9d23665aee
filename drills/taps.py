"""A tap as the venue's screen sends it, over a connection that is kept open."""

from __future__ import annotations

import http.client
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from .bars import Bar

BROKEN = 0
REFUSED_FOR_NOW = (BROKEN, 503)


@dataclass(frozen=True, slots=True)
class Tap:
    bar: Bar
    status: str
    key: str = field(default_factory=lambda: secrets.token_hex(8))
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` is BROKEN where no answer came."""

    code: int
    body: bytes = b""
    is_repeat: bool = False

    @property
    def report(self) -> tuple[int, str]:
        told = json.loads(self.body)["report"]
        return int(told["id"]), str(told["status"])

    @property
    def error(self) -> str:
        """The error's name: `superseded`."""
        return str(json.loads(self.body)["error"]["code"])


class Line:
    """One connection to the web server, made again when it broke. Several of them send at the same time."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._is_sent = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    def tap(self, tap: Tap, *, age_s: int = 0) -> Answer:
        self.send(tap, age_s=age_s)
        return self.answer()

    def send(self, tap: Tap, *, age_s: int = 0) -> None:
        """On its way; the answer is not waited for."""
        csrf = secrets.token_hex(16)
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"device={tap.bar.token}; csrftoken={csrf}",
            "X-CSRFToken": csrf,
            "Idempotency-Key": tap.key,
        }
        until = {"until": tap.until.isoformat()} if tap.until else {}
        body = json.dumps({"status": tap.status} | until | ({"age_s": age_s} if age_s else {}))
        try:
            self._connection.request("POST", f"/api/v1/venues/{tap.bar.slug}/reports", body, headers)
            self._is_sent = True
        except (OSError, http.client.HTTPException):
            self.drop()

    def answer(self) -> Answer:
        if not self._is_sent:
            return Answer(BROKEN)
        try:
            got = self._connection.getresponse()
            return Answer(got.status, got.read(), got.headers.get("Idempotent-Replayed") == "true")
        except (OSError, http.client.HTTPException):
            self.drop()
            return Answer(BROKEN)

    def drop(self) -> None:
        """Hang up, whether or not an answer is on its way."""
        self._is_sent = False
        self._connection.close()
