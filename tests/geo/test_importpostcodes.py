"""Both postcode files, whole and broken, into a real table."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError
from psycopg.errors import InsufficientPrivilege

from backend.geo.models import Postcode, PostcodeTable
from backend.geo.points import LatLng, metres_between
from backend.geo.search import Found, interpret

pytestmark = pytest.mark.django_db

# Positions of the right town, not of the real postcode.
CODE_POINT = """\
"ST1 3AA",10,388500,347493,"E92000001","","","","E06000021","E05013902"
"ST1 3AB",10,388600,347593,"E92000001","","","","E06000021","E05013902"
"ST135AA",20,398600,356500,"E92000001","","","","E07000198","E05008717"
"ST2 0TG",60,388700,346900,"E92000001","","","","E06000021","E05013902"
"ST1 1ZZ",90,0,0,"E92000001","","","","E06000021","E05013902"
"M1  1AE",10,384700,398000,"E92000001","","","","E08000003","E05011376"
"""
DIRECTORY = """\
PCD,PCD2,PCDS,DOINTR,DOTERM,OSEAST1M,OSNRTH1M,OSGRDIND,LAT,LONG
"ST1 3AA","ST1  3AA","ST1 3AA","198001","","0388500","0347493",1,53.024600,-2.172900
"ST135AA","ST13 5AA","ST13 5AA","198001","","0398600","0356500",1,53.105700,-2.022300
"ST135AC","ST13 5AC","ST13 5AC","198001","200906","0398600","0356500",2,53.105800,-2.022400
"ST1 1ZZ","ST1  1ZZ","ST1 1ZZ","198001","","","",9,99.999999,0.000000
"BT1 1AA","BT1  1AA","BT1 1AA","198001","","0333600","0374100",1,54.602000,-5.929000
"M1 1AE","M1   1AE","M1 1AE","198001","","0384700","0398000",1,53.478000,-2.232000
"""
NEWER_DIRECTORY = """\
pcd7,pcd8,pcds,doterm,lat,long
ST135AA,ST13 5AA,ST13 5AA,,53.1057,-2.0223
"""


def run(path: Path, *, everywhere: bool = False) -> str:
    out = StringIO()
    call_command("importpostcodes", path, all=everywhere, database="default", stdout=out)
    return out.getvalue()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[[str, dict[str, str]], Path]:
    def zip_files(name: str, members: dict[str, str]) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            for member, text in members.items():
                archive.writestr(member, text)
        return path

    return zip_files


Write = Callable[[str, str], Path]
Zipped = Callable[[str, dict[str, str]], Path]


def test_code_point_open_is_turned_from_metres_into_degrees(write: Write) -> None:
    run(write("st.csv", CODE_POINT))
    hanley = Postcode.objects.get(pk="ST1 3AA")
    assert metres_between(LatLng(hanley.point.y, hanley.point.x), LatLng(53.0246, -2.1729)) < 10
    assert (hanley.outcode, hanley.quality, hanley.terminated_on) == ("ST1", 10, None)


def test_what_is_read_and_dropped_is_told(write: Write) -> None:
    told = run(write("st.csv", CODE_POINT))
    assert "6 rows read: 4 new, 0 changed, 0 same." in told
    assert "1 dropped: no position" in told
    assert "1 dropped: outside our districts" in told
    assert "Contains Royal Mail data" in told


def test_progress_is_told_while_it_reads(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.geo.management.commands.importpostcodes.EVERY", 5)
    assert "  5 rows read, 4 kept\n" in run(write("st.csv", CODE_POINT))


def test_a_second_run_changes_nothing(write: Write) -> None:
    path = write("st.csv", CODE_POINT)
    run(path)
    assert "0 new, 0 changed, 4 same." in run(path)


def test_a_postcode_that_moved_is_changed(write: Write) -> None:
    run(write("st.csv", CODE_POINT))
    assert "0 new, 1 changed, 3 same." in run(write("st2.csv", CODE_POINT.replace("398600", "398700")))


def test_all_of_great_britain_is_kept_on_request(write: Write) -> None:
    run(write("st.csv", CODE_POINT), everywhere=True)
    assert Postcode.objects.filter(pk="M1 1AE").exists()


def test_the_directory_keeps_when_a_postcode_ended_and_skips_northern_ireland(write: Write) -> None:
    told = run(write("ONSPD.csv", DIRECTORY), everywhere=True)
    assert Postcode.objects.get(pk="ST13 5AC").terminated_on == date(2009, 6, 1)
    assert "1 dropped: Northern Ireland (under another licence)" in told
    assert "1 dropped: no position" in told
    assert Postcode.objects.count() == 4


def test_old_forms_that_the_directory_still_lists_are_dropped_not_broken(write: Write) -> None:
    told = run(write("onspd.csv", NEWER_DIRECTORY + "GIR0AA,GIR 0AA,GIR 0AA,,53.5,-3.0\n"))
    assert "1 dropped: of an old form" in told


@pytest.mark.parametrize("text", [NEWER_DIRECTORY, NEWER_DIRECTORY.upper(), "\ufeff" + NEWER_DIRECTORY])
def test_columns_of_the_directory_are_found_by_name_in_any_case(write: Write, text: str) -> None:
    run(write("onspd.csv", text))
    assert Postcode.objects.get().postcode == "ST13 5AA"


def test_a_place_on_the_meridian_has_longitude_zero(write: Write) -> None:
    run(write("onspd.csv", "pcds,lat,long\nSE10 8XJ,51.48,0\n"), everywhere=True)
    assert Postcode.objects.get().point.x == 0


def test_code_point_opens_own_zip_is_read_whole(zipped: Zipped) -> None:
    first, second = CODE_POINT.split('"ST135AA"')
    path = zipped(
        "codepo_gb.zip",
        {"Doc/licence.txt": "-", "Doc/Code-Point_Open_Column_Headers.csv": "PC,PQ,EA,NO\nPostcode,x,y,z\n",
         "Data/CSV/st.csv": first, "Data/CSV/sx.csv": '"ST135AA"' + second},
    )  # fmt: skip
    assert "6 rows read: 4 new" in run(path)


def test_of_the_directorys_zip_only_the_whole_table_is_read(zipped: Zipped) -> None:
    path = zipped(
        "ONSPD_AUG_2026.zip",
        {"Data/multi_csv/ONSPD_AUG_2026_UK_ST.csv": "\n".join(DIRECTORY.splitlines()[:3]),
         "Data/ONSPD_AUG_2026_UK.csv": DIRECTORY, "Documents/names.csv": "CODE,NAME\nE06000021,Stoke\n"},
    )  # fmt: skip
    assert "6 rows read: 3 new" in run(path)


def test_a_postcode_said_twice_is_kept_once_and_counted(write: Write) -> None:
    told = run(write("onspd.csv", NEWER_DIRECTORY + "ST135AA,ST13 5AA,ST13 5AA,200906,53.1,-2.1\n"))
    assert "1 dropped: said twice" in told
    assert Postcode.objects.get().terminated_on is None


BROKEN = [
    (
        "not a number",
        CODE_POINT.replace("388600", "38x600"),
        "row 2: column 3 is “38x600”, not a whole number",
    ),
    ("no postcode", CODE_POINT.replace("ST135AA", "STOKE"), "row 3: “STOKE” is not a postcode"),
    (
        "off the grid",
        CODE_POINT.replace("388700", "988700"),
        "row 4: 988700, 346900 is not on the National Grid",
    ),
    ("short", CODE_POINT + '"ST1 3AC",10\n', "row 7: there are 2 columns where 10 are wanted"),
    ("another file", "name,age\nalice,7\n", "is not a file that we know"),
    ("empty", "", "is not a file that we know"),
    ("month", DIRECTORY.replace("200906", "200913"), "row 4: “200913” is not a year and month"),
    (
        "abroad",
        DIRECTORY.replace("53.105700,-2.022300", "-2.022300,53.105700"),
        "is not in the United Kingdom",
    ),
    ("degrees", DIRECTORY.replace("53.105700", "north"), "row 3: “north” is not a number of degrees"),
]


@pytest.mark.parametrize(("text", "reason"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_file_names_its_row_and_changes_nothing(write: Write, text: str, reason: str) -> None:
    with pytest.raises(CommandError, match="Nothing was changed") as caught:
        run(write("broken.csv", text))
    assert reason in str(caught.value)
    assert not Postcode.objects.exists()


def test_a_broken_row_in_a_zip_names_the_file_inside(zipped: Zipped) -> None:
    path = zipped("codepo_gb.zip", {"Data/CSV/st.csv": CODE_POINT, "Data/CSV/ws.csv": '"WS11 1AA",10,x,1\n'})
    with pytest.raises(CommandError, match=r"Data/CSV/ws\.csv, row 1: column 3"):
        run(path)
    assert not Postcode.objects.exists()


def test_a_role_that_may_not_import_is_told_which_one_may(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ProgrammingError("permission denied") from InsufficientPrivilege()

    monkeypatch.setattr("backend.geo.management.commands.importpostcodes.store", refuse)
    with pytest.raises(CommandError, match="DATABASE_OWNER_URL"):
        run(write("st.csv", CODE_POINT))


def test_a_broken_zip_and_a_missing_file_say_so(write: Write, tmp_path: Path, zipped: Zipped) -> None:
    whole = zipped("a.zip", {"Data/CSV/st.csv": CODE_POINT * 50})
    whole.write_bytes(whole.read_bytes()[:200] + b"garbage" + whole.read_bytes()[207:])
    for path in (whole, tmp_path / "none.csv", zipped("b.zip", {"readme.txt": "-"})):
        with pytest.raises(CommandError, match="Nothing was changed"):
            run(path)


def test_a_typed_postcode_is_answered_from_the_table(write: Write) -> None:
    run(write("st.csv", CODE_POINT))
    answer = interpret("st135aa")
    assert isinstance(answer, Found)
    assert (answer.name, answer.precision, answer.approximate) == ("Near ST13 5AA", "postcode", False)
    assert interpret("ST13 5ZZ").kind == "unknown_postcode"


def test_an_ended_postcode_says_so_and_offers_its_district(write: Write) -> None:
    run(write("onspd.csv", DIRECTORY))
    answer = interpret("ST13 5AC")
    assert (answer.kind, answer.alternatives) == ("ended_postcode", (("Leek (ST13)", "ST13"),))


def test_a_sectors_middle_leaves_out_po_boxes_and_other_sectors(write: Write) -> None:
    run(write("st.csv", CODE_POINT))
    book = PostcodeTable()
    middle = book.sector_centre("ST1 3")
    assert middle is not None
    assert metres_between(middle, LatLng(53.0246, -2.1729)) < 100
    assert book.sector_centre("ST2 0") is None


def test_a_typed_postcode_costs_at_most_two_statements(
    write: Write, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    run(write("st.csv", CODE_POINT))
    for q in ("ST13 5AA", "ST13 5ZZ", "ST1 3", "ST13", "Leek"):
        with django_assert_max_num_queries(2):  # type: ignore[attr-defined]
            interpret(q)
