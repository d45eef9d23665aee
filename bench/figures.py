"""Figures with their spread, and what they must hold: one table on screen, one file to compare with."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of repeats, and how far they lie apart."""

    median: float
    minimum: float
    quartile_1: float
    quartile_3: float
    repeats: int

    @classmethod
    def of(cls, repeats: Sequence[float]) -> Spread:
        cuts = (
            statistics.quantiles(repeats, n=4, method="inclusive") if len(repeats) > 1 else [repeats[0]] * 3
        )
        low, middle, high = (round(cut, 3) for cut in cuts)
        return cls(middle, round(min(repeats), 3), low, high, len(repeats))


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    unit: str
    spread: Spread


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold: the figure and its limit, `at_most` or else at least."""

    name: str
    figure: float
    limit: float
    at_most: bool = True

    @property
    def holds(self) -> bool:
        return self.figure <= self.limit if self.at_most else self.figure >= self.limit


@dataclass
class Part:
    """What one part of the bench found, under what circumstances."""

    name: str
    setting: dict[str, Any] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)

    def add(self, name: str, unit: str, repeats: Sequence[float]) -> float:
        """Keep a figure; its median."""
        figure = Figure(name, unit, Spread.of(repeats))
        self.figures.append(figure)
        print(_line(figure), flush=True)
        return figure.spread.median

    def must_hold(self, name: str, figure: float, *, at_most: float = 0, at_least: float = 0) -> None:
        limit = at_least or at_most
        self.gates.append(Gate(name, round(figure, 2), limit, at_most=not at_least))

    def as_json(self) -> dict[str, Any]:
        return {
            "setting": self.setting,
            "figures": [{"name": f.name, "unit": f.unit, **asdict(f.spread)} for f in self.figures],
            "must_hold": [asdict(gate) | {"holds": gate.holds} for gate in self.gates],
        }


def circumstances() -> dict[str, Any]:
    """Of the machine, what bears on the figures."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "load_before": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
    }


def table(parts: Iterable[Part]) -> str:
    lines = []
    for part in parts:
        lines += ["", f"{part.name}: {_words(part.setting)}", _head()]
        lines += [_line(figure) for figure in part.figures]
        lines += [_verdict(gate) for gate in part.gates]
    return "\n".join(lines)


def write(path: Path, parts: Iterable[Part], about: dict[str, Any]) -> None:
    """A part that was not measured this time keeps what it had."""
    kept = json.loads(path.read_text()) if path.exists() else {}
    measured = {part.name: about | part.as_json() for part in parts}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept | measured, indent=2, ensure_ascii=False) + "\n")


def _words(setting: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in setting.items())


def _head() -> str:
    return f"{'':62}{'median':>11}{'min':>11}{'quarter':>11}{'3 quarters':>11}"


def _line(figure: Figure) -> str:
    spread = figure.spread
    four = (spread.median, spread.minimum, spread.quartile_1, spread.quartile_3)
    return f"{figure.name:62}" + "".join(f"{_short(value):>11}" for value in four) + f"  {figure.unit}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:,.2f}"


def _verdict(gate: Gate) -> str:
    sign = "at most" if gate.at_most else "at least"
    state = "holds " if gate.holds else "FAILS "
    return f"{state} {gate.name}: {_short(gate.figure)} ({sign} {_short(gate.limit)})"
