"""Reads one sentence of opening hours from left to right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .clocks import EVENING, span_of, span_text
from .nights import DAY, NIGHT_STARTS, Span
from .tokens import DAY_WORDS, HoursError, Token

CALENDAR_DAY = Span(0, DAY)  # 00:00-24:00: only said of all seven days has it one meaning
DAY_KINDS = ("day", "week", "weekdays", "weekends")


@dataclass(frozen=True, slots=True)
class Rule:
    days: Sequence[int]
    spans: tuple[Span, ...]
    where: Token


class Reader:
    """`token` is the one that it stands before: None at the end."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0

    @property
    def token(self) -> Token | None:
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    def take(self, *kinds: str) -> Token | None:
        token = self.token
        if token is None or token.kind not in kinds:
            return None
        self.index += 1
        return token

    def take_between(self, kinds: Sequence[str], following: Sequence[str]) -> Token | None:
        """One of `kinds`, where one of `following` stands after it."""
        after = self.tokens[self.index + 1 : self.index + 2]
        return self.take(*kinds) if after and after[0].kind in following else None

    def rules(self) -> Iterator[Rule]:
        """`Fri 8pm-2am, Sat 9pm-3am`, or `8pm-2am Fri, 9pm-3am Sat`, or times alone: every night's."""
        times_first = self.tokens[0].kind not in DAY_KINDS
        while where := self.token:
            if times_first:
                spans = self.times()
                days = self.days() if self.token or where is not self.tokens[0] else list(range(7))
            else:
                days = self.days()
                self._skip_dash()
                spans = self.times()
            self._refuse_vague_weekend(where, spans)
            yield Rule(days, spans, where)
            self.take_between(("comma", "and"), ("time", "closed", "always") if times_first else DAY_KINDS)

    def days(self) -> list[int]:
        days = [*self._day_or_run()]
        while self.take_between(("comma", "and"), DAY_KINDS) or (self.token and self.token.kind in DAY_KINDS):
            days += self._day_or_run()
        return days

    def times(self) -> tuple[Span, ...]:
        """No spans for `closed`; 00:00-24:00 for `24 hours`, of which the caller decides."""
        if self.take("closed"):
            return ()
        if self.take("always"):
            return (CALENDAR_DAY,)
        where = self.token
        spans = [self._span()]
        while self.take_between(("comma", "and"), ("time",)):
            after = self.token
            spans.append(self._span())
            _refuse_out_of_order(spans[-2], spans[-1], after)
        return tidied(spans, where)

    def unexpected(self) -> HoursError:
        if self.token is None:
            last = self.tokens[-1]
            return HoursError(
                f"Something is missing after “{last.text.strip()}”.",
                position=last.end,
                suggestion="days and times, such as Fr,Sa 20:00-04:00",
            )
        return HoursError(
            f"“{self.token.text}” is not expected here.",
            position=self.token.position,
            suggestion="days and times, such as Fr,Sa 20:00-04:00",
        )

    def _day_or_run(self) -> Sequence[int]:
        first = self.take(*DAY_KINDS)
        if first is None:
            raise self.unexpected()
        if first.kind != "day" or not self.take_between(("dash",), ("day",)):
            return first.days
        last = self.take("day")
        assert last is not None
        if last.days == first.days:
            raise HoursError(f"{DAY_WORDS[first.days[0]]} is there twice.", position=last.position)
        start, length = first.days[0], (last.days[0] - first.days[0]) % 7
        return [(start + n) % 7 for n in range(length + 1)]

    def _span(self) -> Span:
        opens = self.take("time")
        if opens is None:
            raise self._no_opening() if self.token and self.token.kind == "dash" else self.unexpected()
        closes = self.take("time") if self.take("dash") else None
        if closes is None:
            raise HoursError(
                f"“{opens.text.strip()}” needs a closing time after it.",
                position=opens.end,
                suggestion=f"{opens.text.strip()}-2am, if 2am is when you close",
            )
        return span_of(opens, closes)

    def _skip_dash(self) -> None:
        """`Fri - 10pm to 2am`, `Fri, 10pm to 2am`; but `Fri until 2am` lacks its opening."""
        if self.token and not self.token.text.isalpha():
            self.take_between(("dash", "comma"), ("time", "closed", "always"))

    def _no_opening(self) -> HoursError:
        where = self.tokens[self.index]
        return HoursError(
            "This says when you close but not when you open.",
            position=where.position,
            suggestion="both times, such as 10pm-4am",
        )

    def _refuse_vague_weekend(self, where: Token, spans: Sequence[Span]) -> None:
        """By day a weekend is Saturday and Sunday; at night many mean Friday and Saturday."""
        read = self.tokens[self.tokens.index(where) : self.index]
        vague = next((token for token in read if token.kind == "weekends"), None)
        if vague and any(span.opens >= EVENING or span.closes > DAY for span in spans):
            times = ",".join(map(span_text, spans))
            raise HoursError(
                f"“{vague.text}” could mean Friday and Saturday nights, or Saturday and Sunday nights.",
                position=vague.position,
                suggestion=f"Fr,Sa {times} or Sa,Su {times}",
            )


def tidied(spans: Sequence[Span], where: Token | None) -> tuple[Span, ...]:
    """In order, touching ones joined. Raises HoursError where they overlap."""
    position = where.position if where else 0
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.opens <= result[-1].closes:
            union = (result[-1].opens, max(result[-1].closes, span.closes))
            if union[1] - union[0] > DAY:
                raise HoursError("These times are longer than a day.", position=position)
            if span.opens < result[-1].closes:
                raise HoursError(
                    "These times overlap.", position=position, suggestion=span_text(Span(*union))
                )
            span = Span(*union)
            result.pop()
        result.append(span)
    return tuple(result)


def _refuse_out_of_order(before: Span, after: Span, where: Token | None) -> None:
    """After 22:00-02:00, does 02:00-07:00 mean the same night going on, or that date's own morning?"""
    if before.closes > DAY and after.opens < NIGHT_STARTS:
        raise HoursError(
            "This could be the morning before or the morning after.",
            position=where.position if where else 0,
            suggestion=f"{span_text(after)},{span_text(before)} for the morning before, "
            "or put the morning after with the next day",
        )
