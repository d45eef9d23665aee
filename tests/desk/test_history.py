"""The whole history of a venue: who, when, why, and what was there before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from backend.desk import history
from backend.desk.history import Change, Entry
from backend.geo.points import LatLng
from backend.venues import editing, joining, moving, pairing, publishing, trail
from backend.venues.models import Device, Organisation, Venue
from tests.factories import VenueFactory, a_place

from .steps import a_device, after, organisation_of, read

# Each action a transaction of its own, as it is when somebody works: the trail is of transactions.
pytestmark = pytest.mark.django_db(transaction=True)


def latest(venue: Venue) -> Entry:
    return history.of(venue).entries[0]


def told(change: Change) -> dict[str, tuple[str | None, str]]:
    return {each.field: (each.old, each.new) for each in change.differences}


def only(entry: Entry) -> Change:
    (change,) = entry.changes
    return change


def test_a_suspension_is_there_with_who_and_why(now: datetime, desk: Client) -> None:
    venue = a_place(now)
    after(desk, f"/desk/venues/{venue.slug}/suspend", **{"suspend-because": "Nobody there."})
    entry = latest(venue)
    assert (entry.who, entry.because) == ("Olive Officer", "Nobody there.")
    assert told(only(entry)) == {
        "Suspended": ("nothing", "22 November 2026, 01:30"),
        "Reason for the suspension": ("nothing", "Nobody there."),
    }
    page = read(desk.get(f"/desk/venues/{venue.slug}/history"))
    assert "Olive Officer · Nobody there." in page
    assert "Reason for the suspension nothing → became Nobody there." in page


def test_a_publication_is_there_with_who_and_why(now: datetime, sam: User) -> None:
    venue: Venue = VenueFactory.create()
    publishing.publish(venue, at=now, by=sam, because="Visited.")
    assert (latest(venue).who, latest(venue).because) == ("Sam Senior", "Visited.")


def test_raw_sql_is_the_work_of_the_system(now: datetime, desk: Client) -> None:
    venue = a_place(now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE venues_venue SET phone = '01782 960123' WHERE id = %s", [venue.pk])
    entry = latest(venue)
    assert (entry.who, entry.because) == ("The system", "")
    assert told(only(entry)) == {"Phone": ("nothing", "01782 960123")}
    assert "The system" in read(desk.get(f"/desk/venues/{venue.slug}/history"))


def test_every_kind_of_fact_is_in_words(now: datetime, olive: User) -> None:
    venue = a_place(now, access={"step_free": False})
    facts = {
        "services": ["water", "first_aid"],
        "access": {"step_free": True, "quiet_room": None},
        "minimum_age": 18,
        "opening_hours": "Sa 22:00-03:00",
        "season_from": date(2026, 11, 1),
    }
    editing.change(venue, facts, by=olive, at=now)
    assert told(only(latest(venue))) == {
        "Services": ("nothing", "Water, First aid"),
        "Step-free way in": ("no", "yes"),
        "Minimum age": ("nothing", "18"),
        "Opening hours": ("Fr,Sa 22:00-04:00", "Sa 22:00-03:00"),
        "Season from": ("nothing", "1 November 2026"),
        "Hours confirmed by the venue": ("nothing", "22 November 2026"),
    }


def test_a_moved_pin_is_told_by_its_coordinates(now: datetime) -> None:
    venue = a_place(now)
    Venue.objects.filter(pk=venue.pk).update(point=Point(-2.18, 53.03, srid=4326), kind="charter_venue")
    assert told(only(latest(venue))) == {
        "Kind": ("Safe Space", "Charter venue"),
        "Pin": ("53.02460, -2.17290", "53.03000, -2.18000"),
    }


def test_an_accepted_proposal_is_one_entry_with_both_its_changes(now: datetime, olive: User) -> None:
    venue = a_place(now, name="Before")
    editing.change(venue, {"name": "After"}, by=olive, at=now)
    asked = latest(venue)
    assert only(asked).what == "Proposal"
    assert told(only(asked))["Asked for: name"] == ("nothing", "Before → After")
    assert told(only(asked))["Proposed by"] == ("nothing", "Olive Officer")
    editing.accept(venue.proposals.get(), by=olive, at=now)
    accepted = latest(venue)
    assert accepted.because == "proposal accepted"
    assert [change.what for change in accepted.changes] == ["Venue", "Proposal"]
    assert told(accepted.changes[0]) == {"Name": ("Before", "After")}
    assert told(accepted.changes[1])["Accepted"] == ("nothing", "yes")


def test_special_days_and_positions_say_which_night(now: datetime, olive: User) -> None:
    venue = a_place(now, is_mobile=True)
    editing.put_special_day(venue, date(2026, 12, 25), "closed", note="Closed", by=olive, at=now)
    assert only(latest(venue)).what == "Special day of 25 December 2026"
    editing.drop_special_day(venue, date(2026, 12, 25), by=olive, at=now)
    gone = only(latest(venue))
    assert gone.done == "deleted"
    assert told(gone)["Note"] == ("Closed", "nothing")
    moving.move(venue, LatLng(53.03, -2.18), at=now, by=olive)
    assert only(latest(venue)).what == "Position of 21 November 2026"


def test_people_and_devices_of_its_organisation_are_in_it(now: datetime, olive: User) -> None:
    venue = a_place(now)
    membership = joining.invite(
        organisation_of(venue),
        email="mary@example.org",
        name="Mary Manager",
        role="manager",
        by=olive,
        at=now,
    )
    assert only(latest(venue)).what == "Membership of Mary Manager"
    assert told(only(latest(venue)))["Role"] == ("nothing", "Manager")
    joining.end(membership, by=olive, at=now)
    assert told(only(latest(venue))) == {
        "Ended": ("nothing", "22 November 2026, 01:30"),
        "Ended by": ("nothing", "Olive Officer"),
    }
    device = a_device(venue, at=now)
    pairing.revoke(device, by=device, at=now)
    entry = latest(venue)
    assert (entry.who, entry.because, only(entry).what) == (
        "Bar tablet",
        "device revoked",
        "Device Bar tablet",
    )


def test_no_secret_is_in_it(now: datetime, desk: Client) -> None:
    venue = a_place(now)
    a_device(venue, at=now, name="Bar", pin_hash="s3cret")
    page = desk.get(f"/desk/venues/{venue.slug}/history").content.decode()
    assert "Device Bar made" in read(desk.get(f"/desk/venues/{venue.slug}/history"))
    assert "s3cret" not in page
    assert Device.objects.get().token_hash.hex() not in page


def test_another_venues_history_is_not_in_it(now: datetime, olive: User) -> None:
    mine, other = a_place(now), a_place(now)
    before = len(history.of(mine).entries)
    editing.change(other, {"phone": "01782 960123"}, by=olive, at=now)
    Organisation.objects.exclude(pk=organisation_of(mine).pk).update(sector="Bars")
    assert len(history.of(mine).entries) == before


def test_whoever_is_gone_is_not_named(now: datetime) -> None:
    venue = a_place(now)
    bob = User.objects.create_user("bob@example.org", "Bob")
    editing.change(venue, {"phone": "01782 960123"}, by=bob, at=now)
    bob.delete()
    assert latest(venue).who == "somebody whose account is gone"


@pytest.mark.parametrize(
    "metadata", ['{"user": "x"}', '{"user": null}', "[]", '{"device": "99999999999999999999999"}', "{}"]
)
def test_a_trail_that_somebody_else_wrote_is_read_too(now: datetime, metadata: str) -> None:
    venue = a_place(now)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            [metadata],
        )
        cursor.execute("UPDATE venues_venue SET phone = '999' WHERE id = %s", [venue.pk])
    assert latest(venue).who == "The system"


def test_what_stood_before_the_trail_began_is_not_made_up(now: datetime, desk: Client) -> None:
    venue = a_place(now)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM venues_venueevent")
    Venue.objects.filter(pk=venue.pk).update(phone="01782 960123")
    assert told(only(latest(venue)))["Phone"] == (None, "01782 960123")
    assert "Phone 01782 960123" in read(desk.get(f"/desk/venues/{venue.slug}/history"))


def test_fifty_stand_on_a_page_newest_first(
    now: datetime, desk: Client, olive: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    venue = a_place(now)
    for n in range(60):
        with transaction.atomic():
            trail.says(by=olive, because=f"change {n}.")
            Venue.objects.filter(pk=venue.pk).update(minimum_age=n)
    with django_assert_max_num_queries(24):
        first = read(desk.get(f"/desk/venues/{venue.slug}/history"))
    second = desk.get(f"/desk/venues/{venue.slug}/history?page=2")
    assert [n for n in range(60) if f"change {n}." in first] == list(range(10, 60))
    assert first.index("change 59.") < first.index("change 58.")
    assert "Minimum age 58 → became 59" in first
    assert "Older" in first
    assert "change 9." in read(second)
    assert "Minimum age 8 → became 9" in read(second)
    assert b"?page=1" in second.content
    assert "Older" not in read(second)


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "99999999999", "\u0663", "4711"])
def test_a_page_that_is_none_is_an_answer_all_the_same(now: datetime, desk: Client, page: str) -> None:
    venue = a_place(now)
    assert desk.get(f"/desk/venues/{venue.slug}/history", {"page": page}).status_code == 200


def test_a_venue_without_an_organisation_has_a_history(now: datetime) -> None:
    venue: Venue = VenueFactory.create(organisation=None)
    Venue.objects.filter(pk=venue.pk).update(hours_confirmed_on=now.date() + timedelta(days=1))
    assert told(only(latest(venue))) == {"Hours confirmed by the venue": ("nothing", "23 November 2026")}
