from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.hours.nights import (
    LONDON,
    WHOLE_NIGHT,
    Span,
    Window,
    instant,
    joined,
    night_ends_at,
    night_of,
    night_starts_at,
    window_of,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "night"),
    [
        ("2026-10-24T23:00Z", "2026-10-24"),  # 00:00 BST on Sunday is still Saturday night
        ("2026-10-25T00:30Z", "2026-10-24"),  # the first 01:30
        ("2026-10-25T01:30Z", "2026-10-24"),  # the second 01:30
        ("2026-10-25T05:59Z", "2026-10-24"),
        ("2026-10-25T06:00Z", "2026-10-25"),
        ("2026-03-29T04:59Z", "2026-03-28"),
        ("2026-03-29T05:00Z", "2026-03-29"),  # 06:00 BST
        ("2026-07-04T04:59:59Z", "2026-07-03"),
        ("2026-07-04T07:00+02:00", "2026-07-04"),  # any zone may ask
        ("2027-01-01T00:30Z", "2026-12-31"),
        ("2028-02-29T12:00Z", "2028-02-29"),
    ],
)
def test_a_moment_belongs_to_the_night_that_is_under_way(moment: str, night: str) -> None:
    assert night_of(at(moment)) == date.fromisoformat(night)


@pytest.mark.parametrize(
    ("night", "starts", "ends", "hours"),
    [
        ("2026-01-10", "2026-01-10T06:00Z", "2026-01-11T06:00Z", 24),
        ("2026-07-10", "2026-07-10T05:00Z", "2026-07-11T05:00Z", 24),
        ("2026-10-24", "2026-10-24T05:00Z", "2026-10-25T06:00Z", 25),
        ("2026-03-28", "2026-03-28T06:00Z", "2026-03-29T05:00Z", 23),
    ],
)
def test_a_night_runs_from_six_to_six(night: str, starts: str, ends: str, hours: int) -> None:
    day = date.fromisoformat(night)
    assert (night_starts_at(day), night_ends_at(day)) == (at(starts), at(ends))
    assert night_ends_at(day) - night_starts_at(day) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("night", "minute", "opens", "closes"),
    [
        ("2026-10-24", 24 * 60 + 59, "2026-10-24T23:59Z", "2026-10-24T23:59Z"),
        ("2026-10-24", 25 * 60, "2026-10-25T01:00Z", "2026-10-25T00:00Z"),  # 01:00 comes twice
        ("2026-10-24", 25 * 60 + 30, "2026-10-25T01:30Z", "2026-10-25T00:30Z"),
        ("2026-10-24", 25 * 60 + 59, "2026-10-25T01:59Z", "2026-10-25T00:59Z"),
        ("2026-10-24", 26 * 60, "2026-10-25T02:00Z", "2026-10-25T02:00Z"),  # 02:00 comes once
        ("2026-10-25", 90, "2026-10-25T01:30Z", "2026-10-25T00:30Z"),  # the same, said of Sunday
        ("2026-03-28", 25 * 60 - 1, "2026-03-29T00:59Z", "2026-03-29T00:59Z"),
        ("2026-03-28", 25 * 60, "2026-03-29T01:00Z", "2026-03-29T01:00Z"),  # 01:00 does not exist
        ("2026-03-28", 25 * 60 + 30, "2026-03-29T01:00Z", "2026-03-29T01:00Z"),
        ("2026-03-28", 25 * 60 + 59, "2026-03-29T01:00Z", "2026-03-29T01:00Z"),
        ("2026-03-28", 26 * 60, "2026-03-29T01:00Z", "2026-03-29T01:00Z"),
        ("2026-03-28", 26 * 60 + 1, "2026-03-29T01:01Z", "2026-03-29T01:01Z"),
    ],
)
def test_a_clock_change_never_makes_a_place_open_longer_than_is_certain(
    night: str, minute: int, opens: str, closes: str
) -> None:
    day = date.fromisoformat(night)
    assert instant(day, minute, opening=True) == at(opens)
    assert instant(day, minute, opening=False) == at(closes)


@pytest.mark.parametrize(
    ("opens", "closes", "span"),
    [
        ((22, 0), (4, 0), (1320, 1680)),
        ((17, 30), (0, 0), (1050, 1440)),
        ((0, 0), (4, 0), (1440, 1680)),  # Friday's 00:00-04:00 is Saturday's small hours
        ((5, 0), (6, 0), (1740, 1800)),
        ((5, 0), (14, 0), (300, 840)),  # a café: that date's morning
        ((22, 0), (7, 0), (1320, 1860)),
        ((6, 0), (6, 0), (360, 1800)),
        ((0, 0), (0, 0), (0, 1440)),
        ((20, 0), (20, 0), (1200, 2640)),
        ((3, 0), (2, 0), (180, 1560)),
    ],
)
def test_two_clock_times_make_one_span(
    opens: tuple[int, int], closes: tuple[int, int], span: tuple[int, int]
) -> None:
    made = Span.from_clock(opens[0] * 60 + opens[1], closes[0] * 60 + closes[1])
    assert (made.opens, made.closes) == span


def test_every_pair_of_clock_times_starts_within_its_night_or_that_date_s_morning() -> None:
    for opens in range(0, 1440, 15):
        for closes in range(0, 1440, 15):
            span = Span.from_clock(opens, closes)
            assert 0 <= span.opens < 1800
            assert 0 < span.closes - span.opens <= 1440
            assert (span.opens % 1440, span.closes % 1440) == (opens, closes)


@pytest.mark.parametrize(
    "span", [(60, 60), (100, 90), (60, 240), (1500, 1860), (0, 1500), (-60, 60), (1800, 1900)]
)
def test_a_span_that_no_clock_times_can_say_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no pair of clock times"):
        Span(*span)


def test_a_window_holds_its_first_moment_and_not_its_last() -> None:
    window = Window(at("2026-10-24T21:00Z"), at("2026-10-25T03:00Z"))
    assert window.start in window
    assert window.end - timedelta(microseconds=1) in window
    assert window.end not in window
    assert datetime(2026, 10, 24, 22, tzinfo=ZoneInfo("Europe/London")) in window


@pytest.mark.parametrize("end", ["2026-10-24T21:00Z", "2026-10-24T20:59Z"])
def test_a_window_must_end_after_it_starts(end: str) -> None:
    with pytest.raises(ValueError, match="must end after"):
        Window(at("2026-10-24T21:00Z"), at(end))


@pytest.mark.parametrize(
    ("night", "clock", "window"),
    [
        ("2026-10-24", (22 * 60, 4 * 60), ("2026-10-24T21:00Z", "2026-10-25T04:00Z")),
        ("2026-03-28", (22 * 60, 4 * 60), ("2026-03-28T22:00Z", "2026-03-29T03:00Z")),
        ("2026-10-24", (60, 90), None),  # opens at the second 01:00, closes at the first 01:30
        ("2026-03-28", (60, 120), None),  # the whole span falls into the gap
        ("2026-03-28", (75, 150), ("2026-03-29T01:00Z", "2026-03-29T01:30Z")),
    ],
)
def test_a_span_on_a_night_is_a_window(
    night: str, clock: tuple[int, int], window: tuple[str, str] | None
) -> None:
    expected = window and Window(at(window[0]), at(window[1]))
    assert window_of(date.fromisoformat(night), Span.from_clock(*clock)) == expected


def test_a_whole_night_is_the_night() -> None:
    night = date(2026, 10, 24)
    assert window_of(night, WHOLE_NIGHT) == Window(night_starts_at(night), night_ends_at(night))


def test_touching_windows_become_one_and_the_rest_stay_apart() -> None:
    def hour(start: int, end: int) -> Window:
        return Window(*(datetime(2026, 1, 1, h, tzinfo=UTC) for h in (start, end)))

    assert joined([hour(9, 10), hour(1, 3), hour(3, 5), hour(4, 4 + 1), hour(2, 3), hour(6, 7)]) == [
        hour(1, 5),
        hour(6, 7),
        hour(9, 10),
    ]
    assert joined([]) == []


def test_the_zone_is_london() -> None:
    assert LONDON.key == "Europe/London"
