"""What the worker does each minute: one fault, or one worker that was killed, costs no other minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.alerts import nudging, subscribing, tasks
from backend.alerts.models import Audience, Subscription
from backend.venues import pairing
from backend.venues.models import Venue
from backend.venues.tasks import retry_stalled
from tests import people
from tests.factories import a_place

from .asking import FCM, asks, works

pytestmark = pytest.mark.django_db(transaction=True)

KILLED = """
    INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id
"""
NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def empty_the_queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs; DELETE FROM procrastinate_workers")


@pytest.fixture(autouse=True)
def _no_jobs() -> Iterator[None]:
    """Nobody else's either: the queue's tables outlive a test that commits."""
    empty_the_queue()
    yield
    empty_the_queue()


@pytest.fixture
def venue() -> Venue:
    return a_place(NOW)


def minute(number: int, **how: Any) -> None:
    """As the worker's own clock puts it into the queue."""
    every: Any = tasks.every_minute
    every.configure(**how).defer(timestamp=number)


def test_a_minute_that_fails_is_not_tried_again() -> None:
    """The next one is its second try: a job that waits for one keeps its lock, and the next from coming."""
    every: Any = tasks.every_minute
    assert (every.queueing_lock, every.retry_strategy) == ("alerts", None)


@pytest.mark.parametrize("broken", ["forget", "nudge"])
def test_one_part_that_fails_does_not_keep_the_others_from_theirs(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    def breaks(*, at: datetime) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr({"forget": subscribing, "nudge": nudging}[broken], broken, breaks)
    asks(venue, NOW)
    works(people.a_member("ann@example.org", venue, "staff"), NOW)
    Venue.objects.update(suspended_at=NOW, suspended_because="Nobody there")
    tasks.tick(at=NOW)
    assert Subscription.objects.get(audience="public").deliveries.count() == 1
    assert "failed" in caplog.text


def test_one_stalled_job_whose_turn_is_taken_does_not_stop_the_others(venue: Venue) -> None:
    """The minute's next job waits already; the report's behind it must be taken up all the same."""
    minute(1)
    tasks.announce.defer(venue=venue.pk)
    with connection.cursor() as cursor:
        cursor.execute(KILLED)
        (worker,) = cursor.fetchone() or (None,)
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    minute(2, schedule_in={"seconds": 125})
    context: Any = SimpleNamespace(app=app)
    async_to_sync(retry_stalled.func)(context, 1)
    jobs = ProcrastinateJob.objects.order_by("task_name").values_list("task_name", "status")
    assert list(jobs) == [
        ("backend.alerts.tasks.announce", "todo"),
        ("backend.alerts.tasks.every_minute", "todo"),
    ]


def everybody(venue: Venue) -> dict[str, Any]:
    manager = people.a_member("manager@example.org", venue, "manager")
    device = people.a_device(venue, by=manager).device
    former, barred = (people.a_member(f"{who}@example.org", venue, "staff") for who in ("former", "barred"))
    officer = people.a_person("olive@example.org", officer_role="officer")
    asked: dict[str, Any] = {"manager": manager, "device": device, "former": former, "barred": barred}
    for name, actor in asked.items():
        works(actor, NOW, f"{FCM}{name}")
    works(officer, NOW, f"{FCM}officer", audience=Audience.DESK)
    return asked | {"officer": officer}


def test_who_left_is_forgotten_within_the_minute(venue: Venue) -> None:
    gone = everybody(venue)
    tasks.tick(at=NOW)
    assert Subscription.objects.count() == 5
    pairing.revoke(gone["device"], by=gone["manager"], at=NOW)
    gone["former"].memberships.update(ended_at=NOW)
    for name, change in (("barred", {"is_active": False}), ("officer", {"officer_role": ""})):
        type(gone[name]).objects.filter(pk=gone[name].pk).update(**change)
    tasks.tick(at=NOW + timedelta(minutes=1))
    assert [each.endpoint for each in Subscription.objects.all()] == [f"{FCM}manager"]
