"""The words in which people write opening hours, each with its place in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTH_WORDS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAY_WORDS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST = 500


class HoursError(ValueError):
    """The hours cannot be read, or can be read in two ways.

    `position` counts characters from 0; `suggestion` is what to type instead, where that is known.
    """

    def __init__(self, reason: str, *, position: int = 0, suggestion: str | None = None) -> None:
        self.position = position
        self.reason = reason
        self.suggestion = suggestion
        advice = f" Write {suggestion}." if suggestion else ""
        super().__init__(f"{reason}{advice} (Look at character {position + 1}.)")


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is a group name of TOKEN; `days` are Monday 0 to Sunday 6; `minutes` is a clock time."""

    kind: str
    text: str
    position: int
    days: tuple[int, ...] = ()
    minutes: int = 0
    is_sure: bool = field(default=False)  # 22:00, 10pm, noon: one meaning by itself
    is_24h: bool = field(default=False)  # written in a way that only the 24-hour clock is
    is_formal: bool = field(default=False)  # 10:00: the 24-hour clock when both ends are so

    @property
    def end(self) -> int:
        return self.position + len(self.text)


_DAY = (
    r"mon(?:day)?|mo|tue(?:s(?:day)?)?|tu|wed(?:s|nesday)?|we|thu(?:r(?:s(?:day)?)?)?|th"
    r"|fri(?:day)?|fr|sat(?:urday)?|sa|sun(?:day)?|su"
)
_MONTH = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
_MONTH += r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_24_HOURS = r"(?:24|twenty[- ]?four)[- ]?(?:hours?|hrs?)(?:\ a\ day)?"
_SEVEN = r"(?:7|seven)\ (?:days|nights)(?:\ a\ week)?"
_NIGHT = r"\ and\ (?:all\ )?night"

TOKEN = re.compile(
    rf"""
    (?P<space>[ \t]+)
  | (?P<date>\d{{4}}-\d\d?-\d\d?|\d\d?/\d\d?/\d+|(?:{_MONTH}|ph|sh|bank|holidays?|christmas|xmas|easter)\b)
  | (?P<always>24\ ?[/x-]\ ?7\b(?![:.]\d)|{_24_HOURS}(?:[ ,]+{_SEVEN})?\b|(?<![-\d])24h\b(?!\ ?-)
      |(?:always\ open|round\ the\ clock|all\ day(?:{_NIGHT}|,)?\ every\ ?day|all\ day{_NIGHT})\b)
  | (?P<all_day>all\ day(?:\ long)?\b)
  | (?P<late>(?:late|close|closing|finish|dawn|dusk|sun(?:set|rise)|last\ orders|onwards?|the\ early\ hours)\b
      |\+(?=[ ]*(?:$|[;,\n])))
  | (?P<noon>(?:12\ ?)?(?:noon|midday)\b)
  | (?P<midnight>(?:12\ ?)?(?:midnight)\b)
  | (?P<week>(?:daily|(?:every|each)\ ?(?:day|night)|nightly|all\ week|{_SEVEN})\b)
  | (?P<weekdays>week ?days?(?:\ nights?)?\b)
  | (?P<weekends>week ?ends?(?:\ nights?)?\b)
  | (?P<filler>(?:(?:we\ are\ )?open|opens|opening(?:\ (?:hours|times))?|hours)\b
      |(?:from|every|each|on|at|o'?clock)\b|:|\.)
  | (?P<day>(?:{_DAY})(?:'?s)?\b\.?(?:\ (?:nights?|evenings?)\b)?)
  | (?P<time>(?P<hour>[0-9]{{1,2}})(?:(?P<mark>[:.]?)(?P<minute>[0-9]{{2}}))?
      (?:\ ?(?P<half>[ap])\.?m\b\.?|\ ?(?P<h>hrs|hours|h)\b)?(?![\w:]|\.\d))
  | (?P<closed>(?:closed|shut|off|not\ open)\b)
  | (?P<dash>-+|(?:to|until|till?|'til|thru|through)\b)
  | (?P<and>&|\+|(?:and|plus)\b)
  | (?P<comma>,|/)
  | (?P<stop>[;\n|])
  | (?P<word>[^\W\d_]+|\d[\w:.]*|.)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PLAIN = str.maketrans({**dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"), "\u2019": "'",
                        "\u00a0": " ", "\u202f": " ", "\r": " "})  # fmt: skip
_SKIPPED = ("space", "filler")


def tokens_of(text: str) -> list[Token]:
    if len(text) > LONGEST:
        raise HoursError("This is too long for opening hours.", position=LONGEST)
    return list(_tokens(text.translate(_PLAIN)))


def _tokens(text: str) -> Iterator[Token]:
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if match["time"] is not None:
            yield _time(match)
        elif kind in _REFUSED:
            reason, suggestion = _REFUSED[kind]
            raise HoursError(reason.format(match[0]), position=match.start(), suggestion=suggestion)
        elif kind == "word":
            raise _unknown(match)
        elif kind not in _SKIPPED:
            yield _word(kind, match)


_REFUSED = {
    "date": (
        "“{}” is a date or a holiday: weekly hours name only days of the week.",
        "the weekly hours here and add this date as a special day",
    ),
    "late": ("“{}” does not say when you close.", "a closing time, such as 2am"),
    "all_day": ("“{}” could mean 24 hours, or no break in the afternoon.", "24/7, or both times"),
}


def _unknown(match: re.Match[str]) -> HoursError:
    word = match[0]
    if word[0].isdigit():
        return HoursError(
            f"“{word}” is not a time.", position=match.start(), suggestion="a time such as 22:30"
        )
    close = get_close_matches(word.title(), DAY_WORDS, n=1)
    known = close[0] if close else "days and times only, such as Fr,Sa 20:00-04:00"
    return HoursError(f"“{word}” is not a word we know.", position=match.start(), suggestion=known)


def _word(kind: str, match: re.Match[str]) -> Token:
    if kind == "day":
        day = next(n for n, name in enumerate(DAYS) if match[0].lower().startswith(name.lower()))
        return Token(kind, match[0], match.start(), days=(day,))
    if kind in _GROUPS:
        return Token(kind, match[0], match.start(), days=_GROUPS[kind])
    if kind in ("noon", "midnight"):
        minutes = 12 * 60 if kind == "noon" else 0
        return Token("time", match[0], match.start(), minutes=minutes, is_sure=True)
    return Token(kind, match[0], match.start())


_GROUPS = {"week": tuple(range(7)), "weekdays": tuple(range(5)), "weekends": (5, 6)}


def _time(match: re.Match[str]) -> Token:
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if match["mark"] == "" and match["minute"] and len(match["hour"]) == 1 and not half:
        raise _not_a_time(match)  # 830 by itself
    if minute > 59 or (half and not 1 <= hour <= 12) or hour * 60 + minute > 30 * 60:
        raise _not_a_time(match)
    if half:
        hour = hour % 12 + (12 if half in "pP" else 0)
    is_24h = not half and (hour > 12 or match["hour"][0] == "0" or match["h"] is not None)
    return Token(
        "time",
        match[0],
        match.start(),
        minutes=hour * 60 + minute,
        is_sure=bool(half) or is_24h,
        is_24h=is_24h,
        is_formal=not half and len(match["hour"]) == 2 and match["mark"] in (":", ""),
    )


def _not_a_time(match: re.Match[str]) -> HoursError:
    return HoursError(
        f"There is no time “{match[0]}”.",
        position=match.start(),
        suggestion="a time such as 22:30 or 10:30pm",
    )
