"""Weekly hours as a grid of nights and clock times, which is how a form shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .clocks import span_text
from .nights import DAY, HOUR, Span
from .text import HoursError, WeeklyHours, parse, parse_spans
from .tokens import DAYS

DAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Grid = dict[str, list[tuple[str, str]]]


def grid_of(hours: WeeklyHours) -> Grid:
    """A day is the night that starts on it; closing at or before opening is the next day."""
    return {key: clock_pairs(spans) for key, spans in zip(DAY_KEYS, hours.nights, strict=True)}


def clock_pairs(spans: Iterable[Span]) -> list[tuple[str, str]]:
    return [(_clock(span.opens), _clock(span.closes)) for span in spans]


def hours_of(grid: Mapping[str, Sequence[Sequence[str]]]) -> WeeklyHours:
    """Raises HoursError, naming the night, for times that are none or that overlap."""
    said = [f"{day} {spans_of(grid.get(key, ()), day)}" for key, day in zip(DAY_KEYS, DAYS, strict=True)]
    return parse("; ".join(each for each in said if not each.endswith("closed")) or "closed")


def spans_of(pairs: Sequence[Sequence[str]], day: str = "") -> str:
    """Canonical text of one night's clock times, such as `22:00-04:00`; `closed` for none."""
    text = ",".join(f"{opens}-{closes}" for opens, closes in pairs) or "closed"
    try:
        return ",".join(map(span_text, parse_spans(text))) or "closed"
    except HoursError as error:
        raise HoursError(f"{day}: {error}" if day else str(error)) from error


def _clock(minute: int) -> str:
    return f"{minute % DAY // HOUR:02}:{minute % HOUR:02}"
