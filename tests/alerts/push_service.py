"""A push service of our own on this machine, with faults to order, and a listener that nobody may reach."""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Reader: TypeAlias = asyncio.StreamReader
Writer: TypeAlias = asyncio.StreamWriter
Behaviour = Callable[[Reader, Writer], Awaitable[None]]


class Browser:
    """What a browser makes when it subscribes, and what it does with a push."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self._secret = b"sixteen bytes ok"
        self.p256dh, self.auth = _text(point), _text(self._secret)

    def reads(self, body: bytes) -> bytes:
        return bytes(http_ece.decrypt(body, private_key=self._private, auth_secret=self._secret))


@dataclass
class Push:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """Answers `answer`, or does what `behaviour` does once the request is in; `first` acts before that."""

    tls: ssl.SSLContext | None = None
    answer: bytes = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
    behaviour: Behaviour | None = None
    first: Behaviour | None = None
    connections: int = 0
    pushes: list[Push] = field(default_factory=list)
    port: int = 0

    @property
    def origin(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> str:
        return f"{self.origin}/push/a-secret-path"

    async def serve(self, reader: Reader, writer: Writer) -> None:
        self.connections += 1
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if self.first:
                await self.first(reader, writer)
            while True:
                self.pushes.append(await _request(reader))
                if self.behaviour:
                    await self.behaviour(reader, writer)
                    break
                writer.write(self.answer)
                await writer.drain()
        writer.close()


async def _request(reader: Reader) -> Push:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:-2])}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Push(head[0].split(" ")[1], headers, body)


@contextmanager
def running(service: PushService, *, on: str = "127.0.0.1") -> Iterator[PushService]:
    """In a thread with a loop of its own, so that both plain and asynchronous tests can use it."""
    started = threading.Event()
    loop = asyncio.new_event_loop()
    ended = loop.create_future()

    async def run() -> None:
        server = await asyncio.start_server(service.serve, on, 0, ssl=service.tls)
        service.port = server.sockets[0].getsockname()[1]
        started.set()
        await ended
        server.close()
        ours = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not ours]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.01)  # so that closed connections are let go of before the loop is

    thread = threading.Thread(target=partial(loop.run_until_complete, run()))
    thread.start()
    assert started.wait(5)
    try:
        yield service
    finally:
        loop.call_soon_threadsafe(ended.set_result, None)
        thread.join(5)
        loop.close()


def replies(status: str, *, headers: str = "", body: bytes = b"") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
