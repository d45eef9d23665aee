"""A push service of RFC 8030 on this machine: phones by the thousand, senders verified, faults to order.

It answers on a thread of its own. A test may read everything public at any time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from . import behaviours
from .authority import Authority
from .behaviours import Behaviour
from .own_loop import OwnLoop
from .phones import Phone, Received
from .posts import Refused, read
from .vapid_checking import VapidChecks


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that was wrongly made, and what its sender was told."""

    path: str
    status: int
    why: str


class PushService:
    """Use `running()`. Connections count from the moment they are made, a request or none."""

    def __init__(self, authority: Authority | None, now: Callable[[], float]) -> None:
        self.received: list[Received] = []
        self.refusals: list[Refusal] = []
        self.strays: list[str] = []
        self.connections = 0
        self.port = 0
        self._authority = authority
        self._now = now
        self._checks = VapidChecks()
        self._phones: dict[str, Phone] = {}

    @property
    def origin(self) -> str:
        return f"{'https' if self._authority else 'http'}://127.0.0.1:{self.port}"

    def phones(
        self,
        number: int,
        behaviour: Behaviour = behaviours.ok,
        *,
        key: str | None = None,
        origin: str | None = None,
    ) -> list[Phone]:
        """New ones. With an `origin` their endpoints are there; the test sees to it that it leads here."""
        made = [Phone(origin or self.origin, behaviour, key) for _ in range(number)]
        self._phones |= {phone.path: phone for phone in made}
        return made

    def by_endpoint(self) -> dict[str, list[Received]]:
        """Those that came, in their order; a phone to which nothing came is not there."""
        found: dict[str, list[Received]] = {}
        for received in self.received:
            found.setdefault(received.phone.endpoint, []).append(received)
        return found

    def shown(self, phone: Phone, *, wakes_at: float | None = None) -> list[Received]:
        """What the phone's owner would find: of each topic the last, of the rest all.

        A phone that only wakes at that moment (wall clock) is not given what has outlived its TTL.
        """
        last: dict[object, Received] = {}
        for received in phone.received:
            if received.is_accepted:
                about = received.post.topic or received
                last.pop(about, None)
                last[about] = received
        waiting = list(last.values())
        if wakes_at is None:
            return waiting
        return [received for received in waiting if wakes_at < received.wall + received.post.ttl]

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        phone = self._phones.get(request.path)
        if phone is None:
            self.strays.append(f"{request.method} {request.path}")
            return web.Response(status=404)
        try:
            received = await self._read(request, phone)
        except Refused as refused:
            self.refusals.append(Refusal(request.path, refused.status, refused.why))
            return web.Response(status=refused.status, text=refused.why)
        self.received.append(received)
        phone.received.append(received)
        response = await phone.behaviour(request, received)
        if request.transport and not request.transport.is_closing():
            received.status = response.status
        return response

    async def _read(self, request: web.BaseRequest, phone: Phone) -> Received:
        if request.method != "POST":
            raise Refused(405, "messages are posted")
        wall = self._now()
        header = request.headers.get("Authorization")
        key = self._checks.sender(header, origin=phone.origin, key=phone.key, now=wall)
        post = read(request.headers, await request.read())
        return Received(phone, post, key, time.monotonic(), wall, nth=len(phone.received))


class _Counting(web.Server):
    def __init__(self, service: PushService, **options: Any) -> None:
        super().__init__(service.handle, **options)
        self._service = service

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        self._service.connections += 1
        super().connection_made(handler, transport)


@contextmanager
def running(
    authority: Authority | None = None, *, now: Callable[[], float] = time.time
) -> Iterator[PushService]:
    """With an authority it speaks TLS. `now`: the clock of the senders, where that is not this machine's."""
    service, loop = PushService(authority, now), OwnLoop("push service")
    runner = loop.run(_serving(service, authority))
    service.port = runner.addresses[0][1]
    try:
        yield service
    finally:
        loop.run(runner.cleanup())
        loop.close()


async def _serving(service: PushService, authority: Authority | None) -> web.ServerRunner:
    # Who hangs up ends what answers him: a thousand that hang are not kept.
    server = _Counting(service, access_log=None, handler_cancellation=True)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    context = authority.server_context if authority else None
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context, backlog=1024).start()
    return runner
