"""What leaves the register in a file: which rows, in which format, by whom and for what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch

from backend.accounts.models import User
from backend.audit.recording import record
from backend.venues import snapshot
from backend.venues.actors import key_of
from backend.venues.models import Organisation, Venue

from . import tabling
from .choices import Standing
from .importing_columns import NAMES, OF_VENUE, VENUES
from .importing_judging import latest_signature
from .models import Contact, Export, Signature, SpotCheck, Training
from .tabling import Cell

Row = Sequence[Cell]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can be taken: its name, what it is called, what it holds."""

    key: str
    words: str
    what: str
    format: str
    media_type: str


KINDS = (
    Kind("register-csv", "The register as CSV: organisations, signatures, people, venues", "register", "csv",
         "text/csv; charset=utf-8"),
    Kind("register-xlsx", "The register as an Excel workbook", "register", "xlsx", XLSX),
    Kind("trainings-xlsx", "Trainings as an Excel workbook", "trainings", "xlsx", XLSX),
    Kind("checks-xlsx", "Spot checks as an Excel workbook", "checks", "xlsx", XLSX),
    Kind("places-geojson", "Published places as GeoJSON", "places", "geojson", "application/geo+json"),
)  # fmt: skip
CHOICES = [(kind.key, kind.words) for kind in KINDS]
# The first columns are those of an import: what was taken out can be brought in again.
REGISTER = [*NAMES, "standing", "review due on"]


@dataclass(frozen=True, slots=True)
class Taken:
    content: bytes
    file_name: str
    media_type: str


def take(key: str, *, because: str, by: User, at: datetime) -> Taken:
    """The file, once it is written down that it was taken. ValidationError for a reason that will not do."""
    kind = next(kind for kind in KINDS if kind.key == key)
    with transaction.atomic():
        content, rows = _made(kind)
        made = Export(what=kind.what, format=kind.format, rows=rows, at=at, by=by, because=because)
        made.full_clean()
        made.save()
        words = {"what": kind.what, "format": kind.format, "rows": rows, "because": because}
        record("register.exported", f"export:{made.pk}", who=key_of(by), at=at, words=words)
    return Taken(content, f"{kind.what}-{at:%Y-%m-%d}.{kind.format}", kind.media_type)


def _made(kind: Kind) -> tuple[bytes, int]:
    if kind.what == "places":
        return _places()
    header, rows = _TABLES[kind.what]()
    if kind.format == "csv":
        return tabling.as_csv(header, rows), len(rows)
    return tabling.as_xlsx(kind.what.title(), header, rows), len(rows)


def _places() -> tuple[bytes, int]:
    published = snapshot.current()
    return published.geojson.plain, len(published.places)


# --- The register -----------------------------------------------------------------------------------------


def _register() -> tuple[list[str], list[Row]]:
    bodies = Organisation.objects.order_by("name", "pk").prefetch_related(
        Prefetch("signatures", Signature.objects.order_by("pk")),
        Prefetch("contacts", Contact.objects.current()),
        Prefetch("venues", Venue.objects.order_by("name", "pk")),
    )
    return REGISTER, [row for body in bodies for row in _rows_of(body)]


def _rows_of(body: Organisation) -> Iterator[Row]:
    """One row, and a further one for each four venues more."""
    cells = _cells_of(body)
    venues = list(body.venues.all())
    for start in range(0, max(len(venues), 1), VENUES):
        said = cells if start == 0 else {"organisation": body.name}
        for number, venue in enumerate(venues[start : start + VENUES], start=1):
            said = said | _venue_cells(venue, number)
        yield [said.get(name) for name in REGISTER]


def _cells_of(body: Organisation) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"organisation": body.name}
    cells |= {name: getattr(body, name) for name in ("sector", "town", "postcode", "address", "website")}
    signature = latest_signature(body)
    if signature:
        cells |= {
            "signed on": signature.signed_on,
            "may be listed": signature.may_be_listed,
            "standing": Standing(signature.standing).label,
            "review due on": signature.review_due_on,
        }
    for contact in body.contacts.all():
        kept = {part: getattr(contact, part) for part in ("name", "role", "email", "phone")}
        cells |= {f"{contact.kind} {part}": value for part, value in kept.items()}
    return cells


def _venue_cells(venue: Venue, number: int) -> dict[str, Cell]:
    spot = venue.point and (round(venue.point.y, 6), round(venue.point.x, 6))
    values: list[Cell] = [venue.name, venue.address, venue.town, venue.postcode]
    values += [*(spot or (None, None)), venue.phone, venue.opening_hours]
    named = (f"venue {number} {column.name}" for column in OF_VENUE)
    return dict(zip(named, values, strict=True))


# --- What was done for it ---------------------------------------------------------------------------------


def _trainings() -> tuple[list[str], list[Row]]:
    header = ["organisation", "venue", "course", "people", "held on", "expires on"]
    found = Training.objects.select_related("organisation", "venue").order_by("held_on", "pk")
    return header, [
        [each.organisation.name, _name(each.venue), each.course, each.people, each.held_on, each.expires_on]
        for each in found
    ]


def _checks() -> tuple[list[str], list[Row]]:
    header = ["organisation", "venue", "visited on", "visited by", "script", "outcome", "notes"]
    found = SpotCheck.objects.select_related("organisation", "venue").order_by("visited_on", "pk")
    return header, [
        [
            each.organisation.name,
            _name(each.venue),
            each.visited_on,
            each.visited_by,
            each.script,
            each.outcome,
            each.notes,
        ]
        for each in found
    ]


def _name(venue: Venue | None) -> str | None:
    return venue.name if venue else None


_TABLES = {"register": _register, "trainings": _trainings, "checks": _checks}
