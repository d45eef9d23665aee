"""What a pair of clock times means, and whether it means only one thing."""

from datetime import datetime

from .nights import DAY, HOUR, LONDON, NIGHT_STARTS, Span
from .tokens import HoursError, Token

NOON = 12 * HOUR
EVENING = 17 * HOUR


def said(minute: int) -> str:
    """A clock time as people say it: 3am, 10:30pm, midnight, midday."""
    hour, minute = divmod(minute % DAY, HOUR)
    if minute == 0 and hour % 12 == 0:
        return "midday" if hour else "midnight"
    return f"{hour % 12 or 12}{f':{minute:02}' if minute else ''}{'pm' if hour >= 12 else 'am'}"


def clock(moment: datetime) -> str:
    """For opening and closing: 3am, 10:30pm, midnight, midday, London wall time."""
    local = moment.astimezone(LONDON)
    return said(local.hour * HOUR + local.minute)


def clock_24h(moment: datetime) -> str:
    """For when something was said or checked: 23:12, London wall time."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def hh_mm(minute: int) -> str:
    return f"{minute % DAY // HOUR:02}:{minute % HOUR:02}"


def span_text(span: Span) -> str:
    return f"{hh_mm(span.opens)}-{hh_mm(span.closes)}"


def span_of(opens: Token, closes: Token) -> Span:
    """Raises HoursError where the two times can mean two spans, spelling both out."""
    meanings = _meanings(opens, closes)
    if len(meanings) == 1 and _has_a_mark(opens, closes):
        return meanings.pop()
    shortest = sorted(meanings, key=lambda span: (span.closes - span.opens, -span.opens))[:2]
    raise HoursError(
        f"“{opens.text.strip()}-{closes.text.strip()}” does not say which half of the day it means.",
        position=opens.position,
        suggestion=" or ".join(f"{said(span.opens)}-{said(span.closes)}" for span in shortest),
    )


def _has_a_mark(opens: Token, closes: Token) -> bool:
    return opens.is_sure or closes.is_sure or (opens.is_formal and closes.is_formal)


def _meanings(opens: Token, closes: Token) -> set[Span]:
    if _mixes_up_noon(opens, closes):
        o, c = opens.minutes, closes.minutes
        return {_span(opens, o, c), _span(opens, (o + NOON) % DAY if o == 0 else o, 0 if c == NOON else c)}
    pairs = [(o, c) for o in _readings(opens, closes) for c in _readings(closes, opens)]
    spans = {_span(opens, o, c) for o, c in pairs}
    return {span for span in spans if len(spans) == 1 or _is_likely(span)} or spans


def _readings(time: Token, other: Token) -> tuple[int, ...]:
    """The clock times, in minutes, that one of a pair can stand for."""
    if time.is_sure or other.is_24h or (time.is_formal and other.is_formal):
        return (time.minutes,)
    return (time.minutes, (time.minutes + NOON) % DAY)


def _mixes_up_noon(opens: Token, closes: Token) -> bool:
    """8pm-12pm, and 20-12, for a night that ends at midnight; 12am-11pm for a day that starts at noon."""
    if closes.minutes == NOON and closes.text[0] == "1" and not closes.is_formal:
        return opens.minutes >= NOON and opens.is_sure and (closes.is_sure or opens.is_24h)
    is_12am = opens.minutes == 0 and opens.text[0] == "1" and not opens.text.endswith("night")
    return is_12am and closes.is_sure and closes.minutes > NIGHT_STARTS


def _is_likely(span: Span) -> bool:
    """False for what nobody means when the text can mean something else too."""
    length = span.closes - span.opens
    if span.opens >= EVENING and length >= 15 * HOUR:
        return False
    if span.opens < 5 * HOUR and span.closes > NIGHT_STARTS:
        return False
    return length < 19 * HOUR


def _span(opens: Token, o: int, c: int) -> Span:
    """24:00 opens at midnight; 20:00-26:00 closes at 02:00 on the morning after."""
    if o > DAY or c - DAY > o:
        raise HoursError("This is longer than a day.", position=opens.position)
    return Span.from_clock(o % DAY, c % DAY)
