"""What shows a venue to the public and what takes it away, windows and snapshot in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from . import calendar, snapshot, trail
from .actors import Actor
from .choices import Status
from .models import Venue


def publish(venue: Venue, *, at: datetime, by: Actor | None = None, because: str = "published") -> None:
    """Show the venue to the public from now on, with whatever of its hours is known."""
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        trail.says(by=by, because=because)
        if held.suspended_at:
            _forget_what_was_said(held, at=at)
        held.published_at = at
        held.suspended_at, held.suspended_because = None, ""
        held.full_clean(validate_unique=False)
        held.save(update_fields=["published_at", "suspended_at", "suspended_because"])
        refresh(held, at=at)


def _forget_what_was_said(venue: Venue, *, at: datetime) -> None:
    """What staff said while nobody could see it is not confirmed by being published."""
    newest = venue.reports.latest_first().first()
    if newest and newest.is_live(at=at):
        said_at = max(at.replace(microsecond=0), newest.reported_at)
        venue.reports.create(status=Status.AS_SCHEDULED, reported_at=said_at, received_at=at)


def suspend(venue: Venue, *, because: str, at: datetime, by: Actor | None = None) -> None:
    """Take the venue from the public at once; `because` is kept and must say why."""
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        trail.says(by=by, because=because)
        held.suspended_at, held.suspended_because = at, because
        held.save(update_fields=["suspended_at", "suspended_because"])
        refresh(held, at=at)


def unpublish(venue: Venue, *, because: str, at: datetime, by: Actor | None = None) -> None:
    """As if it had never been shown: it is checked again before the public sees it."""
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        trail.says(by=by, because=because)
        held.published_at = None
        held.suspended_at, held.suspended_because = None, ""
        held.save(update_fields=["published_at", "suspended_at", "suspended_because"])
        refresh(held, at=at)


def refresh(venue: Venue, *, at: datetime) -> None:
    """Bring windows and snapshot in line after any change to the venue's facts."""
    calendar.rebuild(venue, at=at)
    snapshot.changed()
