"""An officer is told of what cannot wait: a place that was contradicted, a new application."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import User
from backend.charter.choices import State
from backend.charter.models import Application
from backend.venues.models import Venue
from backend.venues.place import iso

from . import telling
from .models import About, Alert, Audience, Subscription

# Older than that it has waited for a worker, and stands on the desk's first page anyhow.
NEW_FOR = timedelta(hours=1)
TOLD_WITHIN = timedelta(hours=6)


def call(*, at: datetime) -> list[Alert]:
    """Tell officers of what came up since they were last told; nothing where no officer asked for it."""
    to = list(asked().values_list("pk", flat=True))
    if not to:
        return []
    made = [_tell(about, key, until, to=to, at=at) for about, key, until in _news(at)]
    return [alert for alert in made if alert is not None]


def asked() -> QuerySet[Subscription]:
    officers = User.objects.officers().values("pk")
    return Subscription.objects.filter(audience=Audience.DESK, user__in=officers, is_resting=False)


def _news(at: datetime) -> Iterator[tuple[About, str, datetime]]:
    for venue, until in Venue.objects.filter(call_first_until__gt=at).values_list("pk", "call_first_until"):
        assert until is not None
        yield About.CALL_FIRST, f"call_first:{venue}:{iso(until)}", until
    confirmed = Application.objects.filter(state=State.CONFIRMED, confirmed_at__gt=at - NEW_FOR)
    for pk in confirmed.values_list("pk", flat=True):
        yield About.APPLICATION, f"application:{pk}", at + TOLD_WITHIN


def _tell(about: About, key: str, until: datetime, *, to: list[UUID], at: datetime) -> Alert | None:
    """None where officers were told of it already. The topic is shared: one notification of each kind."""
    with transaction.atomic():
        alert, is_new = Alert.objects.get_or_create(
            key=key, defaults={"about": about, "topic": about, "made_at": at, "until": until}
        )
        if is_new:
            telling.queue(alert, to, at=at)
    return alert if is_new else None
