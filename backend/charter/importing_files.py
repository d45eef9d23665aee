"""A file that an officer brought, as lines of text: CSV or XLSX, whatever it pretends to be."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from . import importing_columns as columns
from .tabling import begins_like_a_formula

# Applied in one request, a row takes some thirty statements: so many are done within half a minute.
MOST_ROWS = 500
MOST_COLUMNS = 100
# What a workbook may come to when it is unpacked: a small file can hold gigabytes of one letter.
MOST_UNPACKED = 32 * 1024 * 1024
MOST_PARTS = 500
XLSX, OLD_XLS, UTF_16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")
SAVE_ANEW = "Open it in your spreadsheet and save it as “CSV UTF-8” or as “Excel workbook (.xlsx)”."

Cells = Sequence[str]


class UnreadableFile(Exception):
    """Nothing of the file was read; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row, numbered as the spreadsheet counts. `said` is {column: text}, without blank cells."""

    number: int
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    lines: list[Line]
    not_read: list[str]


def read(content: bytes) -> Sheet:
    """The lines below the headings. Raises UnreadableFile."""
    if not content.strip():
        raise UnreadableFile("The file is empty. Choose the file with the signatories.")
    if content.startswith(OLD_XLS):
        raise UnreadableFile(f"This is a workbook of the old kind (.xls). {SAVE_ANEW}")
    rows = _of_xlsx(content) if content.startswith(XLSX) else _of_csv(content)
    return _sheet(rows)


def _sheet(rows: Iterable[Cells]) -> Sheet:
    numbered = enumerate(([_clean(cell) for cell in row] for row in rows), start=1)
    filled = ((number, row) for number, row in numbered if any(row))
    headings = next(filled, (0, []))[1]
    known = columns.named(headings)
    if "organisation" not in known.values():
        raise UnreadableFile(
            "The first row must say what the columns are, and one of them must be “organisation”. "
            "Download the empty file and copy your rows into it."
        )
    lines = [_line(number, row, known) for number, row in islice(filled, MOST_ROWS + 1)]
    if len(lines) > MOST_ROWS:
        raise UnreadableFile(f"The file has more than {MOST_ROWS:,} rows. Bring it in parts.")
    if not lines:
        raise UnreadableFile("There are headings and no rows below them. Add a row for each organisation.")
    not_read = [heading for position, heading in enumerate(headings) if heading and position not in known]
    return Sheet(lines, not_read)


def _line(number: int, row: Cells, known: dict[int, str]) -> Line:
    said = {name: row[position] for position, name in known.items() if position < len(row) and row[position]}
    return Line(number, said)


def _clean(cell: str) -> str:
    """Without what no database keeps, and without the apostrophe that made a cell text."""
    text = cell.replace("\x00", "").encode("utf-8", "replace").decode().replace("\u00a0", " ").strip()
    if text.startswith("'") and begins_like_a_formula(text[1:]):
        text = text[1:]
    return "" if text.casefold() in {"-", "–", "n/a"} else text


# --- CSV --------------------------------------------------------------------------------------------------


def _of_csv(content: bytes) -> Iterator[Cells]:
    text = _decoded(content)
    first_line = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from (row[:MOST_COLUMNS] for row in reader)
    except csv.Error as error:
        raise UnreadableFile(
            f"Line {reader.line_num} cannot be read: a quotation mark stands alone there. {SAVE_ANEW}"
        ) from error


def _decoded(content: bytes) -> str:
    if content.startswith(UTF_16) or b"\x00" in content[:4096]:
        raise UnreadableFile(f"This is not a CSV file that we can read. {SAVE_ANEW}")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"Its letters are in an alphabet that we do not know. {SAVE_ANEW}")


# --- XLSX -------------------------------------------------------------------------------------------------


def _of_xlsx(content: bytes) -> Iterator[Cells]:
    """Of the first sheet. Values alone: what formulas came to when it was saved."""
    from openpyxl import load_workbook

    try:
        _refuse_bombs(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # One row more than may be, so that too many are noticed; the sheet's own count is not believed.
        for row in sheet.iter_rows(max_row=MOST_ROWS + 50, max_col=MOST_COLUMNS, values_only=True):
            yield [_text(cell) for cell in row]
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl and zipfile raise whatever they stumble over in a file that is none
        raise UnreadableFile(
            f"This workbook cannot be read: it may be damaged or locked. {SAVE_ANEW}"
        ) from error


def _refuse_bombs(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        too_large = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED
        if too_large:
            raise UnreadableFile("This workbook is too large when unpacked. Bring only its first sheet.")
        if any(_has_doctype(packed, part) for part in parts if part.filename.endswith((".xml", ".rels"))):
            raise UnreadableFile(f"This workbook has parts that no spreadsheet writes. {SAVE_ANEW}")


def _has_doctype(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Entities that multiply are declared there; a workbook has none."""
    with packed.open(part) as file:
        return b"<!DOCTYPE" in file.read(2048).upper()


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
