"""What a push service's answer means for the message, for the subscription, and for the next try."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from random import random as by_chance

FIRST_WAIT_S = 4.0
LONGEST_WAIT_S = 15 * 60.0
SHORTEST_WAIT_S = 1.0
# Who asks for more than a night is taken to mean a night: the message is of no use after that.
LONGEST_ASKED_S = 12 * 3600.0
# Reasons that change what a code means. Nothing else of a reply is kept.
REASONS = ("BadJwtToken", "VapidPkHashMismatch")


class Verdict(StrEnum):
    DELIVERED = "delivered"  # the push service has it
    GONE = "gone"  # no such subscription any more: delete it
    LATER = "later"  # try again at `next_try`, while the message is of use
    RESTING = "resting"  # nothing more to this subscription until it expires
    TOO_LARGE = "too_large"  # this message fits nobody: send a smaller one
    REFUSED = "refused"  # drop this message and keep the subscription


@dataclass(frozen=True, slots=True)
class Row:
    """`stops_host_if_known`: a signed-in person's subscription was refused, so it is our key that is: send
    nothing more to that host, and say so loudly. Anybody may hand in a stranger's subscription, so one
    of the public's proves nothing. `is_ours`: the fault is on this side; a person must look.
    """

    verdict: Verdict
    stops_host_if_known: bool = False
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, with a reason where one of REASONS came with it; or the failure for which there is none."""

    status: int | None = None
    failure: str | None = None
    retry_after_s: float | None = None
    reason: str | None = None

    def __str__(self) -> str:
        """All that may be logged of it."""
        return self.failure or f"{self.status} {self.reason or ''}".strip()

    @property
    def row(self) -> Row:
        """Of the table: by status and reason, by what happened, or by the hundred."""
        exact = (self.status, self.reason), self.failure or self.status
        found = next((TABLE[key] for key in exact if key in TABLE), None)
        return found or HUNDREDS.get((self.status or 0) // 100, Row(Verdict.LATER))

    @property
    def verdict(self) -> Verdict:
        return self.row.verdict


DELIVERED, GONE, LATER = Row(Verdict.DELIVERED), Row(Verdict.GONE), Row(Verdict.LATER)
REFUSED, RESTING = Row(Verdict.REFUSED), Row(Verdict.RESTING)

TABLE: dict[object, Row] = {
    200: DELIVERED,
    201: DELIVERED,
    202: DELIVERED,
    204: DELIVERED,
    400: REFUSED,
    (400, "VapidPkHashMismatch"): RESTING,  # Apple: it was subscribed with another site's key
    401: Row(Verdict.RESTING, stops_host_if_known=True),
    403: Row(Verdict.RESTING, stops_host_if_known=True),
    # Apple: our signature, our clock or our VAPID_CONTACT. Not the subscription's fault: it must not rest.
    (403, "BadJwtToken"): Row(Verdict.LATER, stops_host_if_known=True, is_ours=True),
    404: GONE,
    405: REFUSED,
    406: LATER,  # Microsoft's word for 429
    408: LATER,
    410: GONE,
    413: Row(Verdict.TOO_LARGE, is_ours=True),
    425: LATER,
    429: LATER,
    # No status: nothing was sent, or nothing came back.
    "timeout": LATER,
    "dns": LATER,
    "connection": LATER,
    "tls": LATER,
    "protocol": LATER,  # what came back was no HTTP
    "over": LATER,  # it waited for its place until it was of no use; when its turn comes it is dropped
    "ours": Row(Verdict.LATER, is_ours=True),  # a fault of this side, which somebody mends
    "not_public": REFUSED,  # the name leads into a private network
    "endpoint": REFUSED,  # not one of the push services that we know
    "keys": REFUSED,  # nothing can be encrypted for it
    "no_such_key": Row(Verdict.RESTING, is_ours=True),  # the key it was made with is not in the state folder
    "too_large": Row(Verdict.TOO_LARGE, is_ours=True),
}
# Any other code: 2xx is a yes, a redirect is not followed, 4xx would be refused again, the rest may pass.
HUNDREDS = {1: LATER, 2: DELIVERED, 3: REFUSED, 4: REFUSED, 5: LATER}


def next_try(
    answer: Answer, *, attempt: int, at: datetime, random: Callable[[], float] = by_chance
) -> datetime:
    """When to try a third time after attempt 2: never before the push service asked, else anywhere in a span
    that doubles, so that a thousand messages do not come back in one second. The caller knows the deadline.
    """
    if answer.retry_after_s:
        asked = min(answer.retry_after_s, LONGEST_ASKED_S)
        wait = asked + random() * max(SHORTEST_WAIT_S, asked / 10)
    else:
        span = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** max(0, min(attempt - 1, 20)))
        wait = max(SHORTEST_WAIT_S, random() * span)
    return at + timedelta(seconds=wait)


def retry_after(header: str | None, *, at: datetime) -> float | None:
    """In seconds from now, of either form that HTTP knows; nothing where it asks for nothing we can read."""
    if not header or len(header) > 64:
        return None
    if re.fullmatch(r"[0-9]+", header.strip(), re.ASCII):
        seconds = float(header)
    else:
        try:
            moment = parsedate_to_datetime(header)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - at).total_seconds()
    return min(seconds, LONGEST_ASKED_S) if seconds > 0 else None
