"""What must hold for any hours, held against a naive model that walks every minute."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.hours.nights import Span, Window, night_of
from backend.hours.text import HoursError, WeeklyHours, in_words, parse, parse_spans, spans_text
from backend.hours.windows import STATUSES, Report, Season, Timetable, open_windows

from . import minutes
from .strategies import first_nights, nights, weeks

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
COUNT = 3
checked = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def moment(real: int) -> datetime:
    return EPOCH + real * MINUTE


def real(at: datetime) -> int:
    return (at - EPOCH) // MINUTE


def clocks(spans: tuple[Span, ...]) -> list[minutes.Clock]:
    return [(span.opens % 1440, span.closes % 1440) for span in spans]


def report_of(said: minutes.Said) -> Report:
    return Report(said.status, moment(said.at), moment(said.until) if said.until else None)


def minutes_of(windows: list[Window]) -> set[int]:
    return {minute for window in windows for minute in range(real(window.start), real(window.end))}


@st.composite
def situations(draw: st.DrawFn) -> tuple[Timetable, minutes.Facts, list[date]]:
    first = draw(first_nights)
    asked = [first + timedelta(days=n) for n in range(COUNT)]
    hours = draw(st.none() | weeks)
    special = draw(st.dictionaries(st.sampled_from(asked), nights, max_size=2))
    edges = sorted(draw(st.lists(st.sampled_from(asked), min_size=2, max_size=2)))
    season = Season(*draw(st.sampled_from([(None, None), (edges[0], None), (None, edges[1]), tuple(edges)])))
    facts = minutes.Facts(
        week=[clocks(spans) for spans in hours.nights] if hours else None,
        special={night: clocks(spans) for night, spans in special.items()},
        first=season.valid_from,
        last=season.valid_until,
    )
    return Timetable(hours, special, season), facts, asked


@st.composite
def reports(draw: st.DrawFn, asked: list[date], facts: minutes.Facts) -> list[minutes.Said]:
    """In the order of time, each at its own minute, with an end where the status has one."""
    begins = minutes.midnight(asked[0]) + 300
    ats = draw(st.lists(st.integers(begins, begins + COUNT * 1440), max_size=4, unique=True))
    said = []
    for at in sorted(ats):
        status = draw(st.sampled_from(STATUSES))
        until = None
        if status == "closing_early" or (status == "open" and draw(st.booleans())):
            until = draw(st.integers(at + 1, minutes.holds_until(facts, at) + 60))
        said.append(minutes.Said(status, at, until))
    return said


@checked
@given(situations(), st.data())
def test_windows_are_the_minutes_that_a_naive_walk_finds_open(
    situation: tuple[Timetable, minutes.Facts, list[date]], data: st.DataObject
) -> None:
    timetable, facts, asked = situation
    said = data.draw(reports(asked, facts))
    windows = open_windows(timetable, [report_of(one) for one in said], asked)
    assert minutes_of(windows) == minutes.open_minutes(facts, said, asked)


@checked
@given(situations(), st.integers(0, COUNT * 1440))
def test_what_staff_say_holds_as_long_as_a_naive_walk_says(
    situation: tuple[Timetable, minutes.Facts, list[date]], offset: int
) -> None:
    timetable, facts, asked = situation
    at = minutes.midnight(asked[0]) + 300 + offset
    assert real(timetable.holds_until(moment(at))) == minutes.holds_until(facts, at)


@checked
@given(situations(), st.data())
def test_windows_are_sorted_and_apart(
    situation: tuple[Timetable, minutes.Facts, list[date]], data: st.DataObject
) -> None:
    timetable, facts, asked = situation
    said = data.draw(reports(asked, facts))
    windows = open_windows(timetable, [report_of(one) for one in said], asked)
    assert all(one.end < two.start for one, two in pairwise(windows))


@given(st.integers(real(datetime(2025, 1, 1, tzinfo=UTC)), real(datetime(2029, 12, 31, tzinfo=UTC))))
def test_a_moment_s_night_is_the_naive_one(at: int) -> None:
    assert night_of(moment(at)) == minutes.night_of(at)


def test_the_naive_clock_is_london_s_at_each_change() -> None:
    for year in range(2025, 2032):
        for month in (3, 10):
            change = minutes.midnight(minutes.last_sunday(year, month)) + 60
            for at in range(change - 90, change + 90, 15):
                assert night_of(moment(at)) == minutes.night_of(at)


@given(weeks)
def test_canonical_text_reads_as_the_same_hours(hours: WeeklyHours) -> None:
    assert parse(str(hours)) == hours
    assert str(parse(str(hours))) == str(hours)


@given(nights)
def test_canonical_spans_read_as_the_same_spans(spans: tuple[Span, ...]) -> None:
    assert parse_spans(spans_text(spans)) == spans


@given(weeks)
def test_every_week_can_be_said_in_words(hours: WeeklyHours) -> None:
    assert in_words(hours).strip()


PIECES = (
    "Mo Fri Saturdays weekends daily 8 10pm 22:00 02:00 12 noon midnight - \u2013 to , ; & and closed 24/7 24"
    " hours all day till late 26:00 99 ? Dec"
)


def reading(text: str) -> WeeklyHours | HoursError:
    try:
        return parse(text)
    except HoursError as error:
        return error


@given(st.lists(st.sampled_from([*PIECES.split(), "\n"]), max_size=9).map(" ".join) | st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    read = reading(text)
    if isinstance(read, HoursError):
        assert 0 <= read.position <= len(text)
        assert read.reason
    else:
        assert text.strip()
        assert parse(str(read)) == read
