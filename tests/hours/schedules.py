"""Generated timetables, the same in every run, whose edges like the hours in which the clocks change."""

from datetime import date, timedelta
from random import Random

from backend.hours.nights import Span
from backend.hours.reader import CALENDAR_DAY, tidied
from backend.hours.text import WeeklyHours, parse
from backend.hours.tokens import HoursError
from backend.hours.windows import Season, Timetable

OPENS = [0, 30, 60, 90, 300, 540, 600, 720, 1020, 1050, 1080, 1140, 1200, 1260, 1290, 1320, 1350, 1380]
CLOSES = [0, 15, 30, 60, 75, 90, 105, 119, 120, 150, 180, 240, 270, 360, 420, 840, 900, 1020, 1380]


def timetables(seed: int, count: int, nights: list[date]) -> list[Timetable]:
    random = Random(seed)
    return [_timetable(random, nights) for _ in range(count)]


def _timetable(random: Random, nights: list[date]) -> Timetable:
    special = {random.choice(nights): _night(random) for _ in range(random.choice([0, 0, 1, 3]))}
    saturdays = [night for night in nights if night.weekday() == 5]
    if random.random() < 0.3:
        special[random.choice(saturdays)] = _night(random)
    season = Season()
    if random.random() < 0.2:
        season = Season(random.choice(nights), random.choice(nights) + timedelta(days=14))
    return Timetable(_week(random), special, season)


def _week(random: Random) -> WeeklyHours | None:
    kind = random.random()
    if kind < 0.05:
        return None
    if kind < 0.12:
        return parse("24/7")
    usual = _night(random)
    odds = random.choice([0.2, 0.5, 1.0])
    week = (_night(random) if random.random() < 0.3 else usual for _ in range(7))
    return WeeklyHours(tuple(night if random.random() < odds else () for night in week))


def _night(random: Random) -> tuple[Span, ...]:
    while True:
        pairs = [(random.choice(OPENS), random.choice(CLOSES)) for _ in range(random.choice([0, 1, 1, 1, 2]))]
        try:
            spans = tidied([Span.from_clock(*pair) for pair in pairs], None)
        except HoursError:
            continue
        if CALENDAR_DAY not in spans:
            return spans
