"""The street map: how soon after the tap it is on a slow phone's screen, and what is fetched for it.

No real map is at hand: the archive is made of random lines, as many in a tile as a town's streets are.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from backend.geo import demo_basemap
from backend.geo.vector_tiles import EXTENT, LINE, Feature, Tile, encoded
from backend.house import tools

from .browser import FIND, chromium, has_worker, phone, slowed
from .databases import Bench
from .figures import Part
from .server import serving

REPEATS, QUICK_REPEATS = 5, 2
ZOOMS = range(8, 13)
LINES, CORNERS = {8: 500, 9: 500}, 10
MOST_MS = 2_000
SHOW = "button:text-matches('^Show map')"
# Notes, in the page's own clock, the tap and when the streets had been drawn.
WATCH = """
window.map = {};
addEventListener("click", (event) => { window.map.tap = event.timeStamp; }, true);
const keep = (name) => { window.map[name] ??= performance.now(); };
const note = (name) => requestAnimationFrame(() => setTimeout(keep, 0, name));
new MutationObserver(() => {
  const drawn = document.querySelector("[data-drawn]")?.dataset.drawn;
  if (drawn) note(drawn);
}).observe(document, { subtree: true, childList: true, attributes: true });
"""


def measure(bench: Bench, *, quick: bool) -> Part:
    tools.build_pwa()
    repeats = QUICK_REPEATS if quick else REPEATS
    setting = {"processor": "4 times slower", "network": "slow 4G", "repeats": repeats}
    part = Part("map", setting)
    with bench.database("map") as urls, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "heavy.pmtiles"
        demo_basemap.make(file, zooms=ZOOMS, drawn=_heavy)
        bench.manage(urls, "loaddemo")
        bench.manage(urls, "publishsnapshot")
        bench.manage(urls, "collectstatic", "--noinput", "--verbosity", "0")
        bench.manage(urls, "basemap", "import", str(file))
        part.add("the archive", "KB", [file.stat().st_size / 1024])
        with serving(urls, bench.state, READS_A_MINUTE="100000") as port, chromium() as browser:
            _measure(part, browser, f"http://localhost:{port}/", repeats)
    return part


def _heavy(tile: Tile) -> bytes:
    """Lines that wander about, the same in each run."""
    chance = random.Random(f"{tile}")
    lines = []
    for _ in range(LINES.get(tile.z, 800)):
        at = (chance.randrange(EXTENT), chance.randrange(EXTENT))
        corners = [at]
        for _ in range(CORNERS):
            at = (at[0] + chance.randrange(-60, 61), at[1] + chance.randrange(-60, 61))
            corners.append(at)
        lines.append(Feature(LINE, corners, {"kind": "minor_road" if tile.z > 10 else "major_road"}))
    ground = Feature(3, [(0, 0), (EXTENT, 0), (EXTENT, EXTENT), (0, EXTENT)], {"kind": "earth"})
    return encoded({"earth": [ground], "roads": lines})


def _measure(part: Part, browser: Browser, home: str, repeats: int) -> None:
    first, again, weights = [], [], []
    for _ in range(repeats):
        # The tools do not slow what a worker fetches: without one the page fetches all itself.
        context = phone(browser, with_worker=False)
        context.add_init_script(WATCH)
        first.append(_look(slowed(context, network=True), home))
        context.close()
        context = phone(browser)
        context.add_init_script(WATCH)
        weights.append(_weigh(context, home))
        again.append(_again(context, home))
        context.close()
    for name, runs in (("first look, slow 4G", first), ("later look, no signal", again)):
        for what in ("sketch", "map"):
            part.add(f"{name}: tap to {what}", "ms", [run[what] for run in runs])
    part.add("what the look fetches, compressed", "KB", weights)
    part.must_hold(
        "tap to map on slow 4G, 4 times slower",
        sorted(run["map"] for run in first)[repeats // 2],
        at_most=MOST_MS,
    )


def _look(page: Page, home: str) -> dict[str, float]:
    page.goto(home)
    page.wait_for_function("() => window.bench?.ready !== undefined", polling=20)
    page.locator(FIND).tap()
    page.locator("article.card.top").wait_for()
    page.wait_for_load_state("networkidle")
    page.locator(SHOW).tap()
    page.wait_for_function("() => window.map.map !== undefined", polling=20)
    noted: dict[str, float] = page.evaluate("window.map")
    return {what: noted[what] - noted["tap"] for what in ("sketch", "map")}


def _weigh(context: BrowserContext, home: str) -> float:
    """KB on the wire, from the tap until all of it is kept."""
    page = context.new_page()
    page.goto(home)
    has_worker(page)
    page.locator(FIND).tap()
    page.locator("article.card.top").wait_for()
    page.wait_for_load_state("networkidle")
    sizes: list[float] = []
    context.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.locator(SHOW).tap()
    page.wait_for_function("async () => (await caches.keys()).includes('map')")
    page.wait_for_timeout(1_000)
    page.close()
    return sum(sizes) / 1024


def _again(context: BrowserContext, home: str) -> dict[str, float]:
    context.set_offline(True)
    return _look(slowed(context, network=False), home)
