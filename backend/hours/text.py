"""Weekly hours as text: one canonical form, and whatever bar staff write that has exactly one meaning."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from .clocks import EVENING, said, span_text
from .nights import HOUR, WHOLE_NIGHT, Span
from .osm import explicit_dates
from .reader import CALENDAR_DAY, Reader, Rule
from .tokens import DAY_WORDS, DAYS, HoursError, Token, tokens_of

__all__ = ["HoursError", "WeeklyHours", "explicit_dates", "in_words", "parse", "parse_spans", "spans_text"]

EVERY_DAY = tuple(range(7))


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """The spans of each night of the week, Monday first, sorted and apart from one another."""

    nights: tuple[tuple[Span, ...], ...]

    def __post_init__(self) -> None:
        if len(self.nights) != 7:
            raise ValueError("a week has seven nights")
        for spans in self.nights:
            if CALENDAR_DAY in spans or any(one.closes >= two.opens for one, two in pairwise(spans)):
                raise ValueError(f"not the hours of one night: {spans_text(spans)}")

    def on(self, night: date, /) -> tuple[Span, ...]:
        return self.nights[night.weekday()]

    @property
    def is_always_open(self) -> bool:
        return all(spans == (WHOLE_NIGHT,) for spans in self.nights)

    def __str__(self) -> str:
        """Canonical: `Th 20:00-02:00; Fr,Sa 20:00-04:00`, `24/7`, or `closed` for no weekly hours."""
        if self.is_always_open:
            return "24/7"
        groups = [(_list_of(days, DAYS, "-", ","), spans_text(spans)) for days, spans in _groups(self)]
        return "; ".join(f"{days} {text}" for days, text in groups) or "closed"


def spans_text(spans: Iterable[Span]) -> str:
    return ",".join(map(span_text, spans)) or "closed"


def in_words(hours: WeeklyHours) -> str:
    """For the public: `Thursday night 8pm to 2am; Friday and Saturday nights 8pm to 4am`."""
    if hours.is_always_open:
        return "Open all day, every day"
    said_of = [f"{_days_in_words(days, spans)} {_spans_in_words(spans)}" for days, spans in _groups(hours)]
    return "; ".join(said_of) or "No regular hours"


def parse(text: str) -> WeeklyHours:
    """Raises HoursError for what is blank, unknown, or has two meanings."""
    nights: dict[int, tuple[Span, ...]] = {}
    rules = list(_rules(text))
    for rule in rules:
        for day in rule.days:
            if day in nights:
                raise HoursError(
                    f"{DAY_WORDS[day]} is there twice.",
                    position=rule.where.position,
                    suggestion="all of its times together, such as Fr 12:00-15:00,19:00-02:00",
                )
            nights[day] = rule.spans
    if all(nights.get(day) == (CALENDAR_DAY,) for day in EVERY_DAY):
        return WeeklyHours(((WHOLE_NIGHT,),) * 7)
    for rule in rules:
        _refuse_calendar_day(rule.spans, rule.where, f"{_list_of(rule.days, DAYS, '-', ',')} ")
    return WeeklyHours(tuple(nights.get(day, ()) for day in EVERY_DAY))


def parse_spans(text: str) -> tuple[Span, ...]:
    """A special day: `20:00-03:00`, `12:00-15:00,19:00-02:00`, or `closed`, which is no spans."""
    tokens = [token for token in tokens_of(text) if token.kind != "stop"]
    if not tokens:
        raise HoursError("There is nothing here.", suggestion="20:00-03:00, or closed")
    if tokens[0].days:
        raise HoursError("This is for one date: leave out the day of the week.", position=tokens[0].position)
    reader = Reader(tokens)
    spans = reader.times()
    if reader.token:
        raise reader.unexpected()
    _refuse_calendar_day(spans, tokens[0], "")
    return spans


def _rules(text: str) -> Iterator[Rule]:
    tokens = tokens_of(text)
    if all(token.kind == "stop" for token in tokens):
        raise HoursError(
            "There is nothing here.", suggestion="Fr,Sa 20:00-04:00, or closed where no weekly hours hold"
        )
    sentence: list[Token] = []
    for token in [*tokens, Token("stop", "", len(text))]:
        if token.kind != "stop":
            sentence.append(token)
        elif sentence:
            yield from Reader(sentence).rules()
            sentence = []


def _refuse_calendar_day(spans: Iterable[Span], where: Token, days: str) -> None:
    if CALENDAR_DAY in spans:
        raise HoursError(
            "This could mean from midnight to midnight, or the whole night from six to six.",
            position=where.position,
            suggestion=f"{days}06:00-06:00 for the whole night{', or 24/7 for always' if days else ''}",
        )


def _groups(hours: WeeklyHours) -> list[tuple[list[int], tuple[Span, ...]]]:
    """The days that share the same spans, in the order of the week; nights without spans are left out."""
    groups: dict[tuple[Span, ...], list[int]] = {}
    for day, spans in enumerate(hours.nights):
        if spans:
            groups.setdefault(spans, []).append(day)
    return [(days, spans) for spans, days in groups.items()]


def _list_of(days: Iterable[int], names: Sequence[str], to: str, comma: str) -> str:
    """Three or more in a row are a run: Mo-Th,Su."""
    return comma.join(_parts(days, names, to))


def _parts(days: Iterable[int], names: Sequence[str], to: str) -> Iterator[str]:
    for run in _runs(sorted(days)):
        if len(run) >= 3:
            yield f"{names[run[0]]}{to}{names[run[-1]]}"
        else:
            yield from (names[day] for day in run)


def _runs(days: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _days_in_words(days: list[int], spans: tuple[Span, ...]) -> str:
    is_night = spans[0].opens >= EVENING
    if len(days) == 7:
        return "Every night" if is_night else "Every day"
    *most, last = _parts(days, DAY_WORDS, " to ")
    named = f"{', '.join(most)} and {last}" if most else last
    return f"{named} night{'s' if len(days) > 1 else ''}" if is_night else named


def _spans_in_words(spans: Iterable[Span]) -> str:
    return " and ".join(
        f"24 hours from {said(span.opens)}"
        if span.closes - span.opens == 24 * HOUR
        else f"{said(span.opens)} to {said(span.closes)}"
        for span in spans
    )
