"""A browser that can be told something, without the world outside.

Chromium asks Google for a push subscription, which no test may: its `subscribe()` is replaced, at that edge
alone, by one of our own. Everything after it is the real thing: the worker, its `push` event (delivered by
Chromium's own debugger), the notification and a tap on it.
"""

from __future__ import annotations

import base64
import json
import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import BrowserContext, Page, Worker

from .steps import wait_for_worker

EDGE = """
(() => {
  const made = (held) => held && {
    endpoint: held.endpoint,
    options: { applicationServerKey: Uint8Array.from(atob(held.made_with), (c) => c.charCodeAt(0)).buffer },
    toJSON: () => ({ endpoint: held.endpoint, keys: held.keys }),
    unsubscribe: () => window.browserPush("unsubscribe", null).then(() => true),
  };
  if (!("PushManager" in window)) return;
  PushManager.prototype.getSubscription = () => window.browserPush("get", null).then(made);
  PushManager.prototype.subscribe = ({ applicationServerKey }) =>
    window.browserPush("subscribe", applicationServerKey).then((held) => {
      if (held === "hang") return new Promise(() => undefined);
      if (held === "refuse") throw new DOMException("no", "AbortError");
      return made(held);
    });
  const ask = Notification.requestPermission.bind(Notification);
  Notification.requestPermission = () =>
    window.browserPush("permission", null).then((answer) => answer ?? ask());
})();
"""
SHOWN = """
async () => {
  const registration = await navigator.serviceWorker.ready;
  const all = await registration.getNotifications();
  return all.map(({ title, body, tag, data, actions }) => (
    { title, body, tag, data, actions: actions.map(({ action }) => action) }
  ));
}
"""
KEPT = """
async () => await new Promise((resolve) => {
  indexedDB.open("keyval-store").onsuccess = ({ target: { result } }) => {
    const asked = result.transaction("keyval").objectStore("keyval").get("/alerts.json");
    asked.onsuccess = () => (result.close(), resolve(asked.result ?? null));
  };
})
"""
# A tap with a finger cannot be had without a screen: the event is made where the browser would make it.
TAP = """
async ([tag, action]) => {
  self.opened ??= [];
  const value = async (url) => void self.opened.push(url);
  Object.defineProperty(self.clients, "openWindow", { configurable: true, value });
  const [notification] = await self.registration.getNotifications({ tag });
  let done = null;
  const event = new NotificationEvent("notificationclick", { notification, action });
  event.waitUntil = (work) => (done = work);
  self.dispatchEvent(event);
  await done;
  return self.opened.splice(0);
}
"""


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class PushService:
    """What stands where Google would: one subscription at most, and how often it was asked for."""

    def __init__(self, context: BrowserContext) -> None:
        self.held: dict[str, Any] | None = None
        self.asked: list[str] = []
        self.permission_asked = 0
        self.permission: str | None = "granted"
        self.does = "subscribe"
        context.expose_function("browserPush", self._do)
        context.add_init_script(EDGE)

    def _do(self, what: str, key: str | None) -> Any:
        if what == "permission":
            self.permission_asked += 1
            return self.permission
        if what == "unsubscribe":
            self.held = None
        if what != "subscribe":
            return self.held
        assert key
        self.asked.append(key)
        if self.does != "subscribe":
            return self.does
        public = ec.generate_private_key(ec.SECP256R1()).public_key()
        point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
        self.held = {
            "endpoint": f"https://fcm.googleapis.com/fcm/send/{os.urandom(9).hex()}",
            "keys": {"p256dh": text_of(point), "auth": text_of(os.urandom(16))},
            "made_with": base64.b64encode(raw).decode(),
        }
        return self.held


def deliver(page: Page, message: str | dict[str, Any]) -> None:
    """As the push service would, decrypted, for what this phone asked for; text as it is."""
    data = message if isinstance(message, str) else json.dumps({"id": _asked_for(page)} | message)
    _tell_worker(page, "ServiceWorker.deliverPushMessage", {"data": data})


def _asked_for(page: Page) -> str:
    found: str = page.evaluate(KEPT)["rows"][0]["id"]
    return found


def dispatch_sync(page: Page, tag: str) -> None:
    """The browser finds that the signal is back."""
    _tell_worker(page, "ServiceWorker.dispatchSyncEvent", {"tag": tag, "lastChance": False})


def _tell_worker(page: Page, method: str, more: dict[str, Any]) -> None:
    wait_for_worker(page)
    cdp = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    cdp.send("ServiceWorker.enable")
    home = page.evaluate("location.origin")
    deadline = time.monotonic() + 10
    while not (ours := [one for one in found if one["scopeURL"] == f"{home}/"]):
        assert time.monotonic() < deadline, found
        page.wait_for_timeout(50)
    cdp.send(method, {"origin": home, "registrationId": ours[-1]["registrationId"]} | more)
    cdp.detach()


def shown(page: Page) -> list[dict[str, Any]]:
    notifications: list[dict[str, Any]] = page.evaluate(SHOWN)
    return notifications


def wait_until_shown(page: Page, words: str) -> dict[str, Any]:
    """The first notification whose title or body has those words."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for one in shown(page):
            if words in f"{one['title']} {one['body']}":
                return one
        page.wait_for_timeout(50)
    raise AssertionError(f"{words!r} was not shown, but {shown(page)}")


def wait_until(page: Page, script: str, arg: object = None) -> None:
    """Until that asynchronous script says yes: Playwright's own waiting takes its promise for one."""
    deadline = time.monotonic() + 10
    while not page.evaluate(script, arg):
        assert time.monotonic() < deadline, script
        page.wait_for_timeout(50)


def tap_on(worker: Worker, tag: str, action: str = "") -> list[str]:
    """The addresses that it opened."""
    opened: list[str] = worker.evaluate(TAP, [tag, action])
    return opened


def worker_of(page: Page) -> Worker:
    """The one that speaks for the page."""
    wait_for_worker(page)
    return page.context.service_workers[-1]


def by_this_machine(**later: float) -> str:
    """A worker has the machine's clock, whatever night the product is served on."""
    return moment(datetime.now(UTC) + timedelta(**later))


def moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
