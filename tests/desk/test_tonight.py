"""Tonight: what is said of every venue, and what stands first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from backend.desk import tonight
from backend.desk.tonight import Need
from backend.venues import editing, publishing, reporting
from backend.venues.models import Contradiction, StatusReport, Venue
from tests.factories import OrganisationFactory, VenueFactory, a_place

from .steps import a_device, read

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
Happens = Callable[[Venue, datetime, User], object]


def nothing(venue: Venue, now: datetime, by: User) -> None:
    """It says nothing, and by its timetable it is open."""


def says_open(venue: Venue, now: datetime, by: User) -> None:
    reporting.report(venue, "open", at=now - 90 * MINUTE, by=by)


def said_open_and_undid_it(venue: Venue, now: datetime, by: User) -> None:
    said = reporting.report(venue, "open", at=now - 90 * MINUTE, by=by)
    reporting.undo(said, at=now - 90 * MINUTE, by=by)


def contradicted(venue: Venue, now: datetime, by: User) -> None:
    says_open(venue, now, by)
    Contradiction.objects.create(venue=venue, what="closed", told_at=now - 59 * MINUTE, night="2026-11-21")


def contradicted_long_ago(venue: Venue, now: datetime, by: User) -> None:
    says_open(venue, now, by)
    Contradiction.objects.create(venue=venue, what="closed", told_at=now - 61 * MINUTE, night="2026-11-21")


def call_first(venue: Venue, now: datetime, by: User) -> None:
    says_open(venue, now, by)
    Venue.objects.filter(pk=venue.pk).update(call_first_until=now + MINUTE)


def call_first_is_over(venue: Venue, now: datetime, by: User) -> None:
    says_open(venue, now, by)
    Venue.objects.filter(pk=venue.pk).update(call_first_until=now)


def flips(times: int) -> Happens:
    def happens(venue: Venue, now: datetime, by: User) -> None:
        for n in range(times):
            reporting.report(venue, "full" if n % 2 else "open", at=now - (times - n) * MINUTE, by=by)

    return happens


def proposes(venue: Venue, now: datetime, by: User) -> None:
    says_open(venue, now, by)
    editing.change(venue, {"name": "A new name"}, by=by, at=now)


def is_suspended(venue: Venue, now: datetime, by: User) -> None:
    publishing.suspend(venue, because="Nobody was there.", by=by, at=now)


def is_not_published(venue: Venue, now: datetime, by: User) -> None:
    Venue.objects.filter(pk=venue.pk).update(published_at=None)
    venue.windows.all().delete()


@pytest.mark.parametrize(
    ("happens", "needs"),
    [
        (nothing, [Need.SILENT]),
        (said_open_and_undid_it, [Need.SILENT]),
        (says_open, []),
        (contradicted, [Need.CONTRADICTED]),
        (contradicted_long_ago, []),
        (call_first, [Need.CONTRADICTED]),
        (call_first_is_over, []),
        (flips(6), []),
        (flips(7), [Need.FLIPPING]),
        (proposes, [Need.PROPOSAL]),
        (is_suspended, [Need.SUSPENDED]),
        (is_not_published, [Need.UNPUBLISHED]),
    ],
)
def test_what_needs_somebody(now: datetime, olive: User, happens: Happens, needs: list[Need]) -> None:
    venue = a_place(now)
    happens(venue, now, olive)
    (row,) = tonight.rows(Venue.objects.all(), at=now)
    assert list(row.needs) == needs
    assert [need for need in Need if tonight.needing(need, at=now).exists()] == needs
    assert tonight.counts(at=now) == (1, [(need, int(need in needs)) for need in Need])


def test_a_venue_that_is_shut_by_its_timetable_is_not_silent(now: datetime, desk: Client) -> None:
    a_place(now, opening_hours="Mo 22:00-04:00")
    a_place(now, opening_hours=None)
    assert "0 Silent" in read(desk.get("/desk/tonight/"))


def test_every_venue_says_its_state_its_basis_who_and_until_when(now: datetime, desk: Client) -> None:
    venue = a_place(now, name="Lantern")
    tablet = a_device(venue, at=now)
    reporting.report(venue, "open", at=now - 30 * MINUTE, staffed=True, by=tablet)
    page = read(desk.get("/desk/tonight/"))
    assert "Lantern Hanley" in page
    assert "Open confirmed, closes 04:00" in page
    assert "Open, said Bar tablet, 01:00. Trained person on shift. It holds until 03:00." in page


def test_a_lease_that_ran_out_says_when(now: datetime, desk: Client, olive: User) -> None:
    reporting.report(a_place(now), "open", at=now - 150 * MINUTE, by=olive)
    page = read(desk.get("/desk/tonight/"))
    assert "Open, said Olive Officer, 23:00. It ran out at 01:00." in page
    assert "Should be open by timetable" in page


def test_what_needs_somebody_stands_first(now: datetime, desk: Client, olive: User) -> None:
    order = [contradicted, flips(7), nothing, proposes, is_suspended, says_open, is_not_published]
    for letter, happens in zip("GFEDCBA", order, strict=True):
        happens(a_place(now, name=f"Venue {letter}"), now, olive)
    page = read(desk.get("/desk/tonight/"))
    places = [page.index(f"Venue {letter} ") for letter in "GFEDCBA"]
    assert places == sorted(places)


def test_the_counts_lead_to_the_lists(now: datetime, desk: Client, olive: User) -> None:
    happenings: list[Happens] = [contradicted, flips(7), nothing, proposes, is_suspended, is_not_published]
    for need, happens in zip(Need, happenings, strict=True):
        happens(a_place(now, name=f"Only {need.key}"), now, olive)
    front = desk.get("/desk/tonight/").content.decode()
    for need in Need:
        assert f'href="?show={need.key}"' in front
        assert f"1 {need.heading}" in read(desk.get("/desk/tonight/"))
        listed = read(desk.get(f"/desk/tonight/?show={need.key}"))
        assert [other.key for other in Need if f"Only {other.key} " in listed] == [need.key]
    assert "Only silent" in read(desk.get("/desk/tonight/?show=%00nonsense"))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"kind": "charter_venue", "organisation": {"charter_signed_on": None}}, "no current signature"),
        ({"address_is_public": False}, "its address is not for the public"),
    ],
)
def test_why_the_public_does_not_see_it(
    now: datetime, desk: Client, facts: dict[str, object], words: str
) -> None:
    if isinstance(of := facts.get("organisation"), dict):
        facts = facts | {"organisation": OrganisationFactory.create(**of)}
    a_place(now, **facts)
    page = read(desk.get("/desk/tonight/"))
    assert words in page
    assert "1 Not public" in page
    assert [need for need, count in tonight.counts(at=now)[1] if count] == [Need.UNPUBLISHED]


def test_it_says_when_it_was_made_and_how_to_make_it_anew(now: datetime, desk: Client) -> None:
    response = desk.get("/desk/tonight/?show=silent")
    assert "As of 01:30 ." in read(response)
    assert b'href="/desk/tonight/?show=silent">Refresh' in response.content


def test_no_venue_at_all_is_said(desk: Client) -> None:
    assert "No venue is in this list now." in read(desk.get("/desk/tonight/"))


def test_fifty_venues_take_as_many_statements_as_five(
    now: datetime,
    desk: Client,
    olive: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    counted = []
    for more in (5, 45):
        for _ in range(more):
            venue = a_place(now)
            flips(7)(venue, now, olive)
            proposes_once(venue, now, olive)
        with django_assert_max_num_queries(24) as captured:
            assert desk.get("/desk/tonight/").status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1]


def proposes_once(venue: Venue, now: datetime, by: User) -> None:
    editing.change(venue, {"name": f"{venue.name} anew"}, by=by, at=now)


def test_the_future_is_not_told(now: datetime, olive: User) -> None:
    """A device's clock may run ahead; what it says then is not yet said."""
    venue = a_place(now)
    StatusReport.objects.create(
        venue=venue, status="open", reported_at=now + MINUTE, valid_until=now + 60 * MINUTE
    )
    (row,) = tonight.rows(Venue.objects.all(), at=now)
    assert row.report is None


def test_a_venue_without_an_organisation_stands_there_too(now: datetime, desk: Client) -> None:
    VenueFactory.create(name="Orphan", organisation=None)
    assert "Orphan Hanley" in read(desk.get("/desk/tonight/"))


@pytest.mark.parametrize(
    ("status", "until", "words"),
    [
        ("closing_early", 60 * MINUTE, "Closing early at 02:30, said Olive Officer, 01:30."),
        ("open", 90 * MINUTE, "Open until 03:00, said Olive Officer, 01:30."),
        ("closed", None, "Closed tonight, said Olive Officer, 01:30."),
        ("as_scheduled", None, "Back to the timetable, said Olive Officer, 01:30."),
    ],
)
def test_what_was_said_is_told_as_it_was_meant(
    now: datetime, olive: User, status: str, until: timedelta | None, words: str
) -> None:
    reporting.report(a_place(now), status, at=now, until=now + until if until else None, by=olive)
    (row,) = tonight.rows(Venue.objects.all(), at=now)
    assert row.said.startswith(words)


def test_an_undo_is_told_as_one(now: datetime, olive: User) -> None:
    said = reporting.report(a_place(now), "full", at=now - MINUTE, by=olive)
    reporting.undo(said, at=now - MINUTE, by=olive)
    (row,) = tonight.rows(Venue.objects.all(), at=now)
    assert row.said == "Back to the timetable, said Olive Officer, 01:29. That was an undo."


def test_many_stand_on_several_pages_those_that_need_somebody_first(now: datetime, desk: Client) -> None:
    VenueFactory.create_batch(29, organisation=None)
    for name in ("Zebra", "Yak"):
        a_place(now, name=f"Venue {name}")
    first = read(desk.get("/desk/tonight/"))
    assert first.index("Venue Yak") < first.index("Venue Zebra")
    assert len(desk.get("/desk/tonight/").context["rows"]) == 30
    assert len(desk.get("/desk/tonight/?page=2").context["rows"]) == 1
    assert b'href="?show=unpublished&amp;page=2"' not in desk.get("/desk/tonight/?show=unpublished").content
