"""Letters: promised in the caller's transaction, tried again while the mail server is away, never late."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.mail import BadHeaderError
from django.db import connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from backend.accounts import codes, delivering, forgetting, mail
from backend.accounts.delivering import Delayed, pause
from backend.accounts.models import Letter, User

from .steps import code_for, found_code, mail_files
from .stub_smtp import MailServer, mail_server

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
DAY = timedelta(days=1)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_TIMEOUT = 0.5
        yield running


@pytest.fixture
def no_jobs(transactional_db: None) -> None:
    """The queue's tables are not Django's: what a test committed there, nobody takes away after it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def a_letter(to: str = "alice@example.org", **facts: datetime) -> Letter:
    mail.send(to=[to], subject="Hello", body="A body\n", **facts)
    return Letter.objects.latest("pk")


def attempt(letter: Letter, *, at: datetime | None = None) -> timedelta | None:
    """None when it is settled, else how long it waits."""
    try:
        delivering.deliver(letter.pk, at=at or datetime.now(UTC))
    except Delayed as delayed:
        return delayed.wait
    return None


@pytest.mark.django_db
def test_a_letter_leaves_as_plain_text_and_is_forgotten(server: MailServer) -> None:
    letter = a_letter()
    assert attempt(letter) is None
    assert not Letter.objects.exists()
    assert server.recipients() == ["alice@example.org"]
    (text,) = server.texts()
    assert "Subject: Hello" in text
    assert 'Content-Type: text/plain; charset="utf-8"' in text
    assert "multipart" not in text


@pytest.mark.django_db
def test_each_recipient_gets_a_letter_of_their_own(server: MailServer) -> None:
    mail.send(to=["alice@example.org", "bob@example.org"], subject="Hello", body="Hi")
    for letter in Letter.objects.all():
        attempt(letter)
    assert [envelope.rcpt_tos for envelope in server.taken] == [["alice@example.org"], ["bob@example.org"]]
    assert "bob" not in server.texts()[0]


@pytest.mark.usefixtures("no_jobs")
def test_a_letter_is_promised_only_if_the_transaction_commits() -> None:
    with transaction.atomic():
        mail.send(to=["alice@example.org"], subject="Hello", body="Hi")
        transaction.set_rollback(True)
    assert not Letter.objects.exists()
    assert waiting_jobs() == 0


@pytest.mark.django_db
def test_the_job_knows_a_number_only(alice: User) -> None:
    codes.ask(alice.email, at=datetime.now(UTC))
    job = ProcrastinateJob.objects.filter(task_name="backend.accounts.tasks.deliver").latest("id")
    assert job.args == {"letter": Letter.objects.get().pk}


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\x00", "\x0b", "\x85", "\u2028", "\u2029"])
@pytest.mark.django_db
def test_a_header_of_two_lines_is_refused(line_break: str) -> None:
    for facts in [
        {"to": ["alice@example.org"], "subject": f"Hello{line_break}Bcc: all@example.org"},
        {"to": [f"alice@example.org{line_break}bob@example.org"], "subject": "Hello"},
    ]:
        with pytest.raises(BadHeaderError):
            mail.send(body="Hi", **facts)  # type: ignore[arg-type]
    assert not Letter.objects.exists()


@pytest.mark.parametrize("stage", ["DATA", "RCPT", "down", "slow"])
@pytest.mark.parametrize("fault", ["451 busy", "550 no"])
@pytest.mark.django_db
def test_a_faulty_mail_server_loses_nothing(server: MailServer, stage: str, fault: str) -> None:
    letters = [a_letter(f"person{number}@example.org") for number in range(5)]
    server.fault, server.at = fault, stage
    if stage == "down":
        server.down()
    server.slow = 1.0 if stage == "slow" else 0.0
    moment = datetime.now(UTC)
    for hour in range(3):
        for letter in letters:
            assert attempt(letter, at=moment + timedelta(hours=hour)) is not None
    assert Letter.objects.count() == 5
    before = len(server.taken)
    server.fault, server.slow = None, 0.0
    if stage == "down":
        server.up()
    for letter in letters:
        assert attempt(letter, at=moment + timedelta(hours=4)) is None
    assert sorted(server.recipients()[before:]) == [f"person{number}@example.org" for number in range(5)]
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_while_the_server_is_away_one_letter_at_a_time_asks_for_it(server: MailServer) -> None:
    first, second = a_letter(), a_letter()
    server.down()
    moment = datetime.now(UTC)
    attempt(first, at=moment)
    assert attempt(second, at=moment + timedelta(seconds=5)) == delivering.FIRST_WAIT
    second.refresh_from_db()
    assert second.tries == 0


@pytest.mark.django_db
def test_a_code_is_never_sent_after_it_expired(server: MailServer, alice: User) -> None:
    now = datetime.now(UTC)
    codes.ask(alice.email, at=now)
    letter = Letter.objects.get()
    server.down()
    assert attempt(letter, at=now) is not None
    server.up()
    assert attempt(letter, at=now + timedelta(minutes=10)) is None
    assert not Letter.objects.exists()
    assert server.taken == []


@pytest.mark.django_db
def test_other_letters_are_given_up_after_three_days(
    server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    letter = a_letter()
    server.down()
    assert attempt(letter, at=datetime.now(UTC) + 2 * DAY) is not None
    assert attempt(letter, at=datetime.now(UTC) + 3 * DAY) is None
    assert not Letter.objects.exists()
    assert "given up" in caplog.text


@pytest.mark.parametrize(
    ("tries", "left", "wait"),
    [
        (0, 3 * DAY, 10),
        (1, 3 * DAY, 20),
        (6, 3 * DAY, 640),
        (7, 3 * DAY, 900),
        (500, 3 * DAY, 900),
        (5, timedelta(minutes=4), 60),
        (9, timedelta(seconds=20), 10),
    ],
)
def test_the_pause_doubles_up_to_a_quarter_of_an_hour_and_shortens_before_the_end(
    tries: int, left: timedelta, wait: int
) -> None:
    assert pause(tries, left=left) == timedelta(seconds=wait)


@pytest.mark.django_db
def test_no_log_holds_an_address_a_subject_or_a_code(
    server: MailServer, alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.refused_addresses = {alice.email}
    codes.ask(alice.email, at=datetime.now(UTC))
    letter = Letter.objects.get()
    code = code_for(alice)
    assert attempt(letter) is not None
    server.down()
    assert attempt(letter) is not None
    ours = [record for record in caplog.records if not record.name.startswith(("mail.log", "django.db"))]
    assert any("a letter waits" in record.getMessage() for record in ours)
    for record in ours:
        assert not any(word in f"{record.getMessage()} {record.exc_text}" for word in (alice.email, code))


def is_delayed(client: Client) -> bool:
    answer = client.get("/api/v1/mail")
    assert answer.headers["Cache-Control"] == "no-store"
    return bool(answer.json()["delayed"])


@pytest.mark.django_db
def test_everybody_may_learn_that_mail_is_late_but_not_whose(client: Client, server: MailServer) -> None:
    assert is_delayed(client) is False
    letter = a_letter()
    assert is_delayed(client) is False
    server.refused_addresses = {letter.to}
    attempt(letter)
    assert is_delayed(client) is False, "one bad address is not a broken mail server"
    server.down()
    attempt(letter)
    assert is_delayed(client) is True
    server.up()
    server.refused_addresses = set()
    attempt(letter)
    assert is_delayed(client) is False


@pytest.mark.parametrize("to", ["alice@example.org", ""])
@pytest.mark.django_db
def test_mail_is_late_when_no_worker_has_looked_for_a_minute(client: Client, to: str) -> None:
    mail.post(to, subject="Hello", body="Hi")
    Letter.objects.update(made_at=datetime.now(UTC) - timedelta(seconds=61))
    assert is_delayed(client) is True


@pytest.mark.django_db
def test_whoever_watches_over_the_site_is_warned(client: Client, settings: Settings) -> None:
    settings.HTTPS, settings.SECURE_SSL_REDIRECT, settings.EMAIL_HOST_IS_SET = True, False, False
    Letter.objects.filter(pk=a_letter().pk).update(fault="server")
    warnings = str(client.get("/readyz").json()["warnings"])
    assert "set EMAIL_URL" in warnings
    assert "Letters wait" in warnings


@pytest.mark.django_db
def test_dead_letters_do_not_outlive_a_lost_job() -> None:
    a_letter(expires_at=datetime.now(UTC) + timedelta(minutes=10))
    forgetting.forget(at=datetime.now(UTC) + timedelta(minutes=11))
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_without_a_mail_server_each_letter_is_a_file_that_one_can_read(alice: User) -> None:
    codes.ask(alice.email, at=datetime.now(UTC))
    code = code_for(alice)
    mail.send(to=["bob@example.org"], subject="Hello", body="Grüße\n")
    for letter in Letter.objects.order_by("pk"):
        attempt(letter)
    first, second = mail_files()
    assert first.startswith("To: alice@example.org\nFrom: ")
    assert found_code(first) == code
    assert second.endswith("Subject: Hello\n\nGrüße\n\n")


@pytest.mark.usefixtures("no_jobs")
def test_the_worker_sends_what_was_promised_and_keeps_no_job(server: MailServer, alice: User) -> None:
    """On the real queue: one letter to somebody, one to nobody, one while the server is down."""
    codes.ask(alice.email, at=datetime.now(UTC))
    codes.ask("nobody@example.org", at=datetime.now(UTC))
    work(server)
    assert server.recipients() == [alice.email]
    assert (Letter.objects.count(), waiting_jobs()) == (0, 0)
    server.down()
    a_letter()
    work(server)
    assert (Letter.objects.count(), waiting_jobs()) == (1, 1)
    server.up()
    Letter.objects.update(tried_at=None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
    work(server)
    assert len(server.taken) == 2
    assert (Letter.objects.count(), waiting_jobs()) == (0, 0)


def waiting_jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="backend.accounts.tasks.deliver").count()


def work(server: MailServer) -> None:
    """One run of the worker as it runs in life, until nothing is due."""
    base = urlsplit(os.environ["DATABASE_URL"])
    here = base._replace(path=f"/{connection.settings_dict['NAME']}")
    env = os.environ | {
        "DATABASE_URL": urlunsplit(here),
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "SECRET_KEY": "only for this test",
    }
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"]
    said = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True, timeout=60)
    assert "@" not in said.stdout + said.stderr
