from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from procrastinate.contrib.django import app
from pytest_django import DjangoCaptureOnCommitCallbacks

from backend.venues import reporting, snapshot, tasks
from tests.factories import a_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def test_there_is_nothing_to_do_twice_in_a_night() -> None:
    a_place(NOW)
    assert tasks.keep_up_now(at=NOW) is True
    assert tasks.keep_up_now(at=NOW + timedelta(minutes=5)) is False


def test_a_new_night_moves_the_horizon_and_is_published() -> None:
    venue = a_place(NOW, opening_hours="24/7", slug="demo-always")
    tasks.keep_up_now(at=NOW)
    morning = datetime(2026, 11, 22, 6, 1, tzinfo=UTC)
    assert tasks.keep_up_now(at=morning) is True
    assert snapshot.current().by_slug["demo-always"]["windows"][-1][1] == "2026-12-06T06:00:00Z"
    venue.refresh_from_db()
    assert f"{venue.windows_until}" == "2026-12-27"


def test_a_change_that_was_committed_and_not_published_is_published_by_the_next_run(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The disk is full as staff say "closed": the row stands, and the file follows when there is space."""
    venue = a_place(NOW, opening_hours="24/7", slug="demo-always")
    tasks.keep_up_now(at=NOW)

    def no_space(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full_disk:
        full_disk.setattr(snapshot, "_write", no_space)
        with django_capture_on_commit_callbacks(execute=True):
            reporting.report(venue, "closed", at=NOW)
    assert snapshot.current().by_slug["demo-always"]["report"] is None
    assert tasks.keep_up_now(at=NOW + timedelta(minutes=5)) is True
    said = snapshot.current().by_slug["demo-always"]["report"]
    assert said is not None
    assert said["status"] == "closed"


def test_the_worker_knows_its_tasks() -> None:
    names = {name.rsplit(".", 1)[-1] for name in app.tasks}
    assert {"keep_up", "retry_stalled"} <= names


def test_what_a_killed_worker_left_is_looked_for_long_before_a_code_runs_out() -> None:
    crons = {
        name.rsplit(".", 1)[-1]: each.cron for (name, _), each in app.periodic_registry.periodic_tasks.items()
    }
    assert crons["retry_stalled"] == crons["every_minute"] == "* * * * *"
