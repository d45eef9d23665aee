"""Taking a report back: a new report repeats what stood before, with that one's lease."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.hours import saying
from backend.venues import reporting, tonight
from backend.venues.models import StatusReport, Venue
from tests import people
from tests.factories import a_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
A_MOMENT = timedelta(seconds=30)


@pytest.fixture
def venue() -> Venue:
    return a_place(NOW, opening_hours="Mo-Su 22:00-04:00")


def say(venue: Venue, *said: str | None) -> StatusReport | None:
    """Reports a quarter of an hour apart, the last of them now; `closing_early` means in half an hour."""
    made = None
    for number, status in enumerate(said):
        at = NOW - timedelta(minutes=15 * (len(said) - 1 - number))
        until = NOW + timedelta(minutes=30) if status == "closing_early" else None
        if status:
            made = reporting.report(venue, status, at=at, until=until)
    return made


@pytest.mark.parametrize(
    ("before", "mistaken"),
    [
        (None, "closed"),
        (None, "full"),
        (None, "closing_early"),
        ("open", "closed"),
        ("open", "closing_early"),
        ("closed", "open"),
        ("closed", "full"),
        ("closing_early", "open"),
        ("closing_early", "closed"),
        ("full", "closed"),
        ("as_scheduled", "closed"),
    ],
)
def test_undo_brings_back_what_stood(venue: Venue, before: str | None, mistaken: str) -> None:
    stood = say(venue, before)
    windows = tonight.public_now(venue, at=NOW + A_MOMENT)
    wrong = reporting.report(
        venue,
        mistaken,
        at=NOW + timedelta(seconds=5),
        until=NOW + timedelta(minutes=20) if mistaken == "closing_early" else None,
    )
    undone = reporting.undo(wrong, at=NOW + A_MOMENT)
    assert undone.status == (before or "as_scheduled")
    assert undone.valid_until == (stood.valid_until if stood else None)
    after = tonight.public_now(venue, at=NOW + A_MOMENT)
    assert windows
    assert after
    for told in ("state", "basis", "closes_at", "windows"):
        assert after[told] == windows[told]


def test_a_lapsed_lease_does_not_come_back(venue: Venue) -> None:
    reporting.report(venue, "open", at=NOW - timedelta(hours=3))
    wrong = reporting.report(venue, "closed", at=NOW)
    assert reporting.undo(wrong, at=NOW + A_MOMENT).status == "as_scheduled"


@pytest.mark.parametrize(
    ("seconds", "is_accepted"), [(0, True), (60, True), (70, True), (71, False), (3600, False)]
)
def test_a_minute_and_the_way_of_the_answer(venue: Venue, seconds: int, is_accepted: bool) -> None:
    wrong = reporting.report(venue, "closed", at=NOW)
    at = NOW + timedelta(seconds=seconds)
    if is_accepted:
        assert reporting.undo(wrong, at=at).undoes == wrong
        return
    with pytest.raises(saying.TooLate):
        reporting.undo(wrong, at=at)


def test_only_the_latest_can_be_taken_back_and_only_once(venue: Venue) -> None:
    first = reporting.report(venue, "closed", at=NOW)
    second = reporting.report(venue, "open", at=NOW + timedelta(seconds=5))
    with pytest.raises(saying.TooLate):
        reporting.undo(first, at=NOW + A_MOMENT)
    undone = reporting.undo(second, at=NOW + A_MOMENT)
    for again in (second, undone):
        with pytest.raises(saying.TooLate):
            reporting.undo(again, at=NOW + A_MOMENT)


def test_a_queued_tap_may_be_undone_for_a_minute_after_it_came(venue: Venue) -> None:
    wrong = reporting.report(venue, "closed", at=NOW - timedelta(minutes=30), received_at=NOW)
    assert reporting.undo(wrong, at=NOW + A_MOMENT).status == "as_scheduled"


@pytest.mark.parametrize(
    ("status", "minutes_old", "refusal"),
    [
        ("open", 10, None),
        ("open", 11, saying.TooOld),
        ("closed", 300, None),
        ("full", 11, None),
    ],
)
def test_an_open_tapped_long_ago_is_asked_again(
    venue: Venue, status: str, minutes_old: int, refusal: type[Exception] | None
) -> None:
    at = NOW - timedelta(minutes=minutes_old)
    if refusal is None:
        assert reporting.report(venue, status, at=at, received_at=NOW).reported_at == at
        return
    with pytest.raises(refusal):
        reporting.report(venue, status, at=at, received_at=NOW)


def test_an_older_tap_never_overwrites_a_newer_state(venue: Venue) -> None:
    newer = reporting.report(venue, "closed", at=NOW)
    with pytest.raises(saying.Superseded) as refused:
        reporting.report(venue, "open", at=NOW - timedelta(minutes=5), received_at=NOW + A_MOMENT)
    assert refused.value.newer.key == newer.pk
    assert venue.reports.count() == 1


@pytest.mark.parametrize(
    ("late_s", "is_refused"), [(0, False), (1, False), (3, False), (4, True), (300, True)]
)
def test_two_taps_of_one_tablet_a_second_apart_both_count(
    venue: Venue, late_s: int, is_refused: bool
) -> None:
    tablet = people.a_device(venue).device
    reporting.report(venue, "full", at=NOW, by=tablet)
    said = NOW - timedelta(seconds=late_s)
    if is_refused:
        with pytest.raises(saying.Superseded):
            reporting.report(venue, "closed", at=said, received_at=NOW + A_MOMENT, by=tablet)
        return
    made = reporting.report(venue, "closed", at=said, received_at=NOW + A_MOMENT, by=tablet)
    assert made.reported_at == NOW


def test_a_second_tablet_does_not_count_as_the_first(venue: Venue) -> None:
    alice = people.a_member("alice@example.org", venue, "manager")
    first, second = (people.a_device(venue, by=alice).device for _ in range(2))
    reporting.report(venue, "full", at=NOW, by=first)
    with pytest.raises(saying.Superseded):
        reporting.report(
            venue, "closed", at=NOW - timedelta(seconds=1), received_at=NOW + A_MOMENT, by=second
        )
