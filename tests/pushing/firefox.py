"""A real Firefox without a screen that takes its pushes from a server of ours."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from websockets.exceptions import ConnectionClosed

from .bidi import Bidi, BidiError, talking
from .page import Page, until

FIREFOX = os.environ.get("FIREFOX") or "/usr/bin/firefox-esr"
PREFERENCES: dict[str, str | int | bool] = {
    "dom.push.testing.allowInsecureServerURL": True,
    "dom.push.connection.enabled": True,
    "dom.push.retryBaseInterval": 200,  # milliseconds; a connection that was lost is tried again after it
    "permissions.default.desktop-notification": 1,
    # Notifications as windows of Firefox's own, which a test can click; there is no desktop to show them.
    "alerts.useSystemBackend": False,
    # Whatever it would ask of its makers, every name is this machine.
    "network.dns.forceResolve": "127.0.0.1",
    "network.proxy.type": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "nimbus.rollouts.enabled": False,
    "app.shield.optoutstudies.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.region.network.url": "",
    "browser.search.update": False,
    "browser.startup.page": 0,
    "browser.newtabpage.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.healthreport.uploadEnabled": False,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "extensions.update.enabled": False,
    "extensions.blocklist.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "intl.accept_languages": "en-GB",
}
PRESS_ALERT = """(action) => {
  if (action === null) return document.getElementById("alertBox").click();
  const chosen = {QueryInterface: ChromeUtils.generateQI(["nsIAlertAction"]), action, title: action};
  gAlertListener.observe(chosen, "alertclickcallback", gAlertCookie);
  window.close();
}"""
READ_ALERT = """() => {
  const box = document.getElementById("alertBox");
  if (!window.gIsActive || box.hasAttribute("clicked") || box.hasAttribute("closing")) return null;
  return {
    title: document.getElementById("alertTitleLabel").getAttribute("value"),
    body: document.getElementById("alertTextLabel").textContent,
  };
}"""


class Firefox:
    """Use `running()`."""

    def __init__(self, process: subprocess.Popen[bytes], bidi: Bidi) -> None:
        self.process = process
        self.bidi = bidi
        bidi.do("session.new", {"capabilities": {}})
        bidi.do("session.subscribe", {"events": ["log.entryAdded"]})

    @property
    def pages(self) -> list[Page]:
        tree = self.bidi.do("browsingContext.getTree", {"maxDepth": 0})["contexts"]
        return [Page(self.bidi, tab["context"]) for tab in tree]

    def new_page(self) -> Page:
        return Page(self.bidi, self.bidi.do("browsingContext.create", {"type": "tab"})["context"])

    def alerts(self) -> list[dict[str, str]]:
        """The title and body of each notification on the screen, as its owner would read them."""
        return [words for _, words in self._alerts()]

    def press_alert(self, title: str, *, action: str | None = None) -> None:
        """Tap the notification, or one of its actions.

        The body is clicked for real. Firefox's own windows draw no buttons for actions (only a desktop does),
        so an action is told to Firefox as the desktop would tell it.
        """
        window = until(
            lambda: next((each for each, words in self._alerts() if words["title"] == title), None)
        )
        assert window
        window.evaluate(PRESS_ALERT, action)

    def _alerts(self) -> Iterator[tuple[Page, dict[str, str]]]:
        """Those that are wholly there: each is a window that takes a moment to open and to close."""
        tree = self.bidi.do("browsingContext.getTree", {"maxDepth": 0, "moz:scope": "chrome"})["contexts"]
        for context in (each["context"] for each in tree if "/alerts/" in each["url"]):
            window = Page(self.bidi, context)
            try:
                words = window.evaluate(READ_ALERT)
            except BidiError:  # it has closed since it was listed
                continue
            if words:
                yield window, words


@contextmanager
def running(
    profile: Path, push_server: str, preferences: Mapping[str, str | int | bool] | None = None
) -> Iterator[Firefox]:
    """Firefox with this profile folder: the same folder again is the same browser after a restart.

    It listens on any free port, and writes down which.
    """
    profile.mkdir(parents=True, exist_ok=True)
    where = profile / "WebDriverBiDiServer.json"
    where.unlink(missing_ok=True)
    wanted = PREFERENCES | {"dom.push.serverURL": push_server} | dict(preferences or {})
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items()]
    (profile / "user.js").write_text("".join(lines))
    process = _start(profile)
    try:
        port = until(lambda: _port(where, process), within_s=60)
        with talking(f"ws://127.0.0.1:{port}/session") as bidi:
            try:
                yield Firefox(process, bidi)
            finally:
                with suppress(BidiError, ConnectionClosed, TimeoutError):
                    bidi.do("browser.close", within_s=10)
    finally:
        _end(process)


def _start(profile: Path) -> subprocess.Popen[bytes]:
    listen = ["--remote-debugging-port", "0", "--remote-allow-system-access"]
    command = [FIREFOX, "--headless", "--no-remote", "--profile", str(profile), *listen, "about:blank"]
    env = os.environ | {"HOME": str(profile), "MOZ_CRASHREPORTER_DISABLE": "1"}
    with (profile / "firefox.log").open("ab") as log:
        return subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)


def _port(where: Path, process: subprocess.Popen[bytes]) -> int | None:
    if process.poll() is not None:
        raise RuntimeError(f"Firefox ended at once: {(where.parent / 'firefox.log').read_text()[-2000:]}")
    try:
        return int(json.loads(where.read_text())["ws_port"])
    except (OSError, ValueError):
        return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """It has been asked to leave; what has not left is ended, with the processes that it started."""
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
