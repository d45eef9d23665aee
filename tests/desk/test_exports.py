"""What leaves the register: never a formula, never without a reason, and it can come in again."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from backend.audit.models import Entry
from backend.charter import exporting, importing, registering, versions
from backend.charter.choices import ContactKind
from backend.charter.models import Export
from backend.venues import snapshot
from backend.venues.models import Organisation
from tests.charter.test_importing import ROW, a_file
from tests.factories import a_place

from .steps import read

pytestmark = pytest.mark.django_db

TAKE = "/desk/exports/files"
WHY = {"because": "For the quarterly report"}


@pytest.fixture(autouse=True)
def _version(now: datetime) -> None:
    versions.lay_first()


def taken(client: Client, what: str) -> bytes:
    response = client.post(TAKE, WHY | {"what": what})
    assert response.status_code == 200, read(response)
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert response["Cache-Control"] == "no-store"
    return response.content


def as_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def brought(*rows: dict[str, str], at: datetime) -> dict[str, int]:
    batch, _ = importing.look(a_file(*rows), file_name="demo.csv", by=None, at=at)
    return importing.apply(batch, by=None, at=at)


@pytest.mark.parametrize("what", [kind.key for kind in exporting.KINDS])
def test_each_file_is_written_down_with_its_reason(
    desk: Client, olive: User, now: datetime, what: str
) -> None:
    a_place(now)
    snapshot.publish(at=now)
    taken(desk, what)
    made = Export.objects.get()
    assert (made.by, made.because, made.at) == (olive, WHY["because"], now)
    entry = Entry.objects.order_by("number").last()
    assert entry is not None
    assert (entry.did, entry.subject, entry.who) == (
        "register.exported",
        f"export:{made.pk}",
        f"user:{olive.pk}",
    )
    words = read(desk.get("/desk/exports/"))
    assert "Olive Officer" in words
    assert WHY["because"] in words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"what": "register-csv"}, "Type what it is for"),
        ({"because": "x"}, "Choose what to export."),
        ({"what": "everything", "because": "x"}, "Choose one of the list."),
        ({"what": "register-csv", "because": "x" * 201}, "at most 200 letters"),
        ({"what": "places-geojson", "because": "x"}, "No list of places is published yet"),
    ],
)
def test_without_a_reason_nothing_leaves(desk: Client, typed: dict[str, str], words: str) -> None:
    response = desk.post(TAKE, typed)
    assert response.status_code == 400
    assert words in read(response)
    assert not Export.objects.exists()
    assert not Entry.objects.exists()


def test_what_was_taken_out_comes_in_again_as_the_same(desk: Client, now: datetime) -> None:
    people = {"signatory phone": "+44 1632 960001", "champion name": "Bob", "champion email": "b@example.org"}
    more = {name.replace("venue 1", f"venue {n}"): value for name, value in ROW.items() for n in (2, 3, 4)}
    houses = {f"venue {n} name": f"Demo House {n}" for n in range(2, 5)}
    further = {"organisation": "Demo Inns"} | {k: v for k, v in ROW.items() if k.startswith("venue 1")}
    rows = [ROW | people | more | houses, further | {"venue 1 name": "Demo Fifth"}]
    assert brought(*rows, at=now)["refused"] == 0
    for what in ("register-csv", "register-xlsx"):
        batch, _ = importing.look(taken(desk, what), file_name=what, by=None, at=now)
        assert [(row.verdict, row.notes) for row in batch.rows.all()] == [("same", [])] * 2
    assert b"'+44 1632 960001" in taken(desk, "register-csv")


def test_the_places_are_those_of_the_public(desk: Client, now: datetime) -> None:
    place = a_place(now, name="Demo Haven")
    registering.set_contact(Organisation.objects.get(), ContactKind.CHAMPION, name="Alice Private", at=now)
    snapshot.publish(at=now)
    content = taken(desk, "places-geojson")
    assert [each["id"] for each in json.loads(content)["features"]] == [place.slug]
    assert b"Private" not in content


def test_the_whole_register_takes_few_statements(
    desk: Client, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        a_place(now)
    with django_assert_max_num_queries(20):
        assert len(as_rows(taken(desk, "register-csv"))) == 31
