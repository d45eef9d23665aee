"""WebDriver BiDi, as much of it as our tests say: one socket, one command at a time."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect


class BidiError(Exception):
    """What the browser answered to a command that it could not carry out."""


class Bidi:
    """Use `talking()`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last = 0
        self.events: deque[dict[str, Any]] = deque()

    def do(self, method: str, parameters: dict[str, Any] | None = None, *, within_s: float = 30) -> Any:
        """The result; events that come in between are kept."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters or {}}))
        deadline = time.monotonic() + within_s
        while True:
            said = json.loads(self._socket.recv(max(0.0, deadline - time.monotonic())))
            if said.get("id") == self._last:
                if said["type"] == "error":
                    raise BidiError(f"{method}: {said['error']}: {said['message']}")
                return said["result"]
            if said["type"] == "event":
                self.events.append(said)


@contextmanager
def talking(url: str) -> Iterator[Bidi]:
    with connect(url, proxy=None, compression=None, max_size=None, open_timeout=20) as socket:
        yield Bidi(socket)
