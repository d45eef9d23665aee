"""What a label says, in the words of the screen. The phone says the same (`pwa/src/words.ts`)."""

from __future__ import annotations

from datetime import date, datetime

from backend.hours.clocks import clock as english_clock
from backend.hours.clocks import clock_24h
from backend.hours.nights import LONDON, night_of
from backend.hours.openness import Label

from .say import day_and_month, is_english, joined, say, weekday


def clock(moment: datetime) -> str:
    """For opening and closing, in London: 3am, 10:30pm, midnight; in other languages 03:00, 22:30, 00:00."""
    return english_clock(moment) if is_english() else clock_24h(moment)


def sentence(label: Label, *, now: datetime) -> str:
    if label.state == "unknown":
        return say("Opening hours not known. Call first.")
    is_holiday = label.hours_may_differ and not label.call_first
    holiday = say("It is a holiday: hours may differ, call first.") if is_holiday else ""
    return joined(_claim(label, now), holiday, _age(label))


def staffed_sentence(label: Label) -> str | None:
    """What staff said of who is there, while their word counts."""
    if not label.staffed or not label.said_at:
        return None
    return say("A trained person is on shift, staff said at {time}.", time=clock_24h(label.said_at))


def _claim(label: Label, now: datetime) -> str:
    if label.state == "closed":
        return _closed(label, now)
    if label.basis == "stale" and label.said_at:
        was = (
            say("Was full at {time}.", time=clock_24h(label.said_at))
            if label.state == "full"
            else say("Was open at {time}.", time=clock_24h(label.said_at))
        )
        return joined(was, say("Can't check now."))
    return joined(say("Full.") if label.state == "full" else _until(label), _how_we_know(label, now))


def _until(label: Label) -> str:
    if label.last_entry_passed and label.last_entry_at:
        last = say("Last entry was at {time}.", time=clock(label.last_entry_at))
        return joined(last, _open_until(label))
    if label.state == "closing_soon" and label.closes_at:
        return say("Closing soon, at {time}.", time=clock(label.closes_at))
    return _open_until(label)


def _open_until(label: Label) -> str:
    is_sure = label.basis == "confirmed"
    if label.closes_at is None:
        return say("Open all day and night.") if is_sure else say("Should be open all day and night.")
    time = clock(label.closes_at)
    return say("Open until {time}.", time=time) if is_sure else say("Should be open until {time}.", time=time)


def _how_we_know(label: Label, now: datetime) -> str:
    if label.basis == "confirmed" and label.said_at:
        return say("Staff said so at {time}.", time=clock_24h(label.said_at))
    if label.call_first:
        return say("Call first: someone said they could not get help there.")
    return say("Not confirmed today.") if _is_day(now) else say("Not confirmed tonight.")


def _closed(label: Label, now: datetime) -> str:
    if label.said_at:
        return joined(
            say("Closed today.") if _is_day(now) else say("Closed tonight."),
            say("Staff said so at {time}.", time=clock_24h(label.said_at)),
            say("Can't check now.") if label.basis == "stale" else "",
        )
    if label.opens_at is None:
        return say("Closed now. We do not know when it opens next.")
    return joined(say("Closed now."), opening(label.opens_at, now))


def opening(opens_at: datetime, now: datetime) -> str:
    """As people with a calendar say it: at 04:20 on Monday, 06:00 is `this morning` and not `on Monday`."""
    local = opens_at.astimezone(LONDON)
    night, days = night_of(opens_at), (local.date() - now.astimezone(LONDON).date()).days
    is_small_hours, time = local.date() != night, clock(opens_at)
    if night == night_of(now) and is_small_hours and local.hour < 5:
        return say("Should open at {time} tonight.", time=time)
    if days == 0:
        return _opening_today(local.hour, now, time)
    if days == 1 and (local.hour >= 5 or not is_small_hours):
        return say("Should open at {time} tomorrow.", time=time)
    ahead = (night - night_of(now)).days
    return _opening_later(night, time, is_small_hours=is_small_hours, is_far=ahead > 6)


def _opening_today(hour: int, now: datetime, time: str) -> str:
    if hour < 12:
        return say("Should open at {time} this morning.", time=time)
    if hour >= 18 and now.astimezone(LONDON).hour >= 6:
        return say("Should open at {time} tonight.", time=time)
    return say("Should open at {time} today.", time=time)


def _opening_later(night: date, time: str, *, is_small_hours: bool, is_far: bool) -> str:
    """Small hours belong to the night before: 00:30 on Saturday is on `Friday night`."""
    day = weekday(night)
    if is_far:
        on = day_and_month(night)
        if is_small_hours:
            return say("Should open on the night of {day} {date} at {time}.", day=day, date=on, time=time)
        return say("Should open on {day} {date} at {time}.", day=day, date=on, time=time)
    if is_small_hours:
        return say("Should open on {day} night at {time}.", day=day, time=time)
    return say("Should open on {day} at {time}.", day=day, time=time)


def _is_day(moment: datetime) -> bool:
    return 6 <= moment.astimezone(LONDON).hour < 18


def _age(label: Label) -> str:
    if label.is_old_list:
        return say("This is from an old list.")
    if label.not_rechecked_since:
        return say("Not rechecked since {time}.", time=clock_24h(label.not_rechecked_since))
    return ""
