"""An organisation's page as one story, and what officers write into it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import User
from backend.audit.models import Entry
from backend.audit.recording import record
from backend.charter import onboarding, registering, versions
from backend.charter.choices import ContactKind
from backend.charter.models import (
    ActionItem,
    Confirmation,
    Contact,
    Reminder,
    Review,
    SentLetter,
    Signature,
    SpotCheck,
    Training,
)
from backend.venues.models import Device, Membership, Organisation
from tests.factories import OrganisationFactory, VenueFactory, a_place

from .steps import after, read
from .test_register import an_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def owl(now: datetime) -> Organisation:
    made: Organisation = OrganisationFactory.create(
        name="Owl Taverns", town="Leek", sector="bar", charter_signed_on=date(2026, 1, 5)
    )
    Signature.objects.update(review_due_on=date(2027, 1, 5))
    return made


def story(owl: Organisation, part: str = "") -> str:
    return f"/desk/organisations/{owl.pk}/{part}"


def signature_of(owl: Organisation) -> Signature:
    found: Signature = owl.signatures.order_by("-pk").first()  # type: ignore[assignment]
    return found


# --- Reading ------------------------------------------------------------------------------------------------


def test_its_head_says_how_it_stands(desk: Client, owl: Organisation) -> None:
    told = read(desk.get(story(owl)))
    for words in (
        "Bar or pub · Leek", "Current", "5 January 2026, version 1", "Review due 5 January 2027",
        "Lapses without one 5 February 2027",
    ):  # fmt: skip
        assert words in told, words


def test_one_that_lapsed_or_never_signed_says_so(desk: Client, owl: Organisation, now: datetime) -> None:
    onboarding.lapse(signature_of(owl), at=now)
    told = read(desk.get(story(owl)))
    assert "Lapsed 22 November 2026, 01:30. Reason: No review within the grace." in told
    never = OrganisationFactory.create(charter_signed_on=None)
    assert "No current signature of the Charter." in read(desk.get(story(never)))


def test_the_timeline_tells_everything_newest_first(
    desk: Client, owl: Organisation, sam: User, now: datetime
) -> None:
    application = an_application(owl, now)
    application.steps.create(after="confirmed", at=now - timedelta(days=9), because="By telephone")
    Reminder.objects.create(
        signature=signature_of(owl),
        of_due_on=date(2027, 1, 5),
        days_before=60,
        sent_at=now - timedelta(days=8),
    )
    registering.add_training(
        owl, course="Vulnerability", people=7, held_on=now.date() - timedelta(days=7), by=sam, at=now
    )
    registering.add_spot_check(
        owl, visited_on=now.date() - timedelta(days=6), visited_by="Vera", script="Angela", outcome="passed",
        by=sam, at=now,
    )  # fmt: skip
    registering.add_action(
        owl, what="Put up posters", due_on=date(2026, 12, 1), by=sam, at=now - timedelta(days=5)
    )
    Review.objects.create(
        signature=signature_of(owl), was_due_on=date(2026, 1, 5), done_at=now - timedelta(days=4), done_by=sam
    )
    SentLetter.objects.create(
        organisation=owl,
        key="signed",
        to="o@example.org",
        subject="Hello Owls",
        sent_at=now - timedelta(days=3),
    )
    venue = VenueFactory.create(name="The Owl", organisation=owl)
    with transaction.atomic():
        record("venue.published", f"venue:{venue.pk}", who=f"user:{sam.pk}", at=now - timedelta(days=2))
        record("venue.suspended", f"venue:{venue.pk}", who=f"user:{sam.pk}", at=now - timedelta(days=1))
    told = read(desk.get(story(owl)))
    told = told[told.index("What happened") : told.index("Commitments")]
    order = [
        "Venue suspended: The Owl", "Venue published: The Owl", "Letter: Hello Owls, to o@example.org",
        "Reviewed, due on 5 January 2026", "Action agreed: Put up posters, by 1 December 2026",
        "Spot check: passed", "Training: Vulnerability, 7 people",
        "Reminded 60 days before the review of 5 January 2027", "Application CH-2345: new",
        "Signed version 1 of the Charter",
    ]  # fmt: skip
    places = [told.find(words) for words in order]
    assert -1 not in places, dict(zip(order, places, strict=True))
    assert places == sorted(places)
    assert "Sam Senior" in told
    assert "By telephone" in told


def test_what_was_published_before_there_was_an_audit_is_told_once(
    desk: Client, owl: Organisation, now: datetime
) -> None:
    venue = a_place(now, name="The Owl", organisation=owl)
    assert read(desk.get(story(owl))).count("Venue published: The Owl") == 1
    with transaction.atomic():
        record("venue.published", f"venue:{venue.pk}", who="system", at=now)
    assert read(desk.get(story(owl))).count("Venue published: The Owl") == 1


def test_a_long_timeline_and_many_venues_stand_on_pages(
    desk: Client, owl: Organisation, now: datetime
) -> None:
    ActionItem.objects.bulk_create(
        ActionItem(
            organisation=owl, what=f"Thing {n:03}", due_on=now.date(), made_at=now + timedelta(hours=n)
        )
        for n in range(70)
    )
    for n in range(60):
        VenueFactory.create(name=f"Nest {n:02}", organisation=owl)
    first, second = (read(desk.get(story(owl, f"?page={n}"))) for n in (1, 2))
    assert "Action agreed: Thing 069" in first
    assert "Action agreed: Thing 019" not in first
    assert "Action agreed: Thing 019" in second
    assert "Nest 49" in first
    assert "Nest 50" not in first
    assert "Nest 50" in read(desk.get(story(owl, "?venues=2")))
    for odd in ("x", "-1", "0", "9" * 20):
        assert "Thing 069" in read(desk.get(story(owl, f"?page={odd}")))


def test_as_many_statements_however_much_there_is(
    desk: Client, owl: Organisation, sam: User, now: datetime
) -> None:
    _one_more_of_everything(owl, sam, now, 0)
    with CaptureQueriesContext(connection) as few:
        desk.get(story(owl))
    for number in range(1, 15):
        _one_more_of_everything(owl, sam, now, number)
    with CaptureQueriesContext(connection) as many:
        desk.get(story(owl))
    assert len(many) == len(few)
    assert len(many) < 25


def _one_more_of_everything(owl: Organisation, by: User, at: datetime, number: int) -> None:
    venue = VenueFactory.create(organisation=owl)
    user = User.objects.create_user(f"m{number}@example.org", f"Member {number}")
    member = Membership.objects.create(
        user=user, organisation=owl, role="manager", invited_at=at, of_all_venues=False
    )
    member.venues.set([venue])
    device = Device.objects.create(
        organisation=owl, name=f"T {number}", token_hash=bytes([number]), paired_at=at
    )
    device.venues.set([venue])
    registering.add_training(owl, course="C", people=1, held_on=at.date(), by=by, at=at, venue=venue)
    registering.add_spot_check(
        owl, visited_on=at.date(), visited_by="V", script="S", outcome="failed", by=by, at=at, venue=venue
    )
    registering.add_action(owl, what="W", due_on=at.date(), by=by, at=at)
    registering.set_contact(owl, ContactKind.CHAMPION, name=f"C {number}", by=by, at=at)
    SentLetter.objects.create(organisation=owl, key="signed", to="o@example.org", subject="S", sent_at=at)


def test_hostile_words_stay_words(desk: Client, owl: Organisation, sam: User, now: datetime) -> None:
    evil = "<script>alert(1)</script>{{ x }}' onload='x"
    registering.add_action(owl, what=evil, due_on=now.date(), by=sam, at=now)
    registering.set_contact(owl, ContactKind.CHAMPION, name=evil, role=evil, by=sam, at=now)
    page = desk.get(story(owl))
    assert b"<script" not in page.content
    assert read(page).count(evil) >= 2


# --- Writing ------------------------------------------------------------------------------------------------

TRAINING = {"course": "Vulnerability", "people": "12", "held_on": "2026-11-01", "expires_on": "2027-11-01"}
CHECK = {"visited_on": "2026-11-20", "visited_by": "Vera", "script": "Asked for Angela", "outcome": "partly"}
ACTION = {"what": "Put up posters", "due_on": "2026-12-24"}
CONTACT = {"kind": "champion", "name": "Cher New", "role": "Manager", "email": "Cher@Example.org"}


def test_a_training_is_written_down(desk: Client, olive: User, owl: Organisation) -> None:
    venue = VenueFactory.create(name="The Owl", organisation=owl)
    told = after(desk, story(owl, "trainings"), **TRAINING, venue=venue.slug)
    assert "The training is written down." in told
    assert "Vulnerability 12 people on 1 November 2026 at The Owl · holds until 1 November 2027" in told
    kept = Training.objects.get()
    assert (kept.people, kept.made_by, kept.venue) == (12, olive, venue)
    assert Entry.objects.get().did == "register.training"


def test_a_spot_check_is_written_down_with_notes_of_several_lines(desk: Client, owl: Organisation) -> None:
    told = after(desk, story(owl, "spot-checks"), **CHECK, notes="The bar knew.\r\n\r\nThe door did not.")
    assert "Partly, 20 November 2026" in told
    assert "visited by Vera · Asked for Angela" in told
    assert "The bar knew. The door did not." in told


def test_an_action_is_added_and_done_once(desk: Client, owl: Organisation) -> None:
    assert "Put up posters By 24 December 2026" in after(desk, story(owl, "actions"), **ACTION)
    done = f"/desk/actions/{ActionItem.objects.get().pk}/done"
    assert "Done: Put up posters" in after(desk, done)
    assert ActionItem.objects.get().done_on == date(2026, 11, 22)
    assert "It was marked as done already. Nothing was changed now." in after(desk, done)
    assert Entry.objects.filter(did="register.action_done").count() == 1


def test_a_champion_is_replaced_and_who_it_was_stays_until_erased(
    desk: Client, owl: Organisation, now: datetime
) -> None:
    old = registering.set_contact(
        owl, ContactKind.CHAMPION, name="Carl Old", email="carl@example.org", at=now
    )
    told = after(desk, story(owl, "contacts"), **CONTACT)
    assert "Cher New Champion · Manager · cher@example.org" in told
    assert "Carl Old Champion · carl@example.org · until 22 November 2026, 01:30" in told
    assert [each.name for each in owl.contacts.current()] == ["Cher New"]
    Contact.objects.filter(pk=old.pk).update(name="", email="", erased_at=now)
    told = read(desk.get(story(owl)))
    assert "Carl" not in told
    assert "Erased Champion · until 22 November 2026, 01:30" in told


@pytest.mark.parametrize(
    ("part", "typed", "words"),
    [
        ("trainings", TRAINING | {"course": ""}, "Type what the course is called."),
        ("trainings", TRAINING | {"people": "0"}, "Type 1 or more."),
        ("trainings", TRAINING | {"people": "x"}, "Type a number, like 12."),
        ("trainings", TRAINING | {"people": "9" * 20}, "Type a number below 100,000."),
        ("trainings", TRAINING | {"held_on": "tomorrow"}, "Type the day like 5/3/2027."),
        ("trainings", TRAINING | {"held_on": "2026-11-23"}, "This day is still to come"),
        (
            "trainings",
            TRAINING | {"expires_on": "2026-11-01"},
            "Choose a day after the one on which it was held.",
        ),
        ("trainings", TRAINING | {"venue": "somebody-elses"}, "Choose a venue of this organisation."),
        ("trainings", TRAINING | {"course": "a\u202eb"}, "Leave out control and invisible characters"),
        ("spot-checks", CHECK | {"outcome": "great"}, "Select a valid choice"),
        ("spot-checks", CHECK | {"outcome": ""}, "Choose passed, partly or failed."),
        ("spot-checks", CHECK | {"visited_on": "2026-11-23"}, "This day is still to come"),
        ("spot-checks", CHECK | {"notes": "x" * 1001}, "Use at most 1000 letters here."),
        ("actions", ACTION | {"what": " "}, "Type what they will do."),
        ("actions", ACTION | {"due_on": ""}, "Type the day like 5/3/2027."),
        ("contacts", CONTACT | {"name": ""}, "Type their name, as colleagues call them."),
        ("contacts", CONTACT | {"kind": ""}, "Choose authorised signatory or champion."),
        ("contacts", CONTACT | {"email": "x"}, "That is not an e-mail address."),
    ],
)
def test_what_will_not_do_is_named_and_stays_typed(
    desk: Client, owl: Organisation, part: str, typed: dict[str, str], words: str
) -> None:
    VenueFactory.create(slug="somebody-elses")
    refused = desk.post(story(owl, part), typed)
    assert refused.status_code == 400
    assert words in read(refused)
    assert not Entry.objects.exists()
    for model in (Training, SpotCheck, ActionItem, Contact):
        assert not model._default_manager.exists()


def test_a_day_may_be_typed_as_people_write_it(desk: Client, owl: Organisation) -> None:
    for typed in ("24/12/2026", "24 December 2026", "24 Dec 2026"):
        after(desk, story(owl, "actions"), **ACTION | {"due_on": typed})
    assert {each.due_on for each in ActionItem.objects.all()} == {date(2026, 12, 24)}


# --- Renewing -----------------------------------------------------------------------------------------------


def renewal(client: Client, owl: Organisation, **more: str) -> dict[str, Any]:
    """What the page asks, answered: each commitment ticked."""
    form = client.get(story(owl, "renewal")).context["form"]
    seen = client.get(story(owl, "renewal")).context["seen"]
    typed = {f"confirmed_{each.pk}": "on" for each in form.commitments}
    return (
        typed
        | {f"how_{each.pk}": f"So: {each.position}" for each in form.commitments}
        | {"seen": seen}
        | more
    )


def test_a_renewal_goes_through_each_commitment(desk: Client, olive: User, owl: Organisation) -> None:
    told = after(desk, story(owl, "renewal"), **renewal(desk, owl, note="All well."))
    assert "Owl Taverns is reviewed. The next review is due on 22 November 2027." in told
    assert "Last reviewed 22 November 2026, 01:30 by Olive Officer. All well." in told
    assert "At the last review: So: 1" in told
    review = Review.objects.get()
    assert (review.was_due_on, review.done_by) == (date(2027, 1, 5), olive)
    assert Confirmation.objects.filter(review=review).count() == 6
    assert signature_of(owl).signed_on == date(2026, 1, 5)
    assert [each.did for each in Entry.objects.all()] == ["charter.renewed"]


def test_one_that_was_not_gone_through_is_named(desk: Client, owl: Organisation) -> None:
    typed = renewal(desk, owl)
    missing = next(name for name in typed if name.startswith("confirmed_"))
    refused = desk.post(story(owl, "renewal"), {k: v for k, v in typed.items() if k != missing})
    assert refused.status_code == 400
    assert read(refused).count("Go through this one with them, then tick it.") == 1
    assert "So: 2" in refused.content.decode()
    assert not Review.objects.exists()


def test_of_two_who_renew_at_once_one_does(desk: Client, senior_desk: Client, owl: Organisation) -> None:
    typed = renewal(desk, owl)
    after(senior_desk, story(owl, "renewal"), **typed)
    told = after(desk, story(owl, "renewal"), **typed)
    assert "Somebody reviewed it, or it ended, since you opened the page. Nothing was changed now." in told
    assert Review.objects.count() == 1


def test_a_lapsed_one_is_told_that_it_signs_anew(desk: Client, owl: Organisation, now: datetime) -> None:
    onboarding.lapse(signature_of(owl), at=now)
    assert "Renewing signs them anew, today: the badge is back at once" in read(
        desk.get(story(owl, "renewal"))
    )
    after(desk, story(owl, "renewal"), **renewal(desk, owl))
    owl.refresh_from_db()
    assert owl.charter_signed_on == date(2026, 11, 22)
    assert [each.standing for each in owl.signatures.order_by("pk")] == ["replaced", "current"]


def test_one_of_an_older_version_confirms_the_newer(
    desk: Client, sam: User, owl: Organisation, now: datetime
) -> None:
    newer = versions.draft("", [("Only this", "")], by=sam, at=now)
    versions.put_in_force(newer, on=now.date(), by=sam, at=now)
    page = read(desk.get(story(owl, "renewal")))
    assert "They signed version 1. Renewing signs them anew, today, to version 2" in page
    after(desk, story(owl, "renewal"), **renewal(desk, owl))
    assert signature_of(owl).version == newer
    # What an officer noted stays at the desk; the public reads the organisation's own words or none.
    assert [each.how for each in signature_of(owl).promises.all()] == [""]
    assert [each.how for each in Confirmation.objects.all()] == ["So: 1"]


def test_who_has_not_signed_has_nothing_to_renew(desk: Client, senior_desk: Client) -> None:
    never = OrganisationFactory.create(charter_signed_on=None)
    assert desk.get(story(never, "renewal")).status_code == 404
    assert senior_desk.get(story(never, "withdrawal")).status_code == 404
    assert "Renew" not in read(desk.get(story(never)))
