"""What went wrong once: slivers of a second, clocks set back, slow rolls, and rows that cannot be read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

from backend.venues import publishing, reporting, snapshot, tasks
from backend.venues.models import SnapshotState, Venue
from tests.factories import VenueFactory, a_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def test_open_and_closed_within_one_second_leave_a_place_that_can_be_read(client: Client) -> None:
    venue = a_place(NOW, opening_hours="24/7", slug="demo-two-taps")
    reporting.report(venue, "closed", at=NOW - timedelta(minutes=1))
    reporting.report(venue, "open", at=NOW + timedelta(milliseconds=50))
    reporting.report(venue, "closed", at=NOW + timedelta(milliseconds=300))
    place = snapshot.publish(at=NOW + timedelta(minutes=1)).by_slug["demo-two-taps"]
    assert all(start < end for start, end in place["windows"])
    assert client.get("/api/v1/places/demo-two-taps").json()["report"]["status"] == "closed"


def test_a_clock_that_was_set_back_does_not_delete_what_was_just_published(settings: Any) -> None:
    a_place(NOW)
    for minute in range(5):
        snapshot.publish(at=NOW + timedelta(minutes=minute))
    for version in settings.SNAPSHOT_DIR.iterdir():
        if version.is_dir() and not version.is_symlink():
            os.utime(version, (4e9, 4e9))
    made = snapshot.publish(at=NOW - timedelta(hours=1))
    assert snapshot.current().version == made.version


def test_what_a_killed_writer_left_behind_is_cleared_away(settings: Any) -> None:
    snapshot.publish(at=NOW)
    leftover = settings.SNAPSHOT_DIR / ".1-1-1.99"
    leftover.mkdir()
    (leftover / "json").write_bytes(b"{")
    snapshot.publish(at=NOW + timedelta(minutes=1))
    assert not leftover.exists()


def test_a_report_that_came_during_a_slow_roll_is_not_unsaid() -> None:
    venue = a_place(NOW, opening_hours="24/7", slug="demo-slow")
    began = NOW
    reporting.report(venue, "full", at=NOW + timedelta(seconds=20))
    tasks.keep_up_now(at=began)
    said = snapshot.current().by_slug["demo-slow"]["report"]
    assert said is not None
    assert said["status"] == "full"


@pytest.mark.django_db(transaction=True)
def test_who_waited_for_another_to_write_the_same_change_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    venue = a_place(NOW, opening_hours="24/7")
    written: list[str] = []

    @contextmanager
    def another_was_quicker() -> Iterator[None]:
        written.append(snapshot._written(NOW).version)
        yield

    monkeypatch.setattr(snapshot, "_only_one_writer", another_was_quicker)
    reporting.report(venue, "full", at=NOW)
    assert snapshot.current().version == written[0]
    assert len(list(settings.SNAPSHOT_DIR.glob(f"{snapshot.current().epoch}-*"))) == 2


def test_one_row_that_cannot_be_read_is_unknown_and_holds_up_nobody() -> None:
    broken = a_place(NOW, slug="demo-broken")
    a_place(NOW, slug="demo-sound")
    Venue.objects.filter(pk=broken.pk).update(opening_hours="Fr 22:00-late", windows_until=None)
    Venue.objects.update(windows_until=None)
    assert tasks.keep_up_now(at=NOW) is True
    places = snapshot.current().by_slug
    assert (places["demo-broken"]["opening_hours"], places["demo-broken"]["windows"]) == (None, [])
    assert places["demo-sound"]["windows"]


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("name", {"name": "Demo \u202egnihton"}),
        ("name", {"name": "Demo\u200b"}),
        ("address", {"address": "1 Example\nStreet"}),
        ("what_to_expect", {"what_to_expect": "Knock\x07"}),
        ("access", {"access": {"step_free": "<b>"}}),
        ("access", {"access": {"lift": True}}),
        ("opening_hours", {"opening_hours": "Fr 22:00-late"}),
        ("phone", {"phone": "call me"}),
    ],
)
def test_what_could_mislead_is_refused_before_it_is_published(field: str, facts: dict[str, Any]) -> None:
    venue = VenueFactory.create(**facts)
    with pytest.raises(ValidationError) as refused:
        publishing.publish(venue, at=NOW)
    assert field in refused.value.message_dict


def test_what_takes_many_steps_touches_the_row_that_everybody_needs_at_its_end() -> None:
    with transaction.atomic(), snapshot.said_last():
        before = _seq()
        snapshot.changed()
        with snapshot.said_last():
            snapshot.changed()
        assert _seq() == before
    assert _seq() == before + 1


def _seq() -> int:
    return SnapshotState.objects.values_list("seq", flat=True).first() or 0
