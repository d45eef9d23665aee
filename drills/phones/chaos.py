"""A bad network between a phone and the product: a proxy that holds back, cuts, spoils and keeps count.

Each request is read whole, asked of the product on a line of its own, and answered as `Weather` says.
"""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

END = b"\r\n\r\n"
LENGTH = re.compile(rb"(?im)^content-length: *(\d+)")
KEPT_OPEN = re.compile(rb"(?im)^connection: .*\r\n")
# Nobody waits as long in any test: a line that is silent is silent for good.
FOR_GOOD_S = 3_600.0


@dataclass
class Line:
    """One request of the phone, and the way back to it."""

    request: bytes
    ask: Callable[[bytes], Awaitable[bytes]]
    writer: asyncio.StreamWriter

    @property
    def path(self) -> str:
        return self.request.split(b" ", 2)[1].decode()

    async def truth(self) -> bytes:
        """What the product answers, head and body."""
        return await self.ask(self.request)

    async def send(self, answer: bytes) -> None:
        self.writer.write(answer)
        await self.writer.drain()

    def reset(self) -> None:
        """As if the mast had gone: no good-bye."""
        self.writer.transport.abort()


Weather = Callable[[Line], Awaitable[None]]


async def fair(line: Line) -> None:
    await line.send(await line.truth())


@dataclass
class Chaos:
    """The proxy, in a thread of its own; `weather` may change between two requests."""

    upstream: int
    port: int = 0
    weather: Weather = fair
    requests: list[bytes] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _server: asyncio.Server | None = None
    _lines: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server:
            # What was accepted already must be served first: closed in between, asyncio loses its socket.
            for listening in self._server.sockets:
                self._loop.remove_reader(listening.fileno())
            await asyncio.sleep(0.01)
            self._server.close()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)
        # Sockets are closed a turn of the loop after their line.
        await asyncio.sleep(0.05)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Also a line that is cancelled before it began is closed."""
        line = asyncio.ensure_future(self._serve(reader, writer))
        self._lines.add(line)
        line.add_done_callback(self._lines.discard)
        line.add_done_callback(lambda _: writer.close())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = await reader.readuntil(END)
            length = LENGTH.search(head)
            request = head + (await reader.readexactly(int(length[1])) if length else b"")
            self.requests.append(request)
            await self.weather(Line(request, self._ask, writer))

    async def _ask(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            writer.write(
                b"Connection: close\r\n".join(_at_first_header(KEPT_OPEN.sub(b"", request, count=1)))
            )
            return await reader.read()
        finally:
            writer.close()

    def _do(self, work: Awaitable[None]) -> None:
        async def whole() -> None:
            await work

        asyncio.run_coroutine_threadsafe(whole(), self._loop).result(30)

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Nobody listens: every connection is refused."""
        self._do(self._close())
        try:
            yield
        finally:
            self._do(self._open())

    @contextmanager
    def black_hole(self) -> Iterator[None]:
        """No connection comes about, and none is refused: a queue of one that is full."""
        with self.gone(), socket.socket() as hole, socket.socket() as first, socket.socket() as second:
            hole.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            hole.bind(("127.0.0.1", self.port))
            hole.listen(0)
            for filler in (first, second):
                filler.setblocking(False)
                with suppress(BlockingIOError):
                    filler.connect(("127.0.0.1", self.port))
            yield

    @contextmanager
    def be(self, weather: Weather) -> Iterator[None]:
        before, self.weather = self.weather, weather
        try:
            yield
        finally:
            self.weather = before


def _at_first_header(request: bytes) -> tuple[bytes, bytes]:
    line, _, rest = request.partition(b"\r\n")
    return line + b"\r\n", rest


@contextmanager
def between(upstream: int) -> Iterator[Chaos]:
    """A proxy in front of what listens on that port of this machine."""
    chaos = Chaos(upstream)
    thread = threading.Thread(target=chaos._loop.run_forever, daemon=True)
    thread.start()
    chaos._do(chaos._open())
    try:
        yield chaos
    finally:
        chaos._do(chaos._close())
        chaos._loop.call_soon_threadsafe(chaos._loop.stop)
        thread.join(10)
        chaos._loop.close()
