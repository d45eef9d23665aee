"""Towns as figures name them: one row for Burton and Burton upon Trent, and one where nothing is yet."""

from __future__ import annotations

from collections.abc import Iterable

from backend.geo import gazetteer
from backend.geo.gazetteer import Town


def named(town: str) -> str:
    """What the gazetteer calls it; a town that it does not know keeps its own name."""
    known = gazetteer.load().names.get(gazetteer.key(town))
    return known.name if isinstance(known, Town) else town


def all_of_them(written: Iterable[str]) -> dict[str, list[str]]:
    """Every town of the area and every other that a venue names, by name, each with all its spellings."""
    found: dict[str, list[str]] = {name: [] for name in gazetteer.load().towns}
    for town in written:
        found.setdefault(named(town), []).append(town)
    return {name: found[name] for name in sorted(found, key=str.casefold)}
