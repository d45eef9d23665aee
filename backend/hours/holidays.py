"""Nights on which usual hours cannot be relied on. Never a reason to say closed: only to say so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from govuk_bank_holidays.bank_holidays import BankHolidays

# Christmas and the New Year, whether or not the law gives a day for them in that year.
ALWAYS = frozenset({(12, 24), (12, 25), (12, 26), (12, 31), (1, 1)})


def may_differ(night: date) -> bool:
    """Whether the night that starts on this date is one of England's holidays."""
    return (night.month, night.day) in ALWAYS or night in bank_holidays()


@cache
def bank_holidays() -> Mapping[date, str]:
    """England's bank holidays and their names, from the copy that came with the package: nobody is asked."""
    known = BankHolidays(use_cached_holidays=True)
    return {row["date"]: _name(row) for row in known.get_holidays(division=known.ENGLAND_AND_WALES)}


def _name(row: Mapping[str, Any]) -> str:
    """When Boxing Day is a Saturday, the Monday after has the same title: say which it is."""
    return (
        f"{row['title']} (substitute bank holiday)" if row.get("notes") == "Substitute day" else row["title"]
    )
