"""Counting help given tonight: numbers by kind, no names, never public."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.db.models.functions import Greatest

from backend.hours.nights import night_of

from .models import Tally, Venue


def count(venue: Venue, kind: str, *, by: int, at: datetime) -> None:
    """One more, or one fewer where a tap was wrong; never below nought, whoever else counts meanwhile."""
    row, _ = Tally.objects.get_or_create(venue=venue, night=night_of(at), kind=kind)
    Tally.objects.filter(pk=row.pk).update(count=Greatest(F("count") + by, 0))
