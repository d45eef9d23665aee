"""What waits for an officer, each thing as one query: how many there are, and the most pressing few."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from backend.charter import versions
from backend.charter.choices import State
from backend.charter.models import ActionItem, Application, ImportBatch, Signature, Training
from backend.charter.reviewing import SOON
from backend.hours.nights import LONDON
from backend.venues.choices import Kind
from backend.venues.models import Proposal, Venue

from . import tonight
from .tonight import Need
from .words import full_day, when

FEW = 3
# Nobody works through so many before the next look: past it a home page would only count for counting's sake.
MANY = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits, and the page on which somebody deals with it."""

    words: str
    detail: str
    link: str
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """A kind of thing that waits; `queue` is the list of applications behind it, where it is one of those."""

    key: str
    heading: str
    words: str
    find: Callable[[datetime], QuerySet[Any]]
    tell: Callable[[Any, datetime], Line]
    queue: str = ""

    @property
    def link(self) -> str:
        if self.queue:
            return f"{reverse('desk:applications')}?show={self.queue}"
        return reverse("desk:waiting", args=[self.key])


@dataclass(frozen=True, slots=True)
class Found:
    """The most pressing few of one kind, and how many there are: counted up to `MANY` and no further."""

    wait: Wait
    total: int
    lines: list[Line]

    @property
    def in_all(self) -> str:
        return f"{self.total}" if self.total < MANY else f"{MANY}+"


def all_of(*, at: datetime) -> list[Found]:
    """One statement for each kind, and one more where there are more than a few."""
    return [_few(wait, at=at) for wait in WAITS]


def _few(wait: Wait, *, at: datetime) -> Found:
    rows = list(wait.find(at)[: FEW + 1])
    total = len(rows) if len(rows) <= FEW else wait.find(at).order_by()[:MANY].count()
    return Found(wait, total, [wait.tell(row, at) for row in rows[:FEW]])


def _new(at: datetime) -> QuerySet[Application]:
    return Application.objects.filter(state=State.CONFIRMED).order_by("confirmed_at", "pk")


def _overdue(at: datetime) -> QuerySet[Application]:
    """Asked for something, and the day has gone by."""
    asked = Application.objects.filter(state=State.ACTION_NEEDED, action_due_on__lt=versions.today(at))
    return asked.order_by("action_due_on", "pk")


def _reviews(at: datetime) -> QuerySet[Signature]:
    due = Signature.objects.due(by=versions.today(at) + SOON).select_related("organisation")
    return due.only("review_due_on", "organisation__name")


def _silent(at: datetime) -> QuerySet[Venue]:
    silent = Venue.objects.filter(tonight.conditions(at=at)[Need.SILENT])
    return _in_short(silent.filter(kind=Kind.SAFE_SPACE))


def _contradicted(at: datetime) -> QuerySet[Venue]:
    return _in_short(Venue.objects.filter(tonight.conditions(at=at)[Need.CONTRADICTED]))


def _in_short(venues: QuerySet[Venue]) -> QuerySet[Venue]:
    return venues.only("slug", "name", "town").order_by("name", "pk")


def _proposals(at: datetime) -> QuerySet[Proposal]:
    return Proposal.objects.waiting().select_related("venue").order_by("made_at", "pk")


def _trainings(at: datetime) -> QuerySet[Training]:
    """Of who is signed now, and nobody has taken the course again since."""
    again = Training.objects.filter(
        organisation=OuterRef("organisation"),
        course__iexact=OuterRef("course"),
        held_on__gt=OuterRef("held_on"),
    )
    of_signatories = Training.objects.filter(organisation__charter_signed_on__isnull=False)
    soon = of_signatories.filter(expires_on__lte=versions.today(at) + SOON).exclude(Exists(again))
    of = soon.select_related("organisation").only("course", "expires_on", "organisation__name")
    return of.order_by("expires_on", "pk")


def _actions(at: datetime) -> QuerySet[ActionItem]:
    overdue = ActionItem.objects.open().filter(due_on__lt=versions.today(at)).select_related("organisation")
    return overdue.only("what", "due_on", "organisation__name")


def _imports(at: datetime) -> QuerySet[ImportBatch]:
    looked_at = ImportBatch.objects.filter(applied_at=None, undone_at=None, erased_at=None)
    return looked_at.order_by("uploaded_at", "pk")


def _new_line(application: Application, at: datetime) -> Line:
    assert application.confirmed_at
    return Line(
        application.organisation_name,
        f"{application.reference} · since {when(application.confirmed_at)}",
        reverse("desk:application", args=[application.pk]),
    )


def _overdue_line(application: Application, at: datetime) -> Line:
    assert application.action_due_on
    return Line(
        application.organisation_name,
        f"{application.reference} · was due on {full_day(application.action_due_on)}",
        reverse("desk:application", args=[application.pk]),
        is_overdue=True,
    )


def _review_line(signature: Signature, at: datetime) -> Line:
    is_overdue = signature.review_due_on < versions.today(at)
    verb = "was due on" if is_overdue else "is due by"
    return Line(
        signature.organisation.name,
        f"Its review {verb} {full_day(signature.review_due_on)}",
        reverse("desk:organisation", args=[signature.organisation_id]),
        is_overdue=is_overdue,
    )


def _venue_line(venue: Venue, at: datetime) -> Line:
    return Line(venue.name, venue.town, reverse("desk:venue", args=[venue.slug]))


def _proposal_line(proposal: Proposal, at: datetime) -> Line:
    link = reverse("desk:venue", args=[proposal.venue.slug])
    return Line(proposal.venue.name, f"Proposed {when(proposal.made_at)}", link)


def _training_line(training: Training, at: datetime) -> Line:
    assert training.expires_on
    is_over = training.expires_on < versions.today(at)
    verb = "expired on" if is_over else "expires on"
    return Line(
        training.organisation.name,
        f"{training.course} {verb} {full_day(training.expires_on)}",
        reverse("desk:organisation", args=[training.organisation_id]),
        is_overdue=is_over,
    )


def _action_line(item: ActionItem, at: datetime) -> Line:
    return Line(
        item.organisation.name,
        f"{item.what} · was due on {full_day(item.due_on)}",
        reverse("desk:organisation", args=[item.organisation_id]),
        is_overdue=True,
    )


def _import_line(batch: ImportBatch, at: datetime) -> Line:
    day = batch.uploaded_at.astimezone(LONDON).date()
    link = reverse("desk:import", args=[batch.pk])
    return Line(batch.file_name, f"Looked at on {full_day(day)}, not applied", link)


# In the order in which an officer looks: tonight's first, then who waits for an answer, then what is due.
WAITS = (
    Wait("contradicted", "Contradicted", "Venues contradicted in the last hour", _contradicted, _venue_line),
    Wait(
        "silent",
        "Silent Safe Spaces",
        "Safe Spaces open by timetable, nothing said tonight",
        _silent,
        _venue_line,
    ),
    Wait("new", "New applications", "New applications", _new, _new_line, queue="new"),
    Wait(
        "overdue",
        "Action overdue",
        "Applicants who have not answered by the day",
        _overdue,
        _overdue_line,
        queue="overdue",
    ),
    Wait("reviews", "Reviews due", "Reviews overdue, or due within 60 days", _reviews, _review_line),
    Wait("actions", "Plans overdue", "Things in action plans that are overdue", _actions, _action_line),
    Wait(
        "trainings",
        "Trainings expiring",
        "Trainings expired, or expiring within 60 days",
        _trainings,
        _training_line,
    ),
    Wait("proposals", "Proposals", "Changes that managers propose", _proposals, _proposal_line),
    Wait("imports", "Imports", "Imports looked at but not applied", _imports, _import_line),
)
OF_KEY = {wait.key: wait for wait in WAITS}
