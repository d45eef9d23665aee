"""Phones by the thousand, as a push service and its tests see them: an address, a key, and what came."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .behaviours import Behaviour
from .posts import Post
from .vapid_checking import encoded


@dataclass(eq=False, slots=True)
class Phone:
    """One subscription. `key`: the applicationServerKey it was made with, if with one."""

    origin: str
    behaviour: Behaviour
    key: str | None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = field(default_factory=lambda: os.urandom(16))
    received: list[Received] = field(default_factory=list)  # in its order

    @property
    def path(self) -> str:
        return f"/push/{self.token}"

    @property
    def endpoint(self) -> str:
        return self.origin + self.path

    @property
    def subscription(self) -> dict[str, Any]:
        """What the page of this phone would hand to us."""
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "keys": {"p256dh": encoded(point), "auth": encoded(self.auth)}}


@dataclass(eq=False, slots=True)
class Received:
    """A message that was rightly made. `status` is what was answered: nothing yet, or never, is None."""

    phone: Phone
    post: Post
    key: str
    at: float  # seconds on the monotonic clock
    wall: float
    nth: int  # 0 for the first to this phone
    status: int | None = None
    answered_bytes: int = 0  # of an answer without end, what went out before the sender hung up
    _text: str | None = None

    @property
    def text(self) -> str:
        """As the phone reads it. It is decrypted when it is asked for, not while the service answers."""
        if self._text is None:
            opened: bytes = http_ece.decrypt(
                self.post.body,
                private_key=self.phone.private,
                auth_secret=self.phone.auth,
                version="aes128gcm",
            )
            self._text = opened.decode()
        return self._text

    @property
    def is_accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300
