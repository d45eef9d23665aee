"""Reliability at the desk: worst first, honest where nothing is known, so many statements."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.charter import figures
from backend.charter.models import SpotCheck, VenueNight
from backend.venues import publishing, reporting
from backend.venues.models import Contradiction, Venue
from tests.factories import a_place

from .steps import organisation_of, read

pytestmark = pytest.mark.django_db

FIRST = date(2026, 11, 1)


def nights(venue: Venue, *, due: int, confirmed: int = 0, closed: int = 0) -> None:
    """Nights from the first of November on: confirmed ones first, then those said closed, then silence."""
    for n in range(due):
        VenueNight.objects.create(
            venue=venue,
            night=FIRST + timedelta(days=n),
            open_hours=[22],
            was_due=True,
            was_confirmed=n < confirmed,
            said_closed=confirmed <= n < confirmed + closed,
        )


def names(desk: Client, asked: str = "") -> list[str]:
    body = desk.get(f"/desk/reliability/{asked}").content.decode()
    return re.findall(r'<th scope="row"><a href="/desk/venues/[\w-]+/">(.*?)</a>', body)


def row(desk: Client, name: str) -> list[str]:
    body = desk.get("/desk/reliability/").content.decode()
    found = re.search(rf"<tr><th[^>]*><a[^>]*>{name}</a></th>(.*?)</tr>", body, re.DOTALL)
    assert found
    return [
        re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", found[1], re.DOTALL)
    ]


def test_a_row_tells_nights_confirmed_closed_silent_and_what_was_said_against_it(
    desk: Client, now: datetime
) -> None:
    venue = a_place(now, name="Lantern")
    nights(venue, due=10, confirmed=5, closed=2)
    reporting.report(venue, "open", at=now - timedelta(minutes=10))
    for number in range(2):
        Contradiction.objects.create(
            venue=venue, what="closed", told_at=now, night=date(2026, 11, 10), client_hash=bytes([number])
        )
    Contradiction.objects.create(venue=venue, what="closed", told_at=now, night=date(2026, 10, 1))
    figures.make(at=now)
    assert row(desk, "Lantern") == [
        "Hanley", "5 (50%)", "10", "2", "3", "2", "Sun 22 Nov, 01:20", "None yet",
    ]  # fmt: skip


def test_spot_checks_show_the_last_outcome_and_nobody_s_name(desk: Client, now: datetime) -> None:
    venue = a_place(now, name="Lantern")
    for outcome, day in (("failed", 1), ("passed", 12)):
        SpotCheck.objects.create(
            organisation=organisation_of(venue), venue=venue, visited_on=date(2026, 11, day),
            visited_by="Vera Visitor", script="Ask for Angela", outcome=outcome, notes="Canary", made_at=now,
        )  # fmt: skip
    assert row(desk, "Lantern")[-1] == "Passed, 12 November 2026 (2 in all)"
    words = read(desk.get("/desk/reliability/"))
    assert "Vera" not in words
    assert "Canary" not in words


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("", ["Half", "All", "Unknown"]),
        ("?order=told", ["All", "Half", "Unknown"]),
        ("?order=name", ["All", "Half", "Unknown"]),
        ("?order=town", ["Unknown", "All", "Half"]),
        ("?town=Leek", ["Unknown"]),
        ("?kind=charter_venue", ["All"]),
        ("?town=Nowhere", ["Half", "All", "Unknown"]),
    ],
)
def test_worst_first_and_what_is_not_known_last(
    desk: Client, now: datetime, asked: str, order: list[str]
) -> None:
    half, everything = a_place(now, name="Half", town="Stone"), a_place(now, name="All", kind="charter_venue")
    a_place(now, name="Unknown", town="Burslem" if "town=L" not in asked else "Leek")
    nights(half, due=4, confirmed=2)
    nights(everything, due=4, confirmed=4)
    Contradiction.objects.create(venue=everything, what="closed", told_at=now, night=date(2026, 11, 10))
    figures.make(at=now)
    assert names(desk, asked) == order


def test_a_town_that_is_not_in_the_list_is_said(desk: Client, now: datetime) -> None:
    a_place(now)
    assert "Choose one of the list." in read(desk.get("/desk/reliability/?town=Nowhere"))


def test_without_data_it_says_so(desk: Client, now: datetime) -> None:
    a_place(now, name="Lantern")
    assert row(desk, "Lantern") == ["Hanley", "No data", "No data", "", "", "", "Never", "None yet"]
    assert "Of these nights 0 are known" in read(desk.get("/desk/reliability/"))


def test_no_public_venue_is_an_empty_list_with_words(desk: Client) -> None:
    assert "No public venue is in this list." in read(desk.get("/desk/reliability/"))


def test_suspended_venues_are_not_in_the_list(desk: Client, now: datetime) -> None:
    venue = a_place(now, name="Lantern")
    figures.make(at=now)
    publishing.suspend(venue, because="Closed by the council", at=now)
    assert names(desk) == []


def test_a_venue_s_own_page_has_its_record(desk: Client, now: datetime) -> None:
    venue = a_place(now)
    assert "Nights due Not known yet" in read(desk.get(f"/desk/venues/{venue.slug}/"))
    nights(venue, due=3, confirmed=2)
    figures.make(at=now)
    words = read(desk.get(f"/desk/venues/{venue.slug}/"))
    assert "Nights due 3 Confirmed by staff 2 (67%)" in words
    assert "No word 1" in words


def test_fifty_a_page_and_so_many_statements(desk: Client, now: datetime) -> None:
    a_place(now)
    figures.make(at=now)
    few = statements(desk)
    for _ in range(55):
        a_place(now)
    figures.make(at=now)
    assert statements(desk) == few
    assert few < 25
    assert len(names(desk)) == 50
    assert len(names(desk, "?page=2&order=name")) == 6


def statements(desk: Client) -> int:
    desk.get("/desk/reliability/")
    with CaptureQueriesContext(connection) as asked:
        assert desk.get("/desk/reliability/").status_code == 200
    return len(asked)
