"""Home: what waits, counted and shown in part; and the whole list behind each count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from backend.charter import onboarding, registering
from backend.charter.choices import State
from backend.charter.models import Application, ImportBatch, Signature, Training
from backend.desk import waiting
from backend.venues import editing, reporting
from backend.venues.models import Contradiction
from tests.applications import an_application
from tests.factories import OrganisationFactory, a_place

from .steps import read

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
Happens = Callable[[datetime, User], object]


def counted(now: datetime) -> dict[str, int]:
    settle()
    return {found.wait.key: found.total for found in waiting.all_of(at=now) if found.total}


def settle() -> None:
    """What the factories sign is reviewed long after these tests."""
    Signature.objects.filter(review_due_on=date(2027, 1, 1)).update(review_due_on=date(2027, 9, 1))


def new(now: datetime, by: User) -> None:
    an_application(now)


def overdue(now: datetime, by: User, days: int = 1) -> None:
    held = an_application(now, state=State.ACTION_NEEDED)
    Application.objects.filter(pk=held.pk).update(action_due_on=TODAY - days * DAY)


def review(days: int) -> Happens:
    def happens(now: datetime, by: User) -> None:
        body = OrganisationFactory.create()
        Signature.objects.filter(organisation=body).update(review_due_on=TODAY + days * DAY)

    return happens


def silent(now: datetime, by: User, **facts: object) -> None:
    a_place(now, **facts)


def spoke(now: datetime, by: User) -> None:
    reporting.report(a_place(now), "open", at=now, by=by)


def contradicted(now: datetime, by: User) -> None:
    venue = a_place(now)
    reporting.report(venue, "open", at=now, by=by)
    Contradiction.objects.create(venue=venue, what="closed", told_at=now, night="2026-11-21")


def proposed(now: datetime, by: User) -> None:
    venue = a_place(now)
    reporting.report(venue, "open", at=now, by=by)
    editing.change(venue, {"name": f"{venue.name} anew"}, by=by, at=now)


def trained(days: int, *, again: bool = False, signed: bool = True) -> Happens:
    def happens(now: datetime, by: User) -> None:
        body = OrganisationFactory.create(charter_signed_on=date(2026, 1, 1) if signed else None)
        first = {"people": 3, "held_on": TODAY - 300 * DAY, "expires_on": TODAY + days * DAY}
        Training.objects.create(organisation=body, course="Welfare", made_at=now, **first)
        if again:
            later = {"people": 1, "held_on": TODAY - DAY, "expires_on": TODAY + 364 * DAY}
            Training.objects.create(organisation=body, course="WELFARE", made_at=now, **later)

    return happens


def planned(days: int, *, done: bool = False) -> Happens:
    def happens(now: datetime, by: User) -> None:
        due_on = TODAY + days * DAY
        item = registering.add_action(
            OrganisationFactory.create(), what="Light", due_on=due_on, by=by, at=now
        )
        if done:
            registering.finish_action(item, by=by, at=now)

    return happens


def looked_at(now: datetime, by: User, *, applied: bool = False) -> None:
    ImportBatch.objects.create(file_name="a.csv", uploaded_at=now, applied_at=now if applied else None)


CASES: list[tuple[Happens, dict[str, int]]] = [
    (new, {"new": 1}),
    (lambda now, by: an_application(now, state=State.SUBMITTED), {}),
    (lambda now, by: an_application(now, state=State.UNDER_REVIEW), {}),
    (overdue, {"overdue": 1}),
    (lambda now, by: overdue(now, by, days=0), {}),
    (review(60), {"reviews": 1}),
    (review(61), {}),
    (review(-1), {"reviews": 1}),
    (silent, {"silent": 1}),
    (lambda now, by: silent(now, by, kind="charter_venue"), {}),
    (lambda now, by: silent(now, by, opening_hours="Mo 22:00-04:00"), {}),
    (lambda now, by: silent(now, by, address_is_public=False), {}),
    (spoke, {}),
    (contradicted, {"contradicted": 1}),
    (proposed, {"proposals": 1}),
    (trained(60), {"trainings": 1}),
    (trained(61), {}),
    (trained(-1), {"trainings": 1}),
    (trained(10, again=True), {}),
    (trained(10, signed=False), {}),
    (planned(-1), {"actions": 1}),
    (planned(0), {}),
    (planned(-1, done=True), {}),
    (looked_at, {"imports": 1}),
    (lambda now, by: looked_at(now, by, applied=True), {}),
]


@pytest.mark.parametrize(("happens", "waits"), CASES)
def test_what_waits(now: datetime, olive: User, happens: Happens, waits: dict[str, int]) -> None:
    happens(now, olive)
    assert counted(now) == waits


def test_one_that_has_lapsed_waits_for_nobody(now: datetime, olive: User) -> None:
    review(-40)(now, olive)
    onboarding.lapse(Signature.objects.get(), at=now)
    assert counted(now) == {}


def test_that_nothing_waits_is_said(desk: Client) -> None:
    page = read(desk.get("/desk/"))
    assert "Nothing waits for you now." in page
    assert "0 New applications" in page


ONE_OF_EACH: list[Happens] = [
    new, overdue, review(5), silent, contradicted, proposed, trained(3), planned(-2), looked_at,
]  # fmt: skip


def test_each_count_leads_to_as_many_lines(now: datetime, desk: Client, olive: User) -> None:
    for happens in ONE_OF_EACH * 4:
        happens(now, olive)
    settle()
    home = desk.get("/desk/")
    assert "Nothing waits" not in read(home)
    assert len(home.context["waits"]) == len(waiting.WAITS)
    for found in home.context["found"]:
        assert (found.total, len(found.lines)) == (4, waiting.FEW)
        listed = desk.get(found.wait.link)
        assert listed.status_code == 200
        assert listed.context["found"].paginator.count == 4, found.wait.key
        assert "All 4" in read(home)


def test_the_most_pressing_stands_first(now: datetime, desk: Client, olive: User) -> None:
    for days in (50, -9, 3):
        review(days)(now, olive)
    page = read(desk.get("/desk/"))
    said = ["was due on 13 November 2026", "is due by 25 November 2026", "is due by 11 January 2027"]
    assert [page.index(words) for words in said] == sorted(page.index(words) for words in said)


def test_a_long_list_stands_on_several_pages(now: datetime, desk: Client, olive: User) -> None:
    for number in range(60):
        ImportBatch.objects.create(file_name=f"file-{number:02}.csv", uploaded_at=now)
    first, second = (read(desk.get(f"/desk/waiting/imports/?page={page}")) for page in (1, 2))
    assert "60 in all." in first
    assert "file-49.csv" in first
    assert "file-50.csv" not in first
    assert "file-59.csv" in second


def test_so_many_statements_whatever_waits(
    now: datetime, desk: Client, olive: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    addresses = ["/desk/", *(f"/desk/waiting/{wait.key}/" for wait in waiting.WAITS), "/desk/applications/"]
    counts: list[list[int]] = []
    for times in (4, 6):
        for happens in ONE_OF_EACH * times:
            happens(now, olive)
        counts.append([])
        for address in addresses:
            with django_assert_max_num_queries(24) as captured:
                assert desk.get(address).status_code == 200
            counts[-1].append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("many", "words"), [(9, "8"), (8, "8+"), (5, "5+")])
def test_what_is_more_than_many_is_not_counted_to_the_end(
    now: datetime, olive: User, desk: Client, monkeypatch: pytest.MonkeyPatch, many: int, words: str
) -> None:
    monkeypatch.setattr(waiting, "MANY", many)
    for _ in range(8):
        editing.change(a_place(now), {"name": "Another name"}, by=olive, at=now)
    (found,) = (found for found in waiting.all_of(at=now) if found.wait.key == "proposals")
    assert found.in_all == words
    assert f"All {words}" in read(desk.get("/desk/"))
