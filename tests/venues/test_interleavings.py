"""Ten thousand evenings: reports, undo, late taps of devices whose clocks are wrong, and time going by.

The model knows one thing alone: what staff said, when, in the order of their saying. After every step the
public label, now and later, must be one that this allows. A hundred of them go through the database too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from backend.hours import saying
from backend.hours.nights import night_of
from backend.hours.openness import LiveReport, PlaceFacts, label
from backend.hours.saying import Said
from backend.hours.text import parse
from backend.hours.windows import ReportError, Timetable, open_windows
from backend.venues import reporting, tonight
from backend.venues.models import StatusReport, Venue
from tests.factories import a_place

START = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)  # a Saturday evening; the place opens at 22:00
HOURS = "Mo-Su 22:00-04:00"
TIMETABLE = Timetable(hours=parse(HOURS))
LEASE = timedelta(hours=2)
STATUSES = ("open", "full", "closed", "closing_early", "as_scheduled")
STEPS = 6
LATER = [timedelta(minutes=m) for m in (0, 1, 59, 61, 119, 121, 300, 540, 900)]
REFUSED = (saying.Superseded, saying.TooOld, saying.TooLate, ReportError)


@dataclass(frozen=True)
class Step:
    """One thing that happens, and when. `age_s` is all that we learn of a device's clock: 0 to 26 hours."""

    at: datetime
    action: str
    status: str = "open"
    age_s: int = 0
    minutes: int | None = None

    @property
    def tapped_at(self) -> datetime:
        return (self.at - timedelta(seconds=self.age_s)).replace(microsecond=0)

    @property
    def until(self) -> datetime | None:
        return None if self.minutes is None else self.tapped_at + timedelta(minutes=self.minutes)


def an_evening(dice: random.Random) -> Iterator[Step]:
    now = START
    for _ in range(STEPS):
        now += timedelta(seconds=dice.choice([1, 20, 59, 61, 600, 1_800, 5_400, 7_200, 20_000]))
        action = dice.choice(["say", "say", "say", "late", "undo", "wait"])
        ages = [0, 0, 0, 5, 120] if action == "say" else [300, 599, 601, 3_600, 26 * 3_600]
        status = dice.choice(STATUSES)
        has_until = status == "closing_early" or (status == "open" and dice.random() < 0.4)
        minutes = dice.choice([10, 45, 200]) if has_until else None
        yield Step(now, "say" if action == "late" else action, status, dice.choice(ages), minutes)


@dataclass
class House:
    """The pure rules, with a list for a table."""

    said: list[Said] = field(default_factory=list)

    def do(self, step: Step) -> str:
        try:
            made = self._made(step)
        except REFUSED as refusal:
            return type(refusal).__name__
        if made:
            self.said.append(replace(made, key=len(self.said)))
        return made.status if made else "nothing"

    def _made(self, step: Step) -> Said | None:
        if step.action == "say":
            return saying.accepted(
                TIMETABLE, self.said, step.status, at=step.tapped_at, received_at=step.at, until=step.until
            )
        if step.action == "undo" and self.said:
            return saying.taken_back(self.said, self.said[-1], at=step.at)
        return None

    def place(self, at: datetime) -> PlaceFacts:
        nights = [night_of(at) + timedelta(days=n) for n in (-1, 0, 1)]
        windows = open_windows(TIMETABLE, saying.that_stand(self.said), nights)
        latest = self.said[-1] if self.said and self.said[-1].is_live(at) else None
        told = latest and LiveReport(
            latest.status, latest.staffed, latest.reported_at, latest.until, latest.valid_until
        )
        return PlaceFacts(
            windows=tuple(windows), hours_known=True, covers_until=at + timedelta(days=2), report=told or None
        )


def evenings(count: int) -> Iterator[tuple[int, list[Step]]]:
    dice = random.Random(20261124)
    for number in range(count):
        yield number, list(an_evening(dice))


def test_ten_thousand_interleavings_never_confirm_what_no_longer_stands() -> None:
    seen: set[str] = set()
    for number, steps in evenings(10_000):
        house = House()
        for done, step in enumerate(steps):
            count = len(house.said)
            outcome = house.do(step)
            seen.add(outcome)
            try:
                check_outcome(house.said[:count], step, outcome)
                check_labels(house, step.at)
            except AssertionError as error:
                raise AssertionError(f"evening {number}: {error}; {steps[: done + 1]}") from error
    assert seen == {*STATUSES, "Superseded", "TooOld", "TooLate", "ReportError", "nothing"}


def check_outcome(before: list[Said], step: Step, outcome: str) -> None:
    newest = before[-1].reported_at if before else None
    if step.action == "say" and outcome in STATUSES:
        assert not (step.status == "open" and step.age_s > 600), "an open of long ago was believed"
        assert newest is None or newest <= step.tapped_at, "an older tap overwrote a newer state"
    if step.action == "undo" and outcome in STATUSES:
        received_at = before[-1].received_at
        assert received_at
        assert step.at - received_at <= timedelta(seconds=71), "undone after its minute"
    if outcome == "Superseded":
        assert newest
        assert newest >= step.tapped_at, "refused as older than what is older still"


def check_labels(house: House, now: datetime) -> None:
    """What the phone says of its copy now and later, and the server of its tables, if nobody says more."""
    copy = house.place(now)
    for later in LATER:
        check_label(house.said, copy, now + later)
    afresh = now + LATER[len(house.said) % len(LATER)]
    check_label(house.said, house.place(afresh), afresh)


def check_label(said: list[Said], told: PlaceFacts, at: datetime) -> None:
    now = label(told, now=at, checked_at=at, walk_minutes=None)
    check_allowed(said, at, now.state, now.basis)


def check_allowed(said: list[Said], at: datetime, state: str, basis: str) -> None:
    newest = said[-1] if said else None
    if basis == "confirmed" and state in {"open", "closing_soon"}:
        assert newest, "confirmed, and nobody said so"
        assert newest.status in {"open", "closing_early"}, f"confirmed open by {newest.status}"
        assert at < newest.reported_at + LEASE, "confirmed after its lease"
    if newest is None or newest.status == "as_scheduled":
        assert basis != "confirmed", "confirmed by nobody"
    if newest and newest.status == "closed" and newest.reported_at <= at < _morning(newest.reported_at):
        assert state == "closed", f"{state} although staff said closed"


def _morning(said_at: datetime) -> datetime:
    """06:00 (GMT on these nights) after what was said."""
    six = said_at.replace(hour=6, minute=0, second=0, microsecond=0)
    return six if six > said_at else six + timedelta(days=1)


@pytest.mark.django_db
def test_the_database_and_the_rules_say_the_same() -> None:
    venue = a_place(START, opening_hours=HOURS)
    for _, steps in evenings(100):
        house = House()
        point = transaction.savepoint()
        for step in steps:
            assert _done(venue, step) == house.do(step)
            told = tonight.public_now(venue, at=step.at)
            assert told
            place = house.place(step.at)
            said = label(place, now=step.at, checked_at=step.at, walk_minutes=None)
            assert (told["state"], told["basis"]) == (said.state, said.basis), steps
        transaction.savepoint_rollback(point)


def _done(venue: Venue, step: Step) -> str:
    """The same step through the tables."""
    try:
        with transaction.atomic():
            made = _row(venue, step)
    except REFUSED as refusal:
        return type(refusal).__name__
    return made.status if made else "nothing"


def _row(venue: Venue, step: Step) -> StatusReport | None:
    if step.action == "say":
        return reporting.report(venue, step.status, at=step.tapped_at, received_at=step.at, until=step.until)
    latest = venue.reports.latest_first().first()
    return reporting.undo(latest, at=step.at) if step.action == "undo" and latest else None
