"""Which changes of a place those who asked are told, and that each is told once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, transaction

from backend.alerts import messages, subscribing, telling
from backend.alerts.models import Alert, Delivery, Subscription, Told
from backend.alerts.telling import Said
from backend.hours.nights import night_ends_at, night_of
from backend.venues import calendar, reporting
from backend.venues.models import StatusReport, Venue
from backend.venues.place import iso
from tests.factories import a_place

from .asking import FCM, asks

NIGHT = (("2026-11-21T22:00:00Z", "2026-11-22T04:00:00Z"),)
OPEN = Said(is_listed=True, windows=NIGHT)
MINUTE = timedelta(minutes=1)
Happens = Callable[[Venue, datetime], object]


@pytest.mark.parametrize(
    ("before", "now", "news"),
    [
        (OPEN, OPEN, False),
        (OPEN, replace(OPEN, status="closed", windows=()), True),
        (OPEN, replace(OPEN, status="full"), True),
        (replace(OPEN, status="full"), OPEN, True),
        (OPEN, replace(OPEN, windows=(("2026-11-21T22:00:00Z", "2026-11-22T02:00:00Z"),)), True),
        (OPEN, Said(is_listed=False), True),
        (Said(is_listed=False), OPEN, True),
        (OPEN, replace(OPEN, calls_first=True), True),
        (replace(OPEN, calls_first=True), OPEN, False),
        (replace(OPEN, calls_first=True), replace(OPEN, status="full"), True),
    ],
)
def test_what_is_news(before: Said, now: Said, news: bool) -> None:
    assert telling.is_news(before, now) is news


def says(status: str, minutes: int | None = None) -> Happens:
    return lambda venue, at: reporting.report(
        venue, status, at=at, until=at + minutes * MINUTE if minutes else None
    )


def nothing(venue: Venue, at: datetime) -> None:
    pass


def special_day(hours: str) -> Happens:
    def happens(venue: Venue, at: datetime) -> None:
        venue.special_days.create(night=night_of(at), hours=hours)
        calendar.rebuild(venue, at=at)

    return happens


def suspended(venue: Venue, at: datetime) -> None:
    Venue.objects.filter(pk=venue.pk).update(suspended_at=at, suspended_because="Nobody there")


def call_first(venue: Venue, at: datetime) -> None:
    Venue.objects.filter(pk=venue.pk).update(call_first_until=at + 60 * MINUTE)


CHANGES: list[tuple[Happens, int]] = [
    (nothing, 0),
    (says("open"), 0),
    (says("as_scheduled"), 0),
    (says("closed"), 1),
    (says("full"), 1),
    (says("closing_early", 30), 1),
    (says("open", 200), 1),
    (special_day("closed"), 1),
    (special_day("22:00-04:00"), 0),
    (suspended, 1),
    (call_first, 1),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("happens", "told"), CHANGES)
def test_what_those_who_asked_are_told(sunday_0130: datetime, happens: Happens, told: int) -> None:
    venue = a_place(sunday_0130)
    asks(venue, sunday_0130)
    happens(venue, sunday_0130 + MINUTE)
    made = [alert for _ in range(3) for alert in telling.announce_all(at=sunday_0130 + 2 * MINUTE)]
    assert len(made) == Delivery.objects.count() == told
    assert not StatusReport.objects.filter(announced_at=None).exists()


@pytest.mark.django_db
def test_the_night_begins_before_anybody_asked(sunday_0130: datetime) -> None:
    """Whoever asks at a place that is full is told when it no longer is, and not that it is full."""
    venue = a_place(sunday_0130)
    reporting.report(venue, "full", at=sunday_0130)
    asks(venue, sunday_0130 + MINUTE)
    assert telling.announce_all(at=sunday_0130 + 2 * MINUTE) == []
    reporting.report(venue, "open", at=sunday_0130 + 3 * MINUTE)
    assert len(telling.announce_all(at=sunday_0130 + 4 * MINUTE)) == 1


@pytest.mark.django_db
def test_nobody_is_told_of_another_place_or_of_another_night(sunday_0130: datetime) -> None:
    here, there = a_place(sunday_0130), a_place(sunday_0130)
    asks(here, sunday_0130, "https://fcm.googleapis.com/fcm/send/a")
    asks(there, sunday_0130, "https://fcm.googleapis.com/fcm/send/b")
    Subscription.objects.create(
        audience="public", venue=here, night=night_of(sunday_0130) - timedelta(days=1),
        endpoint="https://fcm.googleapis.com/fcm/send/c",
    )  # fmt: skip
    reporting.report(here, "closed", at=sunday_0130 + MINUTE)
    telling.announce(here.pk, at=sunday_0130 + MINUTE)
    assert [each.subscription.endpoint[-1] for each in Delivery.objects.all()] == ["a"]


@pytest.mark.django_db
def test_it_holds_until_the_report_does(sunday_0130: datetime) -> None:
    venue = a_place(sunday_0130)
    asks(venue, sunday_0130)
    said = reporting.report(venue, "closed", at=sunday_0130 + MINUTE)
    alert = telling.announce(venue.pk, at=sunday_0130 + MINUTE)
    assert alert
    assert alert.until == said.valid_until == night_ends_at(night_of(sunday_0130))


@pytest.mark.django_db
def test_a_newer_change_takes_the_place_of_what_still_waits(sunday_0130: datetime) -> None:
    venue = a_place(sunday_0130)
    asks(venue, sunday_0130)
    for minute, status in ((1, "closed"), (2, "open"), (3, "full")):
        reporting.report(venue, status, at=sunday_0130 + minute * MINUTE)
        telling.announce(venue.pk, at=sunday_0130 + minute * MINUTE)
    (waits,) = Delivery.objects.all()
    assert waits.alert == Alert.objects.order_by("pk").last()


@pytest.mark.django_db
def test_three_reports_that_wait_are_told_as_one(sunday_0130: datetime) -> None:
    venue = a_place(sunday_0130)
    asks(venue, sunday_0130)
    for minute, status in ((1, "closed"), (2, "open"), (3, "full")):
        reporting.report(venue, status, at=sunday_0130 + minute * MINUTE)
    assert telling.announce(venue.pk, at=sunday_0130 + 4 * MINUTE)
    assert telling.announce(venue.pk, at=sunday_0130 + 4 * MINUTE) is None
    assert Delivery.objects.count() == 1


@pytest.mark.django_db
def test_closed_and_open_again_before_anybody_was_told_is_no_news(sunday_0130: datetime) -> None:
    venue = a_place(sunday_0130)
    asks(venue, sunday_0130)
    reporting.report(venue, "closed", at=sunday_0130 + MINUTE)
    reporting.undo(venue.reports.get(), at=sunday_0130 + MINUTE)
    assert telling.announce(venue.pk, at=sunday_0130 + 2 * MINUTE) is None


@pytest.mark.django_db
def test_a_worker_whose_clock_is_behind_tells_all_the_same(sunday_0130: datetime) -> None:
    """The web server took the report four seconds later than the worker thinks that it is."""
    venue = a_place(sunday_0130)
    asks(venue, sunday_0130)
    reporting.report(venue, "closed", at=sunday_0130 + timedelta(seconds=4))
    assert telling.announce(venue.pk, at=sunday_0130)


@pytest.mark.django_db
def test_of_a_place_that_never_closes_tonight_is_told(sunday_0130: datetime) -> None:
    """Its window began long ago and ends with what is known: what is told is tonight's part of it."""
    venue = a_place(sunday_0130 - timedelta(days=3), opening_hours="24/7")
    calendar.rebuild(venue, at=sunday_0130)
    part = telling.told_part(venue, at=sunday_0130)
    assert part["windows"] == (("2026-11-21T06:00:00Z", "2026-11-22T06:00:00Z"),)
    reporting.report(venue, "closed", at=sunday_0130)
    shut = telling.told_part(venue, at=sunday_0130)
    assert shut["windows"] == (("2026-11-21T06:00:00Z", "2026-11-22T01:30:00Z"),)
    assert shut["night"] == part["night"] == ["2026-11-21T06:00:00Z", "2026-11-22T06:00:00Z"]


@pytest.mark.django_db
def test_a_span_that_crosses_six_is_told_to_its_end(sunday_0130: datetime) -> None:
    venue = a_place(sunday_0130, opening_hours="Sa 22:00-07:00")
    part = telling.told_part(venue, at=sunday_0130)
    assert part["windows"] == (("2026-11-21T22:00:00Z", "2026-11-22T07:00:00Z"),)
    assert part["night"][1] == "2026-11-22T07:00:00Z"


@pytest.mark.django_db(transaction=True)
def test_eight_workers_announce_once(sunday_0130: datetime) -> None:
    venue = a_place(sunday_0130)
    asks(venue, sunday_0130)
    reporting.report(venue, "closed", at=sunday_0130 + MINUTE)
    together = Barrier(8)

    def work(announce: Callable[[], object]) -> None:
        try:
            together.wait()
            announce()
        finally:
            connection.close()

    ways: list[Callable[[], object]] = [
        lambda: telling.announce(venue.pk, at=sunday_0130 + 2 * MINUTE),
        lambda: telling.announce_all(at=sunday_0130 + 2 * MINUTE),
    ]
    workers = [Thread(target=work, args=(way,)) for way in ways * 4]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Alert.objects.count() == Delivery.objects.count() == 1


@pytest.mark.django_db
def test_what_a_push_says_is_what_the_place_says(sunday_0130: datetime) -> None:
    venue = a_place(sunday_0130)
    reporting.report(venue, "full", at=sunday_0130)
    part = telling.told_part(venue, at=sunday_0130)
    assert part["windows"] == NIGHT
    assert part["report"]["status"] == "full"
    assert part["generated_at"] == iso(sunday_0130)
    assert part["night"] == ["2026-11-21T06:00:00Z", "2026-11-22T06:00:00Z"]
    assert part["is_listed"] is True
    suspended(venue, sunday_0130)
    gone = telling.told_part(venue, at=sunday_0130)
    assert (gone["is_listed"], gone["report"], gone["windows"]) == (False, None, ())


@pytest.mark.django_db
def test_on_the_night_the_clocks_change_the_night_is_an_hour_longer() -> None:
    at = datetime.fromisoformat("2026-10-25T01:30:00+00:00")
    venue = a_place(at)
    asks(venue, at)
    part = telling.told_part(venue, at=at)
    assert part["night"] == ["2026-10-24T05:00:00Z", "2026-10-25T06:00:00Z"]
    subscribing.forget(at=at.replace(hour=5, minute=59))
    assert Told.objects.count() == Subscription.objects.count() == 1
    subscribing.forget(at=at.replace(hour=6, minute=0))
    assert Told.objects.count() == Subscription.objects.count() == 0


HOURS = ["24/7", "22:00-04:00", "22:00-08:00", "20:00-02:00,09:00-11:00", "Fr,Sa 22:00-08:00", "18:00-18:00"]
MORNINGS = [
    "2026-11-21T06:10Z",
    "2026-10-24T05:10Z",
    "2026-10-25T06:10Z",
    "2026-03-28T06:10Z",
    "2026-03-29T05:10Z",
]


@pytest.mark.django_db
@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize("morning", MORNINGS)
def test_a_whole_night_on_which_nothing_happens_tells_nothing(hours: str, morning: str) -> None:
    """Asked in the morning, also while a span of last night lasts, and on both nights the clocks change."""
    at = datetime.fromisoformat(morning)
    venue, night = a_place(at - timedelta(hours=12), opening_hours=hours), night_of(at)
    asks(venue, at)
    while night_of(at) == night:
        calendar.roll(at=at)
        assert telling.announce_all(at=at) == []
        at += 20 * MINUTE


@pytest.mark.django_db
def test_a_change_of_the_evening_is_told_in_the_morning() -> None:
    """Last night's span lasts until eight; what she asked about is tonight."""
    at = datetime.fromisoformat("2026-11-21T07:00Z")
    venue = a_place(at - timedelta(hours=12), opening_hours="22:00-08:00")
    calendar.roll(at=at)
    asks(venue, at)
    special_day("22:00-23:00")(venue, at + MINUTE)
    assert len(telling.announce_all(at=at + 2 * MINUTE)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["full", "closed"])
def test_nothing_is_told_past_six_whatever_holds_longer(status: str) -> None:
    at = datetime.fromisoformat("2026-11-22T05:31Z")
    venue = a_place(at - timedelta(hours=10), opening_hours="22:00-08:00")
    asks(venue, at)
    said = reporting.report(venue, status, at=at)
    (alert,) = telling.announce_all(at=at)
    assert said.valid_until
    assert alert.until == datetime.fromisoformat("2026-11-22T06:00Z") < said.valid_until


@pytest.mark.django_db
def test_other_hours_are_told_for_the_whole_night_also_while_open_is_confirmed(sunday_0130: datetime) -> None:
    venue = a_place(sunday_0130)
    asks(venue, sunday_0130)
    reporting.report(venue, "open", at=sunday_0130)
    special_day("22:00-03:00")(venue, sunday_0130 + 118 * MINUTE - 60 * MINUTE)
    (alert,) = telling.announce_all(at=sunday_0130 + 60 * MINUTE)
    assert alert.until == night_ends_at(night_of(sunday_0130))


@pytest.mark.django_db
def test_with_clocks_apart_the_same_is_told_and_once(sunday_0130: datetime) -> None:
    """What is sent says what was announced, and the next round finds nothing new."""
    venue = a_place(sunday_0130)
    asks(venue, sunday_0130)
    reporting.report(venue, "full", at=sunday_0130 + timedelta(seconds=4))
    alert = telling.announce(venue.pk, at=sunday_0130)
    assert alert
    assert Delivery.objects.get().next_try_at == sunday_0130
    assert telling.announce_all(at=sunday_0130 + timedelta(seconds=1)) == []
    content = messages.content_of(alert, at=sunday_0130 + timedelta(seconds=1))
    assert content["place"]["report"]["status"] == "full"


@pytest.mark.django_db
def test_what_another_release_wrote_down_holds_up_no_other_place(sunday_0130: datetime) -> None:
    first, second = a_place(sunday_0130), a_place(sunday_0130)
    for venue in (first, second):
        asks(venue, sunday_0130)
        suspended(venue, sunday_0130)
    Told.objects.filter(venue=first).update(said={"is_listed": True, "windows": [], "colour": "green"})
    assert [alert.venue for alert in telling.announce_all(at=sunday_0130 + MINUTE)] == [second]
    assert Told.objects.get(venue=first).said["is_listed"] is False


@pytest.mark.django_db
def test_a_place_that_cannot_be_told_of_holds_up_no_other(
    sunday_0130: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = a_place(sunday_0130), a_place(sunday_0130)
    for venue in (first, second):
        asks(venue, sunday_0130)
        suspended(venue, sunday_0130)
    told = telling.tell_if_changed

    def breaks(venue: int, *, at: datetime) -> Alert | None:
        return 1 / 0 if venue == first.pk else told(venue, at=at)  # type: ignore[return-value]

    monkeypatch.setattr(telling, "tell_if_changed", breaks)
    assert [alert.venue for alert in telling.announce_all(at=sunday_0130 + MINUTE)] == [second]
    assert "could not be told" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_somebody_who_stops_at_that_moment_undoes_it_for_nobody_else(sunday_0130: datetime) -> None:
    venue = a_place(sunday_0130)
    leaves = asks(venue, sunday_0130, f"{FCM}leaves")
    stays = asks(venue, sunday_0130, f"{FCM}stays")
    reporting.report(venue, "closed", at=sunday_0130 + MINUTE)
    has_left, may_commit = Event(), Event()

    def leave() -> None:
        try:
            with transaction.atomic():
                subscribing.end(leaves.pk)
                has_left.set()
                may_commit.wait(10)
        finally:
            connection.close()

    leaving = Thread(target=leave)
    leaving.start()
    assert has_left.wait(10)
    telling.announce(venue.pk, at=sunday_0130 + 2 * MINUTE)
    may_commit.set()
    leaving.join()
    assert [each.subscription for each in Delivery.objects.all()] == [stays]
