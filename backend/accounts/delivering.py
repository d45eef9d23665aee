"""One attempt to send one letter, and when to make the next."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F

from .models import Letter
from .models.letter import Fault

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=15)


class Delayed(Exception):
    """Not sent; `wait` says when to try again. Carries no word of the letter: exceptions are logged."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"again in {wait.total_seconds():.0f} s")
        self.wait = wait


def deliver(letter_id: int, *, at: datetime) -> None:
    """Send it, or drop it when it is too late to be of use; Delayed when it must be tried again."""
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None:
        return
    if letter.drop_at > at and letter.to:
        _send(letter, at=at)
    elif letter.to and letter.tries:
        logger.error("a letter was given up after %d tries", letter.tries)
    letter.delete()


def _send(letter: Letter, *, at: datetime) -> None:
    if _server_just_failed(letter, at=at):
        raise Delayed(FIRST_WAIT)
    Letter.objects.filter(pk=letter.pk).update(tries=F("tries") + 1, tried_at=at)
    try:
        _message(letter).send()
    except Exception as error:
        fault = Fault.RECIPIENT if isinstance(error, smtplib.SMTPRecipientsRefused) else Fault.SERVER
        Letter.objects.filter(pk=letter.pk).update(fault=fault)
        code = getattr(error, "smtp_code", "")
        wait = pause(letter.tries, left=letter.drop_at - at)
        logger.warning("a letter waits %.0f s: %s %s", wait.total_seconds(), type(error).__name__, code)
        raise Delayed(wait) from None


def _server_just_failed(letter: Letter, *, at: datetime) -> bool:
    """Then one letter goes ahead to ask whether it is back: a hundred would keep the worker for minutes."""
    others = Letter.objects.exclude(pk=letter.pk)
    return others.filter(fault=Fault.SERVER, tried_at__gt=at - FIRST_WAIT).exists()


def pause(tries: int, *, left: timedelta) -> timedelta:
    """Twice as long each time, up to 15 minutes; but a letter that soon expires is tried more often."""
    doubled = FIRST_WAIT * 2 ** min(tries, 10)
    wait: timedelta = max(FIRST_WAIT, min(doubled, LONGEST_WAIT, left / 4))
    return wait


def _message(letter: Letter) -> EmailMessage:
    """The same Message-ID each time: mail programs show a letter once that a broken connection sent twice."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {
        "Message-ID": f"<letter-{letter.pk}-{letter.made_at:%Y%m%d%H%M%S%f}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(letter.subject, letter.body, to=[letter.to], headers=headers)
