"""The web server as `make run` and the image start it, on a free port, for as long as a measurement takes."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.devdb.cluster import Urls
from backend.house.shell import environment

PROJECT = Path(__file__).resolve().parents[1]
STARTS_WITHIN = 60.0
COMMAND = (
    "-m granian --interface wsgi backend.wsgi:application --host 127.0.0.1 --workers 2 "
    "--respawn-failed-workers --workers-kill-timeout 10 --no-access-log --log-level warning"
)


@dataclass(frozen=True, slots=True)
class Server:
    """The port on which it answers, and the process whose children are its workers."""

    port: int
    process: subprocess.Popen[bytes]


@contextmanager
def serving(urls: Urls, state: Path, **settings: str) -> Iterator[int]:
    """The port on which the product answers, as the serving role alone."""
    with started(urls, state, threads=4, **settings) as server:
        yield server.port


@contextmanager
def started(urls: Urls, state: Path, *, threads: int, **settings: str) -> Iterator[Server]:
    """The same, for who must know its processes; `threads` in each of two workers."""
    port = _free_port()
    env = environment(DATABASE_URL=urls.app, STATE_DIR=str(state), LOG_LEVEL="WARNING", **settings)
    env.pop("DATABASE_OWNER_URL", None)
    with (state / "web.log").open("ab") as log:
        command = [sys.executable, *COMMAND.split(), "--blocking-threads", str(threads), "--port", str(port)]
        server = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=log, stderr=log)
    try:
        _wait_for(port, server, state / "web.log")
        yield Server(port, server)
    finally:
        server.terminate()
        server.wait(timeout=30)


def ask(
    port: int, path: str, headers: Mapping[str, str], body: str | None = None
) -> tuple[int, Mapping[str, str], bytes]:
    """One request, its redirects not followed and its answer left encoded."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET" if body is None else "POST", path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The web server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
