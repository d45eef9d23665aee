"""Mozilla's push server in small: Firefox on a WebSocket on one side, RFC 8030 on the other.

It speaks what Firefox speaks to its makers: hello, register, unregister, notification, ack, ping.
A message stays encrypted all the way; only Firefox has the key.
"""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from .own_loop import OwnLoop
from .posts import Post, Refused, read
from .vapid_checking import VapidChecks, encoded

DELIVERED = 100  # in an ack: the worker's push event ended well; 101 not decrypted, 102 not delivered


@dataclass(slots=True)
class Channel:
    """One subscription of one browser; `key` is its applicationServerKey."""

    id: str
    uaid: str
    key: str | None
    endpoint: str


@dataclass(slots=True)
class Message:
    channel: Channel
    post: Post
    key: str
    at: float
    version: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    ack: int | None = None

    def as_notification(self) -> dict[str, Any]:
        return {
            "messageType": "notification",
            "channelID": self.channel.id,
            "version": self.version,
            "ttl": self.post.ttl,
            "data": encoded(self.post.body),
            "headers": {"encoding": "aes128gcm"},
        }


class Autopush:
    """Use `running()`. Everything public may be read by the test's thread at any time."""

    def __init__(self, loop: OwnLoop, *, now: Callable[[], float]) -> None:
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self.refusals: list[Refused] = []
        self.gone: set[str] = set()
        self._loop = loop
        self._now = now
        self._is_shut = False
        self._checks = VapidChecks()
        self._browsers: dict[str, web.WebSocketResponse] = {}
        self._known: set[str] = set()
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """What Firefox is given as `dom.push.serverURL`."""
        return f"ws://127.0.0.1:{self._port}/"

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def is_connected(self) -> bool:
        return bool(self._browsers)

    def forget_browsers(self) -> None:
        """At its next hello a browser is another one: it drops its subscriptions and tells their workers."""
        self._known.clear()

    @contextmanager
    def disconnected(self) -> Iterator[None]:
        """No browser is connected inside the block; each comes back by itself after it."""
        self._is_shut = True
        self._loop.run(self._drop())
        yield
        self._is_shut = False

    async def _drop(self) -> None:
        for socket in list(self._browsers.values()):
            await socket.close()

    def acked(self) -> list[Message]:
        return [message for message in self.messages if message.ack is not None]

    async def start(self) -> None:
        app = web.Application()
        app.add_routes([web.get("/", self._browser), web.post("/wpush/v2/{token}", self._post)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self._drop()
        if self._runner:
            await self._runner.cleanup()

    async def _browser(self, request: web.Request) -> web.WebSocketResponse:
        if self._is_shut:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(protocols=("push-notification",))
        await socket.prepare(request)
        uaid = ""
        try:
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    break
                said: dict[str, Any] = frame.json()
                if said.get("messageType") == "hello":
                    uaid = await self._hello(socket, said)
                else:
                    await self._said(socket, uaid, said)
        finally:
            if self._browsers.get(uaid) is socket:
                del self._browsers[uaid]
        return socket

    async def _hello(self, socket: web.WebSocketResponse, said: dict[str, Any]) -> str:
        uaid = str(said.get("uaid") or "")
        if uaid not in self._known:
            uaid = uuid.uuid4().hex
            self._known.add(uaid)
        self._browsers[uaid] = socket
        reply = {"messageType": "hello", "uaid": uaid, "status": 200, "use_webpush": True, "broadcasts": {}}
        await socket.send_json(reply)
        for message in self.messages:
            if message.channel.uaid == uaid and self._is_waiting(message):
                await socket.send_json(message.as_notification())
        return uaid

    async def _said(self, socket: web.WebSocketResponse, uaid: str, said: dict[str, Any]) -> None:
        match said.get("messageType"):
            case "register":
                await socket.send_json(self._register(uaid, said))
            case "unregister":
                self._unregister(said["channelID"])
                await socket.send_json(
                    {"messageType": "unregister", "channelID": said["channelID"], "status": 200}
                )
            case "ack":
                for update in said["updates"]:
                    self._ack(update["version"], update.get("code", DELIVERED))
            case "ping" | None:
                await socket.send_str("{}")

    def _register(self, uaid: str, said: dict[str, Any]) -> dict[str, Any]:
        token = secrets.token_urlsafe(48)
        key = said.get("key")
        endpoint = f"{self.origin}/wpush/v2/{token}"
        self.channels[token] = Channel(said["channelID"], uaid, key and key.rstrip("="), endpoint)
        return {
            "messageType": "register",
            "channelID": said["channelID"],
            "status": 200,
            "pushEndpoint": endpoint,
        }

    def _unregister(self, channel_id: str) -> None:
        self.gone |= {token for token, channel in self.channels.items() if channel.id == channel_id}

    def _ack(self, version: str, code: int) -> None:
        for message in self.messages:
            if message.version == version:
                message.ack = code

    def _is_waiting(self, message: Message) -> bool:
        return message.ack is None and self._now() < message.at + message.post.ttl

    async def _post(self, request: web.Request) -> web.Response:
        try:
            message = await self._taken(request)
        except Refused as refused:
            self.refusals.append(refused)
            return web.json_response({"code": refused.status, "message": refused.why}, status=refused.status)
        if socket := self._browsers.get(message.channel.uaid):
            await socket.send_json(message.as_notification())
        where = {"Location": f"{self.origin}/m/{message.version}", "TTL": str(message.post.ttl)}
        return web.Response(status=201, headers=where)

    async def _taken(self, request: web.Request) -> Message:
        token = request.match_info["token"]
        channel = self.channels.get(token)
        if channel is None:
            raise Refused(404, "no such subscription")
        if token in self.gone:
            raise Refused(410, "the browser took it back")
        header = request.headers.get("Authorization")
        key = self._checks.sender(header, origin=self.origin, key=channel.key, now=self._now())
        post = read(request.headers, await request.read())
        if post.topic:
            self.messages = [m for m in self.messages if not self._is_replaced(m, channel, post.topic)]
        message = Message(channel, post, key, self._now())
        self.messages.append(message)
        return message

    def _is_replaced(self, message: Message, channel: Channel, topic: str) -> bool:
        """A newer message of the same topic takes the place of one that still waits (RFC 8030, 5.4)."""
        return message.ack is None and message.channel is channel and message.post.topic == topic


@contextmanager
def running(*, now: Callable[[], float] = time.time) -> Iterator[Autopush]:
    loop = OwnLoop("autopush")
    server = Autopush(loop, now=now)
    loop.run(server.start())
    try:
        yield server
    finally:
        loop.run(server.stop())
        loop.close()
