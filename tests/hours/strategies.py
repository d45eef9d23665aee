"""Generated hours: clock times that lie close together, so that edges meet and clock changes are hit."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from backend.hours.nights import Span
from backend.hours.reader import CALENDAR_DAY, tidied
from backend.hours.text import WeeklyHours
from backend.hours.tokens import HoursError

CHANGES = [date(2026, 3, 28), date(2026, 10, 24), date(2027, 10, 30), date(2028, 3, 25)]

clock_times = st.one_of(
    st.sampled_from([0, 30, 59, 60, 61, 75, 90, 119, 120, 121, 240, 300, 359, 360, 361, 420]),
    st.sampled_from([720, 840, 900, 1020, 1080, 1200, 1260, 1320, 1380, 1439]),
    st.integers(0, 1439),
)


def _night(clocks: Sequence[tuple[int, int]]) -> tuple[Span, ...] | None:
    try:
        spans = tidied([Span.from_clock(*clock) for clock in clocks], None)
    except HoursError:
        return None
    return None if CALENDAR_DAY in spans else spans


nights = (
    st.lists(st.tuples(clock_times, clock_times), max_size=3)
    .map(_night)
    .filter(lambda spans: spans is not None)
    .map(lambda spans: spans or ())
)
weeks = st.one_of(
    st.tuples(*[nights] * 7),
    nights.map(lambda spans: (spans,) * 7),
).map(WeeklyHours)
first_nights = st.one_of(
    st.sampled_from(CHANGES).map(lambda night: night - timedelta(days=1)),
    st.dates(date(2025, 12, 1), date(2028, 12, 31)),
)
