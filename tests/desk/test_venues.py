"""A venue's page and what officers decide there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import Letter, User
from backend.charter import assessing
from backend.desk.deciding import version_of
from backend.geo.points import LatLng
from backend.venues import editing, reporting
from backend.venues.models import Contradiction, Membership, Organisation, Proposal, Tally, Venue
from backend.venues.tonight import public_now
from tests.applications import ARMS, an_application
from tests.factories import VenueFactory, a_place

from .conftest import Member
from .steps import a_device, after, organisation_of, read

pytestmark = pytest.mark.django_db

NOBODY_THERE = "Nobody was there at 1am."
SCRIPT = "<script>alert(1)</script>"


def suspend(client: Client, venue: Venue, because: str = NOBODY_THERE) -> str:
    return after(client, f"/desk/venues/{venue.slug}/suspend", **{"suspend-because": because})


def publish(client: Client, venue: Venue, because: str = "Visited: all is well.") -> str:
    return after(client, f"/desk/venues/{venue.slug}/publish", **{"publish-because": because})


def is_public(slug: str) -> bool:
    return Client().get(f"/api/v1/places/{slug}").status_code == 200


# --- Suspending ---------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_suspension_reaches_the_public_with_its_commit(now: datetime, desk: Client) -> None:
    """Nothing is left to a job: the next request of anybody finds the place gone."""
    venue = a_place(now)
    assert is_public(venue.slug)
    told = suspend(desk, venue)
    assert f"{venue.name} is suspended. The public does not see it any more." in told
    assert not is_public(venue.slug)
    assert venue.slug not in Client().get("/api/v1/places").content.decode()
    point = {"lat": 53.0246, "lng": -2.1729}
    near = Client().post("/api/v1/places/nearest", point, content_type="application/json").content.decode()
    assert venue.slug not in near


@pytest.mark.django_db(transaction=True)
def test_a_second_connection_sees_suspension_and_trail_at_once(now: datetime, desk: Client) -> None:
    venue = a_place(now)
    suspend(desk, venue)
    with connection.copy().cursor() as other:
        other.execute("SELECT suspended_because FROM venues_venue WHERE id = %s", [venue.pk])
        assert other.fetchone() == (NOBODY_THERE,)
        other.execute("SELECT count(*) FROM venues_openwindow WHERE venue_id = %s", [venue.pk])
        assert other.fetchone() == (0,)
        other.execute("SELECT count(*) FROM venues_venueevent WHERE suspended_because = %s", [NOBODY_THERE])
        assert other.fetchone() == (1,)
        other.connection.close()


def test_a_suspension_says_why_and_when(now: datetime, desk: Client) -> None:
    venue = a_place(now)
    assert f"Suspended Sun 22 Nov, 01:30. Reason: {NOBODY_THERE}" in suspend(desk, venue)


def test_a_double_click_suspends_once(now: datetime, desk: Client) -> None:
    venue = a_place(now)
    suspend(desk, venue)
    told = suspend(desk, venue, "Another reason.")
    assert f"It was suspended already. Reason: {NOBODY_THERE} Nothing was changed now." in told
    assert Venue.objects.get(pk=venue.pk).suspended_because == NOBODY_THERE


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type the reason"),
        ("   ", "Type the reason"),
        ("x" * 201, "Use at most 200 letters for the reason."),
        ("hidden\u202e text", "Leave out control and invisible characters"),
        ("nought\x00", "Leave out control and invisible characters"),
    ],
)
def test_a_suspension_needs_a_reason(now: datetime, desk: Client, typed: str, words: str) -> None:
    venue = a_place(now)
    response = desk.post(f"/desk/venues/{venue.slug}/suspend", {"suspend-because": typed})
    assert response.status_code == 400
    assert words in read(response)
    assert "Not done: " in read(response)
    assert 'aria-invalid="true"' in response.content.decode()
    assert Venue.objects.get(pk=venue.pk).suspended_at is None


def test_a_reason_that_will_not_do_stays_typed(now: datetime, desk: Client) -> None:
    typed = "Too long. " * 30
    response = desk.post(f"/desk/venues/{a_place(now).slug}/suspend", {"suspend-because": typed})
    assert f'value="{typed}"' in response.content.decode()


def test_what_is_not_published_is_not_suspended(desk: Client, db: None) -> None:
    venue = VenueFactory.create()
    assert "It is not published, so there is nothing to take away." in suspend(desk, venue)
    assert Venue.objects.get(pk=venue.pk).suspended_at is None


# --- Publishing ---------------------------------------------------------------------------------------------


def test_only_a_senior_officer_publishes_again(now: datetime, desk: Client, senior_desk: Client) -> None:
    venue = a_place(now)
    assert "Only a senior officer publishes it again." in suspend(desk, venue)
    refused = desk.post(f"/desk/venues/{venue.slug}/publish", {"publish-because": "x"})
    assert refused.status_code == 403
    assert not Venue.objects.published().exists()
    assert "The public sees it again." in publish(senior_desk, venue)
    assert Venue.objects.published().get() == venue
    assert "It was published already. Nothing was changed now." in publish(senior_desk, venue)


def test_publishing_needs_a_reason_too(now: datetime, desk: Client, senior_desk: Client) -> None:
    venue = a_place(now)
    suspend(desk, venue)
    response = senior_desk.post(f"/desk/venues/{venue.slug}/publish", {"publish-because": ""})
    assert response.status_code == 400
    assert "Type the reason" in read(response)


def test_a_venue_without_a_pin_is_not_published(senior_desk: Client, db: None) -> None:
    venue = VenueFactory.create(point=None)
    assert "It has no pin yet, so nobody could be sent there." in publish(senior_desk, venue)


def test_facts_that_will_not_do_are_named(now: datetime, senior_desk: Client) -> None:
    venue = VenueFactory.create(phone="ring twice")
    assert "Write the number in digits, like 01782 960123." in publish(senior_desk, venue)


def test_an_unsigned_organisations_venue_is_not_published(now: datetime, senior_desk: Client) -> None:
    venue = VenueFactory.create(kind="charter_venue", organisation__charter_signed_on=None)
    assert "Its organisation has no current signature. " in publish(senior_desk, venue)
    assert Venue.objects.get().published_at is None


# --- Proposals ----------------------------------------------------------------------------------------------


@pytest.fixture
def proposal(now: datetime, member: Member) -> Proposal:
    venue = a_place(now, name="The Demo Arms")
    manager = member(venue.organisation)
    wish = {"name": "The New Demo Arms", "point": LatLng(53.03, -2.18), "eligibility": "women_and_girls"}
    editing.change(venue, wish, by=manager, at=now)
    return Proposal.objects.get()


def test_a_proposal_is_read_as_old_and_new(desk: Client, proposal: Proposal) -> None:
    page = read(desk.get(f"/desk/venues/{proposal.venue.slug}/"))
    assert "By Alice Example, Sun 22 Nov, 01:30." in page
    assert "Name The Demo Arms → would become The New Demo Arms" in page
    assert "Pin 53.02460, -2.17290 → would become 53.03000, -2.18000" in page
    assert "Who it is for Everyone → would become Women and girls" in page


def test_an_accepted_proposal_is_what_the_public_sees(
    now: datetime, desk: Client, proposal: Proposal
) -> None:
    seen = {"seen": version_of(proposal)}
    assert "Accepted." in after(desk, f"/desk/proposals/{proposal.pk}/accept", **seen)
    place = public_now(proposal.venue, at=now)
    assert place is not None
    assert (place["name"], place["point"]) == ("The New Demo Arms", {"lat": 53.03, "lng": -2.18})
    told = after(desk, f"/desk/proposals/{proposal.pk}/accept", **seen)
    assert "This proposal had been decided already. Nothing was changed now." in told


def test_a_refused_proposal_changes_nothing_and_is_answered(desk: Client, proposal: Proposal) -> None:
    typed = {"refuse-seen": version_of(proposal), "refuse-because": "The sign says otherwise."}
    assert "Not accepted." in after(desk, f"/desk/proposals/{proposal.pk}/refuse", **typed)
    assert Venue.objects.get().name == "The Demo Arms"
    assert "The sign says otherwise." in Letter.objects.get(to="alice@example.org").body
    assert "decided already" in after(desk, f"/desk/proposals/{proposal.pk}/refuse", **typed)
    assert Letter.objects.filter(to="alice@example.org").count() == 1


def test_a_refusal_needs_a_reason(desk: Client, proposal: Proposal) -> None:
    response = desk.post(f"/desk/proposals/{proposal.pk}/refuse", {"refuse-because": ""})
    assert response.status_code == 400
    assert "Type the reason" in read(response)
    assert Proposal.objects.waiting().exists()


@pytest.mark.parametrize("decision", ["accept", "refuse"])
def test_what_changed_since_it_was_read_is_not_decided(
    desk: Client, proposal: Proposal, now: datetime, decision: str
) -> None:
    seen = version_of(proposal)
    later = now + timedelta(seconds=1)
    assert proposal.made_by is not None
    editing.change(proposal.venue, {"name": "Something Else"}, by=proposal.made_by, at=later)
    typed = {"seen": seen, "refuse-seen": seen, "refuse-because": "x"}
    told = after(desk, f"/desk/proposals/{proposal.pk}/{decision}", **typed)
    assert "The proposal has changed since you read it." in told
    assert "Something Else" in told
    assert Proposal.objects.waiting().exists()


def test_a_proposal_that_no_longer_fits_is_said_to(desk: Client, proposal: Proposal) -> None:
    proposal.changes["name"] = ["The Demo Arms", "A\u202ename"]
    proposal.save()
    told = after(desk, f"/desk/proposals/{proposal.pk}/accept", seen=version_of(proposal))
    assert "That will not do: Leave out control and invisible characters" in told
    assert Proposal.objects.waiting().exists()


# --- The page -----------------------------------------------------------------------------------------------


def test_the_page_tells_what_was_said_counted_and_contradicted(
    now: datetime, desk: Client, olive: User, member: Member
) -> None:
    venue = a_place(now)
    manager = member(venue.organisation, "Mary Manager")
    tablet = a_device(venue, at=now, last_used_at=now)
    day = timedelta(days=1)
    reporting.report(venue, "open", at=now - 7 * day, by=manager, staffed=True)
    reporting.report(venue, "full", at=now - timedelta(hours=1), by=tablet)
    reporting.report(venue, "open", at=now, by=None)
    Contradiction.objects.create(
        venue=venue, what="closed", told_at=now - day, night="2026-11-20", client_hash=b"\x17" * 32
    )
    Tally.objects.create(venue=venue, night="2026-11-20", kind="water", count=7)
    page = read(desk.get(f"/desk/venues/{venue.slug}/"))
    assert (
        "Saturday 14 November Open, said Mary Manager, Sun 15 Nov, 01:30. Trained person on shift. " in page
    )
    assert "Full, said Bar tablet, 00:30. Saturday 14" in page  # it was replaced, so it holds no more
    assert "Open, said somebody who was not named, 01:30." in page
    assert "Sat 21 Nov, 01:30: It was closed when I got there" in page
    assert "Friday 20 November: Water 7" in page
    assert "Mary Manager, manager" in page
    assert "Bar tablet, device, last used Sun 22 Nov, 01:30" in page
    assert "10pm to 4am" in page
    assert "17171717" not in page


def test_a_page_of_a_busy_venue_takes_few_statements(
    now: datetime, desk: Client, member: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    venue = a_place(now)
    for n in range(12):
        manager = member(venue.organisation, f"Manager{n} Example")
        reporting.report(venue, "open", at=now - timedelta(minutes=30 - n), by=manager)
    editing.change(venue, {"name": "Anew"}, by=manager, at=now)
    with django_assert_max_num_queries(24):
        desk.get(f"/desk/venues/{venue.slug}/")


def test_somebody_for_another_venue_alone_does_not_speak_for_this(
    now: datetime, desk: Client, member: Member
) -> None:
    venue = a_place(now)
    elsewhere = a_place(now, organisation=venue.organisation)
    member(venue.organisation, "Mary Manager")
    Membership.objects.get().venues.add(elsewhere)
    assert "Mary Manager" not in read(desk.get(f"/desk/venues/{venue.slug}/"))
    assert "Mary Manager" in read(desk.get(f"/desk/venues/{elsewhere.slug}/"))


def test_stored_text_comes_out_as_text(now: datetime, desk: Client, senior_desk: Client, olive: User) -> None:
    """What a browser would run, in everything that anybody may type; then on every page that shows it."""
    venue = a_place(now, name=SCRIPT, what_to_expect=SCRIPT, address=SCRIPT, town=SCRIPT)
    Organisation.objects.update(name=SCRIPT)
    User.objects.update(name=SCRIPT)
    Membership.objects.create(user=olive, organisation=organisation_of(venue), role="staff", invited_at=now)
    tablet = a_device(venue, at=now, name=SCRIPT, paired_by=olive)
    reporting.report(venue, "open", at=now, by=tablet)
    editing.put_special_day(venue, date(2026, 12, 25), "closed", note=SCRIPT, by=olive, at=now)
    editing.change(venue, {"name": f"{SCRIPT}anew"}, by=olive, at=now)
    suspend(desk, venue, SCRIPT)
    application = an_application(
        now,
        organisation_name=SCRIPT,
        champion_name=SCRIPT,
        town=SCRIPT,
        premises=(replace(ARMS, name=SCRIPT),),
    )
    assessing.take_up(application, by=olive, at=now, because=SCRIPT)
    addresses = [
        "/desk/",
        "/desk/tonight/",
        "/desk/waiting/proposals/",
        "/desk/applications/?q=%3Cscript%3E",
        f"/desk/applications/{application.pk}/?like=%3Cscript%3E",
        f"/desk/venues/{venue.slug}/",
        f"/desk/venues/{venue.slug}/history",
        "/desk/organisations/?q=%3Cscript%3E",
        f"/desk/organisations/{venue.organisation_id}/",
        "/desk/officers/?q=%3Cscript%3E",
        f"/desk/people/{olive.pk}/",
    ]
    for address in addresses:
        body = senior_desk.get(address).content.decode()
        assert "<script" not in body, address
        assert "&lt;script&gt;alert(1)" in body, address
