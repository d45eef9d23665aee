"""A thousand people in a thousand places look for the nearest: the server is asked the same by all."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.journeys.steps import FIND

from .chaos import Chaos
from .handset import Handset, handset

SOUTH, NORTH, WEST, EAST = 52.55, 53.15, -2.35, -1.75
# The browser asks for these when it likes, often with the next person's: the same bytes for all.
BY_ITSELF = (b"GET /sw.js ", b"GET /static/icon-192.png ")
_HAS_A_POINT = re.compile(r"5\d\.\d+")
FIRST = "() => (document.querySelector('article .name') ?? document.querySelector('.view h1'))?.textContent"


def held(playwright: Playwright, chaos: Chaos, folder: Path, *, people: int) -> bool:
    """Each opens the app, finds, reads of a place, and has its directions at hand."""
    dice = random.Random(5)
    streams: Counter[tuple[bytes, ...]] = Counter()
    answers: set[str] = set()
    by_itself: dict[bytes, set[bytes]] = {beginning: set() for beginning in BY_ITSELF}
    with handset(playwright, chaos.url, folder) as phone:
        phone.visited()
        for _ in range(people):
            _go_to(phone.context, dice)
            chaos.requests.clear()
            answers.add(_look(phone))
            asked = [request for request in chaos.requests if not request.startswith(BY_ITSELF)]
            streams[tuple(sorted(asked))] += 1
            for request in set(chaos.requests) - set(asked):
                by_itself[request.split(b"HTTP")[0]].add(request)
    print(
        f"  {people} positions: {len(answers)} different answers on the screen, "
        f"{len(streams)} different streams of {len(next(iter(streams)))} requests at the server, "
        f"{[len(kinds) for kinds in by_itself.values()]} kinds of its worker's and icon's",
        flush=True,
    )
    if len(streams) > 1:
        (usual, _), *others = streams.most_common()
        for other, often in others:
            unlike = sorted(set(other) ^ set(usual))
            print(f"    {often} times otherwise: {unlike}", flush=True)
    return len(streams) == 1 and all(len(kinds) <= 1 for kinds in by_itself.values()) and len(answers) > 1


def _go_to(context: BrowserContext, dice: random.Random) -> None:
    accuracy = 5 * 1_000 ** dice.random()
    lat, lng = dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST)
    context.set_geolocation({"latitude": lat, "longitude": lng, "accuracy": accuracy})


def _look(phone: Handset) -> str:
    page = phone.page
    with page.expect_response("**/api/v1/places"):
        page.goto("/")
    page.get_by_role("button", name=FIND).click()
    _through_the_question(page)
    answer = str(page.evaluate(FIRST))
    place = page.locator("article .name").first
    if place.count():
        place.click()
        expect(page.get_by_role("link", name="Directions").first).to_have_attribute("href", _HAS_A_POINT)
    return answer


def _through_the_question(page: Page) -> None:
    """A phone that is not sure is asked, and says: show them anyway."""
    anyway = page.get_by_role("button", name="Show places anyway")
    expect(page.locator("article, .view .nothing, .view a[href='tel:999']").or_(anyway).first).to_be_visible()
    if anyway.count():
        anyway.click()
