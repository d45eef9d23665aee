"""What the worker does for people: it sends their letters, and forgets what has run out."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from . import delivering, forgetting

# A fault of ours, such as a database that restarts: the letter still stands, and is tried again.
AFTER_A_FAULT = delivering.LONGEST_WAIT / 15


class UntilItExpires(BaseRetryStrategy):
    """A job ends when its letter is gone, sent or dropped: never before, however often it failed."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        wait = exception.wait if isinstance(exception, delivering.Delayed) else AFTER_A_FAULT
        return RetryDecision(retry_at=datetime.now(UTC) + wait)


@app.task(retry=UntilItExpires())
def deliver(letter: int) -> None:
    delivering.deliver(letter, at=datetime.now(UTC))


@app.periodic(cron="7,37 * * * *")
@app.task(queueing_lock="forget")
def forget(timestamp: int) -> None:
    forgetting.forget(at=datetime.now(UTC))
