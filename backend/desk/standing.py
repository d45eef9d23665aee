"""How a venue stands now, in words: what the public is told, or why it is told nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend.hours.openness import label
from backend.language.labels import sentence
from backend.venues.choices import Kind, Status
from backend.venues.models import StatusReport, Venue
from backend.venues.place import covers_until, facts, public

from .words import tonight_or_when, when, who_said

STATE = {
    "open": "Should be open",
    "closing_soon": "Closing soon",
    "full": "Full",
    "closed": "Closed",
    "unknown": "Not known",
}
UNTIL = {Status.CLOSING_EARLY.value: "at"}
SHIFT = {True: " Trained person on shift.", False: " No trained person on shift.", None: ""}
BASIS = {"confirmed": "confirmed", "scheduled": "by timetable", "unknown": "hours not known"}


@dataclass(frozen=True, slots=True)
class Standing:
    """`state` and `basis` are empty while the public sees nothing; then `says` is why.

    `is_plain` is true where `says` adds nothing to state, basis and closing.
    """

    short: str
    says: str
    state: str = ""
    basis: str = ""
    basis_words: str = ""
    closes_at: datetime | None = None
    call_first_until: datetime | None = None
    is_plain: bool = False


def of(venue: Venue, *, at: datetime) -> Standing:
    """`venue` comes from `place.with_public_parts`."""
    if hidden := why_hidden(venue):
        return Standing("Suspended" if venue.suspended_at else "Not public", hidden)
    place = public(venue, at=at)
    said = label(facts(place, covers_until(at)), now=at, checked_at=at, walk_minutes=None)
    is_sure = said.basis == "confirmed" and said.state == "open"
    return Standing(
        short="Open" if is_sure else "Call first" if said.call_first else STATE[said.state],
        says=sentence(said, now=at),
        state=said.state,
        basis=said.basis,
        basis_words=BASIS.get(said.basis, said.basis),
        closes_at=said.closes_at,
        call_first_until=venue.call_first_until if said.call_first else None,
        is_plain=said.state not in {"closed", "unknown"} and not said.call_first,
    )


def why_hidden(venue: Venue) -> str | None:
    """Why the public does not see it; None where it does."""
    if venue.suspended_at:
        return f"Suspended {when(venue.suspended_at)}. Reason: {venue.suspended_because}"
    if venue.published_at is None:
        return "Not published yet."
    signed = venue.organisation and venue.organisation.charter_signed_on
    if venue.kind == Kind.CHARTER_VENUE and not signed:
        return "Not shown: its organisation has no current signature."
    if not venue.address_is_public:
        return "Not shown: its address is not for the public."
    return None


def report_words(report: StatusReport, *, at: datetime, is_newest: bool = True) -> str:
    """`Open, said Bar tablet, 23:12. It holds until 01:12.` One that was replaced holds no more."""
    said_at = tonight_or_when(report.reported_at, now=at)
    who = who_said(report)
    undo = " That was an undo." if report.undoes_id else ""
    if report.status == Status.AS_SCHEDULED or report.valid_until is None:
        return f"Back to the timetable, said {who}, {said_at}.{undo}"
    ends = tonight_or_when(report.valid_until, now=at)
    lease = f" It holds until {ends}." if report.is_live(at=at) else f" It ran out at {ends}."
    until = (
        f" {UNTIL.get(report.status, 'until')} {tonight_or_when(report.until, now=at)}"
        if report.until
        else ""
    )
    said = f"{Status(report.status).label}{until}, said {who}, {said_at}."
    return f"{said}{SHIFT[report.staffed]}{lease if is_newest else ''}{undo}"
