"""Certificate and poster: what a reader of the PDF gets, that nothing is fetched, and one job one paper."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit, urlunsplit

import pypdfium2
import pytest
import zxingcpp
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from pypdf import PdfReader
from pytest_django import Settings

from backend.accounts.models import User
from backend.audit.models import Entry
from backend.charter import onboarding, papers, tasks, versions
from backend.charter.choices import Paper as PaperKind
from backend.charter.models import CharterVersion, Commitment, Paper
from backend.venues import tasks as venue_tasks
from backend.venues.models import Organisation, Venue
from tests.factories import OrganisationFactory, a_place
from tests.people import a_person

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ROOT = Path(__file__).parents[2]
SITE = "https://spaces.example.org"
A4 = (595, 842)
HOSTILE = '<img src="http://127.0.0.1:9/x.png"> & <script>alert(1)</script>'
FETCHING = [
    '<img src="http://127.0.0.1:9/x.png">',
    '<img src="file:///etc/passwd">',
    '<link rel=stylesheet href="https://example.org/x.css">',
    '<style>@import "file:///etc/passwd";</style>',
    '<object data="file:///etc/passwd"></object>',
    '<a rel=attachment href="file:///etc/passwd">x</a>',
    '<svg><image href="file:///etc/passwd"/></svg>',
]


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def olive(db: None) -> User:
    return a_person("olive@example.org", officer_role="officer")


@pytest.fixture
def sam(db: None) -> User:
    return a_person("sam@example.org", officer_role="senior_officer")


def made(kind: PaperKind, organisation: Organisation, by: User, venue: Venue | None = None) -> Paper:
    paper = papers.ask(kind, organisation, venue=venue, by=by, at=NOW)
    papers.make(paper.pk, at=NOW + MINUTE)
    paper.refresh_from_db()
    return paper


def opened(paper: Paper) -> PdfReader:
    assert paper.fault == ""
    return PdfReader(io.BytesIO(bytes(paper.content)))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def root_of(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]


def roles(reader: PdfReader) -> list[str]:
    """What each element of the structure is, from the top down."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            found.extend([str(node["/S"])] if "/S" in node else [])
            walk(node.get("/K", []))

    walk(root_of(reader)["/StructTreeRoot"])
    return found


# --- What it is -------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PaperKind)
def test_it_is_a_tagged_pdf_with_a_title_and_a_language(kind: PaperKind, olive: User) -> None:
    venue = a_place(NOW, name="The Lantern")
    assert venue.organisation
    paper = made(kind, venue.organisation, olive, venue if kind == PaperKind.POSTER else None)
    reader = opened(paper)
    root = root_of(reader)
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF's own boolean
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata
    assert (venue.name if kind == PaperKind.POSTER else venue.organisation.name) in str(reader.metadata.title)
    assert {"/H1", "/P"} <= set(roles(reader)), roles(reader)
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == A4


@pytest.mark.django_db
def test_a_certificate_says_who_signed_what_and_until_when(olive: User) -> None:
    organisation = OrganisationFactory.create(name="Lantern Pubs")
    signature = papers.current_signature(organisation)
    assert signature
    said = words(opened(made(PaperKind.CERTIFICATE, organisation, olive)))
    assert "Safer Places for Women and Girls Charter Lantern Pubs" in said
    assert "signed the Charter on 1 June 2025, version 1." in said
    assert versions.PLACEHOLDER in said
    for commitment in signature.version.commitments.all():
        assert commitment.title in said
        assert commitment.text in said
    assert "Next review by 1 January 2027" in said
    assert "Demo" not in said


@pytest.mark.django_db
def test_wording_that_the_vra_supplied_carries_no_mark(olive: User) -> None:
    organisation = OrganisationFactory.create(charter_signed_on=None)
    version = CharterVersion.objects.create(number=2)
    Commitment.objects.create(version=version, position=1, title="We listen")
    with transaction.atomic():
        onboarding.put_signature(
            organisation,
            version=version,
            signed_on=NOW.date(),
            may_be_listed=True,
            promised={},
            at=NOW,
            by=olive,
        )
    said = words(opened(made(PaperKind.CERTIFICATE, organisation, olive)))
    assert "We listen" in said
    assert versions.PLACEHOLDER not in said


@pytest.mark.django_db
def test_a_demo_says_that_it_is_one(olive: User) -> None:
    venue = a_place(NOW, organisation=OrganisationFactory.create(is_demo=True), is_demo=True)
    assert venue.organisation
    assert "Demo: not a real organisation" in words(
        opened(made(PaperKind.CERTIFICATE, venue.organisation, olive))
    )
    assert "Demo: not a real place" in words(opened(made(PaperKind.POSTER, venue.organisation, olive, venue)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "told"),
    [("charter_venue", "Tell any member of staff."), ("safe_space", "This is a Safe Space.")],
)
def test_a_poster_says_what_can_be_asked_and_leads_to_the_place(kind: str, told: str, olive: User) -> None:
    venue = a_place(NOW, name="The Lantern", slug="the-lantern", kind=kind)
    assert venue.organisation
    paper = made(PaperKind.POSTER, venue.organisation, olive, venue)
    said = words(opened(paper))
    assert "You can ask for help here The Lantern" in said
    assert told in said
    assert "In danger? Call 999" in said
    assert scanned(paper) == [f"{SITE}/place/the-lantern"]
    assert alternative_text(opened(paper)) == f"QR code for {SITE}/place/the-lantern"


def scanned(paper: Paper) -> list[str]:
    """What a telephone's camera reads off the printed page."""
    document = pypdfium2.PdfDocument(bytes(paper.content))
    try:
        picture = document[0].render(scale=2).to_pil()
    finally:
        document.close()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def alternative_text(reader: PdfReader) -> str:
    figures = [each.get_object() for each in _elements(reader) if each.get_object().get("/S") == "/Figure"]
    (figure,) = figures
    return str(figure["/Alt"])


def _elements(reader: PdfReader) -> Iterator[Any]:
    waiting = [root_of(reader)["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            yield node
            waiting.append(node.get("/K", []))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["The Lantern", "W" * 80, "The Very Long Named House and Kitchen " * 2])
def test_a_poster_is_one_page_in_letters_that_are_read_from_two_metres(name: str, olive: User) -> None:
    """24 points are capitals of 6 mm: at two metres larger than the smallest line of a sight test."""
    venue = a_place(NOW, name=name.strip(), slug="s" * 80)
    assert venue.organisation
    reader = opened(made(PaperKind.POSTER, venue.organisation, olive, venue))
    assert len(reader.pages) == 1
    sizes: set[float] = set()
    reader.pages[0].extract_text(
        visitor_text=lambda text, cm, tm, font, size: (
            sizes.add(abs(size * tm[0] * cm[0])) if text.strip() else None
        )
    )
    assert min(sizes) >= 23.9, sizes


# --- What it is not ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_hostile_name_is_only_a_name(olive: User) -> None:
    organisation = OrganisationFactory.create(name=HOSTILE)
    venue = a_place(NOW, name=HOSTILE[:80], organisation=organisation)
    for kind, of in ((PaperKind.CERTIFICATE, None), (PaperKind.POSTER, venue)):
        reader = opened(made(kind, organisation, olive, of))
        unbroken = words(reader).replace(" ", "")
        assert HOSTILE[:80].replace(" ", "") in unbroken
        assert not reader.attachments


@pytest.mark.django_db
@pytest.mark.parametrize("name", FETCHING)
def test_not_even_a_template_that_forgot_to_escape_fetches_anything(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is put in: the renderer swallows what goes wrong in it, so what was asked for is counted."""
    monkeypatch.setattr(papers, "render_to_string", lambda template, facts: f"<html lang=en><body>{name}")
    asked: list[object] = []

    def note(*what: object, **facts: object) -> NoReturn:
        asked.append(what)
        raise OSError("refused by the test")

    monkeypatch.setattr(socket, "socket", note)
    monkeypatch.setattr(socket, "getaddrinfo", note)
    monkeypatch.setattr("urllib.request.FileHandler.file_open", note)
    content = papers.pdf("", {})
    assert asked == []
    assert not PdfReader(io.BytesIO(content)).attachments


# --- Whether it may be ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_has_not_signed_gets_none(olive: User) -> None:
    venue = a_place(NOW, organisation=OrganisationFactory.create(charter_signed_on=None))
    assert venue.organisation
    for kind, of in ((PaperKind.CERTIFICATE, None), (PaperKind.POSTER, venue)):
        with pytest.raises(papers.NotNow, match="no current signature"):
            papers.ask(kind, venue.organisation, venue=of, by=olive, at=NOW)
    assert not Paper.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_poster_of_what_the_public_does_not_see_is_refused(olive: User) -> None:
    venue = a_place(NOW)
    Venue.objects.filter(pk=venue.pk).update(published_at=None)
    assert venue.organisation
    with pytest.raises(papers.NotNow, match="lead nowhere"):
        papers.ask(PaperKind.POSTER, venue.organisation, venue=venue, by=olive, at=NOW)


@pytest.mark.django_db
def test_a_signature_that_ended_meanwhile_is_said(olive: User, sam: User) -> None:
    organisation = OrganisationFactory.create()
    paper = papers.ask(PaperKind.CERTIFICATE, organisation, by=olive, at=NOW)
    onboarding.withdraw(organisation.signatures.get(), because="closed", by=sam, at=NOW)
    papers.make(paper.pk, at=NOW + MINUTE)
    paper.refresh_from_db()
    assert (paper.fault, paper.made_at, bytes(paper.content)) == (papers.NOT_SIGNED, None, b"")


@pytest.mark.django_db
def test_a_signature_that_ends_while_the_page_is_laid_out_is_said(
    olive: User, sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation = OrganisationFactory.create()
    paper = papers.ask(PaperKind.CERTIFICATE, organisation, by=olive, at=NOW)

    def meanwhile(template: str, facts: dict[str, Any]) -> bytes:
        onboarding.withdraw(organisation.signatures.get(), because="closed", by=sam, at=NOW)
        return b"%PDF"

    monkeypatch.setattr(papers, "pdf", meanwhile)
    papers.make(paper.pk, at=NOW + MINUTE)
    paper.refresh_from_db()
    assert (paper.fault, bytes(paper.content)) == (papers.NOT_SIGNED, b"")


@pytest.mark.django_db
def test_a_certificate_of_a_signature_that_ended_is_not_valid(olive: User, sam: User) -> None:
    organisation = OrganisationFactory.create()
    paper = made(PaperKind.CERTIFICATE, organisation, olive)
    assert papers.is_valid(paper, papers.current_signature(organisation))
    onboarding.withdraw(organisation.signatures.get(), because="closed", by=sam, at=NOW)
    assert not papers.is_valid(paper, papers.current_signature(organisation))


# --- The job ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_whoever_asks_twice_gets_one_job_one_paper_and_one_link_of_the_audit(olive: User) -> None:
    organisation = OrganisationFactory.create()
    first = papers.ask(PaperKind.CERTIFICATE, organisation, by=olive, at=NOW)
    again = papers.ask(PaperKind.CERTIFICATE, organisation, by=olive, at=NOW + MINUTE)
    assert first == again
    assert jobs().count() == 1
    assert [entry.did for entry in Entry.objects.all()] == ["register.paper"]
    papers.make(first.pk, at=NOW)
    later = papers.ask(PaperKind.CERTIFICATE, organisation, by=olive, at=NOW + 2 * MINUTE)
    assert later != first


@pytest.mark.django_db
def test_what_waits_for_very_long_can_be_asked_for_again(olive: User) -> None:
    organisation = OrganisationFactory.create()
    first = papers.ask(PaperKind.CERTIFICATE, organisation, by=olive, at=NOW)
    later = NOW + papers.IS_ON_ITS_WAY + MINUTE
    assert papers.ask(PaperKind.CERTIFICATE, organisation, by=olive, at=later) != first


@pytest.mark.django_db
def test_a_job_that_runs_twice_makes_one_paper(olive: User, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = made(PaperKind.CERTIFICATE, OrganisationFactory.create(), olive)
    before = bytes(paper.content)
    monkeypatch.setattr(papers, "pdf", lambda *args: b"another")
    tasks.make_paper(paper=paper.pk)
    paper.refresh_from_db()
    assert bytes(paper.content) == before
    assert paper.made_at == NOW + MINUTE


@pytest.mark.django_db
def test_a_fault_of_the_server_is_said_and_logged_without_the_names(
    olive: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object) -> NoReturn:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(papers, "pdf", broken)
    paper = made(PaperKind.CERTIFICATE, OrganisationFactory.create(name="Secret Pubs"), olive)
    assert paper.fault == papers.BROKEN
    assert "libpango" in caplog.text
    assert "Secret Pubs" not in caplog.text


@pytest.fixture
def no_jobs(transactional_db: None) -> Iterator[None]:
    """The queue's tables are not Django's: what a test committed there, nobody takes away after it."""
    _forget_jobs()
    yield
    _forget_jobs()


def _forget_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


@pytest.mark.usefixtures("no_jobs")
def test_a_paper_whose_worker_was_killed_is_made_by_the_next(tmp_path: Path) -> None:
    """On the real queue: killed as it begins, found after its heart has stopped, taken up again."""
    organisation = OrganisationFactory.create()
    paper = papers.ask(
        PaperKind.CERTIFICATE, organisation, by=a_person("o@example.org"), at=datetime.now(UTC)
    )
    worker = subprocess.Popen(COMMAND, cwd=ROOT, env=_environment(tmp_path), stderr=subprocess.DEVNULL)
    try:
        _until(lambda: jobs().filter(status="doing").exists())
    finally:
        worker.kill()
        worker.wait()
    paper.refresh_from_db()
    assert paper.made_at is None
    assert jobs().get().status == "doing"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
    with suppress(AlreadyEnqueued):  # the first worker may have come to it by its clock
        venue_tasks.retry_stalled.configure().defer(timestamp=0)
    for _ in ("finds what the first left", "makes it"):
        subprocess.run(
            COMMAND, cwd=ROOT, env=_environment(tmp_path), check=True, capture_output=True, timeout=120
        )
    paper.refresh_from_db()
    assert words(opened(paper))
    assert not jobs().exists()


COMMAND = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"]


def _environment(state: Path) -> dict[str, str]:
    base = urlsplit(os.environ["DATABASE_URL"])
    here = urlunsplit(base._replace(path=f"/{connection.settings_dict['NAME']}"))
    return os.environ | {"DATABASE_URL": here, "SECRET_KEY": "only for this test", "STATE_DIR": str(state)}


def _until(happens: Any) -> None:
    deadline = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def jobs() -> Any:
    return ProcrastinateJob.objects.filter(task_name="backend.charter.tasks.make_paper")
