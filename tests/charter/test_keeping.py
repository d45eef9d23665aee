"""What is written down of a night that is over, as tables of cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django import app

from backend.charter import figures, keeping
from backend.charter.models import CoverageHour, KeptNight, VenueNight, VenueRecord
from backend.charter.tasks import keep_figures
from backend.geo.points import LatLng
from backend.hours.night_hours import ALL_DAY, DARK, night_hours
from backend.hours.nights import LONDON
from backend.venues import publishing, reporting, tasks
from backend.venues.models import Position, SpecialDay, Venue, wgs84_point
from tests.factories import a_place

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 11, 20)
EVENING = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 6, 3, tzinfo=UTC)


def at(clock: str, night: date = FRIDAY) -> datetime:
    """London's clock in the night that starts on Friday, unless told another."""
    hour, minute = map(int, clock.split(":"))
    day = night + timedelta(days=hour < 6)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def kept(venue: Venue, night: date = FRIDAY) -> VenueNight:
    return VenueNight.objects.get(venue=venue, night=night)


@pytest.mark.parametrize(
    ("hours", "open_hours"),
    [
        ("Fr 22:00-04:00", [22, 23, 0, 1, 2, 3]),
        ("Fr 22:30-03:30", [22, 23, 0, 1, 2]),  # open at 22:30, closed on the minute of 03:30
        ("Fr 22:31-03:31", [23, 0, 1, 2, 3]),
        ("Fr 01:00-02:00", [1]),  # Friday's night, Saturday's date
        ("Fr 05:00-14:00", [6, 7, 8, 9, 10, 11, 12, 13]),
        ("Sa 22:00-04:00", None),
        ("24/7", list(ALL_DAY)),
    ],
)
def test_a_place_counts_in_the_hours_in_which_it_is_open_at_half_past(
    hours: str, open_hours: list[int] | None
) -> None:
    venue = a_place(EVENING - timedelta(days=2), opening_hours=hours)
    keeping.keep_nights(at=MORNING)
    if open_hours is None:
        assert not VenueNight.objects.exists()
    else:
        assert set(kept(venue).open_hours) == set(open_hours)
        assert kept(venue).confirmed_hours == []


@pytest.mark.parametrize(
    ("said", "confirmed"),
    [
        ([("22:10", "open")], [22, 23]),  # two hours from 22:10
        ([("22:40", "open")], [23, 0]),
        ([("22:10", "full")], [22, 23]),  # its lease is the whole night; it vouches for two hours
        ([("22:10", "closing_early", "02:00")], [22, 23]),
        ([("22:10", "open"), ("23:20", "as_scheduled")], [22]),
        ([("22:10", "open"), ("23:20", "closed")], [22]),
        ([("22:10", "open"), ("23:50", "open")], [22, 23, 0, 1]),
        ([("03:40", "open")], []),
        ([], []),
    ],
)
def test_staff_confirm_an_hour_that_their_newest_word_covers(
    said: list[tuple[str, ...]], confirmed: list[int]
) -> None:
    venue = a_place(EVENING, opening_hours="Fr 22:00-04:00")
    for clock, status, *until in said:
        reporting.report(venue, status, at=at(clock), until=at(until[0]) if until else None)
    keeping.keep_nights(at=MORNING)
    assert set(kept(venue).confirmed_hours) == set(confirmed)
    assert kept(venue).was_confirmed is bool(said)
    assert kept(venue).was_due


def test_what_was_taken_back_confirms_nothing() -> None:
    venue = a_place(EVENING, opening_hours="Fr 22:00-04:00")
    mistaken = reporting.report(venue, "open", at=at("22:10"))
    reporting.undo(mistaken, at=at("22:10") + timedelta(seconds=20))
    keeping.keep_nights(at=MORNING)
    assert kept(venue).confirmed_hours == []
    assert not kept(venue).was_confirmed


@pytest.mark.parametrize(
    ("clock", "open_hours", "was_due"),
    [("19:00", [], True), ("00:40", [22, 23, 0], True)],
)
def test_closed_tonight_ends_what_counts_and_the_night_stays_due(
    clock: str, open_hours: list[int], was_due: bool
) -> None:
    venue = a_place(EVENING, opening_hours="Fr 22:00-04:00")
    reporting.report(venue, "closed", at=at(clock))
    keeping.keep_nights(at=MORNING)
    row = kept(venue)
    assert (set(row.open_hours), row.was_due, row.said_closed) == (set(open_hours), was_due, True)


def test_closed_on_a_night_without_hours_was_never_due() -> None:
    venue = a_place(EVENING, opening_hours="Sa 22:00-04:00")
    reporting.report(venue, "closed", at=at("22:00"))
    keeping.keep_nights(at=MORNING)
    assert not kept(venue).was_due


def test_a_special_day_that_is_closed_is_not_open_nor_due() -> None:
    venue = a_place(EVENING - timedelta(days=2), opening_hours="Fr 22:00-04:00")
    SpecialDay.objects.create(venue=venue, night=FRIDAY, hours="closed")
    publishing.refresh(venue, at=EVENING)
    keeping.keep_nights(at=MORNING)
    assert not VenueNight.objects.exists()


def test_the_last_hour_of_a_club_belongs_to_the_night_before() -> None:
    venue = a_place(EVENING - timedelta(days=1), opening_hours="Th 22:00-07:00")
    keeping.keep_nights(at=MORNING - timedelta(days=1))
    keeping.keep_nights(at=MORNING)
    assert kept(venue, FRIDAY - timedelta(days=1)).was_due
    assert (kept(venue).open_hours, kept(venue).was_due) == ([6], False)


def test_a_vehicle_counts_once_wherever_it_stands() -> None:
    venue = a_place(EVENING, opening_hours="24/7", is_mobile=True)
    Position.objects.create(
        venue=venue, night=FRIDAY, point=wgs84_point(LatLng(53.01, -2.18)), set_at=EVENING
    )
    publishing.refresh(venue, at=EVENING)
    keeping.keep_nights(at=MORNING)
    assert sorted(kept(venue).open_hours) == list(range(24))


@pytest.mark.parametrize("why", ["suspended", "never published", "badge gone", "address hidden"])
def test_what_the_public_may_not_see_never_counts(why: str) -> None:
    facts: dict[str, Any] = {"kind": "charter_venue"} if why == "badge gone" else {}
    venue = a_place(EVENING, opening_hours="Fr 22:00-04:00", **facts)
    if why == "suspended":
        publishing.suspend(venue, because="Closed by the council", at=at("23:00"))
    elif why == "never published":
        publishing.unpublish(venue, because="By mistake", at=at("23:00"))
    elif why == "badge gone":
        organisation = venue.organisation
        assert organisation
        organisation.signatures.update(standing="withdrawn", ended_at=at("23:00"), ended_because="Closed")
        type(organisation).objects.filter(pk=organisation.pk).update(charter_signed_on=None)
    else:
        Venue.objects.filter(pk=venue.pk).update(address_is_public=False)
    keeping.keep_nights(at=MORNING)
    figures.make(at=MORNING)
    assert not VenueNight.objects.exists()
    assert not CoverageHour.objects.exists()
    assert not VenueRecord.objects.exists()


OCTOBER, MARCH = date(2026, 10, 24), date(2027, 3, 27)


def test_october_has_an_hour_twice_and_march_one_fewer() -> None:
    for night, hours, twice in [(OCTOBER, list(ALL_DAY), 1), (MARCH, [h for h in ALL_DAY if h != 1], None)]:
        found = night_hours(night)
        assert [each.hour for each in found] == hours
        assert [each.hour for each in found if each.first != each.last] == ([twice] if twice else [])
        length = sum(1 if each.first == each.last else 2 for each in found)
        assert length == (25 if twice else 23)


@pytest.mark.parametrize(
    ("night", "hours", "open_hours"),
    [
        # A closing time that comes twice closes at the first: 01:30 is never sure.
        (OCTOBER, "Sa 22:00-01:45", [22, 23, 0]),
        (OCTOBER, "Sa 22:00-03:00", [22, 23, 0, 1, 2]),
        (OCTOBER, "Sa 01:15-04:00", [2, 3]),
        (MARCH, "Sa 22:00-04:00", [22, 23, 0, 2, 3]),
        (MARCH, "Sa 22:00-01:45", [22, 23, 0]),
    ],
)
def test_a_night_on_which_the_clock_changes(night: date, hours: str, open_hours: list[int]) -> None:
    venue = a_place(at("17:00", night), opening_hours=hours)
    keeping.keep_nights(at=at("07:00", night + timedelta(days=1)))
    assert set(kept(venue, night).open_hours) == set(open_hours)


def test_an_hour_that_comes_twice_is_confirmed_when_both_its_halves_past_are() -> None:
    venue = a_place(at("17:00", OCTOBER), opening_hours="Sa 22:00-04:00")
    reporting.report(venue, "open", at=datetime(2026, 10, 25, 0, 20, tzinfo=UTC))  # 01:20, for the first time
    keeping.keep_nights(at=at("07:00", OCTOBER + timedelta(days=1)))
    assert set(kept(venue, OCTOBER).confirmed_hours) == {1}
    VenueNight.objects.all().delete()
    KeptNight.objects.all().delete()
    other = a_place(at("17:00", OCTOBER), opening_hours="Sa 22:00-04:00")
    reporting.report(other, "open", at=datetime(2026, 10, 24, 23, 20, tzinfo=UTC))  # 00:20, until 01:20 again
    keeping.keep_nights(at=at("07:00", OCTOBER + timedelta(days=1)))
    assert set(kept(other, OCTOBER).confirmed_hours) == {0}


def test_a_night_is_kept_once_and_a_missed_one_is_made_up_for() -> None:
    venue = a_place(EVENING, opening_hours="Mo-Su 22:00-04:00")
    assert keeping.keep_nights(at=MORNING) == [FRIDAY]
    assert keeping.keep_nights(at=MORNING + timedelta(minutes=5)) == []
    assert keeping.keep_nights(at=MORNING + timedelta(days=2)) == nights(1, 2)
    assert VenueNight.objects.filter(venue=venue).count() == 3


def test_what_was_forgotten_in_between_is_not_taken_for_closed() -> None:
    """The worker for figures was down, the one for windows was not."""
    venue = a_place(EVENING, opening_hours="Mo-Su 22:00-04:00")
    keeping.keep_nights(at=MORNING)
    tasks.keep_up_now(at=MORNING + timedelta(days=3))
    assert keeping.keep_nights(at=MORNING + timedelta(days=3)) == nights(1, 2, 3)
    assert {row.night for row in VenueNight.objects.filter(venue=venue)} == {FRIDAY, *nights(3)}


def test_nights_are_forgotten_after_five_weeks() -> None:
    a_place(EVENING, opening_hours="Mo-Su 22:00-04:00")
    keeping.keep_nights(at=MORNING)
    keeping.keep_nights(at=MORNING + timedelta(days=36))
    assert not KeptNight.objects.filter(night=FRIDAY).exists()
    assert not VenueNight.objects.filter(night=FRIDAY).exists()


def test_the_worker_knows_its_task() -> None:
    assert "backend.charter.tasks.keep_figures" in app.tasks
    assert keep_figures.lock == "figures"


def nights(*after: int) -> list[date]:
    return [FRIDAY + timedelta(days=n) for n in after]


def figure(weekday: int, hour: int) -> tuple[int, int, int]:
    """(coming, was open, was confirmed)"""
    found = CoverageHour.objects.filter(weekday=weekday, hour=hour)
    return next(iter(found.values_list("coming", "was_open", "was_confirmed")), (0, 0, 0))


def test_sums_tell_the_coming_week_and_the_last_four() -> None:
    venue = a_place(EVENING, opening_hours="Fr 22:00-04:00")
    reporting.report(venue, "open", at=at("22:10"))
    figures.keep_up(at=MORNING)
    friday = [figure(4, hour) for hour in DARK]
    assert friday[4:10] == [(1, 1, 1), (1, 1, 1), (1, 1, 0), (1, 1, 0), (1, 1, 0), (1, 1, 0)]
    assert set(friday[:4] + friday[10:]) == {(0, 0, 0)}
    assert CoverageHour.objects.exclude(weekday=4).count() == 0


def test_the_coming_week_counts_each_night_once_and_tonight_as_it_stands() -> None:
    venue = a_place(EVENING, opening_hours="Fr 22:00-04:00")
    other = a_place(EVENING, opening_hours="Fr 22:00-04:00")
    figures.make(at=EVENING)
    assert figure(4, 23) == (2, 0, 0)
    reporting.report(other, "closed", at=EVENING)
    assert figures.keep_up(at=EVENING) is True
    assert figure(4, 23) == (1, 0, 0)
    assert venue.windows.count() > 1


def test_sums_are_made_anew_when_a_fact_moves_and_otherwise_once_an_hour() -> None:
    venue = a_place(EVENING, opening_hours="Fr 22:00-04:00")
    made = [figures.keep_up(at=EVENING + timedelta(minutes=n)) for n in (0, 5, 10, 61)]
    assert made == [True, False, False, True]
    publishing.suspend(venue, because="Closed by the council", at=EVENING)
    assert figures.keep_up(at=EVENING + timedelta(minutes=62)) is True
    assert not CoverageHour.objects.exists()


def test_a_record_counts_nights_due_confirmed_and_said_closed() -> None:
    venue = a_place(EVENING, opening_hours="Mo-Su 22:00-04:00")
    said: Iterable[tuple[int, str]] = [(0, "open"), (1, "closed"), (2, "full")]
    for after, status in said:
        reporting.report(venue, status, at=at("22:10", FRIDAY + timedelta(days=after)))
        figures.keep_up(at=MORNING + timedelta(days=after))
    figures.keep_up(at=MORNING + timedelta(days=4))
    record = VenueRecord.objects.get(venue=venue)
    assert (record.due, record.confirmed, record.said_closed, record.contradictions) == (5, 2, 1, 0)
