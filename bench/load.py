"""So many clients ask one address for so long: wrk where it can be had, else a small client of our own."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from backend.house import packages
from backend.house.words import HouseError

CLIENTS = 8
SCRIPT = Path(__file__).with_name("load.lua")
ADDRESSES = 250  # the throttle counts each by itself, as it would a crowd


class Failures(Exception):
    """Some requests were not answered, or not well: the figure would mean nothing."""


@dataclass(frozen=True, slots=True)
class Load:
    """Requests a second, and milliseconds that one took."""

    a_second: float
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent over and over; bodies take turns, and none at all makes a GET."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    bodies: Sequence[str] = ()


def tool() -> str:
    """The name of what makes the load; wrk is asked of Debian where we may install it."""
    need = packages.Need("wrk", lambda: shutil.which("wrk") is not None, ("wrk",), ("wrk",))
    try:
        packages.install([need])
    except HouseError:
        return "asyncio"
    return "wrk"


def put_on(port: int, request: Request, *, seconds: int, by: str) -> Load:
    """Raises Failures when a single answer was an error."""
    return (_with_wrk if by == "wrk" else _with_asyncio)(port, request, seconds)


def _with_wrk(port: int, request: Request, seconds: int) -> Load:
    headers = [part for pair in request.headers.items() for part in ("-H", ": ".join(pair))]
    url = f"http://127.0.0.1:{port}{request.path}"
    with NamedTemporaryFile("w", suffix=".txt") as bodies:
        bodies.write("\n".join(request.bodies or [""]) + "\n")
        bodies.flush()
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "-s", str(SCRIPT), *headers, url]
        method = "POST" if request.bodies else "GET"
        done = subprocess.run(
            [*command, "--", method, bodies.name], capture_output=True, text=True, check=True
        )
    said = json.loads(done.stdout.strip().splitlines()[-1])
    if said.pop("failed"):
        raise Failures(f"{request.path}:\n{done.stdout}")
    return Load(**said)


def _with_asyncio(port: int, request: Request, seconds: int) -> Load:
    started = time.monotonic()
    times = asyncio.run(_clients(port, request, started + seconds))
    took = time.monotonic() - started
    times.sort()
    p50, p99 = (times[int(len(times) * share)] for share in (0.5, 0.99))
    return Load(len(times) / took, p50 * 1_000, p99 * 1_000)


async def _clients(port: int, request: Request, until: float) -> list[float]:
    each = await asyncio.gather(*(_client(port, request, until, number) for number in range(CLIENTS)))
    return [took for times in each for took in times]


async def _client(port: int, request: Request, until: float, number: int) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times: list[float] = []
    while (started := time.monotonic()) < until:
        writer.write(_bytes(request, number + len(times) * CLIENTS))
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        if not 200 <= int(head[9:12]) < 400:
            raise Failures(f"{request.path}: {head!r}")
        times.append(time.monotonic() - started)
    writer.close()
    return times


def _bytes(request: Request, turn: int) -> bytes:
    body = request.bodies[turn % len(request.bodies)].encode() if request.bodies else b""
    headers = {
        "Host": "localhost",
        "Content-Length": str(len(body)),
        "X-Forwarded-For": f"198.51.100.{turn % ADDRESSES}",
    }
    lines = [f"{key}: {value}" for key, value in (headers | dict(request.headers)).items()]
    first = f"{'POST' if body else 'GET'} {request.path} HTTP/1.1"
    return "\r\n".join([first, *lines, "", ""]).encode() + body


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
