"""What may become the map under the places, and what is kept of it."""

from __future__ import annotations

import gzip
import json
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pmtiles.reader import MemorySource, Reader
from pmtiles.tile import Compression, TileType, deserialize_header, serialize_header

from backend.geo import archives, basemap, demo_basemap, gazetteer
from backend.geo.archives import box_of_area
from backend.geo.errors import BasemapError
from backend.geo.points import LatLng
from backend.geo.vector_tiles import LINE, POINT, POLYGON, Feature, Tile, encoded, spot, tile_at


@cache
def made() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "demo.pmtiles"
        demo_basemap.make(file)
        return file.read_bytes()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    file = tmp_path / "demo.pmtiles"
    file.write_bytes(made())
    return file


def run(*words: str | Path) -> str:
    out = StringIO()
    call_command("basemap", *map(str, words), stdout=out)
    return out.getvalue()


def with_header(**changes: Any) -> bytes:
    header = deserialize_header(made()[:127]) | changes
    packed: bytes = serialize_header(header)  # type: ignore[arg-type]
    return packed + made()[127:]


def with_metadata(metadata: Any) -> bytes:
    """Put behind everything else, where its address finds it."""
    packed = gzip.compress(json.dumps(metadata).encode())
    return with_header(metadata_offset=len(made()), metadata_length=len(packed)) + packed


# --- What is made ------------------------------------------------------------------------------------------


def test_the_made_map_has_each_town_where_it_is() -> None:
    reader = Reader(MemorySource(made()))
    for town in gazetteer.load().towns.values():
        tile = tile_at(LatLng(town.lat, town.lng), 12)
        assert town.name.encode() in gzip.decompress(reader.get(*tile))


def test_making_it_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    demo_basemap.make(tmp_path / "again.pmtiles")
    assert (tmp_path / "again.pmtiles").read_bytes() == made()


def test_a_tile_is_written_as_the_format_says() -> None:
    """Byte by byte, after the example in chapter 4 of the vector tile specification."""
    geometry = {
        POINT: ([(25, 17)], bytes([9, 50, 34])),
        LINE: ([(2, 2), (2, 10), (10, 10)], bytes([9, 4, 4, 18, 0, 16, 16, 0])),
        POLYGON: ([(3, 6), (8, 12), (20, 34)], bytes([9, 6, 12, 18, 10, 12, 24, 44, 15])),
    }
    for kind, (corners, expected) in geometry.items():
        tile = encoded({"roads": [Feature(kind, corners, {"kind": "major_road"})]})
        assert bytes([24, kind, 34, len(expected), *expected]) in tile


def test_a_spot_is_counted_from_the_corner_in_the_north_west() -> None:
    assert spot(LatLng(0, 0), Tile(1, 1, 1)) == (0, 0)
    assert spot(LatLng(0, 0), Tile(1, 0, 0)) == (4096, 4096)
    assert tile_at(LatLng(53.0246, -2.1729), 12) == Tile(12, 2023, 1333)


# --- What is taken -----------------------------------------------------------------------------------------


def test_a_good_archive_is_taken_and_named_by_its_content(archive: Path) -> None:
    told = run("import", archive)
    there = basemap.current()
    assert there is not None
    assert there.path.read_bytes() == made()
    assert there.digest in told
    assert there.is_demo
    assert there.size == len(made())
    assert there.steps == ((12, len(made())),)


WRONG: dict[str, tuple[Callable[[], bytes], str]] = {
    "a web page": (lambda: b"<!doctype html><p>Log in", "not a PMTiles archive"),
    "nothing": (lambda: b"", "not a PMTiles archive"),
    "an older version": (lambda: b"PMTiles\x02" + made()[8:], "version 3"),
    "cut in its tiles": (lambda: made()[:-1], "damaged or cut short"),
    "cut in its lists": (lambda: made()[:300], "damaged or cut short"),
    "its list spoilt": (lambda: made()[:140] + b"x" * 40 + made()[180:], "damaged or cut short"),
    "pictures": (lambda: with_header(tile_type=TileType.PNG), "vector tiles"),
    "tiles in brotli": (lambda: with_header(tile_compression=Compression.BROTLI), "gzip"),
    "lists in zstd": (lambda: with_header(internal_compression=Compression.ZSTD), "gzip"),
    "in no order": (lambda: with_header(clustered=False), "in no order"),
    "only from afar": (lambda: with_header(max_zoom=9), "zoom 10"),
    "another county": (lambda: with_header(max_lat_e7=525_000_000), "lacks"),
    "the whole world": (lambda: with_header(min_lon_e7=-1_800_000_000), "more than our area"),
    "another layout": (lambda: with_metadata({"vector_layers": [{"id": "transportation"}]}), "no layer"),
    "no layers told": (lambda: with_metadata([]), "no layer"),
    "too large": (lambda: made() + bytes(archives.MOST_BYTES), "MB"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_bad_archive_is_refused_and_changes_nothing(tmp_path: Path, archive: Path, name: str) -> None:
    run("import", archive)
    before = basemap.current()
    make, reason = WRONG[name]
    (tmp_path / "bad").write_bytes(make())
    with pytest.raises(CommandError, match=reason):
        run("import", tmp_path / "bad")
    assert basemap.current() == before


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("import", tmp_path / "nowhere")


def test_a_new_archive_leaves_the_one_before_for_those_who_read_it(tmp_path: Path, archive: Path) -> None:
    digests = []
    for n in range(3):
        (tmp_path / "other").write_bytes(made() + bytes(n))
        run("import", tmp_path / "other")
        there = basemap.current()
        assert there is not None
        digests.append(there.digest)
    assert [basemap.kept(digest) is not None for digest in digests] == [False, True, True]


def test_the_same_archive_twice_changes_nothing(archive: Path) -> None:
    run("import", archive)
    before = basemap.current()
    run("import", archive)
    assert basemap.current() == before
    assert before is not None
    assert before.path.is_file()


def test_a_map_is_drawn_from_the_zooms_that_come_first() -> None:
    def drawn(tile: Tile) -> bytes:
        return encoded({"earth": [Feature(POINT, [(0, 0)], {"name": str(tile) * 900})]})

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "heavy.pmtiles"
        demo_basemap.make(file, zooms=range(8, 13), drawn=drawn)
        steps = archives.check(file).steps
        zooms = [zoom for zoom, _ in steps]
        ends = [end for _, end in steps]
        assert zooms == list(range(zooms[0], 13))
        assert ends == sorted(ends)
        assert ends[0] <= archives.FIRST_BYTES
        assert ends[-1] == file.stat().st_size


def test_status_remove_and_synthetic(archive: Path) -> None:
    west, south, east, north = box_of_area()
    assert f"--bbox={west},{south},{east},{north}" in run("status")
    assert "There is no map" in run("status")
    run("synthetic")
    assert "It is made up" in run("status")
    assert run("remove") == "Removed.\n"
    assert basemap.current() is None
    assert run("remove") == "There was none.\n"


def test_the_made_up_map_stands_only_beside_made_up_places(tmp_path: Path) -> None:
    demo_basemap.keep_in_step(is_demo=False)
    assert basemap.current() is None
    demo_basemap.keep_in_step(is_demo=True)
    assert basemap.current() is not None
    demo_basemap.keep_in_step(is_demo=False)
    assert basemap.current() is None


def test_a_real_map_is_never_replaced_or_removed_with_the_demo(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(
        with_metadata({"vector_layers": [{"id": one} for one in archives.LAYERS]})
    )
    run("import", tmp_path / "real")
    real = basemap.current()
    assert real is not None
    assert not real.is_demo
    demo_basemap.keep_in_step(is_demo=True)
    demo_basemap.keep_in_step(is_demo=False)
    assert basemap.current() == real


# --- What is fetched ---------------------------------------------------------------------------------------


@contextmanager
def answering(content: bytes, status: int = 200) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/extract.pmtiles"
    finally:
        server.shutdown()
        server.server_close()


def test_an_archive_is_fetched_and_checked() -> None:
    with answering(made()) as url:
        run("fetch", url)
    there = basemap.current()
    assert there is not None
    assert there.size == len(made())


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [(b"", 404, "answered 404"), (b"<p>Sold", 200, "not a PMTiles archive")],
)
def test_what_is_no_archive_is_not_taken(content: bytes, status: int, reason: str) -> None:
    with answering(content, status) as url, pytest.raises(CommandError, match=reason):
        run("fetch", url)
    assert basemap.current() is None


def test_no_more_is_read_than_an_archive_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.geo.fetching.MOST_BYTES", 1_000)
    with answering(made()) as url, pytest.raises(CommandError, match="over"):
        run("fetch", url)


@pytest.mark.parametrize("url", ["http://example.org/a.pmtiles", "file:///etc/passwd", "ftp://localhost/a"])
def test_only_https_is_asked(url: str) -> None:
    with pytest.raises(CommandError, match="https"):
        run("fetch", url)


def test_a_full_disk_is_said_so(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BasemapError, match="No space left"):
        basemap.put(archive)
    assert basemap.current() is None
