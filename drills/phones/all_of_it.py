"""The phone's drills one after the other, with one product and one bad network for all of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from tests.journeys.product import NIGHT, running

from . import chaos, clocks, cold, networks, portals, positions, storage, stuck, versions
from .chaos import Chaos

# How often each; a shorter run says so in its figures.
TIMES = float(os.environ.get("TIMES", "1"))


def _often(times: int) -> int:
    return max(1, round(times * TIMES))


Part = Callable[[Playwright, Chaos, Path], bool]
PARTS: dict[str, Part] = {
    "cold": lambda browsers, proxy, folder: cold.held(browsers, proxy, folder, starts=_often(200)),
    "networks": lambda browsers, proxy, folder: networks.held(browsers, proxy, folder, each=_often(50)),
    "portals": lambda browsers, proxy, folder: portals.held(browsers, proxy, folder),
    "storage": lambda browsers, proxy, folder: storage.held(browsers, proxy, folder),
    "versions": lambda browsers, proxy, folder: versions.held(proxy, folder, paths=_often(200)),
    "stuck": lambda browsers, proxy, folder: stuck.held(browsers, proxy),
    "positions": lambda browsers, proxy, folder: positions.held(
        browsers, proxy, folder, people=_often(1_000)
    ),
}


def drill() -> bool:
    held = [_part(part, NIGHT) for part in PARTS.values()]
    nights = [NIGHT, *(seam.isoformat() for seam in clocks.SEAMS)]
    return all([*held, *(_part(_wrong_clocks, night) for night in nights)])


def _wrong_clocks(browsers: Playwright, proxy: Chaos, folder: Path) -> bool:
    return clocks.held(browsers, f"http://localhost:{proxy.upstream}", folder, wrong_by=clocks.WRONG_BY)


def _part(part: Part, night: str) -> bool:
    with (
        _product(night) as port,
        chaos.between(port) as proxy,
        tempfile.TemporaryDirectory(prefix="phone-", ignore_cleanup_errors=True) as folder,
        sync_playwright() as browsers,
    ):
        return part(browsers, proxy, Path(folder) / "profile")


@contextmanager
def _product(night: str) -> Iterator[int]:
    """The owner makes its database."""
    os.environ["DATABASE_URL"] = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    with tempfile.TemporaryDirectory(prefix="phone-product-") as state:
        settings = {"SERVED_AT": datetime.fromisoformat(night).isoformat()}
        with running(Path(state), lasts_s=3600, settings=settings) as product:
            yield product.port
