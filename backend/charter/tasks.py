"""What the register does by itself: reminders, lapses, figures, papers, and forgetting what is due."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from backend.audit import anchor, chain

from . import figures, papers, retention, reviewing

logger = logging.getLogger(__name__)
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=5)


@app.periodic(cron="15 7 * * *")
@app.task(queueing_lock="reviews", retry=AGAIN)
def reviews(timestamp: int) -> None:
    """In the morning, when people read letters. A morning that was missed is made up for on the next."""
    reviews_now(at=datetime.now(UTC))


def reviews_now(*, at: datetime) -> None:
    """A letter that cannot be written keeps no badge up: both are tried, and either fault is raised."""
    try:
        reviewing.remind(at=at)
    finally:
        reviewing.lapse_overdue(at=at)


@app.task(retry=AGAIN)
def make_paper(paper: int) -> None:
    """Laying out a page takes seconds: never in a request. Of a killed worker another takes it up again."""
    papers.make(paper, at=datetime.now(UTC))


@app.periodic(cron="45 5 * * *")
@app.task(queueing_lock="forget_people", retry=AGAIN)
def forget_people(timestamp: int) -> None:
    retention.forget(at=datetime.now(UTC))


@app.periodic(cron="50 5 * * *")
@app.task(queueing_lock="check_audit", retry=AGAIN)
def check_audit(timestamp: int) -> None:
    """The head goes into the log as well: there, whoever can rewrite the tables cannot reach it."""
    checked = chain.check(seen=anchor.read())
    if checked.faults:
        logger.error("the audit is not whole: %s", "; ".join(checked.faults[:5]))
        return
    anchor.write(checked.head)
    logger.info("the audit is whole, head %d:%s", checked.head.number, checked.head.chain)


@app.periodic(cron="2-59/5 * * * *")
@app.task(queueing_lock="keep_figures", lock="figures", retry=AGAIN)
def keep_figures(timestamp: int) -> None:
    """Every five minutes: nights that are over are written down before their windows are forgotten."""
    figures.keep_up(at=datetime.now(UTC))
