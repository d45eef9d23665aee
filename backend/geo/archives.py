"""Whether a file is a map that phones can use: PMTiles version 3, vector tiles, our area, not too large.

The format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from pmtiles.tile import (
    Compression,
    Entry,
    HeaderDict,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    tileid_to_zxy,
)

from backend.geo import gazetteer
from backend.geo.errors import BasemapError

# A phone downloads all of it, at night and perhaps on a bad signal.
MOST_BYTES: Final = 8 * 1024 * 1024
# What a phone on a slow network has after a second or so: the map is drawn from it while the rest comes.
FIRST_BYTES: Final = 96 * 1024
HEADER_BYTES: Final = 127
# A box this much larger than the area, in degrees, is not an extract of it.
MOST_ROUND_IT: Final = 1.0
# The layers of Protomaps' basemap that the phone draws.
LAYERS: Final = frozenset({"earth", "roads", "places"})
BROKEN: Final = (ValueError, KeyError, IndexError, EOFError, OSError, OverflowError, zlib.error)


@dataclass(frozen=True, slots=True)
class Facts:
    """By zoom, up to which byte it must have come for that look; a phone begins with the first."""

    steps: tuple[tuple[int, int], ...]
    is_demo: bool


def check(file: Path) -> Facts:
    """Raises `BasemapError`, whose words say what is wrong and what to do."""
    content = _content(file)
    header = _header(content)
    _check_kind(header)
    _check_box(header)
    try:
        ends = _ends(content, header)
        metadata = json.loads(_unpacked(_part(content, header["metadata_offset"], header["metadata_length"])))
    except BROKEN as error:
        raise BasemapError("The archive is damaged or cut short: bring it again.") from error
    _check_layers(metadata)
    return Facts(_steps(ends), is_demo=metadata.get("demo") is True)


def box_of_area() -> tuple[float, float, float, float]:
    """West, south, east and north, as `pmtiles extract --bbox` wants them, with a little room round it."""
    corners = gazetteer.load().area
    lats, lngs = [lat for lat, _ in corners], [lng for _, lng in corners]
    west, south, east, north = min(lngs) - 0.05, min(lats) - 0.03, max(lngs) + 0.05, max(lats) + 0.03
    return round(west, 2), round(south, 2), round(east, 2), round(north, 2)


def _content(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise BasemapError(
                f"The archive has {size / 1024 / 1024:.1f} MB, over {MOST_BYTES // 1024 // 1024}. "
                "Every phone downloads it whole: make it again with a smaller --maxzoom."
            )
        return file.read_bytes()
    except OSError as error:
        raise BasemapError(f"{file} cannot be read: {error.strerror}.") from error


def _header(content: bytes) -> HeaderDict:
    try:
        return deserialize_header(content[:HEADER_BYTES])
    except SpecVersionUnsupported as error:
        raise BasemapError("This is PMTiles of another version: version 3 is wanted.") from error
    except (MagicNumberNotFound, *BROKEN) as error:
        raise BasemapError("This is not a PMTiles archive.") from error


def _check_kind(header: HeaderDict) -> None:
    if header["tile_type"] is not TileType.MVT:
        raise BasemapError("The archive holds pictures: vector tiles are wanted.")
    if header["internal_compression"] is not Compression.GZIP:
        raise BasemapError("The archive's lists are not compressed with gzip.")
    if header["tile_compression"] not in (Compression.GZIP, Compression.NONE):
        raise BasemapError("The archive's tiles are compressed as browsers cannot read them: gzip is wanted.")
    if not header["clustered"]:
        raise BasemapError("The archive's tiles lie in no order: make it with `pmtiles extract`.")
    if header["max_zoom"] < 10:
        raise BasemapError("The archive has no tile close enough to show a town: zoom 10 is the least.")


def _check_box(header: HeaderDict) -> None:
    box = [header[side] / 1e7 for side in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")]
    west, south, east, north = box
    missing = [
        town.name
        for town in gazetteer.load().towns.values()
        if not (south <= town.lat <= north and west <= town.lng <= east)
    ]
    if missing:
        raise BasemapError(f"The archive lacks {', '.join(missing[:3])}: is it of our area?")
    ours = box_of_area()
    if any(abs(side - own) > MOST_ROUND_IT for side, own in zip(box, ours, strict=True)):
        raise BasemapError(f"The archive is of more than our area: --bbox={','.join(map(str, ours))}")


def _ends(content: bytes, header: HeaderDict) -> dict[int, int]:
    """By zoom, where its last tile ends in the file."""
    ends: dict[int, int] = {}
    for entry in _entries(content, header, header["root_offset"], header["root_length"]):
        end = header["tile_data_offset"] + entry.offset + entry.length
        if end > len(content):
            raise EOFError
        zoom = tileid_to_zxy(entry.tile_id + entry.run_length - 1)[0]
        ends[zoom] = max(end, ends.get(zoom, 0))
    return ends


def _entries(content: bytes, header: HeaderDict, offset: int, length: int, depth: int = 0) -> Iterator[Entry]:
    if depth > 3:
        raise ValueError("lists within lists")
    for entry in deserialize_directory(_part(content, offset, length)):
        if entry.run_length:
            yield entry
        else:
            start = header["leaf_directory_offset"] + entry.offset
            yield from _entries(content, header, start, entry.length, depth + 1)


def _part(content: bytes, offset: int, length: int) -> bytes:
    if offset + length > len(content):
        raise EOFError
    return content[offset : offset + length]


def _unpacked(content: bytes) -> bytes:
    return gzip.decompress(content)


def _steps(ends: dict[int, int]) -> tuple[tuple[int, int], ...]:
    """Of the zooms that a first piece holds the closest alone, then each in turn."""
    if not ends:
        raise BasemapError("The archive is empty.")
    zooms = sorted(ends)
    steps = list(zip(zooms, accumulate((ends[zoom] for zoom in zooms), max), strict=True))
    at_once = sum(end <= FIRST_BYTES for _, end in steps)
    return tuple(steps[max(at_once - 1, 0) :])


def _check_layers(metadata: Any) -> None:
    layers = metadata.get("vector_layers", []) if isinstance(metadata, dict) else []
    missing = LAYERS - {layer.get("id") for layer in layers if isinstance(layer, dict)}
    if missing:
        raise BasemapError(
            f"The archive has no layer {', '.join(sorted(missing))}: make it from a basemap of Protomaps."
        )
