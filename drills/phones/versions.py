"""Two hundred ways through four builds: old pages stay open, their parts are gone, and no screen is blank:
each has a heading, something under it, and 999.

A build is made of the one that is served by giving every script another name and another digest.
"""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.steps import FIND, NEAREST

from .chaos import END, Chaos, Line, Weather
from .unwatched import Browser, Refused, Tab, unwatched

BUILT = Path(__file__).parents[2] / "pwa" / "dist"
NAME = re.compile(r"(/static/assets/|\./|assets/)([\w-]+)\.([0-9a-f]{12})\.js")
VERSION = re.compile(r"shell-([0-9a-f]{12})")
DIGEST = re.compile(rb"(?im)^unencoded-digest: .*\r\n")
LENGTH = re.compile(rb"(?im)^content-length: .*\r\n")
UNPACKED = re.compile(rb"(?im)^accept-encoding: .*\r\n")
# Killed by an update it would be a new page, and know nothing of this.
MARK = "window.stayed = true"
# A heading and more than that, and 999.
SOMETHING = """
  (() => {
    const [main, heading, call] = ["main", "main h1", "a[href='tel:999']"]
      .map((one) => document.querySelector(one))
      .map((one) => (one?.checkVisibility() ? one.innerText.trim() : ""));
    return heading !== "" && call !== "" && main.length > heading.length;
  })()
"""
STAYED = "location.pathname !== '/' || window.stayed === true"
HAS_A_WORKER = "navigator.serviceWorker?.controller != null"
UPDATE = "navigator.serviceWorker.getRegistration().then((found) => found?.update()).then(() => true)"
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


def _reload(tab: Tab) -> None:
    tab.reload()
    tab.evaluate(MARK)


def _at_the_address(tab: Tab) -> None:
    tab.goto("/")
    tab.evaluate(MARK)


def _at_a_place(tab: Tab) -> None:
    tab.goto("/place/demo-lantern-safe-space")
    tab.evaluate(MARK)


def _press(name: str) -> Callable[[Tab], None]:
    def press(tab: Tab) -> None:
        tab.evaluate(
            "[...document.querySelectorAll('button, a')]"
            f".find((one) => one.checkVisibility() && one.textContent.trim() === {json.dumps(name)})?.click()"
        )

    press.__name__ = name
    return press


def _type(tab: Tab) -> None:
    tab.evaluate("""
      const field = [...document.querySelectorAll("input[type=text], input[type=search], input:not([type])")]
        .findLast((one) => one.checkVisibility() && one.labels[0]?.textContent.trim() === "Town or postcode");
      if (field) field.value = "Leek", field.form.requestSubmit();
    """)


STEPS: list[Callable[[Tab], None]] = [
    _reload, _at_the_address, _at_a_place, _type,
    *map(_press, (FIND, NEAREST, "Help lines", "Plan ahead", "Back")),
]  # fmt: skip
NEW_PAGES = (_reload, _at_the_address, _at_a_place)


def held(chaos: Chaos, profile: Path, *, paths: int) -> bool:
    builds = [build(number) for number in range(BUILDS)]
    blank, moved, steps = [], [], 0
    with unwatched(profile) as browser:
        for number in range(paths):
            walked = _walk(browser, chaos, builds, random.Random(number))
            steps += len(walked.did)
            blank += [f"{number}: {walked.blank} of {walked.did}"] if walked.blank else []
            moved += [f"{number}: {walked.reloaded} of {walked.did}"] if walked.reloaded else []
    print(
        f"  {paths} ways through {BUILDS} builds, {steps} steps: {len(blank)} blank {blank}, "
        f"{len(moved)} reloaded under the finger {moved}",
        flush=True,
    )
    return not blank and not moved


@dataclass
class Walked:
    """The steps, and those after which nothing was on the screen, or another page than before."""

    did: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    reloaded: list[str] = field(default_factory=list)


def _walk(browser: Browser, chaos: Chaos, builds: list[Build], dice: random.Random) -> Walked:
    """Builds in their order, as many steps in each as chance will have; at times without signal."""
    walked = Walked()
    with browser.tab(chaos.url) as tab:
        for build in sorted(dice.sample(builds, dice.randint(2, len(builds))), key=lambda one: one.number):
            with chaos.be(serving(build)):
                if not walked.did:
                    _at_the_address(tab)
                    tab.wait_for(HAS_A_WORKER)
                else:
                    _ask_for_the_update(tab, dice)
                with chaos.gone() if dice.random() < 0.3 else nullcontext():
                    for step in dice.choices(STEPS, k=dice.randint(1, 3)):
                        _take(tab, step, walked, build)
    return walked


def _ask_for_the_update(tab: Tab, dice: random.Random) -> None:
    """As a browser does at each visit; the new worker takes over while the page is open, and steps go on."""
    with suppress(Refused):
        tab.evaluate(UPDATE)
    time.sleep(0.3 * dice.random())


def _take(tab: Tab, step: Callable[[Tab], None], walked: Walked, build: Build) -> None:
    name = f"{build.number} {step.__name__}"
    walked.did.append(name)
    try:
        # The page that a step is about may just be going.
        with suppress(Refused):
            step(tab)
        tab.wait_for(SOMETHING, within_s=6)
    except TimeoutError:
        walked.blank.append(name)
        return
    if step not in NEW_PAGES:
        try:
            tab.wait_for(STAYED, within_s=2)
        except TimeoutError:
            walked.reloaded.append(name)
