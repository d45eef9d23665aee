"""The yearly look: reminders once each, what happens when nobody comes, and renewal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from backend.accounts.models import Letter, User
from backend.audit.models import Entry
from backend.charter import onboarding, registering, reviewing, versions
from backend.charter.choices import ContactKind, Standing
from backend.charter.models import Reminder, Signature, Terms
from backend.charter.tasks import reviews_now
from backend.venues.models import Organisation, Venue
from tests.factories import OrganisationFactory, a_place

pytestmark = pytest.mark.django_db

DUE_ON = date(2027, 3, 5)
DAY = timedelta(days=1)


def at(days: int) -> datetime:
    """Noon, so many days from the day by which the review is due."""
    return datetime(2027, 3, 5, 12, 0, tzinfo=UTC) + days * DAY


@pytest.fixture
def sam(db: None) -> User:
    return User.objects.create_user("sam@example.org", "Sam Senior", officer_role="senior_officer")


@pytest.fixture
def body(db: None) -> Organisation:
    made: Organisation = OrganisationFactory.create(name="Owl Taverns")
    for kind in ContactKind:
        registering.set_contact(made, kind, name=kind.label, email=f"{kind}@example.org", at=at(-300))
    Signature.objects.filter(organisation=made).update(review_due_on=DUE_ON)
    return made


def current(body: Organisation) -> Signature:
    return body.signatures.current().get()


def confirmed() -> dict[int, str]:
    return {each.pk: "Still so." for each in versions.current(at=at(0)).commitments.all()}


@pytest.mark.parametrize(
    ("days", "stages"),
    [
        ([-61], []),
        ([-60], [60]),
        ([-60, -60, -59], [60]),
        ([-60, -30, -7], [60, 30, 7]),
        ([-31, -30, -8, -7, -6, 0], [60, 30, 7]),
        ([-20], [30]),
        ([-3], [7]),
        ([-3, -2, -1, 0], [7]),
        ([1], []),
    ],
)
def test_it_reminds_at_sixty_thirty_and_seven_days(
    body: Organisation, days: list[int], stages: list[int]
) -> None:
    sent = sum(reviewing.remind(at=at(each)) for each in days)
    assert sent == len(stages)
    assert list(Reminder.objects.order_by("pk").values_list("days_before", flat=True)) == stages
    assert Letter.objects.count() == 2 * len(stages)


def test_a_reminder_says_by_when_and_what_else_happens(body: Organisation) -> None:
    reviewing.remind(at=at(-30))
    letter = Letter.objects.filter(to="champion@example.org").get()
    assert letter.subject == "The Charter: your review is due by 5 March 2027"
    assert "list on 5 April 2027" in letter.body


def test_after_a_renewal_the_next_year_reminds_anew(body: Organisation, sam: User) -> None:
    reviewing.remind(at=at(-60))
    reviewing.renew(current(body), confirmed(), by=sam, at=at(-50))
    assert reviewing.remind(at=at(-30)) == 0
    assert reviewing.remind(at=datetime(2027, 11, 14, tzinfo=UTC)) == 0
    assert reviewing.remind(at=datetime(2027, 11, 15, tzinfo=UTC)) == 1


@pytest.mark.parametrize(("days", "lapses"), [(0, False), (30, False), (31, True), (300, True)])
def test_it_lapses_when_the_grace_has_run_out(body: Organisation, days: int, lapses: bool) -> None:
    a_place(at(days), organisation=body, kind="charter_venue")
    reviews_now(at=at(days))
    body.refresh_from_db()
    assert (body.charter_signed_on is None) is lapses
    assert Venue.objects.published().exists() is not lapses
    assert (body.signatures.get().standing == Standing.LAPSED) is lapses
    assert Entry.objects.filter(did="charter.lapsed", who="system").count() == int(lapses)


@pytest.mark.parametrize("grace", [0, 180])
def test_the_grace_is_the_vras_to_set(body: Organisation, sam: User, grace: int) -> None:
    registering.set_terms(review_months=6, grace_days=grace, by=sam, at=at(0))
    assert reviewing.lapse_overdue(at=at(grace)) == 0
    assert reviewing.lapse_overdue(at=at(grace + 1)) == 1
    assert reviewing.lapse_overdue(at=at(grace + 2)) == 0


@pytest.mark.parametrize(("months", "grace"), [(0, 30), (37, 30), (12, 181)])
def test_terms_are_within_reason(sam: User, months: int, grace: int) -> None:
    with pytest.raises(ValidationError):
        registering.set_terms(review_months=months, grace_days=grace, by=sam, at=at(0))
    assert Terms.now().review_months == 12


def test_a_current_one_goes_on_for_another_term(body: Organisation, sam: User) -> None:
    before = current(body)
    renewed = reviewing.renew(before, confirmed(), by=sam, at=at(-5), note="Rang.")
    assert renewed.pk == before.pk
    assert (renewed.signed_on, renewed.review_due_on) == (before.signed_on, date(2028, 2, 28))
    review = renewed.reviews.get()
    assert (review.was_due_on, review.done_by, review.note) == (DUE_ON, sam, "Rang.")
    assert Entry.objects.filter(did="charter.renewed").count() == 1


def test_one_that_lapsed_is_signed_anew_and_its_venues_come_back(body: Organisation, sam: User) -> None:
    venue = a_place(at(40), organisation=body, kind="charter_venue")
    old = current(body)
    onboarding.lapse(old, at=at(40))
    renewed = reviewing.renew(old, confirmed(), by=sam, at=at(41))
    old.refresh_from_db()
    body.refresh_from_db()
    assert (old.standing, renewed.signed_on) == (Standing.REPLACED, date(2027, 4, 15))
    assert body.charter_signed_on == renewed.signed_on
    assert list(Venue.objects.published()) == [venue]


def test_one_of_an_older_version_signs_the_newer_and_keeps_the_old_as_it_was(
    body: Organisation, sam: User
) -> None:
    old = current(body)
    draft = versions.draft("", [("One", ""), ("Two", "")], by=sam, at=at(-9))
    versions.put_in_force(draft, on=date(2027, 3, 1), by=sam, at=at(-9))
    renewed = reviewing.renew(old, confirmed(), by=sam, at=at(0))
    old.refresh_from_db()
    assert (old.standing, old.version.number) == (Standing.REPLACED, 1)
    assert (renewed.version, renewed.promises.count()) == (draft, 2)
    assert old.promises.count() == old.version.commitments.count()


def test_each_commitment_is_confirmed_or_nothing_is(body: Organisation, sam: User) -> None:
    some = dict(list(confirmed().items())[1:])
    with pytest.raises(ValidationError, match="Confirm each commitment"):
        reviewing.renew(current(body), some, by=sam, at=at(0))
    assert current(body).review_due_on == DUE_ON


def test_one_that_was_withdrawn_is_not_renewed(body: Organisation, sam: User) -> None:
    held = current(body)
    onboarding.withdraw(held, because="Failed.", by=sam, at=at(0))
    with pytest.raises(ValidationError, match="has ended"):
        reviewing.renew(held, confirmed(), by=sam, at=at(1))


def test_one_that_is_renewed_while_the_overdue_are_gone_through_keeps_its_badge(
    body: Organisation, sam: User
) -> None:
    overdue = current(body)
    reviewing.renew(overdue, confirmed(), by=sam, at=at(40))
    onboarding.lapse(overdue, at=at(40), due_by=DUE_ON)
    assert current(body).standing == Standing.CURRENT


def test_what_an_officer_notes_at_a_renewal_is_not_published(body: Organisation, sam: User) -> None:
    first = current(body)
    first.promises.update(how="We said this.")
    onboarding.lapse(first, at=at(40))
    renewed = reviewing.renew(first, confirmed(), by=sam, at=at(41))
    assert {each.how for each in renewed.promises.all()} == {"We said this."}


@pytest.fixture
def broken(body: Organisation, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """The first of three, and nobody can be written to there."""
    for name in ("Owl Two", "Owl Three"):
        other = OrganisationFactory.create(name=name)
        registering.set_contact(
            other, ContactKind.CHAMPION, name="C", email=f"{other.pk}@example.org", at=at(-300)
        )
    Signature.objects.update(review_due_on=DUE_ON)
    write = registering.write_to

    def write_to(key: str, signature: Signature, *args: Any, **kwargs: Any) -> None:
        if signature.organisation_id == body.pk:
            raise ValueError("Owl Taverns")
        write(key, signature, *args, **kwargs)

    monkeypatch.setattr(registering, "write_to", write_to)
    return body


@pytest.mark.parametrize(
    ("act", "days", "done"), [(reviewing.remind, -7, "reminded"), (reviewing.lapse_overdue, 31, "lapsed")]
)
def test_one_that_is_broken_keeps_no_other_from_its_turn(
    broken: Organisation,
    act: Callable[..., int],
    days: int,
    done: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pk = current(broken).pk
    with pytest.raises(reviewing.Unfinished, match=f"1 could not be {done}: signatures {pk}$"):
        act(at=at(days))
    assert Letter.objects.count() == 2
    assert broken.signatures.get().standing == "current"
    assert Signature.objects.filter(standing="lapsed").count() == (2 if done == "lapsed" else 0)
    assert caplog.messages == [f"signature {pk} could not be {done}: ValueError"]
    assert "Owl Taverns" not in caplog.text


def test_the_mornings_job_lapses_all_the_same_and_is_seen_to_have_failed(broken: Organisation) -> None:
    Signature.objects.exclude(organisation=broken).filter(organisation__name="Owl Two").update(
        review_due_on=DUE_ON - 31 * DAY
    )
    with pytest.raises(reviewing.Unfinished, match="reminded"):
        reviews_now(at=at(0))
    assert Signature.objects.get(organisation__name="Owl Two").standing == "lapsed"
    assert Letter.objects.filter(subject__contains="due by").count() == 1
