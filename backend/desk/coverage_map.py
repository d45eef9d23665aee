"""The area in one hour, drawn without a map: towns by name, rings for scale, a mark for what is open."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from statistics import fmean

from backend.charter.open_then import Box, OpenPlace
from backend.geo import gazetteer
from backend.geo.points import METRES_PER_DEGREE
from backend.hours.nights import night_of

from .drawing import polygon

UNITS_A_KM = 10.0
MARGIN_KM = 5.0
RINGS_KM = (10, 20, 30)
DOT, MANY_DOT = 6.0, 10.0
SQUARE = 18.0
LETTER, LINE = 6.4, 13.0
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Frame:
    """The piece of the earth that is drawn, and how many units of the drawing a degree takes."""

    box: Box
    across: float
    up: float

    @property
    def width(self) -> int:
        return math.ceil((self.box.east - self.box.west) * self.across)

    @property
    def height(self) -> int:
        return math.ceil((self.box.north - self.box.south) * self.up)

    def place(self, lat: float, lng: float) -> tuple[float, float]:
        return round((lng - self.box.west) * self.across, 1), round((self.box.north - lat) * self.up, 1)


@dataclass(frozen=True, slots=True)
class Town:
    """`anchor` says how its name stands to (label_x, label_y); empty where there is no room for a name."""

    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that is open, or several under one mark with their number."""

    x: float
    y: float
    number_y: float
    size: float
    kind: str
    path: str
    number: str
    says: str


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    area: str
    middle: tuple[float, float]
    rings: list[tuple[int, float, float]]
    towns: list[Town]
    marks: list[Mark]


@cache
def frame() -> Frame:
    corners = gazetteer.load().area
    south, north = min(lat for lat, _ in corners), max(lat for lat, _ in corners)
    west, east = min(lng for _, lng in corners), max(lng for _, lng in corners)
    up = METRES_PER_DEGREE / 1_000 * UNITS_A_KM
    across = up * math.cos(math.radians((south + north) / 2))
    room_up, room_across = MARGIN_KM * UNITS_A_KM / up, MARGIN_KM * UNITS_A_KM / across
    return Frame(Box(south - room_up, west - room_across, north + room_up, east + room_across), across, up)


def usual_night(at: datetime) -> date:
    """The coming Saturday's, which is tonight on a Saturday."""
    tonight = night_of(at)
    return tonight + timedelta(days=(SATURDAY - tonight.weekday()) % 7)


def draw(places: Iterable[OpenPlace]) -> Drawing:
    drawn = frame()
    x, y = drawn.width / 2, drawn.height / 2
    rings = [(km, km * UNITS_A_KM, y + km * UNITS_A_KM) for km in RINGS_KM]
    names = [_Box(x - 20, at - LINE, x + 20, at + 4) for _, _, at in rings]
    return Drawing(
        width=drawn.width,
        height=drawn.height,
        area=polygon(drawn.place(*corner) for corner in gazetteer.load().area),
        middle=(x, y),
        rings=rings,
        towns=_towns(drawn, names),
        marks=[_mark(each) for each in _close_together(places, drawn)],
    )


Spot = tuple[float, float, OpenPlace]


def _close_together(places: Iterable[OpenPlace], drawn: Frame) -> list[list[Spot]]:
    """Places that would hide each other, as one: those in the same square of the drawing."""
    squares: dict[tuple[int, int], list[Spot]] = defaultdict(list)
    for place in places:
        x, y = drawn.place(place.lat, place.lng)
        squares[int(x // SQUARE), int(y // SQUARE)].append((x, y, place))
    return [squares[square] for square in sorted(squares)]


def _mark(spots: Sequence[Spot]) -> Mark:
    x, y = round(fmean(x for x, _, _ in spots), 1), round(fmean(y for _, y, _ in spots), 1)
    size = DOT if len(spots) == 1 else MANY_DOT
    places = [place for _, _, place in spots]
    return Mark(
        x=x,
        y=y,
        number_y=round(y + 4, 1),
        size=size,
        kind="confirmed" if any(place.is_confirmed for place in places) else "scheduled",
        path=polygon([(x, y - size), (x + size, y), (x, y + size), (x - size, y)]),
        number=str(len(spots)) if len(spots) > 1 else "",
        says=_says(places),
    )


def _says(places: Sequence[OpenPlace]) -> str:
    confirmed = sum(place.is_confirmed for place in places)
    if len(places) == 1:
        return f"{places[0].name}: {'confirmed' if confirmed else 'scheduled'}"
    return f"{len(places)} places, {confirmed} of them confirmed; one is {places[0].name}"


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def hits(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def _towns(drawn: Frame, taken: list[_Box]) -> list[Town]:
    """Each name on the first side of its town where it runs into no other, or nowhere."""
    towns = gazetteer.load().towns.values()
    spots = {town.name: drawn.place(town.lat, town.lng) for town in towns}
    taken = [*taken, *(_Box(x - 3, y - 3, x + 3, y + 3) for x, y in spots.values())]
    found = []
    for name, (x, y) in spots.items():
        label_x, label_y, anchor, box = next(
            (side for side in _sides(name, x, y) if _has_room(side[3], taken, drawn)), (x, y, "", None)
        )
        taken += [box] if box else []
        found.append(Town(name, x, y, label_x, label_y, anchor))
    return found


def _has_room(box: _Box, taken: Iterable[_Box], drawn: Frame) -> bool:
    is_inside = box.left >= 0 and box.right <= drawn.width
    return is_inside and not any(box.hits(other) for other in taken)


def _sides(name: str, x: float, y: float) -> Sequence[tuple[float, float, str, _Box]]:
    wide, off = len(name) * LETTER, MANY_DOT + 3
    return (
        (x + off, y + 4, "start", _Box(x + off - 2, y - 7, x + off + wide, y + 6)),
        (x - off, y + 4, "end", _Box(x - off - wide, y - 7, x - off + 2, y + 6)),
        (x, y - off, "middle", _Box(x - wide / 2, y - off - LINE + 3, x + wide / 2, y - off + 3)),
        (x, y + off + 9, "middle", _Box(x - wide / 2, y + off - 1, x + wide / 2, y + off + 12)),
    )
