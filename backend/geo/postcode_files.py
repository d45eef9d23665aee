"""The two open files of postcodes, read row by row: OS Code-Point Open and the ONS Postcode Directory."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, Final, Literal, NamedTuple

from backend.geo import gazetteer
from backend.geo.errors import PostcodeFileError
from backend.geo.points import LatLng, is_in_uk
from backend.geo.postcodes import normalise

POSTCODE_COLUMNS: Final = ("pcds", "pcd8", "pcd2", "pcd7", "pcd")
NOT_A_POSITION: Final = 90  # quality: "no grid reference" on both scales, once ONS's nine is ninety
UNSAID_QUALITY: Final = 30
OLD_FORM: Final = re.compile(r"[A-Z]{3} ?[0-9][A-Z]{2}")  # GIR 0AA, NPT 1AA: in the Directory, long ended
GRID_LIMITS: Final = (700_000, 1_300_000)

Projection = Literal[27700, 4326]


class Row(NamedTuple):
    """x, y: metres east and north (27700) or degrees of longitude and latitude (4326)."""

    postcode: str
    x: float
    y: float
    quality: int
    terminated_on: date | None


@dataclass(slots=True)
class Tally:
    """What was read, and what was left out and why. `on_read` is called after each row."""

    on_read: Callable[[Tally], None]
    read: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    @property
    def kept(self) -> int:
        return self.read - self.dropped.total()


class Part(NamedTuple):
    """One CSV: its name for messages, and how to begin reading its lines."""

    name: str
    lines: Callable[[], Iterator[str]]


@dataclass(frozen=True, slots=True)
class PostcodeFile:
    projection: Projection
    parts: Sequence[Part]
    parse: Callable[[list[str]], Row | str]
    has_header: bool

    def rows(self, tally: Tally, *, everywhere: bool) -> Iterator[Row]:
        """The rows worth keeping; the rest is counted by reason. PostcodeFileError names a broken row."""
        ours = gazetteer.load().districts
        for part in self.parts:
            for number, cells in _cells(part.lines()):
                if not cells or (number == 1 and self.has_header):
                    continue
                tally.read += 1
                row = self._parsed(cells, f"{part.name}, row {number}")
                if isinstance(row, Row) and not everywhere and row.postcode.split()[0] not in ours:
                    row = "outside our districts"
                if isinstance(row, Row):
                    yield row
                else:
                    tally.dropped[row] += 1
                tally.on_read(tally)

    def _parsed(self, cells: list[str], where: str) -> Row | str:
        try:
            return self.parse(cells)
        except (ValueError, IndexError) as error:
            start = ",".join(cells)[:60]
            raise PostcodeFileError(f"{where}: {error}. The row begins: {start}") from error


@contextmanager
def opened(path: Path) -> Iterator[PostcodeFile]:
    """A CSV, or the zip as it is downloaded. PostcodeFileError when it is neither data set."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield _in_archive(archive, path.name)
        else:
            yield _recognised([Part(path.name, lambda: _lines(path.open("rb")))])
    except (OSError, UnicodeDecodeError, csv.Error, zipfile.BadZipFile) as error:
        raise PostcodeFileError(f"{path.name} cannot be read: {error}") from error


def _in_archive(archive: zipfile.ZipFile, name: str) -> PostcodeFile:
    """Code-Point Open: every file of Data/CSV. ONSPD: the whole table, not its copies by area beside it."""
    tables = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".csv")]
    by_area = [t for t in tables if re.search(r"(^|/)data/csv/[a-z]{1,2}\.csv$", t.filename.lower())]
    chosen = by_area or sorted(tables, key=lambda t: t.file_size)[-1:]
    if not chosen:
        raise PostcodeFileError(f"{name} holds no CSV file. Use the zip as it was downloaded.")
    return _recognised([Part(table.filename, partial(_member, archive, table)) for table in chosen])


def _member(archive: zipfile.ZipFile, table: zipfile.ZipInfo) -> Iterator[str]:
    return _lines(archive.open(table))


def _recognised(parts: Sequence[Part]) -> PostcodeFile:
    _, first = next(_cells(parts[0].lines()), (0, []))
    if first and (normalise(first[0]) or OLD_FORM.fullmatch(first[0])):
        return PostcodeFile(27700, parts, _code_point_row, has_header=False)
    columns = {cell.strip().lower(): place for place, cell in enumerate(first)}
    postcode = next((columns[c] for c in POSTCODE_COLUMNS if c in columns), None)
    if postcode is None or not {"lat", "long"} <= columns.keys():
        raise PostcodeFileError(
            f"{parts[0].name} is not a file that we know. Use Code-Point Open (no header, postcode first) "
            f"or the ONS Postcode Directory (columns pcds, lat, long). "
            f"Its first row begins: {','.join(first)[:60]}"
        )
    return PostcodeFile(4326, parts, _directory_parser(postcode, columns), has_header=True)


def _code_point_row(cells: list[str]) -> Row | str:
    if OLD_FORM.fullmatch(cells[0]):
        return "of an old form"
    postcode = _postcode(cells[0])
    quality, east, north = _whole(cells, 1), _whole(cells, 2), _whole(cells, 3)
    if (east, north) == (0, 0) or quality >= NOT_A_POSITION:
        return "no position"
    if not (0 < east < GRID_LIMITS[0] and 0 < north < GRID_LIMITS[1]):
        raise ValueError(f"{east}, {north} is not on the National Grid")
    return Row(postcode, east, north, quality, None)


def _directory_parser(postcode_at: int, columns: dict[str, int]) -> Callable[[list[str]], Row | str]:
    lat_at, lng_at = columns["lat"], columns["long"]
    ended_at, quality_at = columns.get("doterm"), columns.get("osgrdind")

    def parse(cells: list[str]) -> Row | str:
        if OLD_FORM.fullmatch(cells[postcode_at]):
            return "of an old form"
        postcode = _postcode(cells[postcode_at])
        if postcode.startswith("BT"):
            return "Northern Ireland (under another licence)"
        quality = _quality(cells[quality_at]) if quality_at is not None else UNSAID_QUALITY
        point = LatLng(_degrees(cells[lat_at]), _degrees(cells[lng_at]))
        if quality >= NOT_A_POSITION or point.lat > 90:
            return "no position"
        if not is_in_uk(point):
            raise ValueError(f"lat {point.lat}, long {point.lng} is not in the United Kingdom")
        return Row(
            postcode, point.lng, point.lat, quality, _month(cells[ended_at]) if ended_at is not None else None
        )

    return parse


def _postcode(cell: str) -> str:
    postcode = normalise(cell)
    if postcode is None:
        raise ValueError(f"“{cell[:12]}” is not a postcode")
    return postcode


def _whole(cells: list[str], place: int) -> int:
    if len(cells) <= place:
        raise ValueError(f"there are {len(cells)} columns where 10 are wanted")
    if not cells[place].strip().isdecimal():
        raise ValueError(f"column {place + 1} is “{cells[place][:12]}”, not a whole number")
    return int(cells[place])


def _degrees(cell: str) -> float:
    try:
        return float(cell) if cell.strip() else 99.999999
    except ValueError:
        raise ValueError(f"“{cell[:12]}” is not a number of degrees") from None


def _quality(cell: str) -> int:
    """ONS's 1 to 9 as Ordnance Survey's 10 to 90, which mean the same steps."""
    return int(cell) * 10 if cell.strip().isdecimal() else UNSAID_QUALITY


def _month(cell: str) -> date | None:
    if not cell.strip():
        return None
    if not re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])", cell.strip()):
        raise ValueError(f"“{cell[:12]}” is not a year and month such as 200906")
    return date(int(cell[:4]), int(cell.strip()[4:]), 1)


def _lines(raw: IO[bytes]) -> Iterator[str]:
    with io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
        yield from text


def _cells(lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    return enumerate(csv.reader(lines), 1)
