"""Who sent a message: the header of RFC 8292, verified as a push service does it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from .posts import Refused

DAY_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Sender:
    """A header whose signature holds."""

    key: str
    claims: dict[str, Any]


class VapidChecks:
    """A sender uses one header for many messages, so each header's signature is verified once."""

    def __init__(self) -> None:
        self._verified: dict[str, Sender] = {}

    def sender(self, header: str | None, *, origin: str, key: str | None, now: float) -> str:
        """The key that signed. `key` is the one that the subscription was made with, if with one."""
        if not header:
            raise Refused(401, "no Authorization")
        sender = self._verified.get(header)
        if sender is None:
            sender = self._verified[header] = _verified(header)
        if key is not None and sender.key != key:
            raise Refused(403, "signed with another key than the subscription's")
        _check_claims(sender.claims, origin, now)
        return sender.key


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def decoded(text: str) -> bytes:
    """Base64url, padded or not."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _verified(header: str) -> Sender:
    scheme, _, parameters = header.partition(" ")
    given = dict(re.findall(r"([tk])=([\w.=-]+)", parameters))
    if scheme.lower() != "vapid" or set(given) != {"t", "k"}:
        raise Refused(403, "Authorization is not 'vapid t=…, k=…'")
    signed, _, signature = given["t"].rpartition(".")
    try:
        head, claims = (json.loads(decoded(part)) for part in signed.split("."))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(given["k"]))
        both = decoded(signature)
        if head.get("alg") != "ES256" or len(both) != 64 or not isinstance(claims, dict):
            raise Refused(403, "not a token of ES256")
        r, s = (int.from_bytes(half, "big") for half in (both[:32], both[32:]))
        public.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise Refused(403, "the signature does not hold") from None
    except (ValueError, AttributeError, binascii.Error):
        raise Refused(403, "the token or the key cannot be read") from None
    return Sender(given["k"].rstrip("="), claims)


def _check_claims(claims: dict[str, Any], origin: str, now: float) -> None:
    if claims.get("aud") != origin:
        raise Refused(403, f"aud is {claims.get('aud')!r}, not {origin}")
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or not now < expires <= now + DAY_S:
        raise Refused(403, "exp is not within the coming day")
    if not str(claims.get("sub", "")).startswith(("mailto:", "https://")):
        raise Refused(403, "sub is no address to write to")
