"""One client counts once, two drop *confirmed* to *call first* for an hour, nobody closes a venue."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from backend.accounts import mail, people
from backend.hours.openness import Label, label
from backend.venues import contradicting, publishing, reporting, snapshot, tasks
from backend.venues.models import Contradiction, NightKey, Venue
from backend.venues.place import covers_until, facts
from tests.factories import a_place

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
NIGHT = date(2026, 11, 21)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ALICE, HER_NEIGHBOUR = "203.0.113.5", "203.0.113.200"
BOB, CHARLIE, DAN = "198.51.100.7", "192.0.2.1", "2001:db8:1:2::3"

Say = Callable[..., Label]


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What the officers are sent; there are two of them."""
    sent: list[dict[str, object]] = []
    monkeypatch.setattr(people, "officer_addresses", lambda: ["vera@example.org", "omar@example.org"])
    monkeypatch.setattr(mail, "send", lambda **letter: sent.append(letter))
    return sent


@pytest.fixture
def venue(db: None) -> Venue:
    """Open day and night, and its staff said so ten minutes ago."""
    venue = a_place(
        NOW - HOUR, slug="lantern", name="Lantern Room", opening_hours="24/7", phone="01632 960001"
    )
    reporting.report(venue, "open", at=NOW - 10 * MINUTE, staffed=True)
    return venue


@pytest.fixture
def say(venue: Venue, letters: object) -> Say:
    """Somebody at this address says so, so many minutes later: the label then."""

    def say(address: str, *, after: float = 0, what: str = "closed") -> Label:
        at = NOW + after * MINUTE
        contradicting.contradict(venue, what, address=address, at=at)
        return shown(at)

    return say


def shown(at: datetime) -> Label:
    place = snapshot.publish(at=at).by_slug["lantern"]
    return label(facts(place, covers_until(at)), now=at, checked_at=at, walk_minutes=None)


def test_one_who_says_so_changes_nothing(say: Say, letters: list[object]) -> None:
    said = say(ALICE)
    assert (said.state, said.basis, said.call_first) == ("open", "confirmed", False)
    assert letters == []


def test_two_drop_confirmed_to_call_first_for_an_hour(say: Say) -> None:
    say(ALICE)
    said = say(BOB, after=10)
    assert (said.state, said.basis, said.call_first, said.staffed) == ("open", "scheduled", True, False)
    assert shown(NOW + 69 * MINUTE).call_first
    assert not shown(NOW + 70 * MINUTE).call_first


def test_either_kind_counts(say: Say) -> None:
    say(ALICE, what="nobody_helped")
    assert say(BOB, what="closed").call_first


@pytest.mark.parametrize(
    ("first", "second", "independent"),
    [
        (ALICE, BOB, True),
        (ALICE, ALICE, False),
        (ALICE, HER_NEIGHBOUR, False),
        (ALICE, f"::ffff:{HER_NEIGHBOUR}", False),
        (ALICE, "203.0.114.5", True),
        (DAN, "2001:db8:1:ffff::9", False),
        (DAN, "2001:db8:2:2::3", True),
        (ALICE, DAN, True),
        ("unix:", "", False),
        ("203.0.113.5, 198.51.100.7", "garbage", False),
    ],
)
def test_two_are_independent_when_they_share_no_network(
    say: Say, first: str, second: str, independent: bool
) -> None:
    say(first)
    assert say(second).call_first is independent


@pytest.mark.parametrize(("minutes", "drops"), [(59, True), (60, False), (61, False)])
def test_two_count_together_within_the_hour(say: Say, minutes: int, drops: bool) -> None:
    say(ALICE)
    assert say(BOB, after=minutes).call_first is drops


def test_a_thousand_from_one_client_have_one_effect(say: Say, venue: Venue, letters: list[object]) -> None:
    for n in range(1_000):
        contradicting.contradict(
            venue, "closed", address=f"203.0.113.{n % 256}", at=NOW + n * timedelta(seconds=1)
        )
    assert Contradiction.objects.count() == 1
    assert not shown(NOW + 20 * MINUTE).call_first
    assert letters == []


def test_a_thousand_clients_in_an_hour_bring_one_letter_and_close_nothing(
    say: Say, venue: Venue, letters: list[object]
) -> None:
    for n in range(1_000):
        address = f"10.{n // 250}.{n % 250}.1"
        contradicting.contradict(venue, "closed", address=address, at=NOW + n * timedelta(seconds=3.59))
    at = NOW + timedelta(minutes=59, seconds=50)
    assert Contradiction.objects.count() == 1_000
    assert len(letters) == 1
    assert shown(at).state == "open"
    assert Venue.objects.published().open_at(at).filter(pk=venue.pk).exists()
    venue.refresh_from_db()
    assert venue.call_first_until == NOW.replace(second=3) + HOUR


def test_nothing_prolongs_a_drop_while_it_holds(say: Say, letters: list[object]) -> None:
    say(ALICE)
    say(BOB)
    say(CHARLIE, after=50)
    assert shown(NOW + 59 * MINUTE).call_first
    assert not shown(NOW + 60 * MINUTE).call_first
    assert len(letters) == 1


def test_those_who_came_after_a_drop_began_count_towards_the_next(say: Say, letters: list[object]) -> None:
    say(ALICE)
    say(BOB)
    say(CHARLIE, after=50)
    assert say(DAN, after=61).call_first
    assert shown(NOW + 120 * MINUTE).call_first
    assert not shown(NOW + 121 * MINUTE).call_first
    assert len(letters) == 2


def test_those_who_brought_a_drop_about_do_not_count_again(say: Say) -> None:
    say(ALICE)
    say(BOB, after=0.5)
    assert not say(CHARLIE, after=60.5).call_first
    assert not say(ALICE, after=61).call_first


def test_staff_who_say_open_again_do_not_lift_it(say: Say, venue: Venue) -> None:
    say(ALICE)
    say(BOB)
    reporting.report(venue, "open", at=NOW + 5 * MINUTE, staffed=True)
    said = shown(NOW + 6 * MINUTE)
    assert (said.basis, said.call_first, said.staffed) == ("scheduled", True, False)
    lifted = shown(NOW + 60 * MINUTE)
    assert (lifted.basis, lifted.call_first) == ("confirmed", False)


def test_open_pages_hear_of_it_at_commit(say: Say) -> None:
    before = snapshot.publish(at=NOW).seq
    say(ALICE)
    assert snapshot.publish(at=NOW).seq == before
    say(BOB)
    assert snapshot.publish(at=NOW).seq == before + 1


def test_the_officers_read_what_was_said_and_whom_to_call(say: Say, letters: list[dict[str, Any]]) -> None:
    say(ALICE)
    say(BOB, after=5, what="nobody_helped")
    [letter] = letters
    assert letter["to"] == ["vera@example.org", "omar@example.org"]
    assert letter["subject"] == "Call first: Lantern Room"
    for part in (
        "01:30  It was closed when I got there",
        "01:35  Nobody helped me",
        "Until 02:35",
        "01632 960001",
    ):
        assert part in letter["body"]
    assert ALICE not in letter["body"]


def test_a_name_that_would_break_a_header_breaks_nothing(say: Say, letters: list[dict[str, str]]) -> None:
    Venue.objects.update(name="Lantern\r\nBcc: all@example.org")
    say(ALICE)
    assert say(BOB).call_first
    assert letters[0]["subject"] == "Call first: Lantern  Bcc: all@example.org"


def test_without_officers_nobody_is_written_to(
    say: Say, letters: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "officer_addresses", list)
    say(ALICE)
    assert say(BOB).call_first
    assert letters == []


@pytest.mark.django_db
def test_the_letter_waits_in_the_queue_until_the_drop_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    from backend.accounts.models import Letter

    monkeypatch.setattr(people, "officer_addresses", lambda: ["vera@example.org"])
    venue = a_place(NOW, slug="lantern", opening_hours="24/7")
    for address in (ALICE, BOB):
        contradicting.contradict(venue, "closed", address=address, at=NOW)
    assert list(Letter.objects.values_list("to", flat=True)) == ["vera@example.org"]


def test_a_suspended_venue_stays_suspended(say: Say, venue: Venue) -> None:
    publishing.suspend(venue, because="Nobody was there.", at=NOW)
    contradicting.contradict(venue, "closed", address=ALICE, at=NOW)
    contradicting.contradict(venue, "closed", address=BOB, at=NOW)
    venue.refresh_from_db()
    assert (venue.suspended_because, venue.is_published) == ("Nobody was there.", False)


# --- What is kept ------------------------------------------------------------------------------------------


def test_a_night_has_one_random_key(say: Say) -> None:
    say(ALICE)
    say(BOB)
    [key] = NightKey.objects.all()
    assert (key.night, len(bytes(key.key))) == (NIGHT, 32)


def test_the_same_client_has_another_hash_each_night(say: Say) -> None:
    say(ALICE)
    say(ALICE, after=24 * 60)
    first, second = Contradiction.objects.order_by("told_at").values_list("client_hash", flat=True)
    assert first
    assert second
    assert bytes(first) != bytes(second)


def test_the_night_is_forgotten_at_six(say: Say) -> None:
    say(ALICE)
    six = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
    assert contradicting.forget_the_night(at=six - timedelta(seconds=1)) == 0
    assert contradicting.forget_the_night(at=six) == 2
    assert not NightKey.objects.exists()
    assert list(Contradiction.objects.values_list("what", "client_hash")) == [("closed", None)]


@pytest.mark.parametrize(("hour", "forgets"), [(4, False), (5, True)])
def test_in_summer_six_in_london_is_five(venue: Venue, letters: object, hour: int, forgets: bool) -> None:
    contradicting.contradict(venue, "closed", address=ALICE, at=datetime(2026, 7, 11, 23, 0, tzinfo=UTC))
    at = datetime(2026, 7, 12, hour, 59 if hour == 4 else 0, tzinfo=UTC)
    assert bool(contradicting.forget_the_night(at=at)) is forgets


def test_the_worker_forgets_even_where_the_hour_was_missed(say: Say) -> None:
    say(ALICE)
    tasks.keep_up_now(at=datetime(2026, 11, 22, 6, 4, tzinfo=UTC))
    assert not NightKey.objects.exists()
    assert not Contradiction.objects.exclude(client_hash=None).exists()


def test_tonight_is_not_forgotten_with_last_night(say: Say) -> None:
    say(ALICE)
    say(BOB, after=24 * 60)
    contradicting.forget_the_night(at=NOW + timedelta(hours=24))
    assert [key.night for key in NightKey.objects.all()] == [NIGHT + timedelta(days=1)]
    assert Contradiction.objects.exclude(client_hash=None).count() == 1


def test_two_who_said_so_before_six_do_not_count_after(say: Say) -> None:
    """Without their hashes nobody knows whether they were one."""
    say(ALICE, after=4 * 60 + 29)
    contradicting.forget_the_night(at=NOW + timedelta(hours=4, minutes=30))
    assert not say(ALICE, after=4 * 60 + 31).call_first


def test_no_address_is_written_to_the_log(say: Say, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        say(ALICE)
        say(BOB)
    assert not [record for record in caplog.records if "203.0.113" in record.getMessage()]


# --- At once -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_key_one_drop_and_one_letter(
    letters: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = a_place(NOW, slug="lantern", opening_hours="24/7")
    start = threading.Barrier(8)
    failed: list[BaseException] = []

    def one(n: int) -> None:
        try:
            start.wait(timeout=10)
            for address in (f"10.0.{n}.1", f"10.0.{n}.2"):
                contradicting.contradict(venue, "closed", address=address, at=NOW)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failed == []
    assert (NightKey.objects.count(), Contradiction.objects.count(), len(letters)) == (1, 8, 1)
