"""What must happen by itself: each night the horizon moves on and a snapshot tells the nights ahead."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from backend.hours.nights import night_of

from . import calendar, snapshot


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="roll", retry=RetryStrategy(max_attempts=5, exponential_wait=5), pass_context=False)
def roll(timestamp: int) -> None:
    """Every five minutes, so that a missed run at 06:00 heals itself; nearly always nothing to do."""
    roll_now(at=datetime.fromtimestamp(timestamp, UTC))


def roll_now(*, at: datetime) -> bool:
    """Extend the windows and publish again if a night has begun since the snapshot; true when it did."""
    rolled = calendar.roll(at=at)
    if not rolled and not _is_of_an_earlier_night(at):
        return False
    snapshot.publish(at=at)
    return True


def _is_of_an_earlier_night(at: datetime) -> bool:
    try:
        return night_of(snapshot.current().generated_at) < night_of(at)
    except snapshot.SnapshotMissing:
        return True
