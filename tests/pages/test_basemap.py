"""The archive in pieces, and what the first screen says of it."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client

from backend.geo import basemap, demo_basemap

from .conftest import Publish, place


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("made") / "demo.pmtiles"
    demo_basemap.make(file)
    return file.read_bytes()


@pytest.fixture
def url(content: bytes, tmp_path: Path) -> str:
    (tmp_path / "made").write_bytes(content)
    return f"/basemap/{basemap.put(tmp_path / 'made').digest}.pmtiles"


def ask(client: Client, url: str, **headers: str) -> HttpResponseBase:
    return client.get(url, headers={name.replace("_", "-"): value for name, value in headers.items()})


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


RANGES = [
    ("bytes=0-126", 0, 127),
    ("bytes=100-", 100, None),
    ("bytes=-50", -50, None),
    ("bytes=5-5", 5, 6),
    ("bytes=10-99999999", 10, None),
]


@pytest.mark.parametrize(("asked", "start", "end"), RANGES)
def test_a_piece_is_what_was_asked_for(
    client: Client, url: str, content: bytes, asked: str, start: int, end: int | None
) -> None:
    response = ask(client, url, range=asked)
    piece = content[start:end]
    first = start % len(content)
    assert response.status_code == 206
    assert body(response) == piece
    assert response["Content-Range"] == f"bytes {first}-{first + len(piece) - 1}/{len(content)}"


def test_a_piece_is_never_larger_than_a_megabyte(
    client: Client, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.pages.basemap.MOST_OF_A_PIECE", 1000)
    response = ask(client, url, range="bytes=0-")
    assert len(body(response)) == 1000
    assert response["Content-Range"].startswith("bytes 0-999/")


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=5-4", "bytes=-0"])
def test_what_lies_outside_is_refused_with_the_size(
    client: Client, url: str, content: bytes, asked: str
) -> None:
    response = ask(client, url, range=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(content)}"


@pytest.mark.parametrize("asked", ["", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b"])
def test_without_one_range_all_of_it_comes(client: Client, url: str, content: bytes, asked: str) -> None:
    response = ask(client, url, range=asked)
    assert response.status_code == 200
    assert body(response) == content
    assert response["Content-Length"] == str(len(content))
    assert response["Accept-Ranges"] == "bytes"


def test_its_address_never_changes_what_it_gives(client: Client, url: str) -> None:
    response = ask(client, url, range="bytes=0-1")
    assert "immutable" in response["Cache-Control"]
    assert "no-transform" in response["Cache-Control"]
    assert response["Content-Type"] == "application/vnd.pmtiles"
    assert ask(client, url, if_none_match=response["ETag"]).status_code == 304
    assert ask(client, url, range="bytes=0-1", if_range=response["ETag"]).status_code == 206
    changed = ask(client, url, range="bytes=0-1", if_range='"other"')
    assert changed.status_code == 200
    body(changed)


def test_a_head_says_how_long_it_is(client: Client, url: str, content: bytes) -> None:
    response = client.head(url)
    assert response["Content-Length"] == str(len(content))
    assert body(response) == b""


@pytest.mark.parametrize("digest", ["0" * 32, "../" * 10, "current", "0" * 31])
def test_there_is_nothing_at_another_address(client: Client, url: str, digest: str) -> None:
    assert client.get(f"/basemap/{digest}.pmtiles").status_code == 404


def test_nobody_writes_to_it(client: Client, url: str) -> None:
    assert client.post(url).status_code == 405


def told(client: Client, path: str) -> Any:
    found = re.search(r'data-map="([^"]*)"', client.get(path).content.decode())
    return json.loads(html.unescape(found[1])) if found else None


@pytest.mark.parametrize("path", ["/", "/shell"])
def test_the_first_screen_says_where_it_is_and_fetches_nothing_of_it(
    client: Client, publish: Publish, url: str, content: bytes, path: str
) -> None:
    publish(place())
    known = told(client, path)
    assert known["url"] == url
    assert known["bytes"] == len(content)
    assert known["is_demo"] is True
    assert client.get(path).content.decode().count(url) == 1


@pytest.mark.parametrize("path", ["/", "/shell"])
def test_without_an_archive_the_first_screen_says_nothing(
    client: Client, publish: Publish, path: str
) -> None:
    publish(place())
    assert told(client, path) is None


def test_a_new_map_reaches_the_worker_with_the_shell(client: Client, url: str) -> None:
    before = client.get("/sw.js").content
    basemap.remove()
    assert client.get("/sw.js").content != before
