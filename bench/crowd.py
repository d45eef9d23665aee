"""Phones whose owners asked at one place, some of them at a push service's bad moment; and what came of it.

The bench has 10,000 of them, a test 300.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import orjson

from backend.alerts import telling, vapid
from backend.alerts.models import Audience, Delivery, Subscription
from backend.hours.nights import night_of
from backend.venues.models import StatusReport, Venue
from tests.pushing import behaviours
from tests.pushing.behaviours import Behaviour
from tests.pushing.phones import Phone
from tests.pushing.service import PushService

RETRY_AFTER_S = 3
HANGS, GONE, WAITS, FAILS, WELL = "hangs", "gone", "waits", "fails", "well"
# Of a thousand; the rest are well. What hangs does so twice: it is there again while others are still told.
Mix = dict[str, int]
MIX: Mix = {HANGS: 10, GONE: 20, WAITS: 20, FAILS: 10}
LOST, WRONGLY_DELETED, TOO_EARLY = "lost", "wrongly deleted", "tried again before it was time"
WRONG, DELETED = (LOST, WRONGLY_DELETED, TOO_EARLY), "deleted"
BEHAVIOURS: dict[str, Behaviour] = {
    HANGS: behaviours.then(behaviours.hang, behaviours.ok, times=2),
    GONE: behaviours.status(410),
    WAITS: behaviours.then(behaviours.status(429, retry_after=RETRY_AFTER_S), behaviours.ok),
    FAILS: behaviours.then(behaviours.status(503), behaviours.ok),
    WELL: behaviours.ok,
}


@dataclass(frozen=True)
class Crowd:
    """Made by `asks`. What it tells is of the one change that was told since."""

    service: PushService
    phones: dict[str, list[Phone]]

    @property
    def is_over(self) -> bool:
        """All that was said has been told, and nothing waits."""
        unannounced = StatusReport.objects.filter(announced_at=None)
        return not unannounced.exists() and not Delivery.objects.exists()

    def at_once(self) -> list[float]:
        """When each was first sent to that neither hangs nor is told to wait: seconds, monotonic."""
        return [phone.received[0].at for phone in self.phones[WELL] + self.phones[GONE]]

    def counted(self, status: str) -> Counter[str]:
        """What went wrong, after all was told: nothing, one hopes. And how many are gone, and deleted."""
        kept = set(Subscription.objects.values_list("endpoint", flat=True))
        there, gone = list(self._there()), self.phones[GONE]
        return Counter(
            {
                LOST: sum(not _was_told(self.service, phone, status) for phone in there),
                TOO_EARLY: sum(map(_came_too_early, self.phones[WAITS])),
                WRONGLY_DELETED: sum(phone.endpoint not in kept for phone in there),
                GONE: len(gone),
                DELETED: sum(phone.endpoint not in kept for phone in gone),
            }
        )

    def _there(self) -> Iterator[Phone]:
        return (phone for kind, phones in self.phones.items() if kind != GONE for phone in phones)


def asks(service: PushService, venue: Venue, size: int, mix: Mix, *, at: datetime) -> Crowd:
    """So many ask at this place, with new phones."""
    key = vapid.current()
    counts = {kind: size * share // 1_000 for kind, share in mix.items()}
    counts[WELL] = size - sum(counts.values())
    phones = {
        kind: service.phones(counts.get(kind, 0), BEHAVIOURS[kind], key=key.public) for kind in BEHAVIOURS
    }
    everybody = [phone for some in phones.values() for phone in some]
    random.Random(size).shuffle(everybody)
    telling.begin(venue, at=at)
    Subscription.objects.bulk_create(
        Subscription(
            audience=Audience.PUBLIC,
            endpoint=phone.endpoint,
            venue=venue,
            night=night_of(at),
            key_id=key.id,
            **phone.subscription["keys"],
        )
        for phone in everybody
    )
    return Crowd(service, phones)


def _was_told(service: PushService, phone: Phone, status: str) -> bool:
    """It shows one message, which says how the place stands and is kept no longer than that holds."""
    shown = service.shown(phone)
    if len(shown) != 1:
        return False
    said, ends_at = orjson.loads(shown[0].text), shown[0].wall + shown[0].post.ttl
    holds_until = datetime.fromisoformat(said["until"]).timestamp()
    return bool(ends_at <= holds_until + 1 and said["place"]["report"]["status"] == status)


def _came_too_early(phone: Phone) -> bool:
    """Its push service asked for time, and did not get it."""
    tries = phone.received[:2]
    return len(tries) == 2 and tries[1].at - tries[0].at < RETRY_AFTER_S
