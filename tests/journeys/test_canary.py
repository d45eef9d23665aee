"""A position with digits of its own goes through the whole product; afterwards no byte at rest holds them."""

from __future__ import annotations

import contextlib
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

from .conftest import CHROMIUM, FLAGS, PHONE
from .product import Product
from .steps import EITHER, FIND

# Nobody else's digits: 53.02461 and -2.17291 are Hanley, what follows is ours alone.
LAT, LNG = 53.0246190837, -2.1729150762
CANARIES = [b"53.024619", b"2.172915", b"0246190837", b"1729150762"]
NEEDLES = [*CANARIES, b"canarytown"]


def search(folder: Path, needles: list[bytes]) -> list[str]:
    """The files below the folder in which any of the byte strings stands."""
    found = []
    for at, _, names in os.walk(folder):
        for name in names:
            path = Path(at) / name
            with contextlib.suppress(OSError):
                if path.is_file() and any(needle in path.read_bytes() for needle in needles):
                    found.append(str(path))
    return found


def cluster_folder() -> Path | None:
    """The embedded database's files, its logs and WAL among them; a given database's are not at hand."""
    host = unquote(urlsplit(os.environ["DATABASE_URL"]).netloc.partition("@")[2].rpartition(":")[0])
    return Path(host).parent if host.startswith("/") else None


def ask(product: Product, address: str, body: bytes | None = None, kind: str = "application/json") -> int:
    request = urllib.request.Request(product.url + address, data=body, headers={"Content-Type": kind})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.read()
        return error.code


def query(**more: Any) -> bytes:
    return json.dumps({"lat": LAT, "lng": LNG} | more).encode()


NEAREST = "/api/v1/places/nearest"
# What is asked, under the answer that it must get.
REQUESTS: dict[str, tuple[Any, ...]] = {
    "503 slow, then failed": (NEAREST, query()),
    "400 refused": (NEAREST, query(limit=5000)),
    "400 not JSON": (NEAREST, query()[:-1]),
    "413 too large": (NEAREST, query(services=["x" * 20_000])),
    "405 wrong method": (f"{NEAREST}?lat={LAT}&lng={LNG}",),
    "404 not there": (f"/api/v1/nowhere/{LAT}/{LNG}",),
    "404 no page": (f"/{LAT},{LNG}",),
    "400 typed, and no place": ("/near", b"q=Kidsgrove+canarytown", "application/x-www-form-urlencoded"),
}


@pytest.fixture
def slow_and_broken_statements(product: Product) -> Iterator[None]:
    """The windows are locked for longer than a statement may wait: the query fails in the database."""
    owner = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{product.env['DATABASE_URL'].rsplit('/', 1)[1]}"
    with psycopg.connect(owner) as connection:
        connection.execute("LOCK TABLE venues_openwindow IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


def test_the_search_would_find_it(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(f"GET /near?lat={LAT}&lng={LNG}")
    assert search(tmp_path, CANARIES) == [str(tmp_path / "log")]


@pytest.fixture
def profile(playwright: Playwright, product: Product, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that writes all it keeps into a folder, as a phone does."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=CHROMIUM,
        args=FLAGS,
        base_url=product.url,
        viewport=PHONE,
        geolocation={"latitude": LAT, "longitude": LNG, "accuracy": 5},
        permissions=["geolocation"],
    )
    yield context
    context.close()


def test_nothing_at_rest_knows_where_she_was(
    profile: BrowserContext, product: Product, tmp_path: Path, slow_and_broken_statements: None
) -> None:
    sent = look_for_the_nearest(profile)
    answers = {name: ask(product, *request) for name, request in REQUESTS.items()}
    assert answers == {name: int(name.split()[0]) for name in REQUESTS}
    profile.close()
    assert [line for line in sent if any(needle.decode() in line for needle in NEEDLES)] == []
    kept = [tmp_path / "profile", product.state, cluster_folder()]
    assert [file for folder in kept if folder for file in search(folder, NEEDLES)] == []
    assert list((tmp_path / "profile").rglob("History")), "the profile was written"


def look_for_the_nearest(context: BrowserContext) -> list[str]:
    """All that the browser sent: addresses, headers and bodies."""
    sent: list[str] = []
    page = context.new_page()
    page.on("request", lambda r: sent.append(f"{r.url} {r.headers} {r.post_data or ''}"))
    page.goto("/")
    page.get_by_role("button", name=FIND).click()
    expect(page.get_by_role("heading", name=EITHER)).to_be_visible()
    return sent
