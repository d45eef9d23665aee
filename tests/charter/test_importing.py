"""Signatories from a file: what each row would do, what applying does, and that again and again is once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from pytest_django import Settings

from backend.accounts.models import User
from backend.audit import chain
from backend.audit.models import Entry
from backend.charter import importing, importing_files, onboarding, retention, reviewing, versions
from backend.charter.models import ImportBatch, Signature, Terms
from backend.geo import points
from backend.geo.errors import GeocoderError
from backend.geo.models import Postcode
from backend.geo.points import LatLng
from backend.venues import publishing
from backend.venues.models import Organisation, Venue, wgs84_point

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
VENUE = {
    "venue 1 name": "Demo Arms",
    "venue 1 address": "1 Example Street",
    "venue 1 town": "Leek",
    "venue 1 postcode": "st135aa",
    "venue 1 latitude": "53.1043",
    "venue 1 longitude": "-2.0221",
    "venue 1 phone": "01632 960001",
    "venue 1 hours": "Fr,Sa 22:00-04:00",
}
ROW = {
    "organisation": "Demo Inns",
    "sector": "Pub",
    "town": "Leek",
    "postcode": "ST13 5AA",
    "signed on": "25/11/2025",
    "may be listed": "yes",
    "signatory name": "Alice Example",
    "signatory email": "Alice@Example.org",
    **VENUE,
}
Row = dict[str, str]


@pytest.fixture(autouse=True)
def _version(db: None) -> None:
    versions.lay_first()


@pytest.fixture
def olive(db: None) -> User:
    return User.objects.create_user("olive@example.org", "Olive Officer", officer_role="senior_officer")


def a_file(*rows: Row) -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()


def looked_at(*rows: Row, content: bytes | None = None) -> ImportBatch:
    batch, _ = importing.look(content or a_file(*rows), file_name="demo.csv", by=None, at=NOW)
    return batch


def applied(*rows: Row) -> ImportBatch:
    batch = looked_at(*rows)
    importing.apply(batch, by=None, at=NOW)
    return batch


def told(batch: ImportBatch) -> list[tuple[str, str]]:
    return [(row.verdict, " ".join(row.notes)) for row in batch.rows.all()]


# --- What a row is understood as --------------------------------------------------------------------------

# What is changed in a good row; the verdict; words that must stand among its notes.
READ: list[tuple[str, Row, str, str]] = [
    ("a good row", {}, "new", ""),
    ("no name", {"organisation": ""}, "refused", "Organisation: type its name."),
    ("no day of signature", {"signed on": ""}, "refused", "type the day on which it signed"),
    ("a day to come", {"signed on": "23/11/2026"}, "refused", "still to come"),
    ("month first", {"signed on": "11/25/2025"}, "refused", "Type it day first, like 25/11/2024"),
    ("a number for a day", {"signed on": "45621"}, "refused", "is not a day"),
    ("no day of a calendar", {"signed on": "31/02/2025"}, "refused", "is not a day"),
    ("before there was a Charter", {"signed on": "01/01/1999"}, "refused", "before the Charter was"),
    ("in words", {"signed on": "25th November 2025"}, "new", ""),
    ("as ISO", {"signed on": "2025-11-25"}, "new", ""),
    ("reviewed before", {"reviewed on": "24/11/2025"}, "refused", "before it signed"),
    ("neither yes nor no", {"may be listed": "perhaps"}, "refused", "Type yes or no"),
    ("no consent said", {"may be listed": ""}, "new", "the public list leaves it out"),
    ("a sector of its own", {"sector": "Foundry"}, "new", "It is kept as “Something else”"),
    ("half a postcode", {"postcode": "ST13"}, "refused", "Type it like ST13 5AA"),
    ("no address", {"signatory email": "alice"}, "refused", "Signatory email"),
    ("an address of nobody", {"signatory name": ""}, "refused", "type the name as well"),
    ("unseen characters", {"town": "Le\u202eek"}, "refused", "Town: Leave out control"),
    ("a very long name", {"organisation": "D" * 121}, "refused", "Organisation:"),
    ("a formula", {"organisation": "=1+1"}, "new", "Organisation begins like a formula. It is kept as text."),
    ("hours that cannot be read", {"venue 1 hours": "late"}, "refused", "Venue 1 hours: Hours:"),
    ("no hours", {"venue 1 hours": ""}, "new", ""),
    ("a number in words", {"venue 1 phone": "ask"}, "refused", "like 01632 960001"),
    ("a number without its nought", {"venue 1 phone": "1632960001"}, "new", ""),
    ("a number from abroad", {"venue 1 phone": "+44 1632 960001"}, "new", ""),
    ("no town", {"venue 1 town": ""}, "refused", "Venue 1: type its town as well."),
    ("exchanged", {"venue 1 latitude": "-2.0221", "venue 1 longitude": "53.1043"}, "new", "were exchanged"),
    ("no minus", {"venue 1 longitude": "2.0221"}, "refused", "Type the minus: -2.0221"),
    ("nought, nought", {"venue 1 latitude": "0", "venue 1 longitude": "0"}, "refused", "outside the area"),
    ("London", {"venue 1 latitude": "51.5", "venue 1 longitude": "-0.1"}, "refused", "outside the area"),
    ("metres", {"venue 1 latitude": "358000", "venue 1 longitude": "1"}, "refused", "not on earth"),
    ("one of two", {"venue 1 latitude": ""}, "refused", "both latitude and longitude, or neither"),
    ("no number", {"venue 1 latitude": "north"}, "refused", "not a number of degrees"),
    ("not a number", {"venue 1 latitude": "nan"}, "refused", "not on earth"),
    ("a comma", {"venue 1 latitude": "53,1043"}, "new", ""),
    ("far from its town", {"venue 1 latitude": "52.8052", "venue 1 longitude": "-2.1164"}, "new", "km from"),
    ("no pin", {"venue 1 latitude": "", "venue 1 longitude": ""}, "new", "No pin was found"),
    (
        "elsewhere by its postcode",
        {"venue 1 latitude": "", "venue 1 longitude": "", "venue 1 postcode": "M1 1AA"},
        "refused",
        "outside the area",
    ),
]


@pytest.mark.parametrize(("changed", "verdict", "words"), [row[1:] for row in READ], ids=[r[0] for r in READ])
def test_each_row_is_judged_and_told_why(changed: Row, verdict: str, words: str) -> None:
    [(given, notes)] = told(looked_at(ROW | changed))
    assert (given, words in notes) == (verdict, True), notes


def test_nothing_is_changed_by_looking() -> None:
    looked_at(ROW)
    assert not Organisation.objects.exists()
    assert not Venue.objects.exists()


def test_a_pin_is_found_by_a_postcode_that_we_know() -> None:
    Postcode.objects.create(postcode="ST13 5AA", point=wgs84_point(LatLng(53.105, -2.023)), quality=10)
    batch = applied(ROW | {"venue 1 latitude": "", "venue 1 longitude": ""})
    assert "where its postcode ST13 5AA is" in told(batch)[0][1]
    point = Venue.objects.get().point
    assert point is not None
    assert point.coords == (-2.023, 53.105)


@pytest.mark.parametrize(
    ("answer", "verdict", "words"),
    [
        (LatLng(53.1, -2.02), "new", "found by its address"),
        (LatLng(51.5, -0.1), "refused", "found outside the area"),
        (None, "new", "No pin was found"),
        (GeocoderError("silent"), "new", "No pin was found"),
    ],
)
def test_the_deployers_geocoder_is_asked_last(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, answer: Any, verdict: str, words: str
) -> None:
    settings.GEOCODER_URL = "http://127.0.0.1:1"
    asked: list[str] = []

    def geocode(address: str) -> LatLng | None:
        asked.append(address)
        if isinstance(answer, GeocoderError):
            raise answer
        return answer  # type: ignore[no-any-return]

    monkeypatch.setattr(points, "geocode", geocode)
    nowhere = ROW | {"venue 1 latitude": "", "venue 1 longitude": ""}
    [(given, notes)] = told(looked_at(nowhere))
    assert (given, words in notes) == (verdict, True), notes
    assert asked == ["1 Example Street, Leek, ST13 5AA"]
    assert "Alice" not in asked[0]


def test_without_a_server_of_the_deployers_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "geocode", lambda address: pytest.fail("asked"))
    looked_at(ROW | {"venue 1 latitude": "", "venue 1 longitude": ""})


# --- What stands beside it --------------------------------------------------------------------------------


def test_a_further_row_of_the_same_organisation_adds_venues() -> None:
    more = {"organisation": "DEMO INNS", **VENUE, "venue 1 name": "Demo Legs"}
    batch = applied(ROW, more)
    assert [verdict for verdict, _ in told(batch)] == ["new", "changed"]
    body = Organisation.objects.get()
    assert {venue.name for venue in body.venues.all()} == {"Demo Arms", "Demo Legs"}
    assert body.signatures.count() == 1


BESIDE: list[tuple[str, Row, str, str]] = [
    ("the same row again", ROW, "refused", "This is the same as row 2"),
    ("another day", ROW | {"signed on": "01/01/2025"}, "refused", "says something else: signed on"),
    ("another town", ROW | {"town": "Stone"}, "refused", "says something else: town"),
    ("alike", ROW | {"organisation": "The Demo Inns Ltd"}, "new", "Is it the same as Demo Inns (ST13 5AA)?"),
    ("a slip", ROW | {"organisation": "Demo Imns"}, "new", "Is it the same as Demo Inns (ST13 5AA)?"),
    ("a slip elsewhere", ROW | {"organisation": "Demo Imns", "postcode": "ST1 1AA"}, "new", ""),
]


@pytest.mark.parametrize(("other", "verdict", "words"), [r[1:] for r in BESIDE], ids=[r[0] for r in BESIDE])
def test_rows_of_one_file_are_compared(other: Row, verdict: str, words: str) -> None:
    given, notes = told(looked_at(ROW, other))[1]
    assert (given, words in notes) == (verdict, True), notes
    assert words or "Is it the same" not in notes


FURTHER = {"organisation": "Demo Inns", "venue 1 town": "Leek", "venue 1 address": "2 Way"}
SITE_A, SITE_B = {"website": "a.example.org"}, {"website": "b.example.org"}
# What rows 3 and 4 say of Demo Inns, row 2 being silent of site and champion; of row 4 the verdict and words.
THIRD: list[tuple[str, Row, Row, str, str]] = [
    ("another site than row 3", SITE_A, SITE_B, "refused", "Row 3 is of the same organisation"),
    ("the same site", SITE_A, SITE_A, "changed", ""),
    ("the venue of row 3", {}, {"venue 1 name": "Demo Second"}, "refused", "This is the same as row 3"),
    ("another champion", {"champion name": "Bob"}, {"champion name": "Carl"}, "refused", "champion"),
    ("the day of row 2", {}, {"signed on": ROW["signed on"]}, "changed", ""),
]


@pytest.mark.parametrize(
    ("second", "third", "verdict", "words"), [row[1:] for row in THIRD], ids=[row[0] for row in THIRD]
)
def test_a_row_is_compared_with_all_that_come_before_it(
    second: Row, third: Row, verdict: str, words: str
) -> None:
    silent = {key: value for key, value in ROW.items() if key not in ("website", *second)}
    names = ({"venue 1 name": "Demo Second"}, {"venue 1 name": "Demo Third"})
    rows = (silent, FURTHER | names[0] | second, FURTHER | names[1] | third)
    given, notes = told(looked_at(*rows))[2]
    assert (given, words in notes) == (verdict, True), notes


@pytest.mark.parametrize(("other", "words"), [(r[1], r[3]) for r in BESIDE[3:5]])
def test_rows_are_compared_with_the_register(other: Row, words: str) -> None:
    applied(ROW)
    assert words in told(looked_at(other))[0][1]


# What a second file says of Demo Inns, who signed on 25 November 2025; the verdict; words.
AGAIN: list[tuple[str, Row, str, str]] = [
    ("the same", ROW, "same", ""),
    ("its name alone", {"organisation": "demo inns"}, "same", ""),
    ("another address", {"organisation": "Demo Inns", "address": "9 Way"}, "changed", "would be “9 Way”"),
    ("signed anew", ROW | {"signed on": "01/09/2026"}, "changed", "a signature would be added"),
    ("signed before", ROW | {"signed on": "01/09/2024"}, "refused", "later signature, of 25 November 2025"),
    ("reviewed", ROW | {"reviewed on": "01/11/2026"}, "changed", "its review or its consent"),
    ("not to be listed", ROW | {"may be listed": "no"}, "changed", "its review or its consent"),
    ("another champion", ROW | {"champion name": "Carl"}, "changed", "the champion would change"),
    ("another venue", ROW | {"venue 1 name": "Demo Legs"}, "changed", "Demo Legs would be added"),
    ("other hours", ROW | {"venue 1 hours": "24/7"}, "changed", "Demo Arms would change"),
    ("another pin", ROW | {"venue 1 latitude": "53.1"}, "changed", "Demo Arms would change"),
]


@pytest.mark.parametrize(("row", "verdict", "words"), [r[1:] for r in AGAIN], ids=[r[0] for r in AGAIN])
def test_a_file_that_comes_again_is_compared_with_what_stands(row: Row, verdict: str, words: str) -> None:
    applied(ROW)
    batch = looked_at(row)
    [(given, notes)] = told(batch)
    assert (given, words.casefold() in notes.casefold()) == (verdict, True), notes
    importing.apply(batch, by=None, at=NOW)
    if verdict != "refused":
        assert told(looked_at(row))[0][0] == "same"


# --- Applying ---------------------------------------------------------------------------------------------


def test_what_a_row_says_is_in_the_register() -> None:
    applied(ROW | {"champion name": "Bob Example", "champion email": "bob@example.org"})
    body = Organisation.objects.get()
    assert (body.name, body.sector, body.postcode) == ("Demo Inns", "bar", "ST13 5AA")
    assert body.charter_signed_on == date(2025, 11, 25)
    signature = body.signatures.get()
    assert (signature.application, signature.may_be_listed) == (None, True)
    assert signature.review_due_on == date(2026, 11, 25)
    assert signature.promises.count() == 6
    assert {(c.kind, c.email) for c in body.contacts.all()} == {
        ("signatory", "alice@example.org"),
        ("champion", "bob@example.org"),
    }
    venue = body.venues.get()
    assert (venue.slug, venue.kind, venue.published_at) == ("demo-arms", "charter_venue", None)
    assert (venue.postcode, venue.phone, venue.opening_hours) == (
        "ST13 5AA",
        "01632 960001",
        "Fr,Sa 22:00-04:00",
    )
    assert onboarding.obstacles(venue) == []


def test_a_review_counts_from_the_last_one() -> None:
    applied(ROW | {"signed on": "25/11/2023", "reviewed on": "1/6/2026"})
    assert Signature.objects.get().review_due_on == date(2027, 6, 1)


def test_one_that_is_past_its_grace_lapses_by_the_usual_rule() -> None:
    batch = applied(ROW | {"signed on": "25/11/2023"})
    assert "it lapses the next morning unless it is renewed" in told(batch)[0][1]
    assert Organisation.objects.get().charter_signed_on
    reviewing.lapse_overdue(at=NOW)
    assert Organisation.objects.get().charter_signed_on is None
    assert "It has lapsed" in told(looked_at(ROW | {"signed on": "25/11/2023"}))[0][1]


def test_who_withdrew_is_not_brought_back_by_an_old_file(olive: User) -> None:
    applied(ROW)
    onboarding.withdraw(Signature.objects.get(), because="They asked.", by=olive, at=NOW)
    [(verdict, notes)] = told(looked_at(ROW))
    assert (verdict, "It withdrew on 22 November 2026" in notes) == ("refused", True)


def test_a_published_venue_is_its_managers(olive: User) -> None:
    applied(ROW)
    publishing.publish(Venue.objects.get(), at=NOW)
    [(verdict, notes)] = told(applied(ROW | {"venue 1 hours": "24/7"}))
    assert (verdict, "is published: what the file says of it is not taken" in notes) == ("same", True)
    assert Venue.objects.get().opening_hours == "Fr,Sa 22:00-04:00"


def test_applied_twice_is_applied_once() -> None:
    batch = applied(ROW)
    with pytest.raises(importing.AlreadyDone, match="applied already"):
        importing.apply(batch, by=None, at=NOW)
    assert applied(ROW).rows.get().verdict == "same"
    counted = (Organisation.objects.count(), Venue.objects.count(), Signature.objects.count())
    assert counted == (1, 1, 1)


def test_refused_rows_are_left_out_and_the_others_taken() -> None:
    applied(ROW, {"organisation": "Demo Nobody"}, ROW | {"organisation": "Demo Halls"})
    assert {body.name for body in Organisation.objects.all()} == {"Demo Inns", "Demo Halls"}


def test_rows_that_changed_meanwhile_are_judged_anew() -> None:
    batch = looked_at(ROW)
    applied(ROW)
    counted = importing.apply(batch, by=None, at=NOW)
    assert counted == {"new": 0, "changed": 0, "same": 1, "refused": 0}


def test_a_row_that_fits_no_longer_is_refused_and_says_why() -> None:
    batch = looked_at(ROW | {"signed on": "01/01/2025"})
    applied(ROW)
    importing.apply(batch, by=None, at=NOW)
    [(verdict, notes)] = told(batch)
    assert (verdict, "later signature" in notes) == ("refused", True)


def test_each_step_is_one_link_of_the_audit(olive: User) -> None:
    batch, _ = importing.look(a_file(ROW), file_name="demo.csv", by=olive, at=NOW)
    importing.apply(batch, by=olive, at=NOW)
    assert [(entry.did, entry.who) for entry in Entry.objects.order_by("number")] == [
        ("import.read", f"user:{olive.pk}"),
        ("import.applied", f"user:{olive.pk}"),
    ]


def test_what_a_file_said_is_erased_when_it_is_due() -> None:
    batch = applied(ROW)
    retention.forget(at=datetime(2027, 3, 1, tzinfo=UTC))
    row = batch.rows.get()
    assert (row.said, row.read, row.undo) == ({}, {}, {})
    batch.refresh_from_db()
    with pytest.raises(importing.AlreadyDone, match="erased"):
        importing.apply(batch, by=None, at=NOW)
    assert chain.check().faults == []


def test_terms_that_the_vra_set_hold_for_imports() -> None:
    Terms.objects.create(pk=1, review_months=6, grace_days=10)
    applied(ROW)
    assert Signature.objects.get().review_due_on == date(2026, 5, 25)


# --- Files ------------------------------------------------------------------------------------------------


def as_xlsx(rows: Iterable[Iterable[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def damaged(book: bytes) -> bytes:
    """Whole as an archive, but what is packed in it is not what was."""
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        part = max(packed.infolist(), key=lambda each: each.compress_size)
    middle = part.header_offset + 60 + part.compress_size // 2
    return book[:middle] + bytes(byte ^ 0xFF for byte in book[middle : middle + 20]) + book[middle + 20 :]


HEAD = "Organisation;Signed On;May be  LISTED"
FILES: list[tuple[str, bytes]] = [
    ("utf-8", "organisation,signed on\nDemo Café,25/11/2025\n".encode()),
    ("with a mark", "\ufefforganisation,signed on\nDemo Café,25/11/2025\n".encode()),
    ("old Windows", "organisation,signed on\nDemo Café,25/11/2025\n".encode("cp1252")),
    ("semicolons", f"{HEAD}\r\nDemo Café;25/11/2025;yes\r\n".encode()),
    ("tabs", "organisation\tsigned on\nDemo Café\t25/11/2025\n".encode()),
    ("blank rows", "\n\norganisation,signed on\n,\nDemo Café,25/11/2025\n\n".encode()),
    ("xlsx", as_xlsx([["Organisation", "Signed on"], ["Demo Café", "25/11/2025"]])),
    ("xlsx with days", as_xlsx([["Organisation", "Signed on"], ["Demo Café", date(2025, 11, 25)]])),
]


@pytest.mark.parametrize("content", [row[1] for row in FILES], ids=[row[0] for row in FILES])
def test_files_of_many_makes_are_read(content: bytes) -> None:
    batch = looked_at(content=content)
    row = batch.rows.get()
    assert (row.verdict, row.read["name"], row.read["signed_on"]) == ("new", "Demo Café", "2025-11-25")


def test_rows_are_numbered_as_the_spreadsheet_counts() -> None:
    content = b'organisation,address\n\n"Demo One","1\nStreet"\n,\nDemo Two,\n'
    assert [row.number for row in looked_at(content=content).rows.all()] == [3, 5]


def a_bomb() -> bytes:
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (40 * 1024 * 1024))
    return file.getvalue()


def with_entities() -> bytes:
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaa">]><x>&a;</x>')
    return file.getvalue()


BAD_FILES: list[tuple[str, bytes, str]] = [
    ("empty", b"  \n ", "The file is empty"),
    ("no headings", b"Demo Inns,25/11/2025\n", "The first row must say what the columns are"),
    ("headings alone", b"organisation\n", "no rows below them"),
    ("an old workbook", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old kind"),
    ("a picture", b"\x89PNG\r\n\x00\x00\x00", "not a CSV file"),
    ("utf-16", "organisation\nx\n".encode("utf-16"), "not a CSV file"),
    ("an open quotation", b'organisation\n"Demo', "quotation mark"),
    ("a zip that is none", b"PK\x03\x04nothing", "cannot be read"),
    ("a bomb", a_bomb(), "too large when unpacked"),
    ("entities", with_entities(), "parts that no spreadsheet writes"),
    ("a damaged workbook", damaged(as_xlsx([["organisation"], ["x"]])), "cannot be read"),
    ("too many rows", b"organisation\n" + b"x\n" * 501, "more than 500 rows"),
    ("too many rows of a workbook", as_xlsx([["organisation"], *(["x"] for _ in range(501))]), "500 rows"),
]


@pytest.mark.parametrize(("content", "words"), [r[1:] for r in BAD_FILES], ids=[r[0] for r in BAD_FILES])
def test_a_file_that_cannot_be_read_says_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(importing_files.UnreadableFile, match=words):
        looked_at(content=content)
    assert not ImportBatch.objects.exists()


def test_a_hundred_hostile_rows_break_nothing() -> None:
    cells = [
        "\x00",
        "'=1",
        "=cmd|' /C calc'!A0",
        "<script>",
        "{{ 7*7 }}",
        "\ud7ff",
        "'; DROP TABLE",
        "𝒳" * 300,
    ]
    hostile = [
        dict.fromkeys(ROW, cell) | {"organisation": f"{cell} {n}"} for n, cell in enumerate(cells * 13)
    ]
    rows = [ROW | {"address": "x" * 5000}, *hostile]
    batch = looked_at(*rows)
    importing.apply(batch, by=None, at=NOW)
    assert batch.rows.count() == len(rows)
    assert not Venue.objects.exists()
