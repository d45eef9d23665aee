"""The smallest page that takes a push: one button, one worker that shows it and keeps what happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from .own_loop import OwnLoop

PAGE = """<!doctype html><html lang="en"><title>Small</title><button id="ask">Tell me</button>
<script>
async function ask(key) {
  await navigator.serviceWorker.register("/worker.js");
  const {pushManager} = await navigator.serviceWorker.ready;
  const subscription = await pushManager.subscribe({userVisibleOnly: true, applicationServerKey: key});
  return subscription.toJSON();
}
document.getElementById("ask").onclick = () => { window.asked = navigator.userActivation.isActive; };
</script>"""
WORKER = """
const note = async (name, text) => (await caches.open("kept")).put("/" + name, new Response(text));
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("push", (event) => event.waitUntil((async () => {
  const said = event.data.json();
  await note("pushed", said.body);
  if (said.is_silent) return;
  const {title, ...rest} = said;
  await registration.showNotification(title, rest);
})()));
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(note("pressed", event.action || "the notification"));
});
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(note("changed", "yes")));
"""
KEPT = """async (name) => (await (await caches.match("/" + name))?.text()) ?? null"""


@contextmanager
def running() -> Iterator[str]:
    """Its address, on localhost: browsers allow workers there without TLS."""
    loop = OwnLoop("small site")
    app = web.Application()
    app.add_routes([web.get("/", _page), web.get("/worker.js", _worker)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    loop.run(runner.setup())
    loop.run(web.TCPSite(runner, "127.0.0.1", 0).start())
    try:
        yield f"http://localhost:{runner.addresses[0][1]}"
    finally:
        loop.run(runner.cleanup())
        loop.close()


async def _page(_request: web.Request) -> web.Response:
    return web.Response(text=PAGE, content_type="text/html")


async def _worker(_request: web.Request) -> web.Response:
    return web.Response(text=WORKER, content_type="text/javascript")
