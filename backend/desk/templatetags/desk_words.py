"""The desk's words for moments, in templates."""

from __future__ import annotations

from django import template

from backend.desk import words

register = template.Library()
register.filter("clock", words.clock)
register.filter("when", words.when)
register.filter("full_moment", words.full_moment)
register.filter("full_day", words.full_day)
register.filter("night", words.day)
register.filter("month", words.month)
register.filter("two", words.two_digits)
register.filter("kind_words", words.kind)
