"""The published places as a spreadsheet's rows: public facts alone, and never a formula."""

from __future__ import annotations

from backend.charter import tabling
from backend.charter.tabling import Cell
from backend.venues.choices import Access
from backend.venues.place import Place
from backend.venues.snapshot import Encoded, Snapshot

LICENCE = "Open Government Licence v3.0, to be confirmed by the VRA"
AS_THEY_ARE = (
    "slug", "name", "kind", "charter_signed_on", "address", "postcode", "town", "phone", "eligibility",
    "what_to_expect", "is_mobile", "opening_hours", "hours_text", "minimum_age", "last_entry",
    "last_checked_on", "hours_confirmed_on", "is_demo",
)  # fmt: skip
HEADER = [*AS_THEY_ARE, "lat", "lng", "services", *Access.values, "licence"]


def of(published: Snapshot) -> Encoded:
    """In each encoding; the last one made is kept."""
    global _held
    if _held is None or _held[0] is not published:
        content = tabling.as_csv(HEADER, [_row(place) for place in published.places])
        _held = (published, Encoded.of(content))
    return _held[1]


_held: tuple[Snapshot, Encoded] | None = None


def _row(place: Place) -> list[Cell]:
    # A snapshot that the release before this one published may lack a key.
    known: list[Cell] = [place.get(key) for key in AS_THEY_ARE]
    spot: list[Cell] = [place["point"]["lat"], place["point"]["lng"]]
    return [*known, *spot, "; ".join(place["services"]), *map(place["access"].get, Access.values), LICENCE]
