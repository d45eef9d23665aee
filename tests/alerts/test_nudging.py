"""When a venue is asked how tonight is, who is asked, and how often at most."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from backend.alerts import nudging
from backend.alerts.models import Alert, Delivery, Subscription
from backend.hours.nights import night_of
from backend.venues import calendar, pairing, reporting
from backend.venues.models import Venue
from tests import people
from tests.factories import a_place

from .asking import FCM, works

pytestmark = pytest.mark.django_db

# A Saturday; the venue is open from 22:00 to 04:00.
TEN = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def venue() -> Venue:
    return a_place(TEN - timedelta(hours=4), slug="the-lounge")


def asked(minutes: float) -> list[str]:
    """What is asked so many minutes after ten, of those due now."""
    return [due.about for due in nudging.due_at(TEN + minutes * MINUTE)]


@pytest.mark.parametrize(
    ("minutes", "due"),
    [(-1, []), (0, ["opening"]), (1, ["opening"]), (9.9, ["opening"]), (10, []), (120, []), (360, [])],
)
def test_as_it_opens(venue: Venue, minutes: float, due: list[str]) -> None:
    assert asked(minutes) == due


@pytest.mark.parametrize("status", ["open", "full"])
def test_quiet_where_somebody_said_so_before_it_opened(venue: Venue, status: str) -> None:
    until = TEN + 60 * MINUTE if status == "open" else None
    reporting.report(venue, status, at=TEN - 10 * MINUTE, until=until)
    assert asked(0) == []


def test_quiet_where_it_does_not_open_tonight(venue: Venue) -> None:
    reporting.report(venue, "closed", at=TEN - 60 * MINUTE)
    assert asked(0) == []


def test_what_was_taken_back_was_not_said(venue: Venue) -> None:
    said = reporting.report(venue, "full", at=TEN - MINUTE)
    reporting.undo(said, at=TEN - MINUTE)
    assert asked(0) == ["opening"]


def test_a_morning_report_does_not_answer_for_the_evening() -> None:
    cafe = a_place(TEN - timedelta(hours=14), opening_hours="Sa 07:00-11:00,22:00-23:00")
    reporting.report(cafe, "open", at=TEN - timedelta(hours=13))
    assert asked(0) == ["opening"]


def test_nothing_is_asked_of_a_place_that_nobody_sees(venue: Venue) -> None:
    Venue.objects.update(suspended_at=TEN, suspended_because="Nobody there")
    assert asked(0) == []


# "Open" said at 22:30 holds until half past midnight.
@pytest.mark.parametrize(("minutes", "due"), [(134, []), (135, ["lease"]), (149, ["lease"]), (150, [])])
def test_a_quarter_of_an_hour_before_it_runs_out(venue: Venue, minutes: float, due: list[str]) -> None:
    reporting.report(venue, "open", at=TEN + 30 * MINUTE)
    assert asked(minutes) == due


def test_a_newer_word_is_what_runs_out(venue: Venue) -> None:
    reporting.report(venue, "open", at=TEN + 30 * MINUTE)
    reporting.report(venue, "open", at=TEN + 100 * MINUTE)
    assert asked(140) == []


def test_nothing_runs_out_where_the_place_closes_then(venue: Venue) -> None:
    reporting.report(venue, "open", at=TEN + 300 * MINUTE)
    assert asked(350) == []


def a_special_day(venue: Venue, hours: str = "22:00-02:00") -> None:
    venue.special_days.create(night=night_of(TEN), hours=hours)
    calendar.rebuild(venue, at=TEN - 60 * MINUTE)


@pytest.mark.parametrize(("minutes", "due"), [(224, []), (225, ["special"]), (239, ["special"]), (240, [])])
def test_a_special_night_that_nobody_confirmed(venue: Venue, minutes: float, due: list[str]) -> None:
    a_special_day(venue)
    assert asked(minutes) == due


def test_a_special_night_that_was_confirmed_is_not_asked_about(venue: Venue) -> None:
    a_special_day(venue)
    reporting.report(venue, "open", at=TEN + 10 * MINUTE)
    assert asked(230) == []


def test_a_usual_night_is_not_asked_about_as_it_ends(venue: Venue) -> None:
    assert asked(350) == []


def test_a_vehicle_that_moves_does_not_open_anew(venue: Venue) -> None:
    first = venue.windows.get(period__contains=TEN)
    start, end = first.period.lower, first.period.upper
    half = start + (end - start) / 2
    venue.windows.filter(pk=first.pk).update(period=(start, half))
    venue.windows.create(period=(half, end), point=first.point, spot=first.spot)
    assert asked((half - TEN) / MINUTE) == []


def staff(venue: Venue, name: str = "ann") -> Subscription:
    return works(people.a_member(f"{name}@example.org", venue, "staff"), TEN, f"{FCM}{name}")


def test_each_is_asked_once(venue: Venue) -> None:
    staff(venue)
    assert [len(nudging.nudge(at=TEN + minute * MINUTE)) for minute in (0, 1, 2)] == [1, 0, 0]
    assert Delivery.objects.count() == 1


def test_nobody_who_wants_to_be_asked_is_no_alert(venue: Venue) -> None:
    assert nudging.nudge(at=TEN) == []
    assert not Alert.objects.exists()


def test_their_own_people_and_devices_are_asked_and_nobody_else(venue: Venue) -> None:
    other = a_place(TEN, opening_hours="24/7")
    manager = people.a_member("manager@example.org", venue, "manager")
    bar = people.a_device(venue, by=manager).device
    gone = people.a_device(venue, by=manager).device
    works(manager, TEN, f"{FCM}manager")
    works(bar, TEN, f"{FCM}bar")
    works(gone, TEN, f"{FCM}gone")
    pairing.revoke(gone, by=manager, at=TEN)
    works(people.a_member("stranger@example.org", other, "staff"), TEN, f"{FCM}stranger")
    former = people.a_member("former@example.org", venue, "staff")
    works(former, TEN, f"{FCM}former")
    former.memberships.update(ended_at=TEN)
    barred = people.a_member("barred@example.org", venue, "staff")
    works(barred, TEN, f"{FCM}barred")
    barred.is_active = False
    barred.save()
    staff(venue)
    Subscription.objects.filter(endpoint=f"{FCM}ann").update(is_resting=True)
    nudging.nudge(at=TEN)
    to = {each.subscription.endpoint.removeprefix(FCM) for each in Delivery.objects.all()}
    assert to == {"manager", "bar"}


def test_staff_of_one_venue_are_not_asked_for_the_others(venue: Venue) -> None:
    sister = a_place(TEN - timedelta(hours=4), organisation=venue.organisation)
    ann = people.a_member("ann@example.org", venue, "staff")
    membership = ann.memberships.get()
    membership.of_all_venues = False
    membership.save()
    membership.venues.add(sister)
    works(ann, TEN)
    nudging.nudge(at=TEN)
    assert [each.alert.venue for each in Delivery.objects.all()] == [sister]


def test_four_a_night_on_one_device_and_no_more(venue: Venue) -> None:
    for _ in range(5):
        a_place(TEN - timedelta(hours=4), organisation=venue.organisation)
    tired = staff(venue)
    assert len(nudging.nudge(at=TEN)) == 6
    assert Delivery.objects.count() == nudging.MOST_A_NIGHT
    tired.refresh_from_db()
    assert (tired.nudged_night, tired.nudges) == (night_of(TEN), 4)


def test_the_next_night_counts_from_nought(venue: Venue) -> None:
    tired = staff(venue)
    Subscription.objects.update(nudged_night=night_of(TEN) - timedelta(days=1), nudges=4)
    nudging.nudge(at=TEN)
    tired.refresh_from_db()
    assert (tired.nudged_night, tired.nudges) == (night_of(TEN), 1)


def test_what_staff_said_answers_the_question_that_still_waits(venue: Venue) -> None:
    from backend.alerts import telling

    staff(venue)
    nudging.nudge(at=TEN)
    reporting.report(venue, "open", at=TEN + MINUTE)
    telling.announce(venue.pk, at=TEN + MINUTE)
    assert not Delivery.objects.exists()


def test_a_whole_night_minute_by_minute(venue: Venue) -> None:
    """Nobody answers at first, then somebody does, then falls silent: asked at each turn, once."""
    staff(venue)
    made: list[tuple[str, int]] = []
    for minute in range(-30, 400):
        if minute == 20:
            reporting.report(venue, "open", at=TEN + minute * MINUTE)
        made += [(alert.about, minute) for alert in nudging.nudge(at=TEN + minute * MINUTE)]
    assert made == [("opening", 0), ("lease", 125)]


def test_on_the_night_the_clocks_go_back_the_second_two_o_clock_is_asked_once() -> None:
    """A window that starts at the hour that comes twice opens at the second, and is asked about then."""
    noon = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    late = a_place(noon, opening_hours="Sa 01:30-05:00")
    staff(late)
    opens = late.windows.order_by("period").first()
    assert opens is not None
    assert opens.period.lower == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    minutes = [noon + minute * MINUTE for minute in range(700, 1000)]
    assert [at for at in minutes if nudging.nudge(at=at)] == [opens.period.lower]


NINE_HOURS = "22:00-08:00"
# A quarter to eight on Christmas morning: usual hours, the special night, what is asked.
PAST_SIX = [
    (NINE_HOURS, date(2026, 12, 25), "20:00-23:00", []),
    ("20:00-23:00", date(2026, 12, 24), NINE_HOURS, ["special"]),
    (NINE_HOURS, date(2026, 12, 24), NINE_HOURS, ["special"]),
    (NINE_HOURS, date(2026, 12, 24), "closed", []),
    ("24/7", date(2026, 12, 25), "06:00-08:00", ["special"]),
]


@pytest.mark.parametrize(("usual", "night", "special", "due"), PAST_SIX)
def test_a_special_night_is_asked_about_where_it_ends_also_past_six(
    usual: str, night: date, special: str, due: list[str]
) -> None:
    eve = datetime(2026, 12, 24, 18, tzinfo=UTC)
    place = a_place(eve, opening_hours=usual)
    place.special_days.create(night=night, hours=special)
    calendar.rebuild(place, at=eve)
    assert [each.about for each in nudging.due_at(datetime(2026, 12, 25, 7, 45, tzinfo=UTC))] == due
