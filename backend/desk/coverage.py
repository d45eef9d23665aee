"""Coverage: how many places are open in each hour of the week, town by town, and how often confirmed.

docs/decisions/0011-coverage.md says how each figure is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Sum

from backend.charter import figures
from backend.charter.models import CoverageHour
from backend.charter.tabling import Cell as FileCell
from backend.hours.night_hours import ALL_DAY, DARK, clock_words, night_hours
from backend.venues.choices import Kind
from backend.venues.models import Venue

from . import towns

TOWNS_A_PAGE = 25
WHOLE_AREA = "Whole area"
HEADER = (
    "Town", "Kind of place", "Night", "Coming night", "Hour", "Places open in the coming night",
    "Places open, summed over the last 28 nights", "Of those confirmed", "Of those scheduled only",
    "Share confirmed, %",
)  # fmt: skip

Hour = tuple[int, int]
"""A weekday, 0 being Monday's night, and an hour on the wall."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Of one hour of the week: `coming` places in the coming night, the rest places times the last nights."""

    coming: int = 0
    was_open: int = 0
    was_confirmed: int = 0
    happens: bool = True
    """False of the hour that the clocks leave out in the coming night."""

    @property
    def was_scheduled(self) -> int:
        return self.was_open - self.was_confirmed

    @property
    def share(self) -> int | None:
        """In a hundred; None where nothing was open, so that nothing could be confirmed."""
        return round(100 * self.was_confirmed / self.was_open) if self.was_open else None

    @property
    def share_words(self) -> str:
        return "" if self.share is None else f"{self.share}%"

    @property
    def is_gap(self) -> bool:
        return self.happens and not self.coming

    @property
    def was_gap(self) -> bool:
        return not self.was_open


@dataclass(frozen=True, slots=True)
class Night:
    night: date
    hours: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    town: str
    figures: tuple[Figure, ...]

    @property
    def gaps(self) -> int:
        """Hours of the coming week in which nothing is open."""
        return sum(figure.is_gap for figure in self.figures)


def coming_nights(at: datetime, *, all_day: bool) -> list[Night]:
    return [Night(night, ALL_DAY if all_day else DARK) for night in figures.coming_week(at)]


def page(nights: Sequence[Night], *, kind: str, number: str | None) -> tuple[Page[str], list[Row]]:
    """A page of towns, the whole area first: so many statements, however many venues there are."""
    spellings = _spellings()
    shown = Paginator(list(spellings), TOWNS_A_PAGE).get_page(number)
    written = {spelling: name for name in shown for spelling in spellings[name]}
    found = _by_town(written, kind=kind)
    missing = _missing(nights)
    rows = [_row(WHOLE_AREA, _whole_area(kind), nights, missing)]
    rows += [_row(name, found[name], nights, missing) for name in shown]
    return shown, rows


def lines(nights: Sequence[Night], *, kind: str) -> Iterator[tuple[FileCell, ...]]:
    """Every town and hour as rows of a file, also those in which nothing is open."""
    spellings = _spellings()
    written = {spelling: name for name, all_of_it in spellings.items() for spelling in all_of_it}
    found = _by_town(written, kind=kind)
    missing = _missing(nights)
    of_kind = str(Kind(kind).label) if kind else "All"
    for name in spellings:
        row = _row(name, found[name], nights, missing)
        columns = ((night.night, hour) for night in nights for hour in night.hours)
        for (night, hour), figure in zip(columns, row.figures, strict=True):
            yield (name, of_kind, f"{night:%A}", night, clock_words(hour), *_cells(figure))


def _cells(figure: Figure) -> tuple[FileCell, ...]:
    coming = figure.coming if figure.happens else None
    return coming, figure.was_open, figure.was_confirmed, figure.was_scheduled, figure.share


def _spellings() -> dict[str, list[str]]:
    public = Venue.objects.published().order_by("town").values_list("town", flat=True).distinct()
    return towns.all_of_them(public)


def _by_town(written: dict[str, str], *, kind: str) -> dict[str, dict[Hour, Figure]]:
    """Figures by a town's name, its spellings added up."""
    rows = (
        _of_kind(kind)
        .filter(town__in=written)
        .values_list("town", "weekday", "hour", "coming", "was_open", "was_confirmed")
    )
    sums: dict[str, dict[Hour, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for town, weekday, hour, *counted in rows.iterator(chunk_size=5_000):
        kept = sums[written[town]][weekday, hour]
        kept[:] = [one + other for one, other in zip(kept, counted, strict=True)]
    made = {
        town: {hour: Figure(counted[0], counted[1], counted[2]) for hour, counted in by_hour.items()}
        for town, by_hour in sums.items()
    }
    return defaultdict(dict, made)


def _whole_area(kind: str) -> dict[Hour, Figure]:
    summed = _of_kind(kind).order_by().values_list("weekday", "hour")
    rows = summed.annotate(a=Sum("coming"), b=Sum("was_open"), c=Sum("was_confirmed"))
    return {(weekday, hour): Figure(*counted) for weekday, hour, *counted in rows}


def _of_kind(kind: str) -> QuerySet[CoverageHour]:
    return CoverageHour.objects.filter(kind=kind) if kind else CoverageHour.objects.all()


def _missing(nights: Iterable[Night]) -> set[tuple[date, int]]:
    """Hours of these nights that the clocks leave out: one in March."""
    nights = list(nights)
    there = {(night.night, each.hour) for night in nights for each in night_hours(night.night)}
    return {(night.night, hour) for night in nights for hour in night.hours} - there


def _row(
    town: str, found: dict[Hour, Figure], nights: Iterable[Night], missing: set[tuple[date, int]]
) -> Row:
    columns = ((night.night, hour) for night in nights for hour in night.hours)
    return Row(town, tuple(_figure(found, night, hour, missing) for night, hour in columns))


def _figure(found: dict[Hour, Figure], night: date, hour: int, missing: set[tuple[date, int]]) -> Figure:
    figure = found.get((night.weekday(), hour), NOTHING)
    if (night, hour) in missing:
        return Figure(0, figure.was_open, figure.was_confirmed, happens=False)
    return figure


NOTHING = Figure()
