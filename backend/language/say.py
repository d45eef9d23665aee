"""What the public's screens say, in the language of the address. The phone's twin is `pwa/src/translate.ts`.

The English text is the key of its translation, so English is always whole. Names, numbers and times are set
apart from the text around them where that text runs from right to left.
"""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils import translation
from django.utils.translation import gettext, ngettext

from .offered import ENGLISH

ISOLATE, POP = "\u2068", "\u2069"


def say(english: str, **values: object) -> str:
    """`say("Open until {time}.", time="3am")`: the literal stands in the call, for the translators."""
    return _filled(gettext(english), values) if english else ""


def say_many(count: int, one: str, other: str, **values: object) -> str:
    """`say_many(2, "{n} minute", "{n} minutes")`; a language may have up to six forms."""
    return _filled(ngettext(one, other, count), {"n": count} | values)


def joined(*sentences: str) -> str:
    """Whole sentences after each other; an empty one is none."""
    return " ".join(each for each in sentences if each)


def noop(english: str) -> str:
    """Marks a text of a table for the translators; `say` is called with it later."""
    return english


def _filled(text: str, values: dict[str, object]) -> str:
    if not values:
        return text
    begin, end = (ISOLATE, POP) if translation.get_language_bidi() else ("", "")
    return text.format(**{name: f"{begin}{value}{end}" for name, value in values.items()})


def language() -> str:
    return translation.get_language() or ENGLISH


def is_english() -> bool:
    return language() == ENGLISH


def weekday(day: date) -> str:
    """`Friday`"""
    return _date(day, "EEEE")


def day_and_month(day: date) -> str:
    """`23 November`"""
    return _date(day, "d MMMM")


def day_month_year(day: date) -> str:
    """`23 November 2026`"""
    return _date(day, "d MMMM y")


def decimal(number: float) -> str:
    """`3.5`, `3,5`: with the digits that are on street signs here, in every language."""
    locale = "en_GB" if is_english() else language()
    return format_decimal(number, "0.#", locale=locale, numbering_system="latn")


def _date(day: date, pattern: str) -> str:
    return format_date(day, pattern, locale="en_GB" if is_english() else language())
