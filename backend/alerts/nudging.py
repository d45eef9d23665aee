"""A venue is asked how tonight is: as it opens, before a status runs out, before a special night ends.

Quiet where somebody has said so already, and never more than four times a night on one device.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.hours.nights import night_of, night_starts_at, window_of
from backend.venues.actors import who_may_report
from backend.venues.choices import Status
from backend.venues.models import OpenWindow, SpecialDay, StatusReport, Venue
from backend.venues.place import iso

from . import telling
from .models import About, Alert, Audience, Subscription

MOST_A_NIGHT = 4
BEFORE_THE_END = timedelta(minutes=15)
# A worker that was away makes up for what it missed, while the question still makes sense.
MADE_UP_FOR = timedelta(minutes=10)
ANSWER_WITHIN = timedelta(hours=1)

# The count and its bound in one statement: two that come at once do not make five.
_COUNT = """
    UPDATE alerts_subscription SET
        nudges = CASE WHEN nudged_night = %(night)s THEN nudges + 1 ELSE 1 END, nudged_night = %(night)s
    WHERE id = ANY(%(to)s) AND (nudged_night IS DISTINCT FROM %(night)s OR nudges < %(most)s)
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Nudge:
    """What one venue is asked; `key` names the moment, so that it is asked once."""

    venue: int
    about: About
    key: str
    until: datetime


def nudge(*, at: datetime) -> list[Alert]:
    """Ask every venue that should be asked now."""
    return [alert for due in list(due_at(at)) if (alert := _ask(due, at=at)) is not None]


def due_at(at: datetime) -> Iterator[Nudge]:
    yield from _opening(at)
    yield from _running_out(at)
    yield from _special(at)


def _opening(at: datetime) -> Iterator[Nudge]:
    """Windows that began just now; one that goes on from another, where a vehicle moved, is no opening."""
    goes_on = OpenWindow.objects.filter(
        venue=OuterRef("venue"), period__endswith=OuterRef("period__startswith")
    )
    began = _windows().filter(period__startswith__gt=at - MADE_UP_FOR, period__startswith__lte=at)
    for venue, period in began.exclude(Exists(goes_on)).exclude(_said(at)).values_list("venue", "period"):
        until = min(period.lower + ANSWER_WITHIN, period.upper)
        if until > at:
            yield Nudge(venue, About.OPENING, f"opening:{venue}:{iso(period.lower)}", until)


def _running_out(at: datetime) -> Iterator[Nudge]:
    """ "Open" that is confirmed for a quarter of an hour yet, where the place stays open after that."""
    newer = StatusReport.objects.filter(venue=OuterRef("venue")).latest_first().values("pk")[:1]
    live = StatusReport.objects.filter(
        status=Status.OPEN, valid_until__gt=at, valid_until__lte=at + BEFORE_THE_END, reported_at__lte=at
    )
    stays = _windows().filter(venue=OuterRef("venue"), period__contains=OuterRef("valid_until"))
    latest = live.filter(Exists(stays), pk=newer)
    for pk, venue, until in latest.values_list("pk", "venue", "valid_until"):
        assert until is not None
        yield Nudge(venue, About.LEASE, f"lease:{pk}", until)


def _special(at: datetime) -> Iterator[Nudge]:
    """A night that differs, and nobody has said that it is so: asked once more before it ends.

    Past 06:00 too: special hours of last night may cross it, and those of the next night are not theirs.
    """
    tonight = night_of(at)
    differs = SpecialDay.objects.filter(night__in=[tonight, tonight - timedelta(days=1)])
    for day in differs.filter(venue__in=Venue.objects.published()).order_by("pk"):
        ends = [span.end for span in map(partial(window_of, day.night), day.spans) if span]
        for end in ends:
            if at < end <= at + BEFORE_THE_END and _is_unconfirmed(day, at=at):
                yield Nudge(day.venue_id, About.SPECIAL, f"special:{day.venue_id}:{iso(end)}", end)


def _is_unconfirmed(day: SpecialDay, *, at: datetime) -> bool:
    """The public is told that it is open, and nobody has said anything since that night began."""
    is_open = OpenWindow.objects.filter(venue=day.venue_id, period__contains=at).exists()
    since = night_starts_at(day.night)
    spoke = StatusReport.objects.that_stand().filter(venue=day.venue_id, reported_at__gte=since)
    return is_open and not spoke.exists()


def _windows() -> QuerySet[OpenWindow]:
    """Of venues that the public may see."""
    return OpenWindow.objects.filter(venue__in=Venue.objects.published().values("pk")).order_by("venue")


def _said(at: datetime) -> Q:
    """What somebody said holds now."""
    live = StatusReport.objects.that_stand().filter(reported_at__lte=at, valid_until__gt=at)
    return Q(venue__in=live.values("venue"))


def _ask(due: Nudge, *, at: datetime) -> Alert | None:
    """None where it was asked already, or nobody of the venue wants to be."""
    to = list(asked_of(due.venue).values_list("pk", flat=True))
    if not to or Alert.objects.filter(key=due.key).exists():
        return None
    try:
        with transaction.atomic():
            alert = Alert.objects.create(
                about=due.about,
                key=due.key,
                topic=f"nudge:{due.venue}",
                venue_id=due.venue,
                made_at=at,
                until=due.until,
            )
            with connection.cursor() as cursor:
                cursor.execute(_COUNT, {"night": night_of(at), "to": to, "most": MOST_A_NIGHT})
                telling.queue(alert, [pk for (pk,) in cursor.fetchall()], at=at)
    except IntegrityError:  # another worker asked at the same moment
        return None
    return alert


def asked_of(venue: int) -> QuerySet[Subscription]:
    """The browsers of whoever may report for it now: no revoked device, no former colleague."""
    people, devices = who_may_report(venue)
    mine = Q(user__in=people.values("pk")) | Q(device__in=devices.values("pk"))
    return Subscription.objects.filter(mine, audience=Audience.VENUES, is_resting=False)
