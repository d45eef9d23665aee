"""One POST to a push service that may be slow, broken or hostile: bounded in time, bytes and whereto."""

from __future__ import annotations

import asyncio
import json
import ssl
from asyncio import sslproto
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.connector import SocketFactoryType
from yarl import URL

from .answers import REASONS
from .pinned import Lookup, NotPublic, PinnedResolver, look_up

# Python gives every TLS connection a quarter of a megabyte to read into; a record of TLS has 16 KB at most.
sslproto.SSLProtocol.max_size = 16 * 1024

DEADLINE_S = 10.0
# The status is the answer: what follows it is waited for only so that the connection can be used again.
REST_S = 1.0
LONGEST_REPLY = 4_096
AT_ONCE = 128
# A push service that hangs as a whole leaves a quarter of the places to the others.
AT_ONCE_A_HOST = 96
OF_A_CONNECTION = (aiohttp.ClientError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and what of the reply may be known, or the failure for which there is none."""

    status: int | None = None
    failure: str | None = None
    retry_after: str | None = None
    reason: str | None = None


class Transport:
    """Connections that messages share; `async with` it around a batch.

    Tests give it a lookup, a shorter deadline, a certificate authority and sockets of their own.
    """

    def __init__(
        self,
        *,
        lookup: Lookup = look_up,
        deadline_s: float = DEADLINE_S,
        trusted: ssl.SSLContext | None = None,
        open_socket: SocketFactoryType | None = None,
    ) -> None:
        self._lookup = lookup
        self._deadline_s = deadline_s
        self._trusted = trusted or ssl.create_default_context()
        self._open_socket = open_socket
        self._places = asyncio.Semaphore(AT_ONCE)
        self._places_of = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(AT_ONCE_A_HOST))

    async def __aenter__(self) -> Self:
        self._resolver = PinnedResolver(self._lookup)
        # The places count connections, so the connector need not. An answer from the resolver is a vetted
        # one, and serves everybody who connects to that name within ten seconds.
        connector = aiohttp.TCPConnector(
            resolver=self._resolver, ssl=self._trusted, limit=0, socket_factory=self._open_socket
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            read_bufsize=LONGEST_REPLY,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()
        await self._resolver.close()

    @asynccontextmanager
    async def place(self, host: str) -> AsyncIterator[None]:
        """Waits until there is room for one more. The deadline of a message starts after that."""
        async with self._places_of[host], self._places:
            yield

    async def post(self, endpoint: str, *, headers: Mapping[str, str], body: bytes) -> Reply:
        """To an endpoint that `endpoints.checked` has passed. Raises nothing that the other side causes."""
        until = asyncio.get_running_loop().time() + self._deadline_s
        try:
            async with asyncio.timeout_at(until):
                answer = await self._session.post(
                    URL(endpoint, encoded=True), data=body, headers=headers, allow_redirects=False
                )
        except OF_A_CONNECTION as error:
            return Reply(failure=_failure(error))
        try:
            reason = await _reason(answer, until=until)
        finally:
            answer.close()
        return Reply(answer.status, retry_after=answer.headers.get("Retry-After"), reason=reason)


async def _reason(answer: aiohttp.ClientResponse, *, until: float) -> str | None:
    """Reads a short reply to its end, and keeps of it at most one word of our own list."""
    read = b""
    until = min(until, asyncio.get_running_loop().time() + REST_S)
    with suppress(*OF_A_CONNECTION):
        async with asyncio.timeout_at(until):
            while len(read) < LONGEST_REPLY and (more := await answer.content.readany()):
                read += more[:LONGEST_REPLY]
    with suppress(ValueError, RecursionError):
        said = json.loads(read[:LONGEST_REPLY])
        return next((word for word in REASONS if isinstance(said, dict) and said.get("reason") == word), None)
    return None


def _failure(error: Exception) -> str:
    """A word of the table in answers.py. What the exception says is dropped: it may quote the other side."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "not_public" if isinstance(error.os_error, NotPublic) else "dns"
    words: list[tuple[type[Exception] | tuple[type[Exception], ...], str]] = [
        (TimeoutError, "timeout"),
        ((aiohttp.ClientSSLError, ssl.SSLError), "tls"),
        ((aiohttp.ClientConnectionError, OSError), "connection"),
    ]
    return next((word for kinds, word in words if isinstance(error, kinds)), "protocol")
