"""What must happen by itself: each night the horizon moves on and a snapshot tells the nights ahead."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from . import calendar, contradicting, once, snapshot


@app.periodic(cron="*/5 * * * *")
# Not for long: one that waits for its next try keeps the next five minutes' from coming.
@app.task(queueing_lock="keep_up", retry=RetryStrategy(max_attempts=3, wait=20))
def keep_up(timestamp: int) -> None:
    """Every five minutes, so that whatever was missed heals itself; nearly always nothing to do."""
    keep_up_now(at=datetime.now(UTC))


def keep_up_now(*, at: datetime) -> bool:
    """Extend the windows; publish if a night has begun since, or a change was committed and not published.

    True when it published. A process killed between commit and publishing, or a full disk, is healed here.
    """
    contradicting.forget_the_night(at=at)
    once.forget(at=at)
    rolled = calendar.roll(at=at)
    if not rolled and snapshot.is_up_to_date(at=at):
        return False
    snapshot.publish(at=at)
    return True


@app.periodic(cron="0 5,6 * * *")
@app.task(queueing_lock="forget_the_night", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def forget_the_night(timestamp: int) -> None:
    """06:00 in London is one of the two; at the other there is nothing to forget."""
    contradicting.forget_the_night(at=datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """A worker that was killed leaves its job begun for ever; another takes it up again.

    Every minute: a code to sign in with lives ten, and is of no use if its letter waits for as long. A worker
    counts as killed half a minute after its last sign of life; it gives one every ten seconds.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        try:
            await manager.retry_job(job)
        except ConnectorException:  # a newer one of its kind waits already, and does the same
            await manager.finish_job(job, Status.FAILED, delete_job=True)
