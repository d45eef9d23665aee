"""Mapbox vector tiles, as much of version 2.1 as a few lines, squares and names need. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from backend.geo.points import LatLng

EXTENT: Final = 4096
POINT, LINE, POLYGON = 1, 2, 3
_MOVE, _LINE, _CLOSE = 1, 2, 7

Spot = tuple[int, int]
Properties = dict[str, str | int]


class Tile(NamedTuple):
    z: int
    x: int
    y: int


class Feature(NamedTuple):
    """Its corners are in the tile's own units and may lie outside of it: whoever draws cuts them off."""

    kind: int
    corners: Sequence[Spot]
    properties: Properties


def spot(point: LatLng, tile: Tile) -> Spot:
    """Where a point lies in a tile; the corner in the north-west is 0, 0."""
    x, y = world(point)
    scale = 2**tile.z
    return round((x * scale - tile.x) * EXTENT), round((y * scale - tile.y) * EXTENT)


def world(point: LatLng) -> tuple[float, float]:
    """Web Mercator from 0 to 1, to the east and to the south."""
    radians = math.radians(point.lat)
    return (point.lng + 180) / 360, (1 - math.asinh(math.tan(radians)) / math.pi) / 2


def tile_at(point: LatLng, z: int) -> Tile:
    x, y = world(point)
    return Tile(z, int(x * 2**z), int(y * 2**z))


def encoded(layers: dict[str, list[Feature]]) -> bytes:
    return b"".join(_field(3, _layer(name, features)) for name, features in layers.items() if features)


def _layer(name: str, features: list[Feature]) -> bytes:
    keys = list(dict.fromkeys(key for feature in features for key in feature.properties))
    values = list(dict.fromkeys(value for feature in features for value in feature.properties.values()))
    parts = [_number(15, 2), _field(1, name.encode())]
    parts += [_field(2, _feature(feature, keys, values)) for feature in features]
    parts += [_field(3, key.encode()) for key in keys]
    parts += [_field(4, _value(value)) for value in values]
    return b"".join([*parts, _number(5, EXTENT)])


def _feature(feature: Feature, keys: list[str], values: list[str | int]) -> bytes:
    tags = [
        place for key, value in feature.properties.items() for place in (keys.index(key), values.index(value))
    ]
    return _field(2, _packed(tags)) + _number(3, feature.kind) + _field(4, _packed(_geometry(feature)))


def _geometry(feature: Feature) -> list[int]:
    """Steps of a cursor, each from the one before, its sign in the lowest bit."""
    steps, at = [], (0, 0)
    for place, corner in enumerate(feature.corners):
        if place < 2:
            count = 1 if place == 0 else len(feature.corners) - 1
            steps.append((_MOVE if place == 0 else _LINE) | count << 3)
        steps += [_zigzag(corner[0] - at[0]), _zigzag(corner[1] - at[1])]
        at = corner
    return [*steps, _CLOSE | 1 << 3] if feature.kind == POLYGON else steps


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _value(value: str | int) -> bytes:
    return _field(1, value.encode()) if isinstance(value, str) else _number(5, value)


def _packed(numbers: Iterable[int]) -> bytes:
    return b"".join(_varint(number) for number in numbers)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
