"""The audit's page: newest first, with names and words while there are any, for senior officers to read."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from backend.accounts.models import User
from backend.audit import anchor
from backend.audit.chain import Head
from backend.audit.models import Entry
from backend.audit.recording import erase_words, record
from backend.desk import audit_trail
from tests.factories import OrganisationFactory, VenueFactory

from .steps import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_anchor(settings: Settings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


def said(did: str, subject: str, at: datetime, *, who: str = "system", **words: object) -> None:
    with transaction.atomic():
        record(did, subject, who=who, at=at, words=words)


def test_it_tells_who_did_what_to_whom_and_why(senior_desk: Client, olive: User, now: datetime) -> None:
    owl = OrganisationFactory.create(name="Owl Taverns")
    venue = VenueFactory.create(name="The Owl", slug="the-owl")
    said(
        "charter.withdrawn", f"organisation:{owl.pk}", now, who=f"user:{olive.pk}", because="<b>They left</b>"
    )
    said("venue.suspended", f"venue:{venue.pk}", now, who="user:999999")
    said("charter.lapsed", f"organisation:{owl.pk}", now)
    page = senior_desk.get("/desk/audit/")
    told = read(page)
    assert told.index("3. Signature lapsed") < told.index("2. Suspended a venue") < told.index("1. Withdrew")
    assert (
        "1. Withdrew a signature 22 November 2026, 01:30 · Olive Officer · Owl Taverns"
        f" · only organisation:{owl.pk} Because <b>They left</b>" in told
    )
    assert "the system" in told
    assert "user 999999" in told
    assert b"<b>They left" not in page.content
    assert f'href="/desk/organisations/{owl.pk}/"' in page.content.decode()
    assert 'href="/desk/venues/the-owl/"' in page.content.decode()


def test_words_that_were_erased_are_said_to_be(senior_desk: Client, now: datetime) -> None:
    said("charter.withdrawn", "organisation:5", now, because="Something personal")
    said("charter.lapsed", "organisation:6", now)
    erase_words(["organisation:5"])
    told = read(senior_desk.get("/desk/audit/"))
    assert "Something personal" not in told
    assert told.count("What was said is erased.") == 1


def test_one_subject_alone(senior_desk: Client, now: datetime) -> None:
    for number in (5, 6):
        said("charter.lapsed", f"organisation:{number}", now)
    told = read(senior_desk.get("/desk/audit/?subject=organisation:5"))
    assert "organisation 5" in told
    assert "organisation 6" not in told
    assert "Nothing is known of x." in read(senior_desk.get("/desk/audit/?subject=x"))
    for odd in ("%00", "x" * 90, "organisation:%F0%9F%98%80"):
        assert senior_desk.get(f"/desk/audit/?subject={odd}").status_code == 200


def test_fifty_a_page_in_as_many_statements_however_long_it_is(senior_desk: Client, now: datetime) -> None:
    said("charter.lapsed", f"organisation:{OrganisationFactory.create().pk}", now, because="x")
    with CaptureQueriesContext(connection) as few:
        senior_desk.get("/desk/audit/")
    for _ in range(120):
        said("charter.lapsed", f"organisation:{OrganisationFactory.create().pk}", now, because="x")
    with CaptureQueriesContext(connection) as many:
        first = senior_desk.get("/desk/audit/")
    assert len(many) == len(few) < 25
    assert "121. " in read(first)
    assert "72. " in read(first)
    assert " 71. " not in read(first)
    assert b'href="?subject=&amp;before=72"' in first.content
    last = read(senior_desk.get("/desk/audit/?before=22"))
    assert " 21. " in last
    assert "Older" not in last
    for odd in ("0", "-1", "x", "9" * 30):
        assert "121. " in read(senior_desk.get(f"/desk/audit/?before={odd}"))


def test_it_says_when_a_check_last_found_it_whole_and_how_to_check(
    senior_desk: Client, now: datetime
) -> None:
    page = read(senior_desk.get("/desk/audit/"))
    assert "Not checked yet." in page
    assert "python manage.py checkaudit" in page
    anchor.write(Head(12, "0" * 64))
    os.utime(anchor.path(), (now.timestamp(), now.timestamp()))
    page = read(senior_desk.get("/desk/audit/"))
    assert "Last found whole 22 November 2026, 01:30, up to number 12." in page


def test_an_officer_and_a_form_get_nowhere(desk: Client, senior_desk: Client) -> None:
    assert desk.get("/desk/audit/").status_code == 403
    assert senior_desk.post("/desk/audit/").status_code == 405
    assert not Entry.objects.exists()


def test_nothing_yet(senior_desk: Client) -> None:
    assert "Nothing was decided yet." in read(senior_desk.get("/desk/audit/"))


def test_every_decision_that_is_recorded_has_words(settings: Settings) -> None:
    source = "\n".join(path.read_text() for path in (settings.BASE_DIR / "backend").rglob("*.py"))
    recorded = set(re.findall(r'(?:_?record)\(\s*"([a-z_]+\.[a-z_]+)"', source))
    recorded |= set(re.findall(r'_kept\(made, "([a-z_]+\.[a-z_]+)"', source))
    assert len(recorded) > 30
    assert recorded == set(audit_trail.DID)
