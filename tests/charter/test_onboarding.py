"""What may follow what, and what signing does: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, IntegrityError, connection, transaction

from backend.accounts.models import Letter, User
from backend.audit.models import Entry
from backend.charter import assessing, likenesses, onboarding, stepping
from backend.charter.choices import STEPS, ContactKind, Standing, State
from backend.charter.letters import Written
from backend.charter.models import Application, SentLetter, Signature, Step
from backend.venues.models import Membership, Organisation, Venue
from tests.applications import ARMS, DUE_ON, OFFICE, an_application, an_officer, signed_organisation
from tests.factories import OrganisationFactory, VenueFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Verb = Callable[[Application, User], object]

VERBS: dict[str, tuple[State, Verb]] = {
    "take up": (State.UNDER_REVIEW, lambda held, by: assessing.take_up(held, by=by, at=NOW)),
    "ask for action": (
        State.ACTION_NEEDED,
        lambda held, by: assessing.ask_for_action(held, because="A date.", due_on=DUE_ON, by=by, at=NOW),
    ),
    "decline": (State.DECLINED, lambda held, by: assessing.decline(held, because="No.", by=by, at=NOW)),
    "take back": (State.WITHDRAWN, lambda held, by: assessing.take_back(held, by=by, at=NOW)),
    "sign": (State.SIGNED, lambda held, by: onboarding.sign(held, by=by, at=NOW)),
}


@pytest.fixture
def otto(db: None) -> User:
    return an_officer()


def links() -> int:
    return Entry.objects.count()


# --- Every state, every verb --------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", State)
def test_what_may_follow_what(otto: User, state: State, verb: str) -> None:
    held = an_application(NOW, state=state)
    after, act = VERBS[verb]
    before = links(), Letter.objects.count(), Organisation.objects.count()
    if after in STEPS[state]:
        act(held, otto)
        held.refresh_from_db()
        step = held.steps.last()
        assert held.state == after
        assert step
        assert (step.before, step.after, step.by, step.at) == (state, after, otto, NOW)
        assert links() == before[0] + 1
        return
    with pytest.raises(stepping.NotFromHere, match="already"):
        act(held, otto)
    held.refresh_from_db()
    assert held.state == state
    assert (links(), Letter.objects.count(), Organisation.objects.count()) == before


@pytest.mark.parametrize("after", State)
@pytest.mark.parametrize("state", State)
def test_the_database_refuses_what_the_verbs_refuse(state: State, after: State) -> None:
    held = an_application(NOW, state=state)
    raw = "UPDATE charter_application SET state = %s, organisation_id = %s WHERE id = %s"
    body = OrganisationFactory.create()

    def write() -> None:
        confirm = "UPDATE charter_application SET confirmed_at = now() WHERE id = %s"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(confirm, [held.pk])
            cursor.execute(raw, [after, body.pk, held.pk])

    if after == state or after in STEPS[state]:
        write()
    else:
        with pytest.raises(Error, match="Invalid transition"):
            write()


@pytest.mark.parametrize("state", [state for state in State if state != State.SUBMITTED])
def test_no_application_begins_further_on(state: State) -> None:
    held = an_application(NOW)
    held.pk, held.reference, held.form_key, held.state = None, "SP-X", "another", state
    with pytest.raises(Error, match="Cannot insert"), transaction.atomic():
        held.save()


def test_nobody_decides_on_an_address_that_nobody_confirmed(otto: User) -> None:
    held = an_application(NOW, state=State.SUBMITTED)
    with pytest.raises(IntegrityError, match="nobody_decides"), transaction.atomic():
        Application.objects.filter(pk=held.pk).update(state=State.CONFIRMED)


@pytest.mark.parametrize("days", [0, -1])
def test_the_day_by_which_it_is_needed_is_to_come(otto: User, days: int) -> None:
    held = an_application(NOW, state=State.UNDER_REVIEW)
    with pytest.raises(ValidationError, match="later day"):
        assessing.ask_for_action(held, because="x", due_on=NOW.date() + timedelta(days=days), by=otto, at=NOW)


@pytest.mark.parametrize(
    ("state", "may"),
    [(state, state in {State.UNDER_REVIEW, State.ACTION_NEEDED}) for state in State],
)
def test_findings_are_noted_while_it_is_looked_at(otto: User, state: State, may: bool) -> None:
    held = an_application(NOW, state=state)
    first = held.answers.all()[0]
    before = links()
    if may:
        assert assessing.note_findings(held, {first.commitment_id: "Poster seen."}, by=otto, at=NOW)
        assert not assessing.note_findings(held, {first.commitment_id: "Poster seen."}, by=otto, at=NOW)
        assert links() == before + 1
    else:
        with pytest.raises(stepping.NotFromHere):
            assessing.note_findings(held, {first.commitment_id: "Poster seen."}, by=otto, at=NOW)
    first.refresh_from_db()
    assert first.finding == ("Poster seen." if may else "")


# --- Signing ------------------------------------------------------------------------------------------------


def under_review(**facts: Any) -> Application:
    return an_application(NOW, state=State.UNDER_REVIEW, **facts)


def test_signing_makes_all_that_follows_from_it(otto: User) -> None:
    held = under_review(organisation_name="Demo Owl Taverns")
    onboarding.sign(held, by=otto, at=NOW)
    body = signed_organisation(held)
    signature = body.signatures.get()
    venue = body.venues.get()
    membership = Membership.objects.get(organisation=body)
    assert (body.name, body.town, body.charter_signed_on) == (
        "Demo Owl Taverns",
        "Hanley",
        date(2026, 11, 22),
    )
    assert (signature.version, signature.standing) == (held.version, Standing.CURRENT)
    assert signature.review_due_on == date(2027, 11, 22)
    assert signature.promises.count() == held.answers.count() > 0
    assert (venue.name, venue.published_at, venue.kind) == (ARMS.name, None, "charter_venue")
    assert OFFICE.name not in Venue.objects.values_list("name", flat=True)
    assert (membership.user.email, membership.role) == (held.champion_email, "manager")
    contacts = {each.kind: each.email for each in body.contacts.current()}
    assert contacts == {
        ContactKind.SIGNATORY: held.signatory_email,
        ContactKind.CHAMPION: held.champion_email,
    }
    sent = SentLetter.objects.get(key="signed")
    assert (sent.to, sent.organisation, sent.sent_by) == (held.signatory_email, body, otto)
    assert (Entry.objects.latest("number").did, Entry.objects.latest("number").subject) == (
        "charter.signed",
        f"organisation:{body.pk}",
    )


def test_the_letter_goes_in_the_words_of_the_preview(otto: User) -> None:
    held = under_review()
    onboarding.sign(held, by=otto, at=NOW, written=Written("My subject", "My words.\n"))
    letter = Letter.objects.get(to=held.signatory_email, subject="My subject")
    assert letter.body == "My words.\n"


def test_without_premises_nobody_is_invited(otto: User) -> None:
    held = under_review(premises=(OFFICE,))
    onboarding.sign(held, by=otto, at=NOW)
    assert not Venue.objects.exists()
    assert not Membership.objects.exists()


def test_without_a_champion_the_signatory_is_invited(otto: User) -> None:
    held = under_review(champion_name="", champion_email="")
    onboarding.sign(held, by=otto, at=NOW)
    assert Membership.objects.get().user.email == held.signatory_email


def test_who_manages_it_already_is_not_invited_again(otto: User) -> None:
    body = OrganisationFactory.create(charter_signed_on=None)
    held = under_review()
    user = User.objects.create_user(held.champion_email, "Chris")
    Membership.objects.create(user=user, organisation=body, role="manager", invited_at=NOW)
    before = Letter.objects.count()
    onboarding.sign(held, by=otto, at=NOW, organisation=body)
    assert Membership.objects.filter(organisation=body).count() == 1
    assert Letter.objects.count() == before + 1


def test_one_that_is_chosen_keeps_its_name_and_learns_what_is_new(otto: User) -> None:
    body = OrganisationFactory.create(name="Owl Taverns", charter_signed_on=None)
    VenueFactory.create(name="the demo arms", town="HANLEY", organisation=body)
    held = under_review(organisation_name="Owl Taverns Ltd", town="Leek", premises=(ARMS,))
    onboarding.sign(held, by=otto, at=NOW, organisation=body)
    body.refresh_from_db()
    assert (body.name, body.town) == ("Owl Taverns", "Leek")
    assert body.venues.count() == 1
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("name", ["Owl Taverns", "OWL taverns"])
def test_a_name_that_is_taken_is_refused(otto: User, name: str) -> None:
    OrganisationFactory.create(name="Owl Taverns", charter_signed_on=None)
    held = under_review(organisation_name=name)
    nothing_comes_of(onboarding.NameTaken, held, otto)


def test_one_that_is_signed_is_not_signed_twice(otto: User) -> None:
    nothing_comes_of(
        onboarding.AlreadySigned, under_review(), otto, organisation=OrganisationFactory.create()
    )


def nothing_comes_of(
    wrong: type[Exception], held: Application, by: User, organisation: Organisation | None = None
) -> None:
    counted: list[Any] = [Signature, Organisation, Venue, Letter, Entry, Step, Membership]
    before = [model.objects.count() for model in counted]
    with pytest.raises(wrong):
        onboarding.sign(held, by=by, at=NOW, organisation=organisation)
    held.refresh_from_db()
    assert held.state == State.UNDER_REVIEW
    assert held.organisation is None
    assert [model.objects.count() for model in counted] == before


def test_a_lapsed_signature_is_replaced(otto: User) -> None:
    body = OrganisationFactory.create()
    old = body.signatures.get()
    onboarding.lapse(old, at=NOW)
    onboarding.sign(under_review(), by=otto, at=NOW, organisation=body)
    old.refresh_from_db()
    body.refresh_from_db()
    assert old.standing == Standing.REPLACED
    assert body.charter_signed_on == date(2026, 11, 22)
    assert body.signatures.current().count() == 1


def test_a_venue_of_theirs_waits_for_a_senior_officer(otto: User) -> None:
    held = under_review()
    onboarding.sign(held, by=otto, at=NOW)
    venue = signed_organisation(held).venues.get()
    with pytest.raises(PermissionDenied):
        onboarding.publish(venue, by=otto, at=NOW)
    sam = User.objects.create_user("sam@example.org", "Sam", officer_role="senior_officer")
    with pytest.raises(ValidationError, match="no pin"):
        onboarding.publish(venue, by=sam, at=NOW)


# --- Whether it is there already ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "postcode", "found"),
    [
        ("Owl Taverns", "", ["Owl Taverns"]),
        ("The OWL taverns Ltd", "", ["Owl Taverns"]),
        ("Owl Tavenrs", "", ["Owl Taverns"]),
        ("Nightjar Club", "", ["Nightjar Clubs Limited"]),
        ("Quite another name", "st13 5aa", ["Owl Taverns"]),
        ("Quite another name", "", []),
        ("Ltd", "", []),
        ("%_", "", []),
    ],
)
def test_who_is_alike_is_offered(name: str, postcode: str, found: list[str]) -> None:
    OrganisationFactory.create(name="Owl Taverns", postcode="ST13 5AA", town="Leek")
    OrganisationFactory.create(name="Nightjar Clubs Limited", charter_signed_on=None)
    OrganisationFactory.create(name="Lantern Cafés")
    assert [each.name for each in likenesses.like(name, postcode)] == found


def test_an_offer_says_where_it_is_and_what_it_has() -> None:
    body = OrganisationFactory.create(name="Owl Taverns", postcode="ST13 5AA", town="Leek")
    VenueFactory.create_batch(2, organisation=body)
    (offer,) = likenesses.like("Owl Taverns")
    assert (offer.pk, offer.town, offer.postcode, offer.venues) == (body.pk, "Leek", "ST13 5AA", 2)
    assert offer.signed_on == date(2025, 6, 1)
    assert likenesses.one(body.pk, "Owl Taverns") == [offer]
    assert likenesses.one(0, "Owl Taverns") == []


def test_the_very_same_name_stands_first_among_many() -> None:
    for number in range(30):
        OrganisationFactory.create(name=f"Demo Owl {number}", charter_signed_on=None)
    OrganisationFactory.create(name="Demo Owl", charter_signed_on=None)
    offered = likenesses.like("demo owl")
    assert len(offered) == likenesses.MOST_OFFERED
    assert offered[0].name == "Demo Owl"
    assert [each.name for each in likenesses.named("owl 17", "demo owl")] == ["Demo Owl 17"]
