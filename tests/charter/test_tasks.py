"""What the worker does for the register by itself, each as the queue would run it."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from procrastinate.contrib.django import app
from pytest_django import Settings

from backend.audit import anchor, chain
from backend.charter.models import Application, Contact, Reminder, SentLetter, Signature
from tests.people import a_person

from .register import signed, submitted

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_anchor(settings: Settings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


@pytest.fixture
def signature(db: None) -> Signature:
    sam = a_person("sam@vra.example.org", officer_role="senior_officer")
    return signed("sally@applicant.example.org", by=sam, at=START)


def run(task: str, at: datetime) -> None:
    """As the worker calls it: by the name in the queue, with the tick's number, on that day."""
    with time_machine.travel(at, tick=False):
        app.tasks[f"backend.charter.tasks.{task}"].func(timestamp=int(at.timestamp()))


def test_the_worker_knows_the_tasks_and_when_they_come() -> None:
    known = {task.name.rsplit(".", 1)[-1] for task in app.tasks.values() if "charter" in task.name}
    assert {"reviews", "forget_people", "check_audit", "make_paper"} <= known
    ticks = {
        periodic.task.name.rsplit(".", 1)[-1]: periodic.cron
        for periodic in app.periodic_registry.periodic_tasks.values()
        if "charter" in periodic.task.name
    }
    assert ticks == {
        "reviews": "15 7 * * *",
        "forget_people": "45 5 * * *",
        "check_audit": "50 5 * * *",
        "keep_figures": "2-59/5 * * * *",
    }


def test_reminders_leave_at_sixty_thirty_and_seven_days_and_then_it_lapses(signature: Signature) -> None:
    """Every morning of a year and a bit; what was sent is counted by the day."""
    due = datetime(2027, 3, 2, 7, 15, tzinfo=UTC)
    sent = {}
    for days in (61, 60, 59, 30, 29, 7, 6, 0, -30, -31):
        before = SentLetter.objects.count()
        run("reviews", due - days * DAY)
        sent[days] = SentLetter.objects.count() - before
    assert sent == {61: 0, 60: 1, 59: 0, 30: 1, 29: 0, 7: 1, 6: 0, 0: 0, -30: 0, -31: 1}
    signature.refresh_from_db()
    assert signature.standing == "lapsed"
    assert Reminder.objects.count() == 3


def test_a_morning_that_was_missed_is_made_up_for(signature: Signature) -> None:
    run("reviews", datetime(2027, 3, 2, 7, 15, tzinfo=UTC) - 50 * DAY)
    assert [reminder.days_before for reminder in Reminder.objects.all()] == [60]


def test_people_are_forgotten_by_night(signature: Signature) -> None:
    submitted("nobody@confirmed.example.org", at=START)
    run("forget_people", START + 8 * DAY)
    assert Application.objects.count() == 1
    run("reviews", START + 2 * 365 * DAY)
    run("forget_people", START + 4 * 365 * DAY)
    assert not Contact.objects.current().exists()


def test_the_audit_is_checked_by_night_and_its_head_is_kept(
    signature: Signature, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="backend.charter.tasks"):
        run("check_audit", START + DAY)
    head = chain.check().head
    assert anchor.read() == head
    assert f"the audit is whole, head {head.number}:{head.chain}" in caplog.text


def test_a_faulty_audit_is_logged_and_its_head_is_not_taken(
    signature: Signature, caplog: pytest.LogCaptureFixture
) -> None:
    run("check_audit", START + DAY)
    before = anchor.path().read_text()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_entry SET who = 'nobody' WHERE did = 'charter.signed'")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
    run("check_audit", START + 2 * DAY)
    assert "the audit is not whole" in caplog.text
    assert anchor.path().read_text() == before
    assert json.loads(before)["number"] == chain.check().head.number


def test_no_task_names_a_person(signature: Signature, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for task in ("reviews", "forget_people", "check_audit"):
            run(task, START + 5 * 365 * DAY)
    assert "sally" not in caplog.text.lower()
