"""The whole history of a venue: its own rows and those of its organisation's people and devices, as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import IntegerField, Model, OuterRef, QuerySet, Subquery, Value

from backend.accounts.models import User
from backend.venues.models import Device, Organisation, Venue

from . import changes
from .changes import Difference, Names
from .words import full_day

PAGE = 50
SYSTEM = "The system"
DONE = {"insert": "made", "update": "changed", "delete": "deleted"}
# Which events, and by which of their columns they belong to a venue or to its organisation.
OF_VENUE = {
    "VenueEvent": "pgh_obj_id",
    "SpecialDayEvent": "venue_id",
    "PositionEvent": "venue_id",
    "ProposalEvent": "venue_id",
}
OF_ORGANISATION = {
    "OrganisationEvent": "pgh_obj_id",
    "MembershipEvent": "organisation_id",
    "DeviceEvent": "organisation_id",
}
KINDS = [*OF_VENUE, *OF_ORGANISATION]


@dataclass(frozen=True, slots=True)
class Change:
    what: str
    done: str
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class Entry:
    """All that one action changed."""

    at: datetime
    who: str
    because: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class History:
    entries: list[Entry]
    has_older: bool


Key = tuple[str, int]
Found = tuple[Any, Any | None]


def of(venue: Venue, *, page: int = 1, size: int = PAGE) -> History:
    """The newest events first, `size` on a page; pages count from 1."""
    start = (page - 1) * size
    keys = _newest(venue, start, start + size + 1)
    found = _found(keys[:size])
    names = _names(found.values())
    events = [found[key] for key in keys[:size] if key in found]
    grouped = [list(group) for _, group in groupby(events, key=_action)]
    return History([_entry(group, names) for group in grouped], has_older=len(keys) > size)


def _events(venue: Venue) -> list[tuple[str, QuerySet[Any]]]:
    owners = {kind: (column, venue.pk) for kind, column in OF_VENUE.items()}
    if venue.organisation_id is not None:
        owners |= {kind: (column, venue.organisation_id) for kind, column in OF_ORGANISATION.items()}
    return [
        (kind, _model(kind)._default_manager.filter(**{column: pk})) for kind, (column, pk) in owners.items()
    ]


def _newest(venue: Venue, start: int, end: int) -> list[Key]:
    """One statement over all the tables; rows of one action stand together."""
    first, *others = (
        events.order_by()
        .annotate(of=Value(KINDS.index(kind), output_field=IntegerField()))
        .values_list("pgh_created_at", "pgh_context_id", "of", "pgh_id")
        for kind, events in _events(venue)
    )
    merged = first.union(*others, all=True)
    newest = merged.order_by("-pgh_created_at", "pgh_context_id", "of", "-pgh_id")[start:end]
    return [(KINDS[of], pk) for _, _, of, pk in newest]


def _found(keys: Iterable[Key]) -> dict[Key, Found]:
    """Each event with the one before it of the same row: two statements a table."""
    wanted: dict[str, list[int]] = {}
    for kind, pk in keys:
        wanted.setdefault(kind, []).append(pk)
    return {
        (kind, pk): pair
        for kind, pks in wanted.items()
        for pk, pair in _with_the_one_before(kind, pks).items()
    }


def _with_the_one_before(kind: str, pks: list[int]) -> dict[int, Found]:
    events = _model(kind)._default_manager
    earlier = events.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    before = Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
    rows = list(events.filter(pk__in=pks).annotate(before=before).select_related("pgh_context"))
    known = events.in_bulk([row.before for row in rows if row.before])
    return {row.pk: (row, known.get(row.before)) for row in rows}


def _names(found: Iterable[Found]) -> Names:
    pairs = list(found)
    rows = [row for pair in pairs for row in pair if row is not None]
    metadata = [_metadata(event) for event, _ in pairs]
    users = {_number(each.get("user")) for each in metadata}
    users |= {getattr(row, field.attname) for row in rows for field in _people_of(row)}
    devices = {_number(each.get("device")) for each in metadata}
    organisations = {getattr(row, "organisation_id", None) for row in rows}
    return Names(
        users={pk: user.display_name for pk, user in User.objects.in_bulk(_known(users)).items()},
        devices={pk: device.name for pk, device in Device.objects.in_bulk(_known(devices)).items()},
        organisations={
            pk: each.name for pk, each in Organisation.objects.in_bulk(_known(organisations)).items()
        },
    )


def _people_of(row: Model) -> list[Any]:
    return [field for field in row._meta.concrete_fields if field.related_model is User]


def _action(pair: Found) -> tuple[datetime, UUID | None, int]:
    """What was changed without saying why is an action of its own."""
    event = pair[0]
    return event.pgh_created_at, event.pgh_context_id, 0 if event.pgh_context_id else id(event)


def _entry(events: list[Found], names: Names) -> Entry:
    first = events[0][0]
    metadata = _metadata(first)
    return Entry(
        at=first.pgh_created_at,
        who=_who(metadata, names),
        because=str(metadata.get("because") or ""),
        changes=[_change(event, before, names) for event, before in events],
    )


def _who(metadata: dict[str, Any], names: Names) -> str:
    if (user := _number(metadata.get("user"))) is not None:
        return names.user(user)
    if (device := _number(metadata.get("device"))) is not None:
        return names.devices.get(device, "A device that is gone")
    return SYSTEM


def _change(event: Any, before: Any | None, names: Names) -> Change:
    return Change(
        _what(event, names), DONE.get(event.pgh_label, ""), changes.differences(event, before, names)
    )


def _what(event: Any, names: Names) -> str:
    kind = type(event).__name__
    if kind == "MembershipEvent":
        return f"Membership of {names.user(event.user_id)}"
    if kind == "DeviceEvent":
        return f"Device {event.name}"
    if kind in {"SpecialDayEvent", "PositionEvent"}:
        return f"{'Special day' if kind == 'SpecialDayEvent' else 'Position'} of {full_day(event.night)}"
    return kind.removesuffix("Event")


def _metadata(event: Any) -> dict[str, Any]:
    kept = event.pgh_context.metadata if event.pgh_context else None
    return kept if isinstance(kept, dict) else {}


def _number(value: object) -> int | None:
    """A number as `trail` writes it; the trail also holds what others put there."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _known(numbers: Iterable[int | None]) -> list[int]:
    return [number for number in numbers if number is not None]


def _model(kind: str) -> type[Model]:
    return apps.get_model("venues", kind)
