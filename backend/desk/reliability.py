"""Reliability: how often staff confirmed the nights their venue was due, what the public said, checks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, FloatField, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce, NullIf

from backend.charter import keeping
from backend.charter.models import CoverageHour, KeptNight, SpotCheck, VenueRecord
from backend.hours.nights import night_of
from backend.venues.models import StatusReport, Venue

from . import towns

VENUES_A_PAGE = 50
RECORD = [f"record__{name}" for name in ("due", "confirmed", "said_closed", "contradictions")]
SHARE = Cast("record__confirmed", FloatField()) / NullIf(Cast("record__due", FloatField()), 0.0)
ORDERS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "worst": ("Least confirmed first", (F("share").asc(nulls_last=True), F("told").desc(), "name", "pk")),
    "told": ("Most contradicted first", (F("told").desc(), F("share").asc(nulls_last=True), "name", "pk")),
    "name": ("By name", ("name", "pk")),
    "town": ("By town", ("town", "name", "pk")),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One venue's last 28 nights. `silent` are those due that staff neither confirmed nor closed."""

    venue: Venue
    record: VenueRecord | None
    last_confirmed_at: datetime | None
    check: SpotCheck | None
    checks: int

    @property
    def share(self) -> int | None:
        record = self.record
        return round(100 * record.confirmed / record.due) if record and record.due else None

    @property
    def silent(self) -> int:
        record = self.record
        return record.due - record.confirmed - record.said_closed if record else 0


def page(
    *, spellings: list[str], kind: str, order: str, number: str | None
) -> tuple[Page[Venue], list[Standing]]:
    """Public venues, fifty a page; what costs more than a column is asked of those fifty alone."""
    found = Venue.objects.published().select_related("record")
    found = found.filter(town__in=spellings) if spellings else found
    found = found.filter(kind=kind) if kind else found
    thin = found.only("slug", "name", "town", "kind", *RECORD)
    ordered = thin.annotate(share=SHARE, told=Coalesce("record__contradictions", 0))
    shown = Paginator(ordered.order_by(*ORDERS[order][1]), VENUES_A_PAGE).get_page(number)
    return shown, _standings(list(shown))


def of(venue: Venue) -> Standing:
    """Of one venue, whether the public sees it or not."""
    held = Venue.objects.select_related("record").get(pk=venue.pk)
    return _standings([held])[0]


def nights_known(at: datetime) -> int:
    """How many of the last 28 nights were written down at all."""
    return KeptNight.objects.filter(night__gte=night_of(at) - timedelta(days=keeping.NIGHTS)).count()


def known_towns() -> dict[str, list[str]]:
    """The area's towns and those of the sums, each with its spellings."""
    return towns.all_of_them(CoverageHour.objects.order_by("town").values_list("town", flat=True).distinct())


def _standings(venues: list[Venue]) -> list[Standing]:
    heard, checks = _last_confirmed(venues), _checks(venues)
    return [
        Standing(
            venue=venue,
            record=getattr(venue, "record", None),
            last_confirmed_at=heard[venue.pk],
            check=next(iter(checks.get(venue.pk, [])), None),
            checks=len(checks.get(venue.pk, [])),
        )
        for venue in venues
    ]


def _last_confirmed(venues: Iterable[Venue]) -> dict[int, datetime | None]:
    newest = _heard().filter(venue=OuterRef("pk")).latest_first().values("reported_at")[:1]
    these = Venue.objects.filter(pk__in=[venue.pk for venue in venues]).order_by()
    return dict(these.values_list("pk").annotate(heard=Subquery(newest)))


def _heard() -> Any:
    return StatusReport.objects.that_stand().filter(status__in=keeping.HEARD)


def _checks(venues: Iterable[Venue]) -> dict[int, list[SpotCheck]]:
    """Newest first, by venue."""
    found: dict[int, list[SpotCheck]] = {}
    for check in SpotCheck.objects.filter(venue__in=[venue.pk for venue in venues]):
        found.setdefault(check.venue_id or 0, []).append(check)
    return found
