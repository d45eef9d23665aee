"""Which addresses a browser may hand us to send to: a push service's, and nobody else's."""

from __future__ import annotations

import base64
import re

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

LONGEST = 500
HOSTS = ("fcm.googleapis.com",)
BELOW = (".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")
LABEL = r"(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# Matched as a whole, so that no two programs can disagree on which host this is.
ADDRESS = re.compile(rf"(https://((?:{LABEL}\.)+[a-z]{{2,63}}))/[A-Za-z0-9._~!$&'()*+,;=:@/%?-]+")
TEST_ADDRESS = re.compile(r"(https?://([^/]+))/[A-Za-z0-9._~!$&'()*+,;=:@/%?-]+")
KEY = re.compile(r"[A-Za-z0-9_-]+={0,2}")


class EndpointRefused(ValueError):
    """Not what a browser's pushManager.subscribe() gives; `reason` says what to send instead."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KeysRefused(EndpointRefused):
    """The address may be right, but nothing can be encrypted for it; `field` is p256dh or auth."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def checked(endpoint: str) -> str:
    """The same, if a push may be sent to it; EndpointRefused with what to send instead."""
    if len(endpoint) > LONGEST:
        raise EndpointRefused(f"Send an address of at most {LONGEST} characters, as the browser gave it.")
    if _parts(endpoint) is None:
        raise EndpointRefused("Send the https address that pushManager.subscribe() gave, unchanged.")
    return endpoint


def origin_of(endpoint: str) -> str:
    """Scheme and host, what a signature is made out to; EndpointRefused where nothing may be sent."""
    if (parts := _parts(endpoint)) is None:
        raise EndpointRefused("Send the https address that pushManager.subscribe() gave, unchanged.")
    return parts[0]


def host_of(endpoint: str) -> str:
    """The push service's name, the only part that may be logged, or "unknown"; a test's has its port."""
    parts = _parts(endpoint)
    return parts[1] if parts else "unknown"


def checked_keys(p256dh: str, auth: str) -> tuple[str, str]:
    """The same, if they are a point on the curve and a secret; KeysRefused with what to send instead."""
    point = _bytes(p256dh)
    if len(point) != 65 or not _is_on_curve(point):
        raise KeysRefused("p256dh", "Send the 65 bytes of getKey('p256dh') as base64url, 87 characters.")
    if len(_bytes(auth)) != 16:
        raise KeysRefused("auth", "Send the 16 bytes of getKey('auth') as base64url, 22 characters.")
    return p256dh, auth


def _parts(endpoint: str) -> tuple[str, str] | None:
    """Origin and host, or nothing where nothing may be sent."""
    if (found := TEST_ADDRESS.fullmatch(endpoint)) and found[1] in settings.PUSH_TEST_ORIGINS:
        return found[1], found[2]
    if (found := ADDRESS.fullmatch(endpoint)) and (found[2] in HOSTS or found[2].endswith(BELOW)):
        return found[1], found[2]
    return None


def _bytes(text: str) -> bytes:
    if not KEY.fullmatch(text):
        return b""
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "==")
    except ValueError:
        return b""


def _is_on_curve(point: bytes) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return True
