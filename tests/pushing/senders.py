"""An application server of the tests' own: its key, its messages encrypted by pywebpush, its posts."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPusher

from .vapid_checking import encoded, origin_of


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class SendingServer:
    """Its `public_key` is what a page takes as `applicationServerKey`."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public_key = encoded(point)

    def authorization(self, endpoint: str, **claims: Any) -> str:
        """Right unless `claims` say otherwise."""
        right = {"aud": origin_of(endpoint), "exp": int(time.time()) + 3600, "sub": "mailto:vra@example.org"}
        header: str = Vapid02(self._private, {"no-strict": True}).sign(right | claims)["Authorization"]
        return header

    def request(
        self, subscription: Mapping[str, Any], said: object, **headers: str
    ) -> tuple[dict[str, str], bytes]:
        """Headers and body of one message; TTL a minute if not told."""
        body = WebPusher(subscription).encode(json.dumps(said).encode(), content_encoding="aes128gcm")["body"]
        own = {
            "Authorization": self.authorization(str(subscription["endpoint"])),
            "Content-Encoding": "aes128gcm",
            "TTL": "60",
        }
        return own | headers, bytes(body)

    def send(self, subscription: Mapping[str, Any], said: object, **headers: str) -> Answer:
        return post(str(subscription["endpoint"]), *self.request(subscription, said, **headers))


def post(
    endpoint: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    within_s: float = 10,
    trusting: ssl.SSLContext | None = None,
) -> Answer:
    """Once, following nothing; `within_s` is for each read."""
    parts = urlsplit(endpoint)
    host, port = str(parts.hostname), parts.port
    connection = (
        http.client.HTTPSConnection(host, port, timeout=within_s, context=trusting)
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=within_s)
    )
    try:
        connection.request("POST", parts.path, body, dict(headers))
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()
