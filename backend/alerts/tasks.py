"""What the worker does for those who asked to be told."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import calling, delivering, nudging, subscribing, telling

logger = logging.getLogger(__name__)
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=5)


@app.task(retry=AGAIN)
def announce(venue: int) -> None:
    """At once after a report. Were it lost, the next minute would find the report unannounced."""
    if telling.announce(venue, at=datetime.now(UTC)):
        deliver_now()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="alerts")
def every_minute(timestamp: int) -> None:
    """Not tried again when it fails: the next minute is, and a job that waits would keep it from coming."""
    tick(at=datetime.now(UTC))
    deliver_now()


def tick(*, at: datetime) -> None:
    """Whatever has come due by itself, and whatever was missed; nearly always nothing."""
    for step in (subscribing.forget, telling.announce_all, nudging.nudge, calling.call):
        try:
            step(at=at)
        except Exception:  # one that fails must not keep the others from theirs
            logger.exception("%s failed", step.__module__)


def deliver_now() -> None:
    if ended := delivering.deliver_all():
        logger.info("alerts: %s", ", ".join(f"{count} {verdict}" for verdict, count in ended.items()))
