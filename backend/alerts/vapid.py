"""Our application server keys: they say to push services that a message is from us.

A browser binds its subscription to the key it was made with, so a key that was replaced is kept: messages to
older subscriptions are still signed with it. A key that is lost silences every subscription made with it.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid import jwt

from . import endpoints

LASTS = timedelta(hours=12)
# A signature is used again for half of its life: the clock of a push service may differ from ours.
USED_FOR = LASTS / 2
MOST_SIGNATURES = 1_000
KEY_ID = re.compile(r"[0-9a-f]{16}")


class KeyLost(Exception):
    """The state folder names a key that is not there."""


@dataclass(frozen=True, slots=True)
class Key:
    id: str
    public: str
    _private: ec.EllipticCurvePrivateKey = field(repr=False, compare=False)
    _signed: dict[str, tuple[datetime, str]] = field(repr=False, compare=False, default_factory=dict)

    def authorization(self, endpoint: str, *, at: datetime) -> str:
        """The Authorization header for a message to this endpoint; EndpointRefused where none may be sent."""
        origin = endpoints.origin_of(endpoint)
        made_at, value = self._signed.get(origin, (None, ""))
        if made_at is None or not made_at <= at < made_at + USED_FOR:
            value = self._sign(origin, at=at)
            if len(self._signed) >= MOST_SIGNATURES:
                self._signed.clear()
            self._signed[origin] = at, value
        return value

    def _sign(self, origin: str, *, at: datetime) -> str:
        claims = {"aud": origin, "exp": int((at + LASTS).timestamp()), "sub": settings.VAPID_CONTACT}
        return f"vapid t={jwt.sign(claims, self._private)}, k={self.public}"


def current() -> Key:
    """The key that browsers subscribe with, made on first use; KeyLost where its file is gone."""
    if (key_id := pointed_at()) is None:
        with _alone():
            key_id = pointed_at() or _make()
    return _made(key_id)


def named(key_id: str) -> Key | None:
    """Current or replaced; nothing where no such key was kept."""
    if not KEY_ID.fullmatch(key_id):
        return None
    try:
        return _read(folder() / f"{key_id}.pem")
    except FileNotFoundError:
        return None


def rotate() -> Key:
    """A new key for new subscriptions. Those there are keep theirs, and are reached with it."""
    with _alone():
        return _made(_make())


def _made(key_id: str) -> Key:
    if (key := named(key_id)) is None:
        where = folder() / f"{key_id}.pem"
        raise KeyLost(f"{where} is not there: put it back from its copy, or type manage.py rotatevapid")
    return key


def _make() -> str:
    """The key is on disk before anything points at it: a browser may be told of it the next moment."""
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    key_id = _key_of(private).id
    _write(folder() / f"{key_id}.pem", pem)
    _write(folder() / "current", f"{key_id}\n".encode())
    return key_id


@lru_cache(maxsize=64)
def _read(path: Path) -> Key:
    """Kept in memory: what is in a key's file never changes."""
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise KeyLost(f"{path} holds no key for push messages")
    return _key_of(private)


def _key_of(private: ec.EllipticCurvePrivateKey) -> Key:
    point = private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    public = base64.urlsafe_b64encode(point).rstrip(b"=").decode()
    return Key(hashlib.sha256(point).hexdigest()[:16], public, private)


def folder() -> Path:
    """Where the keys are. Whoever reads it can write to every phone that subscribed."""
    return Path(settings.STATE_DIR) / "vapid"


def pointed_at() -> str | None:
    """The id of the key that is current, whether or not its file is there; nothing before first use."""
    try:
        return (folder() / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time, also when the web server and the worker both start for the first time."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    folder().chmod(0o700)
    with os.fdopen(os.open(folder() / "lock", os.O_RDWR | os.O_CREAT, 0o600)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, content: bytes) -> None:
    """Whole, on disk, and for this user's eyes, or not at all."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
