"""Every delivery to its push service: claimed, sent many at once, and settled by what was answered.

At least once: a worker that is killed after it sent and before it settled sends again, and the same topic
and tag make one notification of both.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.venues.models import StatusReport

from . import answers, calling, messages, nudging, webpush
from .answers import Answer, Verdict
from .models import HOST_RESTS_FOR, NUDGES, Alert, Delivery, StoppedHost, Subscription
from .transport import Transport

logger = logging.getLogger(__name__)

# More than the wire has places: where one in a hundred hangs, the others must not wait for it.
MOST_AT_ONCE = 256
# So many of one host are taken at once, and none while so many are out: at most half is of one that hangs.
SHARE = MOST_AT_ONCE // 4
# Longer than any one takes with all that may stand before it: who is killed gives them back after this.
CLAIMED_FOR = timedelta(seconds=60)
SETTLE_EVERY_S = 0.03
TRIES = 3
# While all that were sent hang, others come due.
LOOKS_EVERY_S = 0.25

_CLAIM = """
    UPDATE alerts_delivery SET claimed_until = %(until)s, attempts = attempts + 1
    WHERE id IN (
        SELECT id FROM alerts_delivery AS waiting
        WHERE next_try_at <= %(at)s AND (claimed_until IS NULL OR claimed_until <= %(at)s)
        AND host <> ALL(%(full)s::text[])
        AND NOT EXISTS (
            SELECT FROM alerts_stoppedhost AS stopped
            WHERE stopped.host = waiting.host AND stopped.until > %(at)s
        )
        ORDER BY next_try_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""

Sent = dict["Future[Answer]", Delivery]
Those = list[tuple[Delivery, Answer]]


@dataclass(slots=True)
class Made:
    """What is told of one alert, made anew every second: a later change must not be told as the old."""

    content: dict[str, Any]
    at: datetime


_asked = Event()
_turn = Lock()


def deliver_all() -> Counter[Verdict]:
    """Send whatever is due, until nothing is; how each ended.

    One of a process sends for all: who comes meanwhile leaves it to that one. Else a few phones that hang
    would hold every place of the worker, and each would have a hundred connections of its own.
    """
    ended: Counter[Verdict] = Counter()
    _asked.set()
    while _asked.is_set() and _turn.acquire(blocking=False):
        try:
            _asked.clear()
            ended += deliver_due()
        except Exception:
            if not _asked.is_set():
                raise
            logger.exception("sending failed, and begins anew for who asked meanwhile")
        finally:
            _turn.release()
    return ended


def deliver_due() -> Counter[Verdict]:
    """The same. Several processes may run it: none takes what another has."""
    ended: Counter[Verdict] = Counter()
    with _wire() as wire:
        sent: Sent = {}
        made: dict[int, Made] = {}
        while True:
            while MOST_AT_ONCE - len(sent) >= SHARE and (claimed := _claimed(_full(sent))):
                sent |= {_begun(each, made, wire): each for each in claimed}
            if not sent:
                return ended
            wait(sent, timeout=LOOKS_EVERY_S, return_when="FIRST_COMPLETED")
            time.sleep(SETTLE_EVERY_S)
            if done := [future for future in sent if future.done()]:
                ended += _settle([(sent.pop(future), _answer(future)) for future in done])


class Wire:
    """Sends from a loop in another thread: what sends is asynchronous, and the ORM is not."""

    def __init__(self, loop: asyncio.AbstractEventLoop, through: Transport) -> None:
        self._loop = loop
        self._through = through

    def send(self, message: webpush.Message) -> Future[Answer]:
        return asyncio.run_coroutine_threadsafe(webpush.send(message, through=self._through), self._loop)


@contextmanager
def _wire() -> Iterator[Wire]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="push", daemon=True)
    thread.start()
    transport = Transport()
    try:
        opened = asyncio.run_coroutine_threadsafe(transport.__aenter__(), loop).result()
        yield Wire(loop, opened)
        asyncio.run_coroutine_threadsafe(transport.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _begun(delivery: Delivery, made: dict[int, Made], wire: Wire) -> Future[Answer]:
    """On its way. One that cannot be made must not keep the others from theirs: it waits for a mended one."""
    try:
        return wire.send(_message(delivery, made))
    except Exception as error:
        logger.error("delivery %d could not be made: %s", delivery.pk, type(error).__name__)
        failed: Future[Answer] = Future()
        failed.set_result(Answer(failure="ours"))
        return failed


def _answer(future: Future[Answer]) -> Answer:
    """Also of one that our own fault ended, such as a key that cannot be read."""
    if (error := future.exception()) is None:
        return future.result()
    logger.error("a delivery failed by our own fault: %s", type(error).__name__)
    return Answer(failure="ours")


def _full(sent: Sent) -> list[str]:
    """Hosts of which so many are out that others go first."""
    out = Counter(delivery.host for delivery in sent.values())
    return [host for host, count in out.items() if count >= SHARE]


def _claimed(full: list[str]) -> list[Delivery]:
    """Some that are due, now in our hands. What is over, and what was answered meanwhile, is dropped."""
    at = datetime.now(UTC)
    _drop(at)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"at": at, "until": at + CLAIMED_FOR, "most": SHARE, "full": full})
        pks = [pk for (pk,) in cursor.fetchall()]
    of = Delivery.objects.select_related("subscription").prefetch_related("alert__venue")
    return _still_theirs(list(of.filter(pk__in=pks))) if pks else []


def _still_theirs(claimed: list[Delivery]) -> list[Delivery]:
    """Without those to people at work who since have left: what is said to them names a venue."""
    about = {each.alert for each in claimed if each.subscription.is_known}
    theirs = {alert: set(_whose(alert).values_list("pk", flat=True)) for alert in about}
    left = [
        each for each in claimed if each.alert in about and each.subscription_id not in theirs[each.alert]
    ]
    Delivery.objects.filter(pk__in=[each.pk for each in left]).delete()
    return [each for each in claimed if each not in left]


def _whose(alert: Alert) -> QuerySet[Subscription]:
    return nudging.asked_of(alert.venue_id) if alert.venue_id else calling.asked()


def _drop(at: datetime) -> None:
    """Of no use any more: its time is over, or staff have said since how tonight is."""
    said = StatusReport.objects.filter(venue=OuterRef("venue"), received_at__gte=OuterRef("made_at"))
    answered = Alert.objects.filter(Exists(said), about__in=NUDGES)
    useless = Alert.objects.filter(Q(until__lte=at) | Q(pk__in=answered.values("pk")))
    with transaction.atomic():
        Delivery.objects.filter(pk__in=Delivery.objects.filter(alert__in=useless).in_order()).delete()


def _message(delivery: Delivery, made: dict[int, Made]) -> webpush.Message:
    alert, subscription, at = delivery.alert, delivery.subscription, datetime.now(UTC)
    held = made.get(alert.pk)
    if held is None or at - held.at > timedelta(seconds=1):
        held = made[alert.pk] = Made(messages.content_of(alert, at=at), at)
    return webpush.Message(
        endpoint=subscription.endpoint,
        p256dh=subscription.p256dh,
        auth=subscription.auth,
        key_id=subscription.key_id,
        body=messages.body_of(held.content, subscription.pk),
        until=alert.until,
        urgency=messages.urgency_of(alert.about),
        topic=messages.topic_of(alert, subscription.pk),
    )


def _settle(answered: Those) -> Counter[Verdict]:
    """One transaction for all that were answered since the last time; a knot with another is tried again."""
    by: dict[Verdict, Those] = {}
    for delivery, answer in answered:
        by.setdefault(answer.verdict, []).append((delivery, answer))
    for tries_left in reversed(range(TRIES)):
        try:
            _write_down(answered, by, at=datetime.now(UTC))
            break
        except OperationalError:
            if not tries_left:
                raise
    return Counter({verdict: len(those) for verdict, those in by.items()})


def _write_down(answered: Those, by: dict[Verdict, Those], *, at: datetime) -> None:
    with transaction.atomic():
        Delivery.objects.filter(pk__in=[delivery.pk for delivery, _ in answered]).in_order()
        for verdict, those in by.items():
            _SETTLES[verdict](those, at)
        _stop_hosts(answered, at)


def _is_done(those: Those, at: datetime) -> None:
    Delivery.objects.filter(pk__in=[delivery.pk for delivery, _ in those]).delete()


def _is_gone(those: Those, at: datetime) -> None:
    """The browser is no more. If it meanwhile told us of a new address, it is told there."""
    for delivery, _ in those:
        dead = delivery.subscription
        Subscription.objects.filter(pk=dead.pk, endpoint=dead.endpoint).delete()
    _is_done(_without_moved(those, at), at)


def _is_later(those: Those, at: datetime) -> None:
    """As the service asked, or ever longer; what would be told too late is dropped when its turn comes."""
    for delivery, answer in those:
        next_try = answers.next_try(answer, attempt=delivery.attempts, at=at)
        Delivery.objects.filter(pk=delivery.pk).update(next_try_at=next_try, claimed_until=None)


def _is_resting(those: Those, at: datetime) -> None:
    """We are refused there: it rests until the browser makes it anew."""
    for delivery, _ in those:
        refused = delivery.subscription
        Subscription.objects.filter(pk=refused.pk, endpoint=refused.endpoint).update(is_resting=True)
    _is_done(_without_moved(those, at), at)


def _without_moved(those: Those, at: datetime) -> Those:
    """What was answered of an address that a browser has left says nothing of its new one: that is tried."""
    held = Subscription.objects.in_bulk([delivery.subscription_id for delivery, _ in those])
    moved = [
        delivery
        for delivery, _ in those
        if (now := held.get(delivery.subscription_id)) and now.endpoint != delivery.subscription.endpoint
    ]
    Delivery.objects.filter(pk__in=[each.pk for each in moved]).update(claimed_until=None, next_try_at=at)
    return [(delivery, answer) for delivery, answer in those if delivery not in moved]


def _stop_hosts(answered: Those, at: datetime) -> None:
    """Refused for a person whom we know, it is our key that is wrong there: nothing goes, and somebody looks.

    Anybody can hand in an address that belongs to another key, so one of the public's proves nothing.
    """
    proof = {
        delivery.host: answer
        for delivery, answer in answered
        if answer.row.stops_host_if_known and delivery.subscription.is_known
    }
    for host, answer in proof.items():
        StoppedHost.objects.update_or_create(
            host=host, defaults={"status": answer.status or 0, "until": at + HOST_RESTS_FOR}
        )
        logger.error("%s refuses our key (%s): nothing is sent there for an hour", host, answer)


def _is_refused(those: Those, at: datetime) -> None:
    for delivery, answer in those:
        logger.warning("%s does not take this: %s", delivery.host, answer)
    _is_done(those, at)


_SETTLES = {
    Verdict.DELIVERED: _is_done,
    Verdict.GONE: _is_gone,
    Verdict.LATER: _is_later,
    Verdict.RESTING: _is_resting,
    Verdict.TOO_LARGE: _is_refused,
    Verdict.REFUSED: _is_refused,
}
