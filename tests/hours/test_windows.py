from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from backend.hours.nights import WHOLE_NIGHT, Span, Window, joined
from backend.hours.windows import (
    Report,
    ReportError,
    Season,
    Timetable,
    check_report,
    lease,
    open_windows,
)


class Every:
    """The same spans on every night."""

    def __init__(self, *spans: Span) -> None:
        self.spans = spans

    def on(self, _night: date, /) -> tuple[Span, ...]:
        return self.spans


def clock(opens: int, closes: int) -> Span:
    return Span.from_clock(opens * 60, closes * 60)


PUB = Timetable(Every(clock(20, 2)))
CLUB = Timetable(Every(clock(22, 7)))
CAFE = Timetable(Every(clock(5, 14)))
SPLIT = Timetable(Every(clock(12, 15), clock(19, 2)))
LUNCH_AND_CLUB = Timetable(Every(clock(12, 15), clock(22, 7)))
ALWAYS = Timetable(Every(WHOLE_NIGHT))
ROUND_THE_CLOCK = Timetable(Every(clock(20, 20)))
UNKNOWN = Timetable(None)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """In January 2026, when London wall time is UTC."""
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


NIGHTS = [date(2026, 1, 9) + timedelta(days=n) for n in range(4)]


def test_a_timetable_needs_only_hours() -> None:
    assert PUB.spans_on(date(2026, 1, 9)) == (clock(20, 2),)
    assert UNKNOWN.spans_on(date(2026, 1, 9)) == ()


def test_the_season_includes_both_its_nights() -> None:
    season = Season(date(2026, 1, 9), date(2026, 1, 10))
    assert [night in season for night in (date(2026, 1, 8), *NIGHTS)] == [False, True, True, False, False]
    assert date(1999, 1, 1) in Season()


@pytest.mark.parametrize(
    ("timetable", "moment", "window"),
    [
        (PUB, on(10, 0, 40), (on(9, 20), on(10, 2))),
        (PUB, on(10, 2), None),
        (CLUB, on(10, 6, 30), (on(9, 22), on(10, 7))),
        (CAFE, on(10, 5), (on(10, 5), on(10, 14))),
        (ALWAYS, on(10, 12), (on(10, 6), on(11, 6))),
        (SPLIT, on(10, 12), (on(10, 12), on(10, 15))),
        (ROUND_THE_CLOCK, on(10, 12), (on(9, 20), on(10, 20))),
        (UNKNOWN, on(10, 12), None),
    ],
)
def test_the_span_under_way_is_one_night_s(
    timetable: Timetable, moment: datetime, window: tuple[datetime, datetime] | None
) -> None:
    assert timetable.span_window_at(moment) == (window and Window(*window))


@pytest.mark.parametrize(
    ("timetable", "moment", "until"),
    [
        (PUB, on(10, 0, 40), on(10, 6)),
        (PUB, on(10, 5, 59), on(10, 6)),
        (PUB, on(10, 6), on(11, 6)),
        (PUB, on(9, 21), on(10, 6)),
        (CLUB, on(9, 23), on(10, 7)),
        (CLUB, on(9, 21), on(10, 7)),  # before it opens: its span crosses 06:00
        (CLUB, on(10, 6, 30), on(10, 7)),  # still last night; tonight is left alone
        (CLUB, on(10, 7), on(11, 7)),
        (LUNCH_AND_CLUB, on(9, 13), on(10, 7)),  # the night's last span, not the one under way
        (CAFE, on(10, 5, 30), on(10, 14)),
        (CAFE, on(10, 8), on(10, 14)),  # tomorrow's 05:00 is left alone
        (CAFE, on(10, 4, 40), on(10, 14)),
        (ALWAYS, on(10, 5, 59), on(10, 6)),
        (ALWAYS, on(10, 6), on(11, 6)),
        (ROUND_THE_CLOCK, on(10, 12), on(10, 20)),
        (UNKNOWN, on(10, 0, 40), on(10, 6)),
    ],
)
def test_what_staff_say_holds_to_six_or_to_the_end_of_a_span_that_crosses_it(
    timetable: Timetable, moment: datetime, until: datetime
) -> None:
    assert timetable.holds_until(moment) == until


def test_reports_are_folded_in_the_order_in_which_they_were_said() -> None:
    said = [Report("open", on(9, 23)), Report("closed", on(9, 22))]
    assert open_windows(PUB, said, NIGHTS[:1]) == [
        Window(on(9, 20), on(9, 22)),
        Window(on(9, 23), on(10, 2)),
    ]


def test_what_a_stuck_button_left_behind_is_not_gone_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few minutes of flips once took half a second a tap: each walked all windows that it had made."""
    sizes: list[int] = []

    def counted(windows: Iterable[Window]) -> list[Window]:
        sizes.append(len(list(windows)))
        return joined(windows)

    monkeypatch.setattr("backend.hours.windows.joined", counted)
    flips = [
        Report(("closed", "open")[n % 2], on(9, 21) + timedelta(seconds=n), None if n % 2 == 0 else on(10, 2))
        for n in range(200)
    ]
    assert len(open_windows(PUB, flips, NIGHTS[:1])) == 101
    assert max(sizes) <= 3


def test_a_status_that_does_not_exist_is_never_folded() -> None:
    with pytest.raises(ValueError, match="no such status"):
        open_windows(PUB, [Report("shut", on(9, 22))], NIGHTS)


@pytest.mark.parametrize(
    ("timetable", "status", "at", "until", "earlier"),
    [
        (PUB, "open", on(9, 21), None, []),
        (PUB, "open", on(9, 21), on(10, 6), []),
        (PUB, "open", on(9, 17), on(9, 19), []),  # before its hours
        (PUB, "open", on(9, 23), None, [Report("closed", on(9, 22))]),  # the schedule still has it open
        (UNKNOWN, "open", on(9, 23), on(10, 3), []),
        (UNKNOWN, "open", on(9, 23), None, [Report("open", on(9, 22), on(10, 3))]),
        (CLUB, "open", on(9, 23), on(10, 7), []),
        (PUB, "closing_early", on(9, 21), on(10, 1, 59), []),
        (PUB, "closing_early", on(9, 21), on(10, 3), [Report("open", on(9, 20, 30), on(10, 4))]),
        (ALWAYS, "closing_early", on(9, 21), on(10, 1), []),
        (PUB, "full", on(9, 21), None, []),
        (PUB, "closed", on(9, 19), None, []),
        (PUB, "as_scheduled", on(9, 19), None, []),
    ],
)
def test_a_report_with_a_meaning_is_accepted(
    timetable: Timetable, status: str, at: datetime, until: datetime | None, earlier: list[Report]
) -> None:
    check_report(timetable, earlier, status, at, until)


@pytest.mark.parametrize(
    ("timetable", "status", "at", "until", "earlier", "field", "reason"),
    [
        (PUB, "shut", on(9, 21), None, [], "status", "Say open"),
        (PUB, "open", on(9, 17), None, [], "until", "not in your timetable"),
        (UNKNOWN, "open", on(9, 21), None, [], "until", "not in your timetable"),
        (PUB, "open", on(9, 21), on(9, 21), [], "until", "has passed"),
        (PUB, "open", on(9, 21), on(10, 6, 1), [], "until", "after the night has ended"),
        (CLUB, "open", on(9, 23), on(10, 7, 1), [], "until", "after the night has ended"),
        (PUB, "closed", on(9, 21), on(9, 23), [], "until", "Leave the time out"),
        (PUB, "full", on(9, 21), on(9, 23), [], "until", "Leave the time out"),
        (PUB, "as_scheduled", on(9, 21), on(9, 23), [], "until", "Leave the time out"),
        (PUB, "closing_early", on(9, 21), None, [], "until", "Say when you will close"),
        (PUB, "closing_early", on(9, 21), on(9, 20, 30), [], "until", "has passed"),
        (PUB, "closing_early", on(9, 21), on(10, 2), [], "until", "not earlier than your closing time"),
        (PUB, "closing_early", on(9, 17), on(9, 19), [], "status", "not open now"),
        (PUB, "closing_early", on(9, 23), on(10, 1), [Report("closed", on(9, 22))], "status", "not open now"),
        (ALWAYS, "closing_early", on(9, 21), on(10, 7), [], "until", "after the night has ended"),
        (PUB, "open", on(10, 3), None, [Report("closed", on(9, 22))], "until", "not in your timetable"),
    ],
)
def test_a_report_without_a_meaning_is_refused_with_its_field_and_reason(
    timetable: Timetable,
    status: str,
    at: datetime,
    until: datetime | None,
    earlier: list[Report],
    field: str,
    reason: str,
) -> None:
    with pytest.raises(ReportError, match=reason) as caught:
        check_report(timetable, earlier, status, at, until)
    assert caught.value.field == field
    assert caught.value.reason in str(caught.value)


@pytest.mark.parametrize(
    ("timetable", "status", "at", "until", "earlier", "ends"),
    [
        (PUB, "open", on(9, 21), None, [], on(9, 23)),  # two hours
        (PUB, "open", on(9, 21), on(9, 22), [], on(9, 22)),  # the stated end
        (PUB, "open", on(10, 0, 40), None, [], on(10, 2)),  # the end of the window
        (PUB, "open", on(10, 0, 40), on(10, 4), [], on(10, 2, 40)),  # extended: two hours again
        (PUB, "open", on(10, 1), None, [Report("closing_early", on(9, 23), on(10, 1, 30))], on(10, 1, 30)),
        (PUB, "open", on(10, 1), None, [Report("closed", on(9, 23))], on(10, 2)),
        (UNKNOWN, "open", on(9, 23), on(9, 23, 30), [], on(9, 23, 30)),
        (UNKNOWN, "open", on(9, 23), None, [], on(9, 23)),  # claims nothing
        (ALWAYS, "open", on(10, 5), None, [], on(10, 7)),
        (PUB, "full", on(9, 23), None, [], on(10, 6)),
        (PUB, "closed", on(10, 0, 40), None, [], on(10, 6)),
        (CLUB, "closed", on(10, 0, 40), None, [], on(10, 7)),
        (CLUB, "closing_early", on(10, 6, 10), on(10, 6, 30), [], on(10, 7)),
        (PUB, "as_scheduled", on(10, 0, 40), None, [], None),
    ],
)
def test_a_status_is_a_lease(
    timetable: Timetable,
    status: str,
    at: datetime,
    until: datetime | None,
    earlier: list[Report],
    ends: datetime | None,
) -> None:
    assert lease(timetable, earlier, status, at, until) == ends
