"""Open windows as OpenStreetMap `opening_hours` text with explicit dates, for other people's engines."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

from .clocks import hh_mm
from .nights import DAY, HOUR, LONDON, Window, instant

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUTE = timedelta(minutes=1)


def explicit_dates(windows: Iterable[Window]) -> str:
    """One rule for each date, cut at midnight because these engines cut there; `off` where nothing is open.

    Never blank: engines read blank as open for ever. Whole minutes, rounded towards closed. The hour that
    occurs twice is one hour to them, so a minute of it is open here only where it is open both times.
    """
    whole = [Window(start, end) for start, end in map(_whole_minutes, windows) if start < end]
    dates = sorted({day for window in whole for day in _dates(window)})
    rules = [(day, list(_ranges(day, whole))) for day in dates]
    texts = (
        f"{day.year} {MONTHS[day.month - 1]} {day.day:02} {','.join(said)}" for day, said in rules if said
    )
    return "; ".join(texts) or "off"


def _whole_minutes(window: Window) -> tuple[datetime, datetime]:
    floored = window.start.replace(second=0, microsecond=0)
    start = floored if floored == window.start else floored + MINUTE
    return start, window.end.replace(second=0, microsecond=0)


def _dates(window: Window) -> Iterator[date]:
    day, last = (moment.astimezone(LONDON).date() for moment in (window.start, window.end - MINUTE))
    while day <= last:
        yield day
        day += timedelta(days=1)


def _ranges(day: date, windows: list[Window]) -> Iterator[str]:
    starts, ends = (instant(day, minute, opening=True) for minute in (0, DAY))
    today = [window for window in windows if window.start < ends and starts < window.end]
    if ends - starts == timedelta(days=1):
        for window in today:
            first, last = max(window.start, starts) - starts, min(window.end, ends) - starts
            yield _range(first // MINUTE, last // MINUTE)
    else:
        minutes = [minute for minute in range(DAY) if _is_open(day, minute, today)]
        for _, run in groupby(enumerate(minutes), key=lambda pair: pair[1] - pair[0]):
            found = [minute for _, minute in run]
            yield _range(found[0], found[-1] + 1)


def _range(start: int, end: int) -> str:
    return f"{hh_mm(start)}-{'24:00' if end == DAY else hh_mm(end)}"


def _is_open(day: date, minute: int, windows: list[Window]) -> bool:
    """On a date whose clocks change. A minute that does not occur goes with those around it."""
    first, second = (instant(day, minute, opening=opening) for opening in (False, True))
    local = first.astimezone(LONDON)
    if local.hour * HOUR + local.minute != minute:
        second = first - MINUTE
    return all(any(moment in window for window in windows) for moment in (first, second))
