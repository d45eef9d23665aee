"""What a label says, in the words of the screen. The phone says the same (`pwa/src/words.ts`)."""

from datetime import date, datetime

from .clocks import said
from .nights import HOUR, LONDON, night_of
from .openness import Label
from .tokens import DAY_WORDS

MONTH_WORDS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
CALL_FIRST = "Call first: someone said they could not get help there."
HOLIDAY = " It is a holiday: hours may differ, call first."


def clock(moment: datetime) -> str:
    """For opening and closing: 3am, 10:30pm, midnight, midday, London wall time."""
    local = moment.astimezone(LONDON)
    return said(local.hour * HOUR + local.minute)


def clock_24h(moment: datetime) -> str:
    """For when something was said or checked: 23:12, London wall time."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def sentence(label: Label, *, now: datetime) -> str:
    if label.state == "unknown":
        return "Opening hours not known. Call first."
    holiday = HOLIDAY if label.hours_may_differ and not label.call_first else ""
    return f"{_claim(label, now)}{holiday}{_age(label)}"


def staffed_sentence(label: Label) -> str | None:
    """What staff said of who is there, while their word counts."""
    if not label.staffed or not label.said_at:
        return None
    return f"A trained person is on shift, staff said at {clock_24h(label.said_at)}."


def _claim(label: Label, now: datetime) -> str:
    if label.state == "closed":
        return _closed(label, now)
    what = "full" if label.state == "full" else "open"
    if label.basis == "stale" and label.said_at:
        return f"Was {what} at {clock_24h(label.said_at)}. Can't check now."
    if label.state == "full":
        return f"Full. {_how_we_know(label, now)}"
    return f"{_until(label)} {_how_we_know(label, now)}"


def _until(label: Label) -> str:
    until = f"until {clock(label.closes_at)}" if label.closes_at else "all day and night"
    is_sure = label.basis == "confirmed"
    claim = f"Open {until}." if is_sure else f"Should be open {until}."
    if label.last_entry_passed and label.last_entry_at:
        return f"Last entry was at {clock(label.last_entry_at)}. {claim}"
    if label.state == "closing_soon" and label.closes_at:
        return f"Closing soon, at {clock(label.closes_at)}."
    return claim


def _how_we_know(label: Label, now: datetime) -> str:
    if label.basis == "confirmed" and label.said_at:
        return f"Staff said so at {clock_24h(label.said_at)}."
    return CALL_FIRST if label.call_first else f"Not confirmed {_part_of_day(now)}."


def _closed(label: Label, now: datetime) -> str:
    if label.said_at:
        doubt = " Can't check now." if label.basis == "stale" else ""
        return f"Closed {_part_of_day(now)}. Staff said so at {clock_24h(label.said_at)}.{doubt}"
    if label.opens_at is None:
        return "Closed now. We do not know when it opens next."
    return f"Closed now. Should open {_when(label.opens_at, now)}."


def _when(opens_at: datetime, now: datetime) -> str:
    """As people with a calendar say it: at 04:20 on Monday, 06:00 is `this morning` and not `on Monday`."""
    local = opens_at.astimezone(LONDON)
    night, days = night_of(opens_at), (local.date() - now.astimezone(LONDON).date()).days
    is_small_hours = local.date() != night
    if night == night_of(now) and is_small_hours and local.hour < 5:
        return f"at {clock(opens_at)} tonight"
    if days == 0:
        return f"at {clock(opens_at)} {_part_of_this_day(local.hour, now)}"
    if days == 1 and (local.hour >= 5 or not is_small_hours):
        return f"at {clock(opens_at)} tomorrow"
    return (
        f"on {_night_words(night, is_small_hours, ahead=(night - night_of(now)).days)} at {clock(opens_at)}"
    )


def _part_of_this_day(hour: int, now: datetime) -> str:
    if hour < 12:
        return "this morning"
    return "tonight" if hour >= 18 and now.astimezone(LONDON).hour >= 6 else "today"


def _night_words(night: date, is_small_hours: bool, *, ahead: int) -> str:
    """Small hours belong to the night before: 00:30 on Saturday is on `Friday night`."""
    day = DAY_WORDS[night.weekday()]
    if ahead > 6:
        return f"{'the night of ' if is_small_hours else ''}{day} {night.day} {MONTH_WORDS[night.month - 1]}"
    return f"{day} night" if is_small_hours else day


def _part_of_day(moment: datetime) -> str:
    return "today" if 6 <= moment.astimezone(LONDON).hour < 18 else "tonight"


def _age(label: Label) -> str:
    if label.is_old_list:
        return " This is from an old list."
    if label.not_rechecked_since:
        return f" Not rechecked since {clock_24h(label.not_rechecked_since)}."
    return ""
