"""Requests a second through the web server on this machine's cores, which load, server and database share."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.devdb import programs
from backend.devdb.cluster import Urls
from backend.venues.nearest import LITTLE_OPEN, Wish, in_order, nearest_open

from . import load, nearest, plans
from .databases import Bench, seeded
from .figures import Part
from .server import ask, serving

VENUES, NIGHTS = 1_000, 35
REPEATS, SECONDS, QUICK_SECONDS = 5, 4, 1
BEHIND_A_PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7", "Host": "localhost"}
SETTINGS = {"HTTPS": "1", "TRUSTED_PROXIES": "1", "READS_A_MINUTE": "1000000"}


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    request: load.Request
    status: int = 200


def measure(bench: Bench, *, quick: bool) -> Part:
    seconds = QUICK_SECONDS if quick else SECONDS
    by = load.tool()
    part = Part(
        "http", {"venues": VENUES, "clients": load.CLIENTS, "load by": by, "seconds a repeat": seconds}
    )
    with seeded(bench, VENUES, NIGHTS) as urls:
        bench.manage(urls, "publishsnapshot")
        with plans.django_on(urls.app):
            busy, dead, *_ = nearest.hours()
            wishes = [wish for wish in busy.wishes if len(in_order(wish)) >= LITTLE_OPEN]
            scripts = [
                ";\n".join(map(plans.literal, plans.statements(nearest_open, [wish]))) for wish in wishes
            ]
        with serving(urls, bench.state, DJANGO_SETTINGS_MODULE="bench.hello_settings", **SETTINGS) as port:
            hello = Case("hello world, same server and middleware", load.Request("/healthz", BEHIND_A_PROXY))
            _rate(part, port, hello, seconds, by)
        with serving(urls, bench.state, **SETTINGS) as port:
            for case in _cases(port, wishes, dead.wishes):
                _rate(part, port, case, seconds, by)
        _pgbench(part, urls, scripts, seconds)
    return part


def _cases(port: int, busy: Sequence[Wish], dead: Sequence[Wish]) -> Iterator[Case]:
    places, brotli = "/api/v1/places", BEHIND_A_PROXY | {"Accept-Encoding": "br"}
    status, headers, body = ask(port, places, brotli)
    assert (status, headers["content-encoding"]) == (200, "br")
    yield Case(f"GET /places, 200, {len(body):,} bytes br", load.Request(places, brotli))
    same = BEHIND_A_PROXY | {"If-None-Match": headers["etag"]}
    yield Case("GET /places, 304", load.Request(places, same), 304)
    yield Case("POST /places/nearest, busy hour", _nearest(busy))
    yield Case("POST /places/nearest, dead hour with the next to open", _nearest(dead))


def _nearest(wishes: Sequence[Wish]) -> load.Request:
    headers = BEHIND_A_PROXY | {"Content-Type": "application/json"}
    return load.Request("/api/v1/places/nearest", headers, [_body(wish) for wish in wishes])


def _body(wish: Wish) -> str:
    return json.dumps({"lat": wish.here.lat, "lng": wish.here.lng, "at": wish.moment.isoformat()})


def _rate(part: Part, port: int, case: Case, seconds: int, by: str) -> None:
    request = case.request
    body = request.bodies[0] if request.bodies else None
    status, _, _ = ask(port, request.path, request.headers, body)
    if status != case.status:
        raise load.Failures(f"{case.name}: {status} instead of {case.status}")
    load.put_on(port, request, seconds=1, by=by)
    runs = [load.put_on(port, request, seconds=seconds, by=by) for _ in range(REPEATS)]
    part.add(case.name, "requests a second", [run.a_second for run in runs])
    part.add(f"{case.name}: p50", "ms", [run.p50 for run in runs])
    part.add(f"{case.name}: p99", "ms", [run.p99 for run in runs])


def _pgbench(part: Part, urls: Urls, scripts: Sequence[str], seconds: int) -> None:
    with _written(scripts) as files:
        command = [_program(), "-n", "-M", "prepared", "-c", str(load.CLIENTS), "-j", "1", "-T", str(seconds)]
        command += [part for file in files for part in ("-f", str(file))]
        runs = [_transactions_a_second([*command, urls.app]) for _ in range(REPEATS)]
    part.add("pgbench, the same SQL as nearest at the busy hour", "transactions a second", runs)


@contextmanager
def _written(scripts: Sequence[str]) -> Iterator[list[Path]]:
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.sql") for number in range(len(scripts))]
        for file, script in zip(files, scripts, strict=True):
            file.write_text(script + ";\n")
        yield files


def _transactions_a_second(command: Sequence[str]) -> float:
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | {"LC_ALL": "C"}
    )
    found = re.search(r"^tps = ([0-9.]+) \(without initial", done.stdout, re.MULTILINE)
    assert found, done.stdout
    return float(found[1])


def _program() -> str:
    ours = programs.find()
    found = ours.path("pgbench") if ours else shutil.which("pgbench")
    if not found:
        raise RuntimeError("pgbench is missing: it comes with PostgreSQL's server package.")
    return str(found)
