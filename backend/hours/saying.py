"""What staff say, as it comes: in order, in time, and taken back within its minute. Plain rules, no table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .windows import Report, Timetable, check_report, lease

OPEN_TAP_HOLDS = timedelta(minutes=10)
UNDO_WITHIN = timedelta(seconds=60)
ONE_SECOND = timedelta(seconds=1)
WHOLE_SECONDS = timedelta(seconds=3)
# The answer took its time to reach the finger, and the finger's to reach us.
ON_THE_WAY = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Said(Report):
    """A report as it was accepted; `undoes` is the `key` of the one that it takes back."""

    staffed: bool | None = None
    valid_until: datetime | None = None
    received_at: datetime | None = None
    key: int | None = None
    undoes: int | None = None

    def is_live(self, at: datetime) -> bool:
        return self.valid_until is not None and self.reported_at <= at < self.valid_until

    @property
    def undo_until(self) -> datetime | None:
        """When the offer to take it back ends; None for what is itself an undo."""
        return None if self.undoes is not None else (self.received_at or self.reported_at) + UNDO_WITHIN


class Superseded(Exception):
    """A newer report stands: an older tap, come late, never overwrites it."""

    def __init__(self, newer: Said) -> None:
        super().__init__(f"superseded by {newer.key}")
        self.newer = newer


class TooOld(Exception):
    """This `open` was tapped too long ago to be believed now: ask again."""


class TooLate(Exception):
    """Only the latest report can be taken back, and only within its minute."""


def accepted(
    timetable: Timetable,
    before: Sequence[Said],
    status: str,
    *,
    at: datetime,
    received_at: datetime,
    until: datetime | None = None,
    staffed: bool | None = None,
    is_same_voice: bool = False,
) -> Said:
    """The report that this tap becomes; `before` is what was said, oldest first.

    `is_same_voice`: whoever said the last one says this one. They send in order, but ages are whole seconds
    and leave out the way here: by so little a later tap of theirs is not older than their own last one.

    Raises TooOld, Superseded, and ReportError for what makes no sense at that moment.
    """
    if status == "open" and received_at - at > OPEN_TAP_HOLDS:
        raise TooOld
    is_late = received_at - at >= ONE_SECOND
    at = at.replace(microsecond=0)
    if is_same_voice and before and at <= before[-1].reported_at <= at + WHOLE_SECONDS:
        at, is_late = before[-1].reported_at, False
    # Within the same second a tap that waited gives way: it may have been the earlier one.
    if before and (before[-1].reported_at > at or (is_late and before[-1].reported_at == at)):
        raise Superseded(before[-1])
    standing = that_stand(before)
    check_report(timetable, standing, status, at, until)
    return Said(
        status=status,
        reported_at=at,
        until=until,
        staffed=staffed,
        valid_until=lease(timetable, standing, status, at, until),
        received_at=received_at,
    )


def taken_back(said: Sequence[Said], mistaken: Said, *, at: datetime) -> Said:
    """The report that undoes the latest one: it repeats what stood before, with that one's lease.

    What no longer stands (nothing was said, or its lease has run out) is the timetable. Raises TooLate.
    """
    until = mistaken.undo_until
    if until is None or at > until + ON_THE_WAY or said[-1] != mistaken:
        raise TooLate
    at = max(at.replace(microsecond=0), mistaken.reported_at)
    before = [each for each in that_stand(said) if each != mistaken]
    stood = before[-1] if before and before[-1].is_live(at) else Said("as_scheduled", at)
    return Said(
        status=stood.status,
        reported_at=at,
        until=stood.until,
        staffed=stood.staffed,
        valid_until=stood.valid_until,
        received_at=at,
        undoes=mistaken.key,
    )


def that_stand(said: Iterable[Said]) -> list[Said]:
    """Without those that were taken back, and without what took them back."""
    rows = list(said)
    undone = {each.undoes for each in rows}
    return [each for each in rows if each.undoes is None and (each.key is None or each.key not in undone)]
