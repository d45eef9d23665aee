"""Files at the desk: brought, looked at, applied, published many at a time, undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.audit.models import Entry
from backend.charter import versions
from backend.charter.models import ImportBatch
from backend.venues import snapshot
from backend.venues.models import Organisation, Venue
from tests.charter.test_importing import ROW, VENUE, a_file

from .steps import read

pytestmark = pytest.mark.django_db

LOOK = "/desk/imports/files"


@pytest.fixture(autouse=True)
def _version(now: datetime) -> None:
    versions.lay_first()


def bring(client: Client, content: bytes, name: str = "signatories.csv") -> Any:
    return client.post(LOOK, {"file": SimpleUploadedFile(name, content)}, follow=True)


def rows(count: int) -> list[dict[str, str]]:
    return [
        ROW | {"organisation": f"Demo Inn {n}", "postcode": "", "venue 1 name": f"Demo House {n}"}
        for n in range(count)
    ]


def batch() -> str:
    return f"/desk/imports/{ImportBatch.objects.get().pk}/"


def test_a_file_is_looked_at_and_nothing_is_changed(desk: Client) -> None:
    words = read(bring(desk, a_file(ROW, {"organisation": "Demo Nobody"})))
    assert "2 rows were looked at. Nothing is changed yet." in words
    assert "1 New" in words
    assert "1 Refused" in words
    assert "type the day on which it signed" in words
    assert "Apply 1 row" in words
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(("count", "words"), [(60, ""), (90, "So many rows take about 3 seconds.")])
def test_how_long_many_rows_take_is_said_before(desk: Client, count: int, words: str) -> None:
    page = read(bring(desk, a_file(*rows(count))))
    assert f"Apply {count} rows" in page
    assert ("So many rows" in page) is bool(words)
    assert words in page


BAD = [
    ("signatories.csv", b"", "The file is empty"),
    ("signatories.csv", b"a,b\n1,2\n", "one of them must be “organisation”"),
    ("signatories.xlsx", b"PK\x03\x04", "cannot be read"),
    ("signatories.exe", b"organisation\nx\n", "Choose a file that ends in .csv or .xlsx"),
]


@pytest.mark.parametrize(("name", "content", "words"), BAD)
def test_what_will_not_do_is_said_beside_the_field(
    desk: Client, name: str, content: bytes, words: str
) -> None:
    response = bring(desk, content, name)
    assert response.status_code == 400
    assert words in read(response)
    assert b'aria-invalid="true"' in response.content


def test_no_file_and_one_too_large_are_refused(desk: Client) -> None:
    assert "Choose the file with the signatories first." in read(desk.post(LOOK))
    assert bring(desk, b"x" * (4 * 1024 * 1024 + 1)).status_code == 413


def test_columns_that_nobody_knows_are_named(desk: Client) -> None:
    words = read(bring(desk, b"organisation,signed on,Notes <b>\nDemo Inns,25/11/2025,secret\n"))
    assert "these columns are not known and were left out: “Notes <b>”." in words


def test_what_a_file_says_is_words_and_never_markup(desk: Client) -> None:
    response = bring(desk, a_file(ROW | {"organisation": "<script>alert(1)</script>"}), "<b>.csv")
    assert b"<script>alert" not in response.content
    assert b"<b>.csv" not in response.content


def test_the_empty_file_has_the_columns_that_are_read(desk: Client) -> None:
    response = desk.get("/desk/imports/template.csv")
    assert response["Content-Disposition"] == 'attachment; filename="signatories.csv"'
    head = response.content.decode("utf-8-sig")
    assert head.startswith('"organisation","sector","town"')
    assert '"venue 4 hours"' in head
    assert "no rows below them" in read(bring(desk, response.content))


def test_applied_once_however_often_it_is_pressed(desk: Client) -> None:
    bring(desk, a_file(ROW))
    first = read(desk.post(f"{batch()}apply", follow=True))
    again = read(desk.post(f"{batch()}apply", follow=True))
    assert "Applied: 1 new, 0 changed, 0 the same, 0 refused." in first
    assert "This import was applied already. Nothing was changed now." in again
    assert Organisation.objects.count() == 1


def test_an_officer_sees_what_is_ready_and_only_a_senior_one_publishes(desk: Client) -> None:
    bring(desk, a_file(ROW))
    desk.post(f"{batch()}apply")
    assert "1 are ready. A senior officer publishes them." in read(desk.get(batch()))


def test_the_ready_ones_are_published_in_one_press_and_the_others_are_named(senior_desk: Client) -> None:
    lacking = ROW | {"organisation": "Demo Bare", "venue 1 name": "Demo Bare House", "venue 1 phone": ""}
    bring(senior_desk, a_file(*rows(3), lacking))
    senior_desk.post(f"{batch()}apply")
    page = senior_desk.get(batch())
    assert page.content.count(b"checked") == 3
    assert "Demo Bare House : It has no telephone number." in read(page)
    links = Entry.objects.count()
    ticked = {"venues": ["demo-house-0", "demo-house-2"]}
    words = read(senior_desk.post(f"{batch()}publish", ticked, follow=True))
    assert "2 published. The public sees them now." in words
    assert Entry.objects.filter(did="venue.published").count() == Entry.objects.count() - links == 2
    assert set(Venue.objects.published().values_list("slug", flat=True)) == set(ticked["venues"])


@pytest.mark.parametrize("ticked", [[], ["demo-bare-house"], ["gone"]])
def test_only_what_is_ready_can_be_ticked(senior_desk: Client, ticked: list[str]) -> None:
    bring(senior_desk, a_file(*rows(1), ROW | {"venue 1 name": "Demo Bare House", "venue 1 phone": ""}))
    senior_desk.post(f"{batch()}apply")
    response = senior_desk.post(f"{batch()}publish", {"venues": ticked})
    assert response.status_code == 400
    assert not Venue.objects.published().exists()


def test_what_is_published_is_seen_at_once(
    senior_desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    bring(senior_desk, a_file(*rows(1)))
    senior_desk.post(f"{batch()}apply")
    with django_capture_on_commit_callbacks(execute=True):
        senior_desk.post(f"{batch()}publish", {"venues": ["demo-house-0"]})
    assert "demo-house-0" in snapshot.current().by_slug


def test_undone_or_told_what_came_on_top(senior_desk: Client) -> None:
    bring(senior_desk, a_file(*rows(1)))
    early = read(senior_desk.post(f"{batch()}undo", follow=True))
    assert "This import was not applied, so there is nothing to undo." in early
    senior_desk.post(f"{batch()}apply")
    senior_desk.post(f"{batch()}publish", {"venues": ["demo-house-0"]})
    refused = read(senior_desk.post(f"{batch()}undo", follow=True))
    assert "something came on top of it. Demo House 0 is published." in refused
    assert Organisation.objects.exists()


def test_undone_it_is_as_before(desk: Client) -> None:
    bring(desk, a_file(*rows(2)))
    desk.post(f"{batch()}apply")
    assert "The import is undone" in read(desk.post(f"{batch()}undo", follow=True))
    assert not Organisation.objects.exists()
    assert "Undone" in read(desk.get("/desk/imports/"))


def test_rows_are_shown_by_what_they_do(desk: Client) -> None:
    bring(desk, a_file(*rows(2), {"organisation": "Demo Nobody"}))
    words = read(desk.get(f"{batch()}?show=refused"))
    assert "Demo Nobody" in words
    assert "Demo Inn 0" not in words
    assert "Demo Inn 0" in read(desk.get(f"{batch()}?show=<script>&page=x"))


def test_a_large_file_takes_few_statements_to_show(
    senior_desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    no_hours = {"venue 1 hours": ""}
    bring(senior_desk, a_file(*(row | no_hours for row in rows(120))))
    senior_desk.post(f"{batch()}apply")
    for address in (batch(), f"{batch()}?show=new&page=2", "/desk/imports/"):
        with django_assert_max_num_queries(25):
            assert senior_desk.get(address).status_code == 200


def test_a_row_with_two_venues_brings_both(desk: Client) -> None:
    second = {name.replace("1", "2", 1): value for name, value in VENUE.items()}
    bring(desk, a_file(ROW | second | {"venue 2 name": "Demo Legs"}))
    desk.post(f"{batch()}apply")
    assert set(Venue.objects.values_list("name", flat=True)) == {"Demo Arms", "Demo Legs"}
