"""A thousand hostile cells, in each format: none is a formula, and numbers stay readable."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from backend.charter import tabling

from .cells import HOSTILE, is_formula


def test_no_hostile_cell_of_a_csv_is_a_formula() -> None:
    content = tabling.as_csv(["words"], [[cell] for cell in HOSTILE])
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 1001
    assert [row for row in rows if len(row) != 1 or is_formula(row[0])] == []


def test_no_hostile_cell_of_a_workbook_is_a_formula() -> None:
    content = tabling.as_xlsx("Words", ["words"], [[cell] for cell in HOSTILE])
    sheet = load_workbook(io.BytesIO(content)).active
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert len(cells) == 1000
    assert [cell.value for cell in cells if cell.data_type != "s" or is_formula(str(cell.value))] == []


@pytest.mark.parametrize("cell", ["+44 1782 960123", "-2.1729", "@example"])
def test_what_is_no_attack_stays_readable(cell: str) -> None:
    assert tabling.safe(cell) == f"'{cell}"


def test_numbers_days_and_answers_are_values_of_their_kind() -> None:
    row = [1, -2.5, True, None, date(2026, 1, 2), "text"]
    content = tabling.as_xlsx("Words", ["a"] * 6, [row])
    sheet = load_workbook(io.BytesIO(content)).active
    kept = [cell.value for cell in next(sheet.iter_rows(min_row=2))]
    assert (kept[0], kept[1], kept[3], kept[5]) == (1, -2.5, None, "text")
    line = tabling.as_csv(["a"] * 6, [row]).decode("utf-8-sig").split("\r\n")[1]
    assert line == '"1","-2.5","yes","","2026-01-02","text"'
