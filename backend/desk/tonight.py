"""Venues tonight, with what somebody should look at first; so many statements, however many venues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db.models import Case, Count, FloatField, Q, QuerySet, Value, When

from backend.hours.nights import night_of, night_starts_at
from backend.venues.models import Contradiction, OpenWindow, Proposal, StatusReport, Venue
from backend.venues.models.venue import IS_PUBLISHED
from backend.venues.place import with_public_parts

from . import standing
from .standing import Standing

FLIPS_AN_HOUR = 6
HOUR = timedelta(hours=1)
REPORTS_REACH = timedelta(days=2)


class Need(Enum):
    """Why somebody should look, most pressing first: (in the address, over the count, on the venue)."""

    CONTRADICTED = ("contradicted", "Contradicted", "Contradicted in the last hour, or call first")
    FLIPPING = ("flipping", "Changing too often", f"More than {FLIPS_AN_HOUR} reports in the last hour")
    SILENT = ("silent", "Silent", "Open by timetable, nothing said tonight")
    PROPOSAL = ("proposals", "Proposals", "A proposal waits")
    SUSPENDED = ("suspended", "Suspended", "Suspended")
    UNPUBLISHED = ("unpublished", "Not public", "Not public")

    @property
    def key(self) -> str:
        return self.value[0]

    @property
    def heading(self) -> str:
        return self.value[1]

    @property
    def words(self) -> str:
        return self.value[2]


RANK = {need: rank for rank, need in enumerate(Need)}
NOTHING_NEEDED = RANK[Need.UNPUBLISHED] - 0.5


@dataclass(frozen=True, slots=True)
class Row:
    venue: Venue
    standing: Standing
    needs: tuple[Need, ...]
    report: StatusReport | None
    said: str
    proposal: Proposal | None

    @property
    def is_silent(self) -> bool:
        return Need.SILENT in self.needs

    @property
    def rank(self) -> tuple[float, str]:
        return min((RANK[need] for need in self.needs), default=NOTHING_NEEDED), self.venue.name


@dataclass(frozen=True, slots=True)
class Heard:
    """What came in, by venue."""

    told: set[int]
    flips: set[int]
    spoke: set[int]
    latest: dict[int, StatusReport]
    proposals: dict[int, Proposal]


def rows(venues: QuerySet[Venue], *, at: datetime) -> list[Row]:
    """Whatever needs somebody first, then by name."""
    found = list(with_public_parts(venues, at=at))
    heard = _heard(venues, at=at)
    return sorted((_row(venue, heard, at=at) for venue in found), key=lambda row: row.rank)


def conditions(*, at: datetime) -> dict[Need, Q]:
    """Each need as the database knows it, so that twenty thousand venues are counted without being read.

    The same as `_needs` says of one venue: a test holds the two together.
    """
    reports = StatusReport.objects.filter(reported_at__lte=at)
    flips = reports.filter(reported_at__gt=at - HOUR).order_by().values("venue").annotate(times=Count("pk"))
    told = Contradiction.objects.within_the_hour(at)
    call_first = Venue.objects.filter(call_first_until__gt=at).order_by().values("pk")
    open_now = Q(pk__in=OpenWindow.objects.filter(period__contains=at).values("venue"))
    spoke = Q(pk__in=_spoke(reports, at=at).order_by().values("venue"))
    return {
        # One set of both: with "or" between a set and a column every venue would be read.
        Need.CONTRADICTED: Q(pk__in=call_first.union(told.order_by().values("venue"))),
        Need.FLIPPING: Q(pk__in=flips.filter(times__gt=FLIPS_AN_HOUR).values("venue")),
        Need.SILENT: IS_PUBLISHED & open_now & ~spoke,
        Need.PROPOSAL: Q(pk__in=Proposal.objects.waiting().order_by().values("venue")),
        Need.SUSPENDED: Q(suspended_at__isnull=False),
        Need.UNPUBLISHED: Q(suspended_at__isnull=True) & ~IS_PUBLISHED,
    }


def needing(need: Need | None, *, at: datetime) -> QuerySet[Venue]:
    """All that have this need, by name; or all there are, whatever presses most first."""
    known = conditions(at=at)
    if need is not None:
        return Venue.objects.filter(known[need]).order_by("name", "pk")
    rank = Case(
        *(When(condition, then=Value(float(RANK[each]))) for each, condition in known.items()),
        default=Value(NOTHING_NEEDED),
        output_field=FloatField(),
    )
    return Venue.objects.annotate(need_rank=rank).order_by("need_rank", "name", "pk")


def counts(*, at: datetime) -> tuple[int, list[tuple[Need, int]]]:
    """How many venues there are, and how many have each need.

    A statement for each: few venues have most of the needs, and an index finds those few.
    """
    known = conditions(at=at)
    return Venue.objects.count(), [(need, Venue.objects.filter(known[need]).count()) for need in Need]


def _heard(venues: QuerySet[Venue], *, at: datetime) -> Heard:
    these = venues.order_by().values("pk")
    reports = StatusReport.objects.filter(venue__in=these, reported_at__lte=at)
    latest = reports.filter(reported_at__gte=at - REPORTS_REACH).select_related("device", "said_by")
    flips = reports.filter(reported_at__gt=at - HOUR).order_by().values("venue").annotate(times=Count("pk"))
    told = Contradiction.objects.filter(venue__in=these).within_the_hour(at)
    waiting = Proposal.objects.waiting().filter(venue__in=these).select_related("made_by")
    return Heard(
        told=set(told.values_list("venue", flat=True)),
        flips=set(flips.filter(times__gt=FLIPS_AN_HOUR).values_list("venue", flat=True)),
        spoke=set(_spoke(reports, at=at).order_by().values_list("venue", flat=True).distinct()),
        latest={
            report.venue_id: report
            for report in latest.order_by("venue_id", "-reported_at", "-pk").distinct("venue_id")
        },
        proposals={proposal.venue_id: proposal for proposal in waiting},
    )


def _spoke(reports: QuerySet[StatusReport], *, at: datetime) -> QuerySet[StatusReport]:
    """What somebody said since this night began and did not take back."""
    since = night_starts_at(night_of(at))
    return reports.filter(reported_at__gte=since, undoes=None, undone_by=None)


def _row(venue: Venue, heard: Heard, *, at: datetime) -> Row:
    stands = standing.of(venue, at=at)
    report = heard.latest.get(venue.pk)
    return Row(
        venue=venue,
        standing=stands,
        needs=tuple(_needs(venue, stands, heard, at=at)),
        report=report,
        said=standing.report_words(report, at=at) if report else "",
        proposal=heard.proposals.get(venue.pk),
    )


def _needs(venue: Venue, stands: Standing, heard: Heard, *, at: datetime) -> Iterable[Need]:
    if venue.pk in heard.told or (venue.call_first_until is not None and venue.call_first_until > at):
        yield Need.CONTRADICTED
    if venue.pk in heard.flips:
        yield Need.FLIPPING
    if (
        stands.basis == "scheduled"
        and stands.state in {"open", "closing_soon"}
        and venue.pk not in heard.spoke
    ):
        yield Need.SILENT
    if venue.pk in heard.proposals:
        yield Need.PROPOSAL
    if venue.suspended_at is not None:
        yield Need.SUSPENDED
    elif not stands.state:
        yield Need.UNPUBLISHED
