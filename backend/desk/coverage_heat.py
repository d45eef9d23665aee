"""The week's coverage as a picture: a row a town, a column an hour, a cross where nothing is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .coverage import Figure, Night, Row
from .drawing import Corner, Shape, boxes, crosses

CELL, GAP, NIGHT_GAP = 14, 1, 5
LEFT, TOP = 150, 34
BAR = 3
# From so many places on the next shade.
SHADES = ((1, "some"), (2, "more"), (4, "many"), (8, "most"))


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Heat:
    width: int
    height: int
    shapes: list[Shape]
    towns: list[Label]
    nights: list[Label]
    hours: list[Label]


def draw(nights: Sequence[Night], rows: Sequence[Row], *, of_the_past: bool) -> Heat:
    """Shaded by places open; the bar at a cell's foot is the share that staff confirmed."""
    columns = _columns(nights)
    marked: dict[str, list[Corner]] = defaultdict(list)
    bars: list[str] = []
    for line, row in enumerate(rows):
        y = TOP + line * CELL
        for x, figure in zip(columns, row.figures, strict=True):
            marked[_shade(figure, of_the_past=of_the_past)].append((x, y))
            if figure.share:
                wide = (CELL - GAP) * figure.share / 100
                bars.append(boxes([(x, y + CELL - GAP - BAR)], wide, BAR))
    size = CELL - GAP
    shapes = [Shape(kind, boxes(corners, size, size)) for kind, corners in sorted(marked.items())]
    shapes.append(Shape("cross", crosses(marked["gap"], size)))
    shapes.append(Shape("share", "".join(bars)))
    return Heat(
        width=int(columns[-1]) + CELL + GAP,
        height=TOP + len(rows) * CELL + GAP,
        shapes=[shape for shape in shapes if shape.path],
        towns=[Label(LEFT - 6, TOP + n * CELL + 10.5, _short(row.town)) for n, row in enumerate(rows)],
        nights=_nights(nights, columns),
        hours=_hours(nights, columns),
    )


def _columns(nights: Sequence[Night]) -> list[float]:
    """Where each hour begins, from the left."""
    found: list[float] = []
    x: float = LEFT
    for night in nights:
        for _ in night.hours:
            found.append(x)
            x += CELL
        x += NIGHT_GAP
    return found


def _shade(figure: Figure, *, of_the_past: bool) -> str:
    if not figure.happens and not of_the_past:
        return "no-hour"
    count = -(-figure.was_open // 4) if of_the_past else figure.coming
    return next((kind for least, kind in reversed(SHADES) if count >= least), "gap")


def _nights(nights: Sequence[Night], columns: Sequence[float]) -> list[Label]:
    each = len(columns) // len(nights)
    return [Label(columns[n * each], 12, f"{night.night:%a} night") for n, night in enumerate(nights)]


def _hours(nights: Sequence[Night], columns: Sequence[float]) -> list[Label]:
    """Every third, or they run into each other."""
    hours = [hour for night in nights for hour in night.hours]
    return [Label(x, 27, f"{hour:02}") for x, hour in zip(columns, hours, strict=True) if hour % 3 == 0]


def _short(town: str) -> str:
    return town if len(town) <= 21 else f"{town[:20]}…"
