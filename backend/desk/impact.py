"""Impact: help that staff counted, by town, month and kind, for the Serious Violence Duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min

from backend.charter.models import HelpCount
from backend.charter.tabling import Cell as FileCell
from backend.hours.nights import night_of
from backend.venues.choices import Help

from . import towns
from .suppressing import AtLeast, Shown, at_least, suppressed

APRIL = 4
HIDDEN = "hidden"
ALL_TOWNS = "All towns"
HEADER = ("Kind of help", "Town", "Month", "Times")


@dataclass(frozen=True, slots=True)
class Row:
    """`name` is a town or a kind of help; None is hidden."""

    name: str
    numbers: tuple[int | None, ...]
    sum: AtLeast


@dataclass(frozen=True, slots=True)
class Table:
    """The towns of one kind of help, and its line for all of them."""

    kind: str
    towns: list[Row]
    all_towns: Row


def year_of(day: date) -> int:
    """Budget years run from April: January 2027 is of the one that began in 2026."""
    return day.year if day.month >= APRIL else day.year - 1


def years(at: datetime) -> list[int]:
    """Newest first, from the first month that anything was counted in."""
    newest = year_of(night_of(at))
    first = HelpCount.objects.aggregate(first=Min("month"))["first"]
    return list(range(newest, min(year_of(first), newest) - 1 if first else newest - 1, -1))


def year_words(year: int) -> str:
    return f"April {year} to March {year + 1}"


def months(year: int, *, at: datetime) -> list[date]:
    """Those that are over: what is told of a month does not change from one week to the next."""
    all_of_them = [date(year + (n > 12), (n - 1) % 12 + 1, 1) for n in range(APRIL, APRIL + 12)]
    return [month for month in all_of_them if month < night_of(at).replace(day=1)]


def tables(over: Sequence[date]) -> list[Table]:
    """One a kind of help, every kind; one statement."""
    counted: dict[str, dict[date, dict[str, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    rows = HelpCount.objects.filter(month__in=list(over)).values_list("kind", "month", "town", "count")
    for kind, month, town, count in rows:
        counted[kind][month][towns.named(town)] += count
    names = sorted({name for kind in counted.values() for month in kind.values() for name in month})
    return [_table(kind, counted[kind], names, over) for kind in Help.values]


def lines(made: Sequence[Table], over: Sequence[date]) -> Iterator[tuple[FileCell, ...]]:
    """What the page shows, in the same form: hidden stays hidden."""
    for table in made:
        for row in [*table.towns, table.all_towns]:
            for month, count in zip(over, row.numbers, strict=True):
                kind = str(Help(table.kind).label)
                yield kind, row.name, f"{month:%B %Y}", HIDDEN if count is None else count


def _table(
    kind: str, counted: dict[date, dict[str, int]], names: Sequence[str], over: Sequence[date]
) -> Table:
    shown: list[Shown] = [suppressed({name: counted[month].get(name, 0) for name in names}) for month in over]
    return Table(
        kind=kind,
        towns=[_row(name, [month.numbers[name] for month in shown]) for name in names],
        all_towns=_row(ALL_TOWNS, [month.total for month in shown]),
    )


def _row(name: str, numbers: Sequence[int | None]) -> Row:
    return Row(name, tuple(numbers), at_least(numbers))
