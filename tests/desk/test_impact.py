"""Impact at the desk: what is told, and that what is hidden cannot be worked out."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from itertools import product

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from backend.accounts.models import User
from backend.audit.models import Entry
from backend.charter import figures
from backend.charter.models import Export, FiguresMade
from backend.desk import impact
from backend.desk.suppressing import SMALL, Shown, at_least, suppressed
from backend.venues.choices import Help
from backend.venues.models import Tally, Venue
from tests.factories import a_place

from .steps import read, signed_in

REASON = {"because": "Duty return", "format": "csv", "year": "2026", "kind": "first_aid"}


@pytest.mark.parametrize(
    ("counts", "numbers", "total"),
    [
        ([10, 20, 0], [10, 20, 0], 30),
        ([0, 0, 0], [0, 0, 0], 0),
        ([3, 10, 20], [None, None, 20], 33),  # alone, 3 would be the total less the rest
        ([3, 0, 0], [None, 0, 0], None),  # nothing to hide behind: the total goes too
        ([2, 2, 30], [None, None, None], 34),  # 4 together is a small number itself
        ([2, 4, 30], [None, None, 30], 36),
        ([1, 1, 1, 1, 1, 9], [None] * 6, 14),  # five that add up to five can only be one each
        ([1, 1, 1, 1, 1, 0], [None, None, None, None, None, 0], None),
        ([4, 5, 5], [None, None, 5], 14),
    ],
)
def test_small_numbers_are_hidden_with_what_would_tell_them(
    counts: list[int], numbers: list[int | None], total: int | None
) -> None:
    shown = suppressed({f"Town {n}": count for n, count in enumerate(counts)})
    assert (list(shown.numbers.values()), shown.total) == (numbers, total)


def possible(shown: Shown) -> list[set[int]]:
    """Of each hidden number, all that it can be for somebody who sees the rest; they are not nought."""
    hidden = [number for number in shown.numbers.values() if number is None]
    if shown.total is None or not hidden:
        return [set(range(1, 2 * SMALL)) for _ in hidden]
    rest = shown.total - sum(number or 0 for number in shown.numbers.values())
    # Each of them can be as small as one, and then takes the others' share with it.
    return [set(range(1, rest - len(hidden) + 2)) for _ in hidden]


@given(st.lists(st.integers(0, 12), max_size=8))
def test_no_hidden_number_follows_from_what_is_shown_in_a_month(counts: list[int]) -> None:
    shown = suppressed({str(n): count for n, count in enumerate(counts)})
    told = list(shown.numbers.values())
    assert all(number is None for number, count in zip(told, counts, strict=True) if 0 < count < SMALL)
    assert all(number in (None, count) for number, count in zip(told, counts, strict=True))
    assert all(len(values) > 1 for values in possible(shown))
    if shown.total is not None:
        assert shown.total == sum(counts)
        hidden = sum(counts) - sum(number or 0 for number in told)
        assert hidden == 0 or hidden >= SMALL


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from([0, 2, 3, 7, 9]), min_size=2, max_size=2), min_size=2, max_size=3))
def test_no_hidden_number_follows_from_a_whole_table(table: list[list[int]]) -> None:
    """By trying every table that looks the same: towns down, months across, with both kinds of sums."""
    shown = looks(table)
    hidden = [
        (row, column) for row, _ in enumerate(table) for column in (0, 1) if shown[0][column][row] is None
    ]
    if not hidden or len(hidden) > 4:
        return
    values: dict[tuple[int, int], set[int]] = {where: set() for where in hidden}
    for tried in product(range(1, 17), repeat=len(hidden)):
        other = [list(row) for row in table]
        for (row, column), value in zip(hidden, tried, strict=True):
            other[row][column] = value
        if sums_agree(other, shown):
            for where, value in zip(hidden, tried, strict=True):
                values[where].add(value)
    assert all(len(found) > 1 for found in values.values())


Looks = tuple[list[list[int | None]], list[int | None], list[tuple[int, bool]]]


def looks(table: list[list[int]]) -> Looks:
    months = [suppressed({str(row): line[column] for row, line in enumerate(table)}) for column in (0, 1)]
    sums = [at_least([month.numbers[str(row)] for month in months]) for row, _ in enumerate(table)]
    return (
        [list(month.numbers.values()) for month in months],
        [month.total for month in months],
        [(one.sum, one.is_all) for one in sums],
    )


def sums_agree(other: list[list[int]], shown: Looks) -> bool:
    """Whether this table has the totals that are shown; towns' sums add up only what is shown anyway."""
    totals = [sum(row[column] for row in other) for column in (0, 1)]
    return all(told in (None, total) for told, total in zip(shown[1], totals, strict=True))


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 4, 1), 2026), (date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027)]
)
def test_years_run_from_april(day: date, year: int) -> None:
    assert impact.year_of(day) == year


def test_a_month_is_told_when_it_is_over() -> None:
    at = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    assert [f"{month:%b}" for month in impact.months(2026, at=at)] == "Apr May Jun Jul Aug Sep Oct".split()  # noqa: SIM905
    assert len(impact.months(2025, at=at)) == 12
    assert impact.months(2025, at=at)[-1] == date(2026, 3, 1)
    # In the small hours of the first the last night of the month is not over.
    small_hours = datetime(2026, 12, 1, 2, tzinfo=UTC)
    assert impact.months(2026, at=small_hours)[-1] == date(2026, 10, 1)


def helped(venue: Venue, count: int, *, night: date = date(2026, 10, 10), kind: str = "first_aid") -> None:
    Tally.objects.create(venue=venue, night=night, kind=kind, count=count)


def row(body: str, name: str) -> list[str]:
    """Of the last table with this line."""
    found = re.findall(rf'<tr><th scope="row">{name}</th>(.*?)</tr>', body, re.DOTALL)
    return [cell.strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", found[-1], re.DOTALL)]


@pytest.mark.django_db
def test_the_page_tells_towns_by_month_with_small_numbers_hidden(desk: Client, now: datetime) -> None:
    for town, count in (("Hanley", 3), ("Leek", 7), ("Stone", 20)):
        helped(a_place(now, town=town), count)
    helped(a_place(now, town="HANLEY"), 12, night=date(2026, 9, 30))
    helped(a_place(now, town="Stone"), 9, night=date(2026, 11, 1))  # this month is not over
    figures.make(at=now)
    body = desk.get("/desk/impact/").content.decode()
    assert row(body, "Hanley") == ["0"] * 5 + ["12", "hidden", "at least 12"]
    assert row(body, "Leek") == ["0"] * 6 + ["hidden", "at least 0"]
    assert row(body, "Stone") == ["0"] * 6 + ["20", "20"]
    assert row(body, "All towns") == ["0"] * 5 + ["12", "30", "42"]
    assert row(body, "Water") == ["0"] * 7 + ["0"]


@pytest.mark.django_db
def test_counts_that_were_never_made_are_said_to_be_none(desk: Client) -> None:
    words = read(desk.get("/desk/impact/"))
    assert "These figures have not been made yet" in words
    assert "Nothing was counted in these months." in words


@pytest.mark.django_db
def test_in_april_no_month_of_the_new_year_is_over(olive: User) -> None:
    with time_machine.travel(datetime(2027, 4, 12, 12, tzinfo=UTC), tick=False):
        words = read(signed_in(olive).get("/desk/impact/"))
    assert "No month of April 2027 to March 2028 is over yet." in words


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["?year=1999&kind=first_aid", "?year=2026&kind=cake", "?year=x", "?kind="])
def test_what_is_not_in_the_lists_is_said(desk: Client, now: datetime, asked: str) -> None:
    response = desk.get(f"/desk/impact/{asked}")
    assert response.status_code == 200
    assert "Choose one of the list." in read(response)


@pytest.mark.django_db
def test_the_file_hides_what_the_page_hides_and_adds_no_kinds_up(desk: Client, now: datetime) -> None:
    for town, count in (("=1+1", 3), ("Leek", 7), ("Stone", 20)):
        helped(a_place(now, town=town), count)
    figures.make(at=now)
    content = desk.post("/desk/impact/export", REASON).content
    header, *rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert tuple(header) == impact.HEADER
    october = {
        town: times for kind, town, month, times in rows if (kind, month) == ("First aid", "October 2026")
    }
    assert october == {"'=1+1": "hidden", "Leek": "hidden", "Stone": "20", "All towns": "30"}
    assert {kind for kind, *_ in rows} == {str(label) for label in Help.labels}
    assert Export.objects.get().because == "Duty return"
    assert Entry.objects.filter(did="figures.exported").count() == 1
    book = load_workbook(io.BytesIO(desk.post("/desk/impact/export", REASON | {"format": "xlsx"}).content))
    assert book.active is not None
    assert "hidden" in {cell.value for line in book.active.iter_rows() for cell in line}
    assert "f" not in {cell.data_type for line in book.active.iter_rows() for cell in line}


@pytest.mark.django_db
def test_without_a_reason_nothing_leaves(desk: Client) -> None:
    response = desk.post("/desk/impact/export", REASON | {"because": " "})
    assert response.status_code == 400
    assert "Type the reason" in read(response)
    assert not Export.objects.exists()


@pytest.mark.django_db
def test_so_many_statements_however_many_towns(desk: Client, now: datetime) -> None:
    def statements() -> int:
        desk.get("/desk/impact/")
        with CaptureQueriesContext(connection) as asked:
            assert desk.get("/desk/impact/").status_code == 200
        return len(asked)

    helped(a_place(now), 9)
    figures.make(at=now)
    few = statements()
    for number in range(20):
        helped(a_place(now, town=f"Town {number}"), number)
    FiguresMade.objects.all().delete()
    figures.make(at=now)
    assert statements() == few
    assert few < 25
