"""Rows as files for a spreadsheet, which must never take a cell for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from unicodedata import normalize

from openpyxl import Workbook

# What spreadsheets take for the beginning of a formula, however it got there; and the minus of typographers,
# which has no simpler form.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\u2212")
Cell = str | int | float | bool | date | datetime | None


def safe(cell: Cell) -> Cell:
    """Text that could be a formula gets an apostrophe before it, and stays readable: `'+44 1782 960123`."""
    if not isinstance(cell, str):
        return cell
    words = "".join(sign for sign in cell if sign.isprintable() or sign in "\n\t\r")
    return f"'{words}" if begins_like_a_formula(words) else words


def begins_like_a_formula(words: str) -> bool:
    """Also with a sign that only looks like one of them: full width, small, raised or lowered."""
    first = words.lstrip(" \u00a0")[:1]
    return words.startswith(FORMULA) or normalize("NFKC", first).startswith(FORMULA)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Every cell quoted, UTF-8 with the mark by which Excel knows it."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_text(safe(cell)) for cell in row] for row in rows)
    return ("\ufeff" + file.getvalue()).encode()


def as_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet; text is stored as text, so that nothing is worked out when it is opened."""
    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet.freeze_panes = "A2"
    for number, row in enumerate([list(header), *rows], start=1):
        for column, cell in enumerate(row, start=1):
            value = safe(cell) if number > 1 else cell
            held = sheet.cell(row=number, column=column)
            held.value = value.isoformat() if isinstance(value, datetime) else value
            if isinstance(value, str):
                held.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
