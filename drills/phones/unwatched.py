"""A phone's browser that is driven from outside, with no debugger on its workers.

Playwright attaches one to each worker as it starts. Now and then such a start is never let go, and every
navigation that waits for the worker hangs with it: of 117 updates 15 hung so, and of 195 without it none.
No phone is watched, so no phone has that.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.journeys.conftest import CHROMIUM, FLAGS, HANLEY, PHONE

PATIENCE_S = 10.0


class Refused(Exception):
    """What the browser answered to a command that it could not carry out."""


class Browser:
    """Use `unwatched()`. One socket, one command at a time, in the words of the DevTools protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last = 0

    def do(
        self, method: str, *, session: str | None = None, within_s: float = PATIENCE_S, **values: Any
    ) -> Any:
        """Raises TimeoutError where no answer comes, Refused where it is no."""
        self._last += 1
        of_session = {"sessionId": session} if session else {}
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": values, **of_session}))
        deadline = time.monotonic() + within_s
        while True:
            said = json.loads(self._socket.recv(max(0.0, deadline - time.monotonic())))
            if said.get("id") == self._last:
                if "error" in said:
                    raise Refused(f"{method}: {said['error']['message']}")
                return said["result"]

    @contextmanager
    def tab(self, origin: str) -> Iterator[Tab]:
        """In a profile of its own, in Hanley."""
        profile = self.do("Target.createBrowserContext")["browserContextId"]
        try:
            target = self.do("Target.createTarget", url="about:blank", browserContextId=profile)["targetId"]
            session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            self.do(
                "Browser.grantPermissions",
                origin=origin,
                permissions=["geolocation"],
                browserContextId=profile,
            )
            yield Tab(self, session, origin)
        finally:
            with suppress(TimeoutError):
                self.do("Target.disposeBrowserContext", browserContextId=profile)


class Tab:
    def __init__(self, browser: Browser, session: str, origin: str) -> None:
        self._browser = browser
        self._session = session
        self._origin = origin
        self.do("Page.enable")
        self.do("Emulation.setDeviceMetricsOverride", **PHONE, deviceScaleFactor=1, mobile=False)
        self.do("Emulation.setGeolocationOverride", **HANLEY)

    def do(self, method: str, **values: Any) -> Any:
        return self._browser.do(method, session=self._session, **values)

    def goto(self, path: str) -> None:
        """Answers when the new page has begun."""
        self.do("Page.navigate", url=f"{self._origin}{path}")

    def reload(self) -> None:
        self.evaluate("window.isBefore = true")
        self.do("Page.reload")
        self.wait_for("window.isBefore !== true")

    def evaluate(self, expression: str) -> Any:
        """None for what JSON cannot say. Raises Refused where the page is just going."""
        asked = self.do("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in asked:
            raise Refused(str(asked["exceptionDetails"]))
        return asked["result"].get("value")

    def wait_for(self, expression: str, *, within_s: float = PATIENCE_S) -> None:
        """Raises TimeoutError."""
        deadline = time.monotonic() + within_s
        while not self._is_so(expression):
            if time.monotonic() > deadline:
                raise TimeoutError(f"after {within_s} s not yet: {expression}")
            time.sleep(0.05)

    def _is_so(self, expression: str) -> bool:
        try:
            return bool(self.evaluate(expression))
        except Refused:
            return False


@contextmanager
def unwatched(profile: Path) -> Iterator[Browser]:
    """The browser's process; it listens on any free port, and writes down which."""
    profile.mkdir(parents=True, exist_ok=True)
    where = profile / "DevToolsActivePort"
    command = [CHROMIUM, *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        deadline = time.monotonic() + 30
        while not where.exists() or len(where.read_text().splitlines()) < 2:
            if time.monotonic() > deadline:
                raise TimeoutError("the browser does not say where it listens")
            time.sleep(0.05)
        port, path = where.read_text().splitlines()
        with connect(f"ws://127.0.0.1:{port}{path}", proxy=None, compression=None, max_size=None) as socket:
            yield Browser(socket)
    finally:
        process.terminate()
        process.wait(20)
