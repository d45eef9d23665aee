"""The demo area's 37 signatories: they come in as an officer would bring them, from a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db.models import QuerySet

from backend.audit.recording import erase_words
from backend.venues.models import Venue

from . import importing, versions
from .models import ImportBatch

FILE = "demo_signatories.csv"
VENUES_FILE = "demo_venues.json"
# The day on which the days of the file were written: all of them move on with today, so that nobody lapses.
AS_OF = date(2026, 11, 22)

Row = dict[str, Any]


def bring_in(*, at: datetime) -> None:
    """Once: the file as it is, its days moved to now."""
    if batches().filter(applied_at__isnull=False, undone_at=None).exists():
        return
    content = (Path(settings.FIXTURES_DIR) / FILE).read_bytes()
    move_days = (versions.today(at) - AS_OF).days
    batch, _ = importing.look(content, file_name=FILE, by=None, at=at, move_days=move_days)
    importing.apply(batch, by=None, at=at, is_demo=True)


def venues() -> Iterator[tuple[Venue, Row]]:
    """Each venue that came in, and what a spreadsheet does not say of it."""
    offered = orjson.loads((Path(settings.FIXTURES_DIR) / VENUES_FILE).read_bytes())["venues"]
    found = Venue.objects.filter(is_demo=True).in_bulk(list(offered), field_name="slug")
    yield from ((found[slug], row) for slug, row in offered.items() if slug in found)


def remove() -> None:
    """The file is forgotten; that it came in, and when, stays in the audit as all that was ever done."""
    gone = batches()
    erase_words(f"batch:{pk}" for pk in gone.values_list("pk", flat=True))
    gone.delete()


def batches() -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(file_name=FILE, uploaded_by=None)
