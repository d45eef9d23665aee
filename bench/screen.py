"""The first screen: what it weighs, what Lighthouse thinks of it, and how soon a tap is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request

from backend.house import tools

from . import lighthouse
from .browser import FIND, chromium, has_worker, phone, slowed
from .databases import Bench
from .figures import Part
from .server import ask, serving

REPEATS, LIGHTHOUSE_REPEATS, QUICK_LIGHTHOUSE_REPEATS = 5, 5, 1
MOST_BYTES, MOST_SCRIPT, LEAST_SCORE = 14_336, 12 * 1024, 99
BROTLI = {"Host": "localhost", "Accept-Encoding": "br"}


def measure(bench: Bench, *, quick: bool) -> Part:
    tools.build_pwa()
    setting = {
        "data": "the demo area",
        "processor": "4 times slower",
        "network": "slow 4G",
        "repeats": REPEATS,
    }
    part = Part("screen", setting)
    with bench.database("screen") as urls:
        bench.manage(urls, "loaddemo")
        bench.manage(urls, "publishsnapshot")
        bench.manage(urls, "collectstatic", "--noinput", "--verbosity", "0")
        with serving(urls, bench.state, READS_A_MINUTE="100000") as port:
            with chromium() as browser:
                _weigh(part, browser, port)
                _answers(part, browser, port)
            _lighthouse(part, port, QUICK_LIGHTHOUSE_REPEATS if quick else LIGHTHOUSE_REPEATS)
    return part


# --- Bytes and requests ------------------------------------------------------------------------------------


def _weigh(part: Part, browser: Browser, port: int) -> None:
    """On the wire, compressed, without headers. The worker's downloads come after, and are told apart."""
    with _visit(browser, port, with_worker=False) as (context, requests):
        weights, counts = _by_type(requests), Counter(request.resource_type for request in requests)
        for kind, size in sorted(weights.items()):
            part.add(f"first visit: {kind}, {counts[kind]} requests", "bytes", [size])
        part.add("first visit: requests", "", [len(requests)])
        part.must_hold("requests to anybody else", _to_others(requests, port), at_most=0)
        part.must_hold("cookies", len(context.cookies()), at_most=0)
        scripts = [urlsplit(one.url).path for one in requests if one.resource_type == "script"]
    with _visit(browser, port, with_worker=True) as (_, requests):
        part.add("first visit and all that is kept for later: requests", "", [len(requests)])
        part.add("first visit and all that is kept for later", "bytes", [sum(_by_type(requests).values())])
    part.must_hold("bytes of the first screen before script, br", _size(port, "/"), at_most=MOST_BYTES)
    script = sum(_size(port, path) for path in scripts)
    part.must_hold("bytes of its script, br", script, at_most=MOST_SCRIPT)


@contextmanager
def _visit(
    browser: Browser, port: int, *, with_worker: bool
) -> Iterator[tuple[BrowserContext, list[Request]]]:
    context = phone(browser, with_worker=with_worker)
    requests: list[Request] = []
    context.on("requestfinished", lambda request: requests.append(request))
    page = context.new_page()
    page.goto(_home(port), wait_until="networkidle")
    if with_worker:
        has_worker(page)
        page.wait_for_timeout(1_000)
    yield context, requests
    context.close()


def _by_type(requests: list[Request]) -> Counter[str]:
    weights: Counter[str] = Counter()
    for request in requests:
        weights[request.resource_type] += request.sizes()["responseBodySize"]
    return weights


def _to_others(requests: list[Request], port: int) -> int:
    return sum(urlsplit(request.url).netloc != f"localhost:{port}" for request in requests)


def _size(port: int, path: str) -> int:
    status, headers, body = ask(port, path, BROTLI)
    if status != 200 or headers.get("content-encoding") != "br":
        raise RuntimeError(
            f"{path} came with status {status}, {headers.get('content-encoding', 'not compressed')}"
        )
    return len(body)


# --- From tap to answer ------------------------------------------------------------------------------------


def _answers(part: Part, browser: Browser, port: int) -> None:
    cold, offline = [], []
    for _ in range(REPEATS):
        context = phone(browser)
        cold.append(_tap(slowed(context, network=True), port))
        offline.append(_again_without_signal(context, port))
        context.close()
    for name, runs in (("cold, slow 4G", cold), ("warm, offline", offline)):
        for what in ("first paint", "ready for a tap", "tap to answer", "opening to answer"):
            part.add(f"{name}: {what}", "ms", [run[what] for run in runs])


def _again_without_signal(context: BrowserContext, port: int) -> dict[str, float]:
    page = context.pages[0]
    has_worker(page)
    page.wait_for_timeout(1_000)
    page.close()
    context.set_offline(True)
    again = slowed(context, network=False)
    noted = _tap(again, port)
    if again.locator("#essence").count():
        raise RuntimeError("The server answered a phone without signal: this was no measurement.")
    return noted


def _tap(page: Page, port: int) -> dict[str, float]:
    """Opens the page, taps as soon as the script listens; milliseconds since it was asked for."""
    page.goto(_home(port), wait_until="commit")
    page.wait_for_function("() => window.bench?.ready !== undefined", polling=20)
    page.locator(FIND).tap()
    page.wait_for_function("() => window.bench.answer !== undefined", polling=20)
    noted: dict[str, Any] = page.evaluate(
        "({ ...bench, paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime })"
    )
    waited = noted["answer"] - noted["tap"]
    return {
        "first paint": noted["paint"],
        "ready for a tap": noted["ready"],
        "tap to answer": waited,
        "opening to answer": noted["ready"] + waited,
    }


# --- Lighthouse --------------------------------------------------------------------------------------------


def _lighthouse(part: Part, port: int, repeats: int) -> None:
    reports = [lighthouse.run(_home(port)) for _ in range(repeats)]
    for name in lighthouse.CATEGORIES:
        score = part.add(
            f"Lighthouse mobile: {name}", "of 100", [lighthouse.scores(report)[name] for report in reports]
        )
        part.must_hold(f"Lighthouse mobile: {name}", score, at_least=LEAST_SCORE)
    for words in lighthouse.TIMES.values():
        part.add(f"Lighthouse mobile: {words}", "ms", [lighthouse.times(report)[words] for report in reports])
    for complaint in sorted({words for report in reports for words in lighthouse.complaints(report)}):
        print(f"  Lighthouse: {complaint}", flush=True)


def _home(port: int) -> str:
    return f"http://localhost:{port}/"
