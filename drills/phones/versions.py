"""Two hundred ways through four builds: old pages stay open, their parts are gone, and no screen is blank.

A build is made of the one that is served by giving every script another name and another digest.
"""

from __future__ import annotations

import base64
import hashlib
import random
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Playwright, expect

from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.steps import FIND, NEAREST, wait_for_worker

from .chaos import END, Chaos, Line, Weather
from .handset import SETTINGS

BUILT = Path(__file__).parents[2] / "pwa" / "dist"
NAME = re.compile(r"(/static/assets/|\./|assets/)([\w-]+)\.([0-9a-f]{12})\.js")
VERSION = re.compile(r"shell-([0-9a-f]{12})")
DIGEST = re.compile(rb"(?im)^unencoded-digest: .*\r\n")
LENGTH = re.compile(rb"(?im)^content-length: .*\r\n")
UNPACKED = re.compile(rb"(?im)^accept-encoding: .*\r\n")
# Killed by an update it would be a new page, and know nothing of this.
MARK = "() => { window.stayed = true }"
SOMETHING = re.compile(r"\S[\s\S]{40}")
BUILDS = 4


def sri(content: bytes) -> str:
    return f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}"


def _renamed(name: str, build: int) -> str:
    return hashlib.sha256(f"{name} {build}".encode()).hexdigest()[:12] if build else name


@dataclass(frozen=True)
class Build:
    """`swaps`: what is called or digested otherwise than as built; `ours`: the scripts it has, as built."""

    number: int
    swaps: dict[str, str]
    ours: dict[str, str]

    def text(self, text: str) -> str:
        for old, new in self.swaps.items():
            text = text.replace(old, new)
        return text


def build(number: int) -> Build:
    """The scripts under other names; what names them has another digest, and so on up to the page."""
    files = {file.name: file.read_text(encoding="utf-8") for file in (BUILT / "assets").glob("*.js")}
    hashes = {found[1] for name in files if (found := re.search(r"\.([0-9a-f]{12})\.js$", name))}
    version = VERSION.search((BUILT / "worker.js").read_text(encoding="utf-8"))
    names = {one: _renamed(one, number) for one in {*hashes, *([version[1]] if version else [])}}
    only_names = Build(number, names, {})
    digests = {sri(text.encode()): sri(only_names.text(text).encode()) for text in files.values()}
    return Build(number, names | digests, {only_names.text(name): name for name in files})


def serving(build: Build) -> Weather:
    """The product as if this build were the one on it; scripts of others are not there."""

    async def weather(line: Line) -> None:
        name = line.path.rsplit("/", 1)[-1]
        request = UNPACKED.sub(b"", line.request)
        if line.path.startswith("/static/assets/") and name.endswith(".js"):
            request = request.replace(name.encode(), build.ours.get(name, "gone.js").encode(), 1)
        head, _, body = (await line.ask(request)).partition(END)
        if b"text/html" in head or b"javascript" in head:
            body = build.text(body.decode()).encode()
            head = _headed(head, body)
        await line.send(head + END + body)

    return weather


def _headed(head: bytes, body: bytes) -> bytes:
    digest = base64.b64encode(hashlib.sha256(body).digest())
    head = LENGTH.sub(b"", DIGEST.sub(b"", head + b"\r\n")).rstrip(b"\r\n")
    return head + b"\r\nUnencoded-Digest: sha-256=:" + digest + b":\r\nContent-Length: %d" % len(body)


def _reload(page: Page) -> None:
    page.reload(wait_until="commit")
    page.evaluate(MARK)


def _at_the_address(page: Page) -> None:
    page.goto("/", wait_until="commit")
    page.evaluate(MARK)


def _at_a_place(page: Page) -> None:
    page.goto("/place/demo-lantern-safe-space", wait_until="commit")
    page.evaluate(MARK)


def _press(name: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        button = page.get_by_role("button", name=name, exact=True).or_(
            page.get_by_role("link", name=name, exact=True)
        )
        if button.count():
            button.first.click()

    press.__name__ = name
    return press


def _type(page: Page) -> None:
    field = page.get_by_label("Town or postcode")
    if field.count():
        field.last.fill("Leek")
        field.last.press("Enter")


STEPS: list[Callable[[Page], None]] = [
    _reload, _at_the_address, _at_a_place, _type,
    *map(_press, (FIND, NEAREST, "Help lines", "Plan ahead", "Back")),
]  # fmt: skip
NEW_PAGES = (_reload, _at_the_address, _at_a_place)


def held(playwright: Playwright, chaos: Chaos, *, paths: int) -> bool:
    builds = [build(number) for number in range(BUILDS)]
    blank, moved, steps = [], 0, 0
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    for number in range(paths):
        walked = _walk(browser, chaos, builds, random.Random(number))
        steps += len(walked.did)
        blank += [f"{number}: {walked.did}"] if walked.is_blank else []
        moved += walked.was_reloaded
    browser.close()
    print(
        f"  {paths} ways through {BUILDS} builds, {steps} steps: {len(blank)} blank {blank}, "
        f"{moved} reloaded under the finger",
        flush=True,
    )
    return not blank and not moved


@dataclass
class Walked:
    did: list[str]
    is_blank: bool = False
    was_reloaded: bool = False


def _walk(browser: Browser, chaos: Chaos, builds: list[Build], dice: random.Random) -> Walked:
    """Builds in their order, as many steps in each as chance will have; at times without signal."""
    walked = Walked([])
    context = browser.new_context(base_url=chaos.url, **SETTINGS)
    page = context.new_page()
    for build in sorted(dice.sample(builds, dice.randint(2, len(builds))), key=lambda one: one.number):
        with chaos.be(serving(build)):
            if not walked.did:
                _at_the_address(page)
                wait_for_worker(page)
            else:
                _ask_for_the_update(page)
            context.set_offline(dice.random() < 0.3)
            for step in dice.choices(STEPS, k=dice.randint(1, 3)):
                _take(page, step, walked, build)
            context.set_offline(False)
    context.close()
    return walked


def _ask_for_the_update(page: Page) -> None:
    """As a browser does at each visit; the new worker takes over while the page is open."""
    page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration())?.update() }")
    page.wait_for_timeout(150)


def _take(page: Page, step: Callable[[Page], None], walked: Walked, build: Build) -> None:
    walked.did.append(f"{build.number} {step.__name__}")
    with suppress(Error):
        step(page)
    try:
        expect(page.locator("main")).to_contain_text(SOMETHING, timeout=6_000)
        if step not in NEW_PAGES and page.evaluate("location.pathname") == "/":
            walked.was_reloaded |= not page.evaluate("() => window.stayed === true")
    except (Error, AssertionError):
        walked.is_blank = True
