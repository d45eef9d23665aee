"""A thousand hostile cells in each file that leaves: none is a formula, none is lost."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from openpyxl import load_workbook

from backend.charter import versions
from backend.charter.choices import ContactKind
from backend.charter.exporting import KINDS
from backend.charter.models import Contact, HelpCount, SpotCheck, Training
from backend.desk import impact
from backend.hours.night_hours import DARK
from backend.venues import snapshot
from backend.venues.models import Organisation, Venue
from tests.charter.cells import ALL, KEPT, is_formula, numbers_in
from tests.factories import HANLEY, OrganisationFactory

pytestmark = pytest.mark.django_db

OF_ORGANISATION = {"sector": 60, "town": 60, "address": 60, "website": 60}
OF_CONTACT = {"name": 30, "role": 30}
OF_VENUE = {"name": 80, "address": 80, "town": 60, "phone": 12}
OF_PLACE = OF_VENUE | {"what_to_expect": 80}
OF_CHECK = {"visited_by": 60, "script": 100, "notes": 900}
# The name, what else is written of it, of its two contacts and its two venues.
IN_A_ROW = 1 + len(OF_ORGANISATION) + len(ContactKind) * len(OF_CONTACT) + 2 * len(OF_VENUE)
# A number that the product itself wrote.
DEGREES = re.compile(r"-?\d+\.\d+")
WHY = {"because": "For the quarterly report"}
Rows = list[list[str]]


@pytest.fixture(autouse=True)
def _version(now: datetime) -> None:
    versions.lay_first()


def as_csv(content: bytes) -> Rows:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_xlsx(content: bytes) -> Rows:
    """Text alone: a cell of any other kind was not typed by anybody, and none is worked out."""
    sheet: Any = load_workbook(io.BytesIO(content), read_only=True).active
    cells = [list(row) for row in sheet.iter_rows()]
    assert {cell.data_type for row in cells for cell in row} <= {"s", "inlineStr", "n", "d", "b"}
    return [[cell.value for cell in row if isinstance(cell.value, str)] for row in cells]


def taken(client: Client, address: str, **typed: str) -> bytes:
    response = client.post(address, WHY | typed)
    assert response.status_code == 200, response.content[:500]
    return response.content


def all_are_there_and_harmless(rows: Rows) -> None:
    cells = [cell for row in rows[1:] for cell in row]
    assert ALL - numbers_in(cells) == set()
    assert [cell for cell in cells if is_formula(cell) and not DEGREES.fullmatch(cell)] == []


def a_published_one(slug: str, at: datetime, **words: Any) -> Venue:
    spot = Point(HANLEY[1], HANLEY[0], srid=4326)
    facts = {"name": "V", "address": "1 Example Street", "point": spot, "published_at": at} | words
    return Venue(slug=slug, kind="safe_space", **facts)


def words_of(cells: Iterator[str], most: dict[str, int]) -> dict[str, str]:
    """Each field with the next cell, cut to what it holds."""
    return {name: next(cells)[:longest] for name, longest in most.items()}


def hostile_register(now: datetime) -> None:
    cells = itertools.cycle(KEPT)
    for number in range(len(KEPT) // IN_A_ROW + 1):
        named = f"{next(cells)[:80]} {number}"
        body = Organisation.objects.create(name=named, **words_of(cells, OF_ORGANISATION))
        for kind in ContactKind:
            Contact.objects.create(organisation=body, kind=kind, made_at=now, **words_of(cells, OF_CONTACT))
        Venue.objects.bulk_create(
            a_published_one(f"v-{number}-{n}", now, organisation=body, **words_of(cells, OF_VENUE))
            for n in range(2)
        )


def hostile_trainings(now: datetime) -> None:
    made = {"organisation": OrganisationFactory.create(), "people": 1, "held_on": now.date(), "made_at": now}
    Training.objects.bulk_create(Training(course=cell[:100], **made) for cell in KEPT)


def hostile_checks(now: datetime) -> None:
    cells, made = itertools.cycle(KEPT), {"visited_on": now.date(), "made_at": now, "outcome": "passed"}
    body = OrganisationFactory.create()
    SpotCheck.objects.bulk_create(
        SpotCheck(organisation=body, **made, **words_of(cells, OF_CHECK)) for _ in range(len(KEPT) // 3 + 1)
    )


def hostile_places(now: datetime) -> None:
    cells = iter(KEPT)
    Venue.objects.bulk_create(
        a_published_one(f"v-{n}", now, **words_of(cells, OF_PLACE)) for n in range(len(KEPT) // len(OF_PLACE))
    )
    snapshot.publish(at=now)


# As many towns as cells. Of each, coverage has a row for every hour, impact one for every month: one will do.


def hostile_towns(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    Venue.objects.bulk_create(a_published_one(f"v-{n}", now, town=cell[:60]) for n, cell in enumerate(KEPT))
    monkeypatch.setattr("backend.desk.coverage.DARK", DARK[:1])


def hostile_help(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    october = date(2026, 10, 1)
    HelpCount.objects.bulk_create(
        HelpCount(town=cell[:60], month=october, kind="first_aid", count=20) for cell in KEPT
    )
    monkeypatch.setattr(impact, "months", lambda year, at: [october])


def test_the_register(desk: Client, now: datetime) -> None:
    hostile_register(now)
    all_are_there_and_harmless(as_csv(taken(desk, "/desk/exports/files", what="register-csv")))
    all_are_there_and_harmless(as_xlsx(taken(desk, "/desk/exports/files", what="register-xlsx")))


def test_trainings(desk: Client, now: datetime) -> None:
    hostile_trainings(now)
    all_are_there_and_harmless(as_xlsx(taken(desk, "/desk/exports/files", what="trainings-xlsx")))


def test_spot_checks(desk: Client, now: datetime) -> None:
    hostile_checks(now)
    all_are_there_and_harmless(as_xlsx(taken(desk, "/desk/exports/files", what="checks-xlsx")))


def test_coverage(desk: Client, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile_towns(now, monkeypatch)
    all_are_there_and_harmless(as_csv(taken(desk, "/desk/coverage/export", format="csv")))
    all_are_there_and_harmless(as_xlsx(taken(desk, "/desk/coverage/export", format="xlsx")))


def test_impact(desk: Client, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile_help(now, monkeypatch)
    all_are_there_and_harmless(as_csv(taken(desk, "/desk/impact/export", format="csv")))
    all_are_there_and_harmless(as_xlsx(taken(desk, "/desk/impact/export", format="xlsx")))


def test_the_publics_places_as_csv(now: datetime) -> None:
    hostile_places(now)
    rows = as_csv(Client().get("/api/v1/places.csv").content)
    assert len(rows) == 1 + len(KEPT) // len(OF_PLACE)
    all_are_there_and_harmless(rows)


def test_the_publics_places_as_geojson_are_words_and_never_a_page(desk: Client, now: datetime) -> None:
    hostile_places(now)
    public = Client().get("/api/v1/places.geojson")
    assert public["Content-Type"] == "application/geo+json"
    assert public["X-Content-Type-Options"] == "nosniff"
    for content in (public.content, taken(desk, "/desk/exports/files", what="places-geojson")):
        told = [each["properties"] for each in json.loads(content)["features"]]
        said = {
            each[name] for each in told for name in ("name", "address", "town", "phone", "what_to_expect")
        }
        assert ALL - numbers_in(said) == set()
        assert said >= {cell for cell in KEPT if len(cell) <= 12}


def test_there_is_no_file_that_is_not_tried() -> None:
    assert {kind.key for kind in KINDS} == {
        "register-csv", "register-xlsx", "trainings-xlsx", "checks-xlsx", "places-geojson"
    }  # fmt: skip
