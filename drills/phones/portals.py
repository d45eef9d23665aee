"""A Wi-Fi that wants a log-in, a proxy that is broken: fifty-six answers that are not ours.

After each, the list that the phone keeps is the same, byte for byte, and there is a list on the screen. Where
it can be told that a stranger answered, it is.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, Playwright

from .chaos import END, Chaos, Line, Weather
from .handset import Handset, handset

LOGIN = (
    b"<!doctype html><title>Wi-Fi</title><h1>Welcome to our Wi-Fi</h1><form><button>Log in</button></form>"
)
SAYS = "This Wi-Fi needs you to log in"
JSON, HTML = "application/json", "text/html; charset=utf-8"
# Everything of ours in this browser's caches, by its digest.
FILES = """
async () => {
  const found = [];
  for (const name of (await caches.keys()).sort()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (request.url.endsWith("/held.json")) continue;
      const body = await (await cache.match(request)).arrayBuffer();
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
      found.push(`${name} ${request.url} ${hash.join()}`);
    }
  }
  return found.sort();
}
"""


def said(
    status: str, body: bytes = b"", kind: str | None = HTML, *more: str, length: int | None = None
) -> bytes:
    size = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {kind}"] if kind else []), *more]
    return "\r\n".join([*lines, f"Content-Length: {size}", "Connection: close"]).encode() + END + body


def signed(body: bytes, read: bytes | None = None) -> bytes:
    """As our server would have signed `body`, while `read` is what comes."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return said("200 OK", body if read is None else read, JSON, f"Unencoded-Digest: sha-256=:{digest}:")


def always(answer: bytes) -> Weather:
    async def weather(line: Line) -> None:
        await line.send(answer)

    return weather


def never(close: Callable[[Line], None]) -> Weather:
    async def weather(line: Line) -> None:
        close(line)

    return weather


def made_of_ours(make: Callable[[bytes, bytes], bytes]) -> Weather:
    """Something is done to each true answer: its head and its body."""

    async def weather(line: Line) -> None:
        head, _, body = (await line.ask(_plainly(line.request))).partition(END)
        await line.send(make(head, body))

    return weather


def with_the_list(change: Callable[[dict[str, Any]], dict[str, Any]], *, sign: bool) -> Weather:
    """Only the list is another one; with `sign`, as if it had been ours once."""

    async def weather(line: Line) -> None:
        answer = await line.ask(_plainly(line.request))
        if line.path == "/api/v1/places":
            body = json.dumps(change(json.loads(answer.partition(END)[2]))).encode()
            answer = signed(body) if sign else said("200 OK", body, JSON)
        await line.send(answer)

    return weather


def _plainly(request: bytes) -> bytes:
    """Uncompressed, and whole rather than 304."""
    lines = request.partition(END)[0].split(b"\r\n")
    unasked = (b"accept-encoding:", b"if-none-match:")
    return b"\r\n".join(line for line in lines if not line.lower().startswith(unasked)) + END


def _bomb(kind: str) -> bytes:
    return said("200 OK", gzip.compress(bytes(64 * 1024 * 1024), 9), kind, "Content-Encoding: gzip")


def _less(snapshot: dict[str, Any]) -> dict[str, Any]:
    return snapshot | {"places": snapshot["places"][:3]}


def _chunked(head: bytes, body: bytes) -> bytes:
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
    half = body[: len(body) // 2]
    return b"\r\n".join([*lines, b"Transfer-Encoding: chunked"]) + END + b"%x\r\n%b\r\n" % (len(half), half)


def _with_the_length_of_half(head: bytes, body: bytes) -> bytes:
    half = body[: len(body) // 2]
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
    return b"\r\n".join([*lines, b"Content-Length: %d" % len(half)]) + END + half


def _to(status: str) -> Weather:
    return always(said(status, LOGIN, HTML, "Location: http://127.0.0.1:9/login"))


STRANGERS: dict[str, Weather] = {
    "200 with a page": always(said("200 OK", LOGIN)),
    "200 with a page that says it is JSON": always(said("200 OK", LOGIN, JSON)),
    "200 with a page and a cookie": always(said("200 OK", LOGIN, HTML, "Set-Cookie: portal=1")),
    "200 with a page that reloads": always(
        said("200 OK", b'<meta http-equiv="refresh" content="0;url=/x">' + LOGIN)
    ),
    "200 with a page without a type": always(said("200 OK", LOGIN, None)),
    "200 with a page as plain text": always(said("200 OK", LOGIN, "text/plain")),
    "200 with {}": always(said("200 OK", b"{}", JSON)),
    "200 with null": always(said("200 OK", b"null", JSON)),
    "200 with []": always(said("200 OK", b"[]", JSON)),
    "200 with an error in JSON": always(said("200 OK", b'{"error": "login"}', JSON)),
    "200 with nothing": always(said("200 OK", b"", JSON)),
    "200 with nothing and no type": always(said("200 OK", b"", None)),
    "204": always(b"HTTP/1.1 204 No Content\r\nConnection: close" + END),
    "205": always(said("205 Reset Content")),
    "301 to a log-in page": _to("301 Moved Permanently"),
    "302 to a log-in page": _to("302 Found"),
    "303 to a log-in page": _to("303 See Other"),
    "307 to a log-in page": _to("307 Temporary Redirect"),
    "308 to a log-in page": _to("308 Permanent Redirect"),
    "304 without a name": always(b"HTTP/1.1 304 Not Modified\r\nConnection: close" + END),
    "304 of another list": always(b'HTTP/1.1 304 Not Modified\r\nETag: W/"9-9-9"\r\nConnection: close' + END),
    "401": always(said("401 Unauthorized", LOGIN)),
    "403": always(said("403 Forbidden", LOGIN)),
    "404": always(said("404 Not Found", LOGIN)),
    "511 with a page": always(said("511 Network Authentication Required", LOGIN)),
    "511 with nothing": always(said("511 Network Authentication Required", b"", None)),
    "a bomb of a page": always(_bomb(HTML)),
    "a bomb of JSON": always(_bomb(JSON)),
    "a list of a stranger's": with_the_list(
        lambda ours: ours | {"seq": ours["seq"] + 9, "places": []}, sign=False
    ),
    "a list of a stranger's, of a later epoch": with_the_list(
        lambda ours: ours | {"epoch": 2**40}, sign=False
    ),
    "ours as another type": made_of_ours(lambda head, body: said("200 OK", body, "application/octet-stream")),
}
BROKEN: dict[str, Weather] = {
    "an old list": with_the_list(lambda ours: _less(ours) | {"seq": ours["seq"] - 1}, sign=True),
    "an old epoch": with_the_list(
        lambda ours: _less(ours) | {"epoch": ours["epoch"] - 1, "seq": 10**9}, sign=True
    ),
    "the same list with rows missing": with_the_list(_less, sign=True),
    "the same list with nobody in it": with_the_list(lambda ours: ours | {"places": []}, sign=True),
    "a newer list of rubbish": with_the_list(
        lambda ours: ours | {"seq": ours["seq"] + 1, "places": [7]}, sign=True
    ),
    "half of it": made_of_ours(lambda head, body: head + END + body[: len(body) // 2]),
    "half of it with the length of half": made_of_ours(_with_the_length_of_half),
    "half of it in pieces": made_of_ours(_chunked),
    "all but a byte": made_of_ours(lambda head, body: head + END + body[:-2]),
    "a letter changed": made_of_ours(lambda head, body: head + END + body.replace(b"Lantern", b"Lantarn")),
    "the head alone": made_of_ours(lambda head, body: head + END),
    "said to be gzip": made_of_ours(lambda head, body: head + b"\r\nContent-Encoding: gzip" + END + body),
    "said to be brotli": made_of_ours(lambda head, body: head + b"\r\nContent-Encoding: br" + END + body),
    "another alphabet": made_of_ours(lambda head, body: said("200 OK", body.decode().encode("utf-16"), JSON)),
    "twice": made_of_ours(lambda head, body: head + END + body + body),
    # Chromium takes it for the word of a proxy of its own, and tells nobody.
    "407": always(said("407 Proxy Authentication Required", LOGIN)),
    "429": always(said("429 Too Many Requests", b"", None)),
    "500": always(said("500 Internal Server Error", LOGIN)),
    "502": always(said("502 Bad Gateway", LOGIN)),
    "503 in JSON": always(said("503 Service Unavailable", b"{}", JSON)),
    "a status that is none": always(said("999 Log In", LOGIN)),
    "no HTTP at all": always(LOGIN),
    "TLS where there is none": always(b"\x15\x03\x03\x00\x02\x02\x28"),
    "closed at once": never(lambda line: line.writer.close()),
    "cut at once": never(Line.reset),
}
PORTALS = STRANGERS | BROKEN


def held(playwright: Playwright, chaos: Chaos, folder: Path, *, every: int = 1) -> bool:
    """With `every` 5, each fifth of them."""
    changed, silent, empty, names = [], [], [], list(PORTALS)[::every]
    with handset(playwright, chaos.url, folder) as phone:
        phone.visited()
        before = [phone.kept(), phone.page.evaluate(FILES)]
        for name in names:
            with chaos.be(PORTALS[name]):
                empty += [] if _has_a_list(phone) else [name]
                silent += [] if name not in STRANGERS or _is_told(phone.page) else [name]
            changed += [] if [phone.kept(), phone.page.evaluate(FILES)] == before else [name]
    print(
        f"  {len(names)} answers that are not ours: {len(changed)} changed what is kept {changed}, "
        f"{len(empty)} left no list {empty}, {len(silent)} log-ins were not said {silent}",
        flush=True,
    )
    return not (changed or silent or empty)


def _has_a_list(phone: Handset) -> bool:
    if phone.seconds_to_a_list() > 3:
        return False
    return phone.seconds_to_an_answer() < 3


def _is_told(page: Page) -> bool:
    try:
        page.get_by_text(SAYS).first.wait_for(timeout=3_000)
    except Error:
        return False
    return True
