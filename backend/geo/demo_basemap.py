"""A small map that is none: the towns' names, straight lines between them, and the area's edge.

For tests and demonstrations where nobody brought a real one; the phone says that its lines are not roads.
"""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from backend.geo import basemap, gazetteer
from backend.geo.archives import box_of_area
from backend.geo.points import LatLng, metres_between
from backend.geo.vector_tiles import (
    EXTENT,
    LINE,
    POINT,
    POLYGON,
    Feature,
    Properties,
    Spot,
    Tile,
    encoded,
    spot,
    tile_at,
)

ZOOMS: Final = range(7, 13)
# Each town's line goes to so many of the towns nearest to it.
LINES_OF_A_TOWN: Final = 3
# Streets round each town's middle: how many each way, and how far apart in degrees.
STREETS: Final = range(-3, 4)
APART: Final = 0.002
STREETS_FROM_ZOOM: Final = 12
_SQUARE: Final[list[Spot]] = [(0, 0), (EXTENT, 0), (EXTENT, EXTENT), (0, EXTENT)]
_METADATA: Final = {
    "name": "Demo",
    "demo": True,
    "attribution": "Made up: straight lines between towns",
    "vector_layers": [{"id": name, "fields": {}} for name in ("earth", "roads", "places", "boundaries")],
}


def make(file: Path, *, zooms: range = ZOOMS, drawn: Callable[[Tile], bytes] | None = None) -> None:
    """`drawn` gives the content of a tile, for those who need another."""
    west, south, east, north = box_of_area()
    with file.open("wb") as out:
        writer = Writer(out)
        for tile in sorted(_tiles(zooms), key=lambda tile: zxy_to_tileid(*tile)):
            writer.write_tile(zxy_to_tileid(*tile), gzip.compress((drawn or _drawn)(tile), mtime=0))
        box = {
            f"{edge}_{axis}_e7": round(value * 1e7)
            for edge, axis, value in (
                ("min", "lon", west),
                ("min", "lat", south),
                ("max", "lon", east),
                ("max", "lat", north),
            )
        }
        kind = {"tile_type": TileType.MVT, "tile_compression": Compression.GZIP}
        writer.finalize(kind | box, _METADATA)


def bring_in() -> basemap.Basemap:
    """Make it the map that is served. Raises `BasemapError`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "demo.pmtiles"
        make(file)
        return basemap.put(file)


def keep_in_step(*, is_demo: bool) -> None:
    """The made-up map stands only beside made-up places, and never in the way of a real one."""
    there = basemap.current()
    if is_demo and there is None:
        bring_in()
    elif not is_demo and there is not None and there.is_demo:
        basemap.remove()


def _tiles(zooms: range) -> Iterator[Tile]:
    west, south, east, north = box_of_area()
    for zoom in zooms:
        first, last = tile_at(LatLng(north, west), zoom), tile_at(LatLng(south, east), zoom)
        for x in range(first.x, last.x + 1):
            for y in range(first.y, last.y + 1):
                yield Tile(zoom, x, y)


def _drawn(tile: Tile) -> bytes:
    known = gazetteer.load()
    edge = [LatLng(*corner) for corner in [*known.area, known.area[0]]]
    lines = _in(tile, _roads(), {"kind": "major_road"})
    if tile.z >= STREETS_FROM_ZOOM:
        lines += _in(tile, _streets(), {"kind": "minor_road"})
    return encoded(
        {
            "earth": [Feature(POLYGON, _SQUARE, {"kind": "earth"})],
            "roads": lines,
            "boundaries": _in(tile, list(pairwise(edge)), {"kind": "county", "kind_detail": 4}),
            "places": [
                Feature(POINT, [at], {"kind": "locality", "name": town.name})
                for town in known.towns.values()
                if _is_near(at := spot(LatLng(town.lat, town.lng), tile))
            ],
        }
    )


def _in(tile: Tile, lines: Iterable[tuple[LatLng, LatLng]], properties: Properties) -> list[Feature]:
    ends = [(spot(start, tile), spot(end, tile)) for start, end in lines]
    return [Feature(LINE, pair, properties) for pair in ends if _crosses(*pair)]


def _is_near(at: Spot) -> bool:
    """In the tile or so close to it that its name reaches in."""
    return all(-EXTENT // 4 <= part <= EXTENT + EXTENT // 4 for part in at)


def _crosses(start: Spot, end: Spot) -> bool:
    """Whether the box round a line meets the tile: a line too many does no harm."""
    return all(min(pair) <= EXTENT + 64 and max(pair) >= -64 for pair in zip(start, end, strict=True))


@cache
def _roads() -> list[tuple[LatLng, LatLng]]:
    towns = [LatLng(town.lat, town.lng) for town in gazetteer.load().towns.values()]
    pairs = {
        tuple(sorted((town, other)))
        for town in towns
        for other in sorted(towns, key=lambda one: metres_between(town, one))[1 : LINES_OF_A_TOWN + 1]
    }
    return [(start, end) for start, end in sorted(pairs)]


@cache
def _streets() -> list[tuple[LatLng, LatLng]]:
    return list(_each_street())


def _each_street() -> Iterator[tuple[LatLng, LatLng]]:
    reach = APART * STREETS.stop
    for town in gazetteer.load().towns.values():
        for step in STREETS:
            east, north = town.lng + step * APART * 1.6, town.lat + step * APART
            yield LatLng(town.lat - reach, east), LatLng(town.lat + reach, east)
            yield LatLng(north, town.lng - reach * 1.6), LatLng(north, town.lng + reach * 1.6)
