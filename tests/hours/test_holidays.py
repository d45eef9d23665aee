"""England's holidays, from the copy that came with the package."""

from datetime import date

import pytest

from backend.hours.holidays import bank_holidays, may_differ


@pytest.mark.parametrize(
    ("night", "differs"),
    [
        (date(2026, 12, 24), True),  # Christmas Eve is no bank holiday
        (date(2026, 12, 25), True),
        (date(2026, 12, 26), True),
        (date(2026, 12, 28), True),  # the substitute day for Boxing Day, a Saturday
        (date(2026, 12, 29), False),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), True),
        (date(2027, 1, 2), False),
        (date(2027, 3, 26), True),  # Good Friday
        (date(2027, 3, 29), True),  # Easter Monday, which Scotland does not keep
        (date(2027, 8, 2), False),  # Scotland's summer holiday
        (date(2027, 8, 30), True),
        (date(2040, 12, 31), True),  # past what the package knows
        (date(2040, 6, 1), False),
    ],
)
def test_hours_may_differ_on_englands_holidays(night: date, differs: bool) -> None:
    assert may_differ(night) is differs


def test_a_holiday_has_a_name() -> None:
    assert bank_holidays()[date(2026, 12, 25)] == "Christmas Day"
