"""How a push service treats one phone's messages: well, or as a broken or hostile one does."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from .phones import Received

Behaviour = Callable[[web.BaseRequest, "Received"], Awaitable[web.StreamResponse]]
NEVER_S = 3600
HUGE = 50_000_000
CHUNK = b"x" * 65_536


async def ok(_request: web.BaseRequest, received: Received) -> web.StreamResponse:
    where = {"Location": f"{received.phone.origin}/message/{received.phone.token}/{received.nth}"}
    return web.Response(status=201, headers=where | {"TTL": str(received.post.ttl)})


async def hang(_request: web.BaseRequest, _received: Received) -> web.StreamResponse:
    await asyncio.sleep(NEVER_S)
    return web.Response(status=201)


async def reset(request: web.BaseRequest, _received: Received) -> web.StreamResponse:
    """The connection is torn down in the middle, not closed."""
    transport = request.transport
    assert transport
    raw = transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    return web.Response(status=500)


async def drip(request: web.BaseRequest, received: Received) -> web.StreamResponse:
    """A good answer, its body a byte a second: each read ends in time, the whole never does."""
    return await _without_end(request, received, b"x", pause_s=1, length=NEVER_S)


async def drip_headers(request: web.BaseRequest, _received: Received) -> web.StreamResponse:
    """The same, from the first byte of the status line on."""
    transport = request.transport
    assert transport
    for byte in b"HTTP/1.1 201 Created\r\nX-Long: " + b"x" * NEVER_S:
        transport.write(bytes([byte]))
        await asyncio.sleep(1)
    return web.Response(status=201)


async def huge(request: web.BaseRequest, received: Received) -> web.StreamResponse:
    """50 MB, its length not said beforehand."""
    return await _without_end(request, received, CHUNK, pause_s=0, length=HUGE)


def status(code: int, *, retry_after: int | str | datetime | None = None, body: str = "") -> Behaviour:
    """Retry-After in seconds, as a date, or as it is given."""
    headers: dict[str, str] = {}
    if isinstance(retry_after, datetime):
        headers["Retry-After"] = format_datetime(retry_after, usegmt=True)
    elif retry_after is not None:
        headers["Retry-After"] = str(retry_after)

    async def answer(_request: web.BaseRequest, _received: Received) -> web.StreamResponse:
        return web.Response(status=code, headers=headers, text=body)

    return answer


def redirect(to: str, code: int = 307) -> Behaviour:
    async def answer(_request: web.BaseRequest, _received: Received) -> web.StreamResponse:
        return web.Response(status=code, headers={"Location": to})

    return answer


def then(first: Behaviour, second: Behaviour, *, times: int = 1) -> Behaviour:
    """`first` for so many messages to a phone, `second` from then on."""

    async def answer(request: web.BaseRequest, received: Received) -> web.StreamResponse:
        return await (first if received.nth < times else second)(request, received)

    return answer


async def _without_end(
    request: web.BaseRequest, received: Received, piece: bytes, *, pause_s: float, length: int
) -> web.StreamResponse:
    response = web.StreamResponse(status=201)
    await response.prepare(request)
    received.status = 201
    while received.answered_bytes < length:
        await response.write(piece)
        received.answered_bytes += len(piece)
        await asyncio.sleep(pause_s)
    await response.write_eof()
    return response
