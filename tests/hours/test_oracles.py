"""Our windows, exported with explicit dates, read by two engines that know nothing of us."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import chain

import pytest
from opening_hours import OpeningHours
from opening_hours import ParserError as RefusedByPy  # type: ignore[attr-defined]

from backend.hours.nights import LONDON, Window, joined
from backend.hours.text import explicit_dates
from backend.hours.windows import open_windows

from .engines import Question, ask_npm, opening_hours_npm, opening_hours_py
from .minutes import last_sunday
from .schedules import timetables

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
Engine = Callable[[Sequence[Question]], list[list[Window]]]

# The known fault of each engine: a wall time that occurs twice is only ever its first, or ever its second,
# in opening and closing alike. (`fold` as in PEP 495.)
REPEATED_HOUR: dict[Engine, int] = {opening_hours_npm: 0, opening_hours_py: 1}
ENGINES = pytest.mark.parametrize("engine", [opening_hours_npm, opening_hours_py])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def window(start: str, end: str) -> Window:
    return Window(at(start), at(end))


def sixty_nights(year: int) -> list[date]:
    """Thirty about each change of the clocks."""
    changes = [last_sunday(year, month) for month in (3, 10)]
    return [change + timedelta(days=n) for change in changes for n in range(-15, 15)]


def repeated(day: date) -> tuple[datetime, datetime]:
    """From the first 01:00 to the only 02:00, both in UTC."""
    return at(f"{day}T00:00Z"), at(f"{day}T02:00Z")


def outside(windows: list[Window], first: datetime, end: datetime) -> list[Window]:
    before = [Window(w.start, min(w.end, first)) for w in windows if w.start < first]
    return before + [Window(max(w.start, end), w.end) for w in windows if end < w.end]


def as_read(windows: list[Window], day: date, fold: int) -> list[Window]:
    """What an engine with this fault makes of the export. Nothing differs but edges in the repeated hour."""
    first, end = repeated(day)
    twice = [
        (first + n * MINUTE).astimezone(LONDON)
        for n in range(60)
        if all(any(first + n * MINUTE + pass_ in w for w in windows) for pass_ in (0 * HOUR, HOUR))
    ]
    walls = [(w.start.astimezone(LONDON), w.end.astimezone(LONDON)) for w in outside(windows, first, end)]
    naive = [(s.replace(tzinfo=None), e.replace(tzinfo=None)) for s, e in walls]
    naive += [(s.replace(tzinfo=None), s.replace(tzinfo=None) + MINUTE) for s in twice]
    return joined(
        Window(
            *(wall.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for wall in (merged.start, merged.end))
        )
        for merged in joined(Window(*edges) for edges in naive)
    )


def has_edge_in_repeated_hour(windows: list[Window], day: date) -> bool:
    first, end = repeated(day)
    return any(first <= edge < end for edge in chain.from_iterable((w.start, w.end) for w in windows))


@pytest.fixture(scope="module")
def schedules() -> list[tuple[date, list[Window]]]:
    """500 timetables over 60 nights; with each, the Sunday in October on which an hour comes twice."""
    result = []
    for year in (2026, 2027):
        nights = sixty_nights(year)
        for timetable in timetables(seed=year, count=250, nights=nights):
            result.append((last_sunday(year, 10), open_windows(timetable, [], nights)))
    return result


@ENGINES
def test_an_engine_reads_every_export_as_our_windows(
    engine: Engine, schedules: list[tuple[date, list[Window]]]
) -> None:
    questions = [
        (explicit_dates(windows), at(f"{day.year}-03-01T00:00Z"), at(f"{day.year}-11-30T00:00Z"))
        for day, windows in schedules
    ]
    for (day, windows), question, read in zip(schedules, questions, engine(questions), strict=True):
        if has_edge_in_repeated_hour(windows, day):
            assert read == as_read(windows, day, REPEATED_HOUR[engine]), question[0]
        else:
            assert read == windows, question[0]


@ENGINES
def test_the_fault_in_the_repeated_hour_is_met_and_reaches_no_further(
    engine: Engine, schedules: list[tuple[date, list[Window]]]
) -> None:
    wrong = 0
    for day, windows in schedules:
        read = as_read(windows, day, REPEATED_HOUR[engine])
        wrong += read != windows
        assert outside(read, *repeated(day)) == outside(windows, *repeated(day))
    assert wrong > 20


def test_the_schedules_are_five_hundred_and_cover_what_matters(
    schedules: list[tuple[date, list[Window]]],
) -> None:
    assert len(schedules) == 500
    assert sum(has_edge_in_repeated_hour(windows, day) for day, windows in schedules) > 50
    ends_in_gap = {at("2026-03-29T01:00Z"), at("2027-03-28T01:00Z")}
    assert sum(w.end in ends_in_gap for _, windows in schedules for w in windows) > 10
    assert sum(w.start in ends_in_gap for _, windows in schedules for w in windows) > 5
    assert sum(not windows for _, windows in schedules) > 3


FAULTS = [
    (
        "npm reads a time that comes twice as the first",
        opening_hours_npm,
        "2026 Oct 25 01:15-01:45",
        [("2026-10-25T00:15Z", "2026-10-25T00:45Z")],
    ),
    (
        "npm opens an hour early where a span opens in the repeated hour",
        opening_hours_npm,
        "2026 Oct 25 01:30-04:00",
        [("2026-10-25T00:30Z", "2026-10-25T04:00Z")],
    ),
    (
        "py reads a time that comes twice as the second",
        opening_hours_py,
        "2026 Oct 25 01:15-01:45",
        [("2026-10-25T01:15Z", "2026-10-25T01:45Z")],
    ),
    (
        "py closes an hour late where a span closes in the repeated hour",
        opening_hours_py,
        "2026 Oct 25 00:00-01:30",
        [("2026-10-24T23:00Z", "2026-10-25T01:30Z")],
    ),
    *(
        (
            f"{name}: off cuts a calendar day, so the night of the 26th reopens at midnight",
            engine,
            "Mo-Su 20:00-03:00; 2026 Dec 26 off",
            [
                ("2026-12-25T20:00Z", "2026-12-26T00:00Z"),
                ("2026-12-27T00:00Z", "2026-12-27T03:00Z"),
                ("2026-12-27T20:00Z", "2026-12-28T00:00Z"),
            ],
        )
        for name, engine in (("npm", opening_hours_npm), ("py", opening_hours_py))
    ),
    *(
        (
            f"{name}: a second rule for a date replaces the first",
            engine,
            "2026 Nov 06 10:00-12:00; 2026 Nov 06 14:00-16:00",
            [("2026-11-06T14:00Z", "2026-11-06T16:00Z")],
        )
        for name, engine in (("npm", opening_hours_npm), ("py", opening_hours_py))
    ),
]


@pytest.mark.parametrize(("name", "engine", "text", "read"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_known_fault_really_occurs(
    name: str, engine: Engine, text: str, read: list[tuple[str, str]]
) -> None:
    starts = {
        "2026 Dec": "2026-12-25T12:00Z",
        "2026 Oct": "2026-10-20T00:00Z",
        "2026 Nov": "2026-11-01T00:00Z",
    }
    start = at(next(moment for month, moment in starts.items() if month in text))
    end = at("2026-12-28T00:00Z")
    assert engine([(text, start, end)]) == [[window(*edges) for edges in read]]


def test_py_contradicts_itself_in_the_repeated_hour() -> None:
    """Its intervals are open until the second 01:30, yet the first 01:45 is closed."""
    hours = OpeningHours("2026 Oct 25 00:00-01:30", timezone=LONDON)
    first, second = (datetime(2026, 10, 25, 1, 45 - 30 * fold, tzinfo=LONDON, fold=fold) for fold in (0, 1))
    assert not hours.is_open(first)
    assert hours.is_open(second)


def test_py_knows_no_zone_but_a_named_one() -> None:
    with pytest.raises(TypeError):
        OpeningHours("24/7").is_open(datetime(2026, 1, 1, tzinfo=timezone.utc))  # noqa: UP017


@pytest.mark.parametrize("text", ["", " ", ";"])
def test_both_engines_refuse_a_blank_text(text: str) -> None:
    """Earlier versions of one read it as open for ever, so the export never is blank."""
    with pytest.raises(RefusedByPy):
        OpeningHours(text)
    (answer,) = ask_npm([(text, at("2026-11-06T00:00Z"), at("2026-11-07T00:00Z"))])
    assert isinstance(answer, dict)


@pytest.mark.parametrize(
    ("windows", "text"),
    [
        ([], "off"),
        (
            [("2026-11-06T22:00Z", "2026-11-07T04:00Z")],
            "2026 Nov 06 22:00-24:00; 2026 Nov 07 00:00-04:00",
        ),
        ([("2026-11-06T17:30Z", "2026-11-07T00:00Z")], "2026 Nov 06 17:30-24:00"),
        ([("2026-11-07T00:00Z", "2026-11-07T04:00Z")], "2026 Nov 07 00:00-04:00"),
        (
            [("2026-11-06T12:00Z", "2026-11-06T15:00Z"), ("2026-11-06T19:00Z", "2026-11-06T23:00Z")],
            "2026 Nov 06 12:00-15:00,19:00-23:00",
        ),
        (
            [("2026-11-06T22:00Z", "2026-11-08T04:00Z")],
            "2026 Nov 06 22:00-24:00; 2026 Nov 07 00:00-24:00; 2026 Nov 08 00:00-04:00",
        ),
        (
            [("2026-11-06T17:00Z", "2026-11-06T23:00Z"), ("2026-11-08T17:00Z", "2026-11-08T22:00Z")],
            "2026 Nov 06 17:00-23:00; 2026 Nov 08 17:00-22:00",
        ),
        (
            [("2026-12-31T21:00Z", "2027-01-01T03:00Z")],
            "2026 Dec 31 21:00-24:00; 2027 Jan 01 00:00-03:00",
        ),
        ([("2026-07-03T19:00Z", "2026-07-03T22:00Z")], "2026 Jul 03 20:00-23:00"),
        # rounded towards closed
        ([("2026-11-06T22:00:01Z", "2026-11-06T23:59:59Z")], "2026 Nov 06 22:01-23:59"),
        ([("2026-11-06T22:00:01Z", "2026-11-06T22:00:59Z")], "off"),
        # the longest night
        (
            [("2026-10-24T21:00Z", "2026-10-25T04:00Z")],
            "2026 Oct 24 22:00-24:00; 2026 Oct 25 00:00-04:00",
        ),
        (
            [("2026-10-24T21:00Z", "2026-10-25T00:30Z")],
            "2026 Oct 24 22:00-24:00; 2026 Oct 25 00:00-01:00",
        ),
        ([("2026-10-25T01:30Z", "2026-10-25T04:00Z")], "2026 Oct 25 02:00-04:00"),
        ([("2026-10-25T00:15Z", "2026-10-25T01:30Z")], "2026 Oct 25 01:15-01:30"),
        ([("2026-10-25T00:15Z", "2026-10-25T00:45Z")], "off"),
        ([("2026-10-24T23:00Z", "2026-10-26T00:00Z")], "2026 Oct 25 00:00-24:00"),
        # the shortest
        (
            [("2026-03-28T22:00Z", "2026-03-29T03:00Z")],
            "2026 Mar 28 22:00-24:00; 2026 Mar 29 00:00-04:00",
        ),
        ([("2026-03-28T23:00Z", "2026-03-29T01:00Z")], "2026 Mar 28 23:00-24:00; 2026 Mar 29 00:00-01:00"),
        ([("2026-03-29T01:00Z", "2026-03-29T03:00Z")], "2026 Mar 29 02:00-04:00"),
    ],
)
def test_windows_are_exported_date_by_date(windows: list[tuple[str, str]], text: str) -> None:
    assert explicit_dates([window(*edges) for edges in windows]) == text
