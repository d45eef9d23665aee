"""What is forgotten and when; and that the audit holds afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from backend.accounts.models import User
from backend.audit import chain
from backend.audit.models import Entry, Words
from backend.audit.recording import record
from backend.charter import assessing, onboarding, papers, registering, retention, reviewing
from backend.charter.choices import ContactKind
from backend.charter.choices import Paper as PaperKind
from backend.charter.models import (
    Answer,
    Application,
    Contact,
    Export,
    ImportBatch,
    ImportRow,
    Paper,
    SavedView,
    SentLetter,
    Signature,
    SpotCheck,
)
from backend.venues import publishing
from tests.factories import OrganisationFactory, a_place
from tests.people import a_member, a_person

from .register import confirmed, signed, submitted

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def _own_anchor(settings: Settings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


@pytest.fixture
def sam(db: None) -> User:
    return a_person("sam@vra.example.org", officer_role="senior_officer")


def found(*canaries: str) -> list[str]:
    """Where one of these stands, in any text of the register or the audit: `charter_contact.name`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND (table_name LIKE 'charter\\_%%' OR table_name LIKE 'audit\\_%%') "
            "AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY')"
        )
        places = cursor.fetchall()
        assert len(places) > 50
        return [place for table, column in places for place in _in_column(cursor, table, column, canaries)]


def _in_column(cursor: object, table: str, column: str, canaries: tuple[str, ...]) -> list[str]:
    pattern = "|".join(canaries)
    cursor.execute(  # type: ignore[attr-defined]
        f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ~* %s',  # noqa: S608 - names from the catalogue
        [pattern],
    )
    return [f"{table}.{column}"] if cursor.fetchone()[0] else []  # type: ignore[attr-defined]


def ended(signature: Signature, by: User, at: datetime) -> None:
    onboarding.withdraw(signature, because="Canary-withdrawn: Sally left.", by=by, at=at)


# --- Applications -----------------------------------------------------------------------------------------


def nobody_confirmed(at: datetime, by: User) -> Application:
    return submitted("canary@applicant.example.org", at=at)


def withdrawn_unconfirmed(at: datetime, by: User) -> Application:
    made = submitted("canary@applicant.example.org", at=at)
    assessing.take_back(made, by=None, at=at, because="Canary")
    return made


def declined(at: datetime, by: User) -> Application:
    made = confirmed("canary@applicant.example.org", at=at)
    assessing.decline(made, because="Canary: not here.", by=by, at=at)
    return made


def withdrawn(at: datetime, by: User) -> Application:
    made = confirmed("canary@applicant.example.org", at=at)
    assessing.take_back(made, by=None, at=at, because="Canary")
    return made


def waits(at: datetime, by: User) -> Application:
    return confirmed("canary@applicant.example.org", at=at)


Made = Callable[[datetime, User], Application]


@pytest.mark.parametrize(
    ("make", "after", "stays"),
    [
        (nobody_confirmed, 7 * DAY, True),
        (nobody_confirmed, 7 * DAY + timedelta(seconds=1), False),
        (withdrawn_unconfirmed, 8 * DAY, False),
        (declined, YEAR, True),
        (declined, YEAR + DAY, False),
        (withdrawn, YEAR, True),
        (withdrawn, YEAR + DAY, False),
        (waits, 3 * YEAR, True),
    ],
)
def test_how_long_an_application_is_kept(make: Made, after: timedelta, stays: bool, sam: User) -> None:
    make(START, sam)
    retention.forget(at=START + after)
    assert bool(found("canary")) is stays, found("canary")


def test_what_is_left_of_a_declined_application_is_that_it_was(sam: User) -> None:
    made = declined(START, sam)
    Answer.objects.update(finding="Canary")
    retention.forget(at=START + YEAR + DAY)
    made.refresh_from_db()
    assert (made.state, made.reference != "", made.erased_at) == ("declined", True, START + YEAR + DAY)
    assert [entry.did for entry in Entry.objects.order_by("number")][-1] == "charter.declined"
    assert found("canary", "Sally") == []


# --- Those who signed -------------------------------------------------------------------------------------


@pytest.fixture
def signature(sam: User) -> Signature:
    """With everything in its register that can name somebody."""
    made = signed(
        "canary@applicant.example.org",
        by=sam,
        at=START,
        signatory_name="Canary Sally",
        signatory_phone="01782 960123",
        champion_name="Canary Charlie",
        champion_email="charlie@canary.example.org",
        answers=dict.fromkeys(range(1, 7), ("met", "Canary Sally does this.")),
    )
    body = made.organisation
    registering.add_spot_check(
        body,
        visited_on=START.date(),
        visited_by="Canary Visitor",
        script="Ask for help at the bar",
        outcome="passed",
        notes="Canary: Charlie was there.",
        by=sam,
        at=START,
    )
    registering.add_action(body, what="Canary trains door staff", due_on=date(2026, 9, 1), by=sam, at=START)
    commitments = {each.pk: "Canary" for each in made.version.commitments.all()}
    reviewing.renew(made, commitments, by=sam, at=START + DAY, note="Canary was helpful.")
    return made


@pytest.mark.parametrize(("since", "stays"), [(YEAR, True), (YEAR + DAY, False)])
def test_contacts_and_notes_are_kept_while_signed_and_a_year_after(
    signature: Signature, sam: User, since: timedelta, stays: bool
) -> None:
    retention.forget(at=START + 5 * YEAR)
    assert Contact.objects.current().count() == 2, "five years signed, and still there to write to"
    end = START + 5 * YEAR
    ended(signature, sam, end)
    retention.forget(at=end + since)
    assert bool(found("canary", "Sally", "Charlie", "960123")) is stays, found("canary", "Sally")


def test_that_it_signed_when_and_until_when_stays(signature: Signature, sam: User) -> None:
    ended(signature, sam, START + DAY)
    retention.forget(at=START + 2 * YEAR)
    signature.refresh_from_db()
    assert (signature.signed_on, signature.standing) == (START.date(), "withdrawn")
    assert SpotCheck.objects.get().outcome == "passed"
    assert SentLetter.objects.filter(organisation=signature.organisation).exists()
    assert {"charter.signed", "charter.withdrawn"} <= set(Entry.objects.values_list("did", flat=True))


def test_whoever_lapsed_counts_from_the_day_it_lapsed(signature: Signature, sam: User) -> None:
    onboarding.lapse(signature, at=START + DAY)
    onboarding.withdraw(signature, because="x", by=sam, at=START + YEAR)
    retention.forget(at=START + YEAR + 2 * DAY)
    assert not Contact.objects.current().exists()


def test_who_signs_anew_within_the_year_is_not_forgotten(signature: Signature, sam: User) -> None:
    onboarding.lapse(signature, at=START + DAY)
    commitments = {each.pk: "" for each in signature.version.commitments.all()}
    reviewing.renew(signature, commitments, by=sam, at=START + 300 * DAY)
    retention.forget(at=START + 3 * YEAR)
    assert Contact.objects.current().count() == 2


def test_a_champion_who_left_is_forgotten_a_year_later_wherever_they_were_written_down(
    signature: Signature, sam: User
) -> None:
    """Their successor, whoever signed, and the letters to these stay."""
    body, left = signature.organisation, START + 10 * DAY
    first = {"name": "Between Canaries", "email": "between@gone.example.org"}
    registering.set_contact(body, ContactKind.CHAMPION, **first, by=sam, at=START + 2 * DAY)
    registering.write_to("review_due", signature, {}, by=sam, at=START + 3 * DAY)
    registering.set_contact(
        body, ContactKind.CHAMPION, name="Nora Next", email="nora@next.example.org", by=sam, at=left
    )
    retention.forget(at=left + YEAR)
    assert found("Between Canaries", "between@gone")
    retention.forget(at=left + YEAR + DAY)
    assert found("Between Canaries", "between@gone", "Canary Charlie", "charlie@canary") == []
    assert found("Nora Next")
    assert Contact.objects.current().get(kind="signatory").name == "Canary Sally"
    assert Application.objects.get().signatory_name == "Canary Sally"
    assert SentLetter.objects.exclude(to="").exists()
    assert chain.check().faults == []


def test_papers_go_after_a_year_and_with_the_signature(signature: Signature, sam: User) -> None:
    assert Paper.objects.count() == 2, "signing and renewing asked for the certificate"
    retention.forget(at=START + 2 * YEAR)
    assert not Paper.objects.exists()
    papers.ask(PaperKind.CERTIFICATE, signature.organisation, by=sam, at=START + 3 * YEAR)
    ended(signature, sam, START + 3 * YEAR)
    retention.forget(at=START + 3 * YEAR + 300 * DAY)
    assert Paper.objects.count() == 1
    retention.forget(at=START + 4 * YEAR + DAY)
    assert not Paper.objects.exists()


@pytest.mark.parametrize(("after", "stays"), [(90 * DAY, True), (91 * DAY, False)])
def test_what_a_file_said_is_kept_ninety_days(after: timedelta, stays: bool, sam: User) -> None:
    batch = ImportBatch.objects.create(file_name="signatories.csv", uploaded_at=START, uploaded_by=sam)
    ImportRow.objects.create(
        batch=batch,
        number=2,
        verdict="refused",
        said={"champion": "Canary"},
        read={"champion": "Canary"},
        notes=["“Canary” is not an e-mail address."],
        undo={"name": "Canary"},
    )
    retention.forget(at=START + after)
    assert bool(found("canary")) is stays, found("canary")


# --- The whole --------------------------------------------------------------------------------------------


def test_afterwards_the_audit_is_whole_and_a_second_run_finds_nothing(
    signature: Signature, sam: User
) -> None:
    nobody_confirmed(START + timedelta(hours=2), sam)
    assessing.decline(confirmed("canary@declined.example.org", at=START), because="Canary", by=sam, at=START)
    ended(signature, sam, START + DAY)
    call_command("checkaudit")
    words, entries = Words.objects.count(), Entry.objects.count()
    assert retention.forget(at=START + 3 * YEAR) > 0
    assert Words.objects.count() < words
    assert Entry.objects.count() == entries
    call_command("checkaudit")
    assert retention.forget(at=START + 3 * YEAR + DAY) == 0
    assert found("canary", "Sally", "Charlie", "960123") == []


@pytest.mark.parametrize(("years", "left"), [(5, True), (7, False)])
def test_a_reason_of_six_years_ago_is_forgotten_whatever_it_was_of(years: int, left: bool) -> None:
    record("venue.suspended", "venue:1", who="user:1", at=START, words={"because": "Ann was not there."})
    retention.forget(at=START + years * YEAR)
    assert bool(found("Ann was not there.")) is left
    assert chain.check().faults == []


def test_the_history_beside_a_change_forgets_its_reason_too(sam: User) -> None:
    venue = a_place(START)
    publishing.suspend(venue, because="Ann was not there.", by=sam, at=START)
    reasons = "SELECT count(*) FROM pghistory_context WHERE metadata->>'because' = 'Ann was not there.'"
    with connection.cursor() as cursor:
        counted = []
        for years in (5, 9):
            retention.forget(at=datetime.now(UTC) + years * YEAR)
            cursor.execute(reasons)
            counted.append(cursor.fetchone()[0])
    assert counted == [1, 0]


@pytest.mark.parametrize(("years", "left"), [(5, True), (7, False)])
def test_the_history_itself_forgets_why_a_venue_was_suspended(sam: User, years: int, left: bool) -> None:
    venue = a_place(START)
    publishing.suspend(venue, because="Ann was not there.", by=sam, at=START)
    told = "SELECT count(*) FROM venues_venueevent WHERE suspended_because = 'Ann was not there.'"
    retention.forget(at=datetime.now(UTC) + years * YEAR)
    with connection.cursor() as cursor:
        cursor.execute(told)
        assert bool(cursor.fetchone()[0]) is left
        cursor.execute("SELECT count(*) FROM venues_venueevent WHERE suspended_at IS NOT NULL")
        assert cursor.fetchone()[0] > 0
    venue.refresh_from_db()
    assert venue.suspended_because == "Ann was not there."


@pytest.mark.parametrize(("years", "left"), [(5, True), (7, False)])
def test_that_a_file_was_taken_stays_and_why_goes(sam: User, years: int, left: bool) -> None:
    Export.objects.create(
        what="register", format="csv", rows=37, at=START, by=sam, because="Ann asked for it."
    )
    retention.forget(at=START + years * YEAR)
    kept = Export.objects.get()
    assert (kept.what, kept.rows, kept.by) == ("register", 37, sam)
    assert bool(kept.because) is left
    assert bool(found("Ann asked")) is left


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({}, True),
        ({"is_active": False}, False),
        ({"officer_role": ""}, False),
        ({"officer_role": "partner"}, False),
    ],
)
def test_searches_of_who_left_the_desk_are_forgotten(
    sam: User, change: dict[str, object], left: bool
) -> None:
    SavedView.objects.create(owner=sam, name="Canary", query="q=canary", made_at=START)
    User.objects.filter(pk=sam.pk).update(**change)
    assert retention.forget(at=START + DAY) == (0 if left else 1)
    assert SavedView.objects.exists() is left
    assert bool(found("canary")) is left


def test_a_withdrawal_leaves_its_reason_where_it_is_erased_and_nowhere_else(sam: User) -> None:
    signature = signed("ann@example.org", by=sam, at=START)
    onboarding.withdraw(signature, because="Ann was not there.", by=sam, at=START)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pghistory_context WHERE metadata::text LIKE '%not there%'")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize(
    ("ended", "later", "is_left"),
    [(True, YEAR - DAY, True), (True, YEAR + DAY, False), (False, 9 * YEAR, True)],
)
def test_an_account_goes_a_year_after_its_last_membership(
    ended: bool, later: timedelta, is_left: bool
) -> None:
    venue = a_place(START)
    alice = a_member("alice@example.org", venue, "manager")
    if ended:
        alice.memberships.update(ended_at=START)
    retention.forget(at=START + later)
    assert User.objects.filter(pk=alice.pk).exists() is is_left


def test_contacts_of_who_never_signed_go_after_a_year() -> None:
    body = OrganisationFactory.create(charter_signed_on=None)
    registering.set_contact(body, ContactKind.CHAMPION, name="Ann Canary", at=START)
    retention.forget(at=START + YEAR - DAY)
    assert found("Ann Canary")
    retention.forget(at=START + YEAR + DAY)
    assert found("Ann Canary") == []


def test_people_of_who_signs_nothing_and_shows_nothing_are_let_go(sam: User) -> None:
    signature = signed("ann@example.org", by=sam, at=START)
    body = signature.organisation
    User.objects.create_user("m@example.org").memberships.create(
        organisation=body, role="manager", invited_at=START
    )
    onboarding.withdraw(signature, because="x", by=sam, at=START)
    retention.forget(at=START + YEAR - DAY)
    assert body.memberships.current().exists()
    retention.forget(at=START + YEAR + DAY)
    assert not body.memberships.current().exists()


def test_who_is_a_contact_still_by_another_row_is_not_erased(sam: User) -> None:
    """Her number was corrected: the old row falls due, she does not."""
    signature = signed("ann@example.org", by=sam, at=START)
    old = signature.organisation.contacts.get(kind=ContactKind.SIGNATORY)
    registering.set_contact(
        signature.organisation,
        ContactKind.SIGNATORY,
        name=old.name,
        role=old.role,
        email=old.email,
        phone="01632 960000",
        at=START + DAY,
    )
    retention.forget(at=START + YEAR + 2 * DAY)
    application = Application.objects.get()
    assert (application.signatory_name, application.signatory_email) == (old.name, old.email)
    assert not SentLetter.objects.filter(to="").exists()
