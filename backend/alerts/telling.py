"""Whether a place that somebody asked about has changed, and who is told."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from backend.hours.nights import Window, night_ends_at, night_of, night_starts_at
from backend.venues import calendar
from backend.venues.models import SnapshotState, StatusReport, Venue
from backend.venues.place import Place, iso, moment, public, with_public_parts

from .models import About, Alert, Delivery, Subscription, Told

logger = logging.getLogger(__name__)

# Alerts that are over stay so long, so that nothing is announced twice.
KEPT_FOR = timedelta(days=2)
# "Open" again and again is no news; of these each is.
NEWS = ("full", "closing_early", "closed")

_QUEUE = """
    INSERT INTO alerts_delivery (alert_id, subscription_id, host, attempts, next_try_at)
    SELECT %(alert)s, asked.id, split_part(asked.endpoint, '/', 3), 0, %(at)s
    FROM alerts_subscription AS asked WHERE asked.id = ANY(%(to)s)
    FOR KEY SHARE SKIP LOCKED  -- whoever stops at this moment must not undo it for all
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody who is on the way needs to hear of, and nothing else."""

    is_listed: bool
    windows: tuple[tuple[str, str], ...] = ()
    status: str = ""
    calls_first: bool = False

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Said | None:
        """None where another release has written it."""
        try:
            return cls(**kept | {"windows": tuple(map(tuple, kept["windows"]))})
        except (TypeError, KeyError):
            return None


def said_of(place: Place | None, night: Window, *, at: datetime) -> Said:
    if place is None:
        return Said(is_listed=False)
    report, until = place["report"], place["call_first_until"]
    return Said(
        is_listed=True,
        windows=windows_in(place, night),
        status=report["status"] if report and report["status"] in NEWS else "",
        calls_first=until is not None and at < moment(until),
    )


def windows_in(place: Place, night: Window) -> tuple[tuple[str, str], ...]:
    """What of its open windows lies in the night: a place that never closes has one that is far longer."""
    begins, ends = _iso(night.start), _iso(night.end)
    cut = ((max(start, begins), min(end, ends)) for start, end in place["windows"])
    return tuple((start, end) for start, end in cut if start < end)


def night_at(venue: Venue, at: datetime) -> Window:
    """The night under way, from 06:00 to 06:00, and on to the end of a span of it that crosses that.

    The same at every moment of the night: were it not, what is compared would change as time goes by.
    """
    night = night_of(at)
    ends = [span.end for span in calendar.timetable(venue).scheduled([night])]
    return Window(night_starts_at(night), max([night_ends_at(night), *ends]))


def _by_its_own_clock(venue: int, at: datetime) -> datetime:
    """Later than `at` where this machine's clock is behind that of the one which took a report."""
    ahead = StatusReport.objects.filter(venue=venue, reported_at__gt=at)
    newest: datetime | None = ahead.aggregate(newest=Max("reported_at"))["newest"]
    return newest or at


def _iso(at: datetime) -> str:
    """Moments as places tell them: their texts stand in the order of time."""
    told = iso(at)
    assert told is not None
    return told


def is_news(before: Said | None, now: Said) -> bool:
    """A place that may be called again as usual is good, and no reason to take a phone out of the pocket."""
    if before is None:
        return False
    if before.calls_first and not now.calls_first:
        return replace(before, calls_first=False) != now
    return before != now


def begin(venue: Venue, *, at: datetime) -> None:
    """Somebody asked: from here on a change is one from how the place stands now."""
    night = night_of(at)
    if not Told.objects.filter(venue=venue, night=night).exists():
        said = said_of(_place(venue.pk, at=at), night_at(venue, at), at=at)
        Told.objects.get_or_create(venue=venue, night=night, defaults={"said": asdict(said)})


def announce(venue: int, *, at: datetime) -> Alert | None:
    """Tell what staff have said of a venue and nobody has announced; None where somebody else does.

    Of several reports the newest counts: what is told is how the place stands now.
    """
    with transaction.atomic():
        waiting = StatusReport.objects.filter(venue=venue, announced_at=None)
        if not waiting.update(announced_at=at):
            return None
        answered = Delivery.objects.filter(alert__topic=f"nudge:{venue}")
        Delivery.objects.filter(pk__in=answered.in_order()).delete()
        return tell_if_changed(venue, at=at)


def announce_all(*, at: datetime) -> list[Alert]:
    """What was committed and not announced, and whatever else changed where somebody asked tonight."""
    unannounced = StatusReport.objects.filter(announced_at=None).order_by().values_list("venue", flat=True)
    asked = Subscription.objects.tonight(at).order_by().values_list("venue", flat=True)
    told = [_announced(venue, at=at) for venue in unannounced.distinct()]
    told += [_announced(venue, at=at, is_asked=True) for venue in asked.distinct()]
    return [alert for alert in told if alert is not None]


def _announced(venue: int, *, at: datetime, is_asked: bool = False) -> Alert | None:
    """One that fails must not keep those of other places: the next minute tries it again."""
    try:
        if not is_asked:
            return announce(venue, at=at)
        with transaction.atomic():
            return tell_if_changed(venue, at=at)
    except Exception:
        logger.exception("what changed at venue %d could not be told", venue)
        return None


def tell_if_changed(venue: int, *, at: datetime) -> Alert | None:
    """In the caller's transaction. The row of what was told makes two who come at once take turns."""
    night, as_of = night_of(at), _by_its_own_clock(venue, at)
    asked = Told.objects.select_for_update(of=["self"]).select_related("venue")
    told = asked.filter(venue=venue, night=night).first()
    if told is None:
        return None
    place = _place(venue, at=as_of)
    before, now = Said.read(told.said), said_of(place, night_at(told.venue, as_of), at=as_of)
    if before == now:
        return None
    told.said = asdict(now)
    told.save(update_fields=["said"])
    return _tell(venue, place, at=at) if is_news(before, now) else None


def _tell(venue: int, place: Place | None, *, at: datetime) -> Alert:
    report, night_ends = place and place["report"], night_ends_at(night_of(at))
    is_said = report is not None and report["status"] in NEWS
    until = min(moment(report["valid_until"]), night_ends) if report and is_said else night_ends
    alert = Alert.objects.create(
        about=About.PLACE,
        key=f"place:{venue}:{at.isoformat()}",
        topic=f"place:{venue}",
        venue_id=venue,
        made_at=at,
        until=until,
    )
    asked = Subscription.objects.tonight(at).filter(venue=venue)
    queue(alert, list(asked.values_list("pk", flat=True)), at=at)
    return alert


def queue(alert: Alert, to: list[Any], *, at: datetime) -> None:
    """One delivery for each; of older alerts with this topic nothing waits any more."""
    older = Delivery.objects.filter(alert__topic=alert.topic).exclude(alert=alert)
    with transaction.atomic(), connection.cursor() as cursor:
        Delivery.objects.filter(pk__in=older.in_order()).delete()
        cursor.execute(_QUEUE, {"alert": alert.pk, "at": at, "to": to})


def _place(venue: int, *, at: datetime) -> Place | None:
    """As the public sees it; None while it is not listed."""
    found = with_public_parts(Venue.objects.published().filter(pk=venue), at=at).first()
    return public(found, at=at) if found else None


def told_part(venue: Venue, *, at: datetime) -> dict[str, Any]:
    """What a push says of a place: tonight's windows and report, and of which snapshot they are at least."""
    at = _by_its_own_clock(venue.pk, at)
    numbers = SnapshotState.objects.filter(pk=1).values("epoch", "seq").first() or {"epoch": 0, "seq": 0}
    night, place = night_at(venue, at), _place(venue.pk, at=at)
    return numbers | {
        "slug": venue.slug,
        "generated_at": iso(at),
        "night": [iso(night.start), iso(night.end)],
        "is_listed": place is not None,
        "windows": windows_in(place, night) if place else (),
        "report": place and place["report"],
        "call_first_until": place and place["call_first_until"],
    }
