"""Small numbers are hidden, and so much beside them that nobody can work them out.

A number from 1 to 4 could point at a person. Hiding it alone is not enough: a total less the rest would tell
it. So the numbers of one month and one kind of help, of all towns, are made safe together:

1. every number from 1 to 4 is hidden; nought is no person and stays;
2. while only one is hidden, or those hidden add up to less than 5, or to no more than one each, the smallest
   number that is still shown is hidden as well;
3. where that runs out of numbers, the month's total is hidden too.

A town's sum over months adds up only what is shown and says "at least", so it tells nothing of what is not.
Kinds of help are never added up: one person may have had several, and a sum could be subtracted from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SMALL = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """Numbers by town, and of all towns; None is hidden."""

    numbers: Mapping[str, int | None]
    total: int | None


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The sum of what is shown; `is_all` is false where something is hidden."""

    sum: int
    is_all: bool


def suppressed(counts: Mapping[str, int]) -> Shown:
    """One month's numbers as they may be shown together with their total."""
    hidden = [town for town, count in counts.items() if 0 < count < SMALL]
    may_follow = sorted((count, town) for town, count in counts.items() if count >= SMALL)
    while hidden and may_follow and not _is_safe(hidden, counts):
        hidden.append(may_follow.pop(0)[1])
    shows_total = not hidden or _is_safe(hidden, counts)
    return Shown(
        numbers={town: None if town in hidden else count for town, count in counts.items()},
        total=sum(counts.values()) if shows_total else None,
    )


def at_least(numbers: Iterable[int | None]) -> AtLeast:
    rows = list(numbers)
    return AtLeast(sum(number or 0 for number in rows), is_all=None not in rows)


def _is_safe(hidden: list[str], counts: Mapping[str, int]) -> bool:
    """Hidden numbers are known not to be nought, so one each would tell them all."""
    together = sum(counts[town] for town in hidden)
    return len(hidden) > 1 and together >= SMALL and together > len(hidden)
