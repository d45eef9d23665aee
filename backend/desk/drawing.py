"""Pieces of SVG, drawn on the server: numbers and classes alone, as the page's policy wants it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Corner = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A path and what it is, as a class of desk.css."""

    kind: str
    path: str


def number(value: float) -> str:
    """Short, and never in exponents."""
    return f"{value:.1f}".rstrip("0").rstrip(".") or "0"


def boxes(corners: Iterable[Corner], wide: float, high: float) -> str:
    """Many boxes of one size as one path."""
    size = f"h{number(wide)}v{number(high)}h{number(-wide)}z"
    return "".join(f"M{number(x)} {number(y)}{size}" for x, y in corners)


def crosses(corners: Iterable[Corner], size: float) -> str:
    """A small cross in each box that starts at a corner."""
    a, b = size * 0.3, size * 0.4
    return "".join(
        f"M{number(x + a)} {number(y + a)}l{number(b)} {number(b)}m0 {number(-b)}l{number(-b)} {number(b)}"
        for x, y in corners
    )


def polygon(corners: Iterable[Corner]) -> str:
    points = [f"{number(x)} {number(y)}" for x, y in corners]
    return f"M{'L'.join(points)}z"
