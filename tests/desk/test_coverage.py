"""Coverage at the desk: the table, the picture, the map of an hour, the file."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from backend.accounts.models import User
from backend.audit.models import Entry
from backend.audit.recording import words_of
from backend.charter import figures
from backend.charter.models import Export, KeptNight, VenueNight
from backend.desk import coverage, coverage_heat, coverage_map
from backend.geo.points import LatLng
from backend.hours.night_hours import DARK
from backend.venues import publishing, reporting
from backend.venues.models import Position, wgs84_point
from tests.factories import a_place

from .steps import read, signed_in

pytestmark = pytest.mark.django_db

PAGES = ["/desk/coverage/", "/desk/coverage/?show=last", "/desk/coverage/?hours=all", "/desk/coverage/hour"]
SATURDAY = 5


def cell(body: str, town: str, night: int, hour: int) -> str:
    """The words of one cell of the table: the n-th night from tonight, its hour from 18:00."""
    row = re.search(rf'<tr><th scope="row">{re.escape(town)}</th>(.*?)</tr>', body, re.DOTALL)
    assert row, town
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row[1], re.DOTALL)
    found = cells[1 + night * len(DARK) + DARK.index(hour)]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found)).strip()


def seen(desk: Client, address: str) -> str:
    response = desk.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_cell_tells_how_many_are_open_and_the_share_that_staff_confirmed(
    desk: Client, now: datetime
) -> None:
    """Now is Saturday's night; the venue opens on Fridays and Saturdays from 22:00 to 04:00."""
    venue = a_place(now)
    night = date(2026, 11, 14)
    VenueNight.objects.create(
        venue=venue, night=night, open_hours=[22, 23], confirmed_hours=[23], was_due=True,
        was_confirmed=True, said_closed=False,
    )  # fmt: skip
    figures.make(at=now)
    body = seen(desk, "/desk/coverage/")
    assert [cell(body, "Hanley", 0, hour) for hour in (21, 22, 23, 3, 4)] == ["0", "1 0%", "1 100%", "1", "0"]
    assert cell(body, "Hanley", 6, 22) == "1"
    assert cell(body, "Hanley", 1, 22) == "0"
    past = seen(desk, "/desk/coverage/?show=last")
    assert [cell(past, "Hanley", 0, hour) for hour in (22, 23, 0)] == ["0 + 1", "1 + 0", "0"]


def test_every_town_of_the_area_is_a_row_even_where_there_is_nothing(desk: Client, now: datetime) -> None:
    a_place(now, town="Burton")
    a_place(now, town="Elsewhere")
    figures.make(at=now)
    body = seen(desk, "/desk/coverage/")
    assert cell(body, "Leek", 0, 23) == "0"
    assert cell(body, "Burton upon Trent", 0, 23) == "1"
    assert cell(body, "Elsewhere", 0, 23) == "1"
    assert cell(body, "Whole area", 0, 23) == "2"


def test_spellings_of_a_town_are_one_row(desk: Client, now: datetime) -> None:
    for town in ("Hanley", "HANLEY", "Hanley, Staffs"):
        a_place(now, town=town)
    figures.make(at=now)
    body = seen(desk, "/desk/coverage/")
    assert cell(body, "Hanley", 0, 23) == "3"
    assert "HANLEY" not in body


def test_a_gap_is_marked_by_more_than_colour(desk: Client, now: datetime) -> None:
    a_place(now)
    figures.make(at=now)
    body = seen(desk, "/desk/coverage/")
    assert 'class="gap"' in body
    assert '.week .gap::before { content: "\\2715' in body
    assert 'class="cross"' in body


def test_kinds_are_told_apart_and_added_up(desk: Client, now: datetime) -> None:
    a_place(now)
    a_place(now, kind="charter_venue")
    figures.make(at=now)
    counted = [
        cell(seen(desk, f"/desk/coverage/?kind={kind}"), "Hanley", 0, 23)
        for kind in ("", "safe_space", "charter_venue")
    ]
    assert counted == ["2", "1", "1"]
    assert "Choose one of the list." in read(desk.get("/desk/coverage/?kind=pub"))


def test_suspended_venues_leave_the_table_with_the_next_sums(desk: Client, now: datetime) -> None:
    venue = a_place(now)
    figures.keep_up(at=now)
    publishing.suspend(venue, because="Closed by the council", at=now)
    figures.keep_up(at=now + timedelta(minutes=5))
    assert cell(seen(desk, "/desk/coverage/"), "Hanley", 0, 23) == "0"


@pytest.mark.parametrize(
    ("at", "night", "hours", "counted"),
    [
        # March: 01:00 does not come. October: it comes twice, and closing at 01:45 means the first.
        (datetime(2027, 3, 27, 12, tzinfo=UTC), 0, "Sa 22:00-04:00", ["1", "–no such hour", "1"]),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), 0, "Sa 22:00-01:45", ["1", "0", "0"]),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), 0, "Sa 22:00-04:00", ["1", "1", "1"]),
    ],
)
def test_the_nights_on_which_the_clock_changes(
    at: datetime, night: int, hours: str, counted: list[str], olive: User
) -> None:
    with time_machine.travel(at, tick=False):
        a_place(at, opening_hours=hours)
        figures.make(at=at)
        body = seen(signed_in(olive), "/desk/coverage/")
    assert [cell(body, "Hanley", night, hour) for hour in (0, 1, 2)] == counted


def test_before_the_first_sums_the_page_says_so(desk: Client) -> None:
    words = read(desk.get("/desk/coverage/"))
    assert "These figures have not been made yet" in words
    assert "No night has been written down yet" in words


def test_the_page_says_how_many_nights_are_known(desk: Client, now: datetime) -> None:
    KeptNight.objects.create(night=date(2026, 11, 20), kept_at=now)
    assert "Of the last 28 nights 1 is known" in read(desk.get("/desk/coverage/"))


# The map of an hour.


def test_the_map_shows_the_coming_saturday_at_two_unless_asked(desk: Client, now: datetime) -> None:
    a_place(now, name="Lantern")
    words = read(desk.get("/desk/coverage/hour"))
    assert "Open at 02:00 in the night of Saturday 21 November" in words
    assert "1 place open: 0 confirmed, 1 scheduled." in words
    assert "Lantern: scheduled" in words


def test_the_map_tells_confirmed_by_shape_and_in_the_table(desk: Client, now: datetime) -> None:
    venue = a_place(now, name="Lantern")
    reporting.report(venue, "open", at=now - timedelta(minutes=5))
    body = seen(desk, "/desk/coverage/hour")
    assert re.search(r'<g class="confirmed"><title>Lantern: confirmed</title><circle', body)
    assert "<td>Confirmed</td>" in body
    later = seen(desk, "/desk/coverage/hour?night=2026-11-21&hour=3&kind=")
    assert re.search(r'<g class="scheduled"><title>Lantern: scheduled</title><path', later)


def test_the_map_of_a_past_night_is_what_was_written_down(desk: Client, now: datetime) -> None:
    venue = a_place(now, name="Wheels", is_mobile=True)
    night = date(2026, 11, 14)
    asked = "/desk/coverage/hour?night=2026-11-14&hour=23&kind="
    assert "This night was not written down" in read(desk.get(asked))
    KeptNight.objects.create(night=night, kept_at=now)
    VenueNight.objects.create(
        venue=venue, night=night, open_hours=[23], confirmed_hours=[23], was_due=True,
        was_confirmed=True, said_closed=False,
    )  # fmt: skip
    assert "Wheels: confirmed" in read(desk.get(asked))
    home = coverage_map.frame().place(53.0246, -2.1729)
    assert f'cx="{home[0]}" cy="{home[1]}"' in seen(desk, asked)
    Position.objects.create(venue=venue, night=night, point=wgs84_point(LatLng(52.80, -2.11)), set_at=now)
    moved = coverage_map.frame().place(52.80, -2.11)
    assert f'cx="{moved[0]}" cy="{moved[1]}"' in seen(desk, asked)


@pytest.mark.parametrize("asked", ["night=x&hour=2", "night=2026-11-21&hour=99", "night=&hour="])
def test_what_is_not_in_the_lists_is_said_and_shown_as_usual(desk: Client, now: datetime, asked: str) -> None:
    words = read(desk.get(f"/desk/coverage/hour?{asked}"))
    assert "Choose one of the list." in words
    assert "Open at 02:00 in the night of Saturday" in words


def test_the_hour_that_march_leaves_out_is_refused_in_words(olive: User) -> None:
    with time_machine.travel(datetime(2027, 3, 27, 12, tzinfo=UTC), tick=False):
        words = read(signed_in(olive).get("/desk/coverage/hour?night=2027-03-27&hour=1&kind="))
    assert "leave this hour out" in words


def test_places_that_would_hide_each_other_share_a_mark(desk: Client, now: datetime) -> None:
    for name in ("Ash", "Birch", "Cedar"):
        a_place(now, name=name)
    assert "3 places, 0 of them confirmed; one is Ash" in read(desk.get("/desk/coverage/hour"))


# What is drawn.


@pytest.mark.parametrize("address", PAGES)
def test_what_is_drawn_is_well_formed_and_has_no_inline_style(
    desk: Client, now: datetime, address: str
) -> None:
    a_place(now, name='<script>alert(1)</script> & "Bar"', town="<b>Town</b> & 'Co'")
    figures.make(at=now)
    body = seen(desk, address)
    drawings = re.findall(r"<svg.*?</svg>", body, re.DOTALL)
    assert len(drawings) == 1
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)  # noqa: S314 - our own page
        assert root.find("title") is not None
        assert root.find("desc") is not None
    assert not re.search(r"\sstyle=", body)
    assert "<script" not in body
    assert " on" not in " ".join(re.findall(r"<[a-z]+ [^>]*>", body)).replace(" one", "")


@pytest.mark.parametrize("address", PAGES)
def test_tables_have_headings_and_scroll_by_keyboard(desk: Client, now: datetime, address: str) -> None:
    a_place(now)
    figures.make(at=now)
    body = seen(desk, address)
    assert body.count("<table") == body.count("<caption>") == 1
    regions = re.findall(r'<div class="scroll" role="region" tabindex="0" aria-labelledby="(\w+)">', body)
    assert len(regions) == 2
    assert all(f'<h2 id="{name}">' in body for name in regions)
    assert not re.search(r"<th(?![^>]*scope=)[ >]", body)


def test_the_picture_has_a_cell_for_every_hour() -> None:
    nights = [coverage.Night(date(2026, 11, 16) + timedelta(days=n), DARK) for n in range(7)]
    some = coverage.Figure(3, 8, 4)
    rows = [coverage.Row("Hanley", (some,) * 84), coverage.Row("Leek", (coverage.Figure(),) * 84)]
    heat = coverage_heat.draw(nights, rows, of_the_past=False)
    counted = {shape.kind: shape.path.count("z") or shape.path.count("m0") for shape in heat.shapes}
    assert counted == {"more": 84, "gap": 84, "cross": 84, "share": 84}


def test_names_on_the_map_do_not_run_into_each_other() -> None:
    drawing = coverage_map.draw([])
    named = [town for town in drawing.towns if town.anchor]
    assert len(named) >= 20
    assert all(0 <= town.label_x <= drawing.width and 0 <= town.label_y <= drawing.height for town in named)


# The file.

REASON = {"because": "For the board’s meeting", "format": "csv", "kind": "", "hours": "", "show": ""}


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_file_has_every_town_and_hour_and_is_logged_with_its_reason(
    desk: Client, now: datetime, olive: User
) -> None:
    a_place(now)
    figures.make(at=now)
    response = desk.post("/desk/coverage/export", REASON)
    assert response["Content-Disposition"] == 'attachment; filename="coverage-2026-11-22.csv"'
    header, *rows = rows_of(response.content)
    assert tuple(header) == coverage.HEADER
    assert ["Hanley", "All", "Saturday", "2026-11-21", "23:00", "1", "0", "0", "0", ""] in rows
    assert len(rows) == 23 * 7 * 12
    kept = Export.objects.get()
    assert (kept.what, kept.format, kept.rows, kept.by) == ("coverage", "csv", len(rows), olive)
    entry = Entry.objects.get(did="figures.exported")
    assert entry.subject == f"export:{kept.pk}"
    assert words_of(entry)["because"] == REASON["because"]


def test_the_same_goes_out_as_a_workbook(desk: Client, now: datetime) -> None:
    a_place(now)
    figures.make(at=now)
    response = desk.post("/desk/coverage/export", REASON | {"format": "xlsx", "hours": "all"})
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    assert sheet.max_row == 1 + 23 * 7 * 24


@pytest.mark.parametrize("wrong", [{"because": ""}, {"because": "a\u202eb"}, {"format": "pdf"}])
def test_without_a_reason_nothing_leaves(desk: Client, wrong: dict[str, str]) -> None:
    response = desk.post("/desk/coverage/export", REASON | wrong)
    assert response.status_code == 400
    assert 'class="error"' in response.content.decode()
    assert not Export.objects.exists()
    assert not Entry.objects.filter(did="figures.exported").exists()


# However many.


def statements(desk: Client, address: str) -> int:
    desk.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", PAGES)
def test_so_many_statements_however_many_venues(desk: Client, now: datetime, address: str) -> None:
    a_place(now)
    figures.make(at=now)
    few = statements(desk, address)
    for number in range(30):
        a_place(now, town=f"Town {number}")
    figures.make(at=now)
    assert statements(desk, address) == few
    assert few < 25


def test_towns_come_in_pages_with_what_was_asked(desk: Client, now: datetime) -> None:
    for number in range(30):
        a_place(now, town=f"Town {number:02}")
    figures.make(at=now)
    body = seen(desk, "/desk/coverage/?kind=safe_space")
    assert "?kind=safe_space&amp;page=2" in body
    assert "Town 29" in seen(desk, "/desk/coverage/?kind=safe_space&page=3")
