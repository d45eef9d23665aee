"""The fictional demo area: loaded from fixtures, relative to now, and taken out again without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from backend.geo.points import LatLng
from backend.hours.nights import night_of, night_starts_at
from backend.hours.text import parse, parse_spans, spans_text
from backend.hours.windows import ReportError
from backend.venues import calendar, publishing, reporting, snapshot
from backend.venues.models import Organisation, Position, SpecialDay, StatusReport, Venue, wgs84_point

from . import demo_life, demo_people, demo_signatories, versions
from .models import Application, Signature

FILE = "demo_safe_spaces.json"
WHERE_AND_WHAT = ("name", "kind", "address", "postcode", "town", "phone")
OFFERED = ("eligibility", "services", "access", "what_to_expect", "is_mobile", "minimum_age")

Row = dict[str, Any]


class NotOnlyDemo(Exception):
    """There are real venues in this database; demo rows do not go beside them."""


def load(*, at: datetime) -> int:
    """Lay the demo area, or lay tonight anew over last night's; how many venues it has.

    Once a night: a second start does not speak again for the staff.
    Raises NotOnlyDemo where a real venue is.
    """
    if Venue.objects.filter(is_demo=False).exists():
        raise NotOnlyDemo
    if StatusReport.objects.since(night_starts_at(night_of(at))).exists():
        demo_people.lay(at=at)
        return Venue.objects.count()
    with transaction.atomic():
        versions.lay_first()
        for row in organisations():
            body, _ = Organisation.objects.update_or_create(
                name=row["name"],
                defaults={"sector": row["sector"], "is_demo": True},
            )
            for venue in row["venues"]:
                _show(_safe_space(venue, body), venue, at=at)
        demo_signatories.bring_in(at=at)
        for signed, offered in demo_signatories.venues():
            _show(signed, offered, at=at)
        demo_life.lay(at=at)
        demo_people.lay(at=at)
        snapshot.changed()
    return Venue.objects.count()


def remove() -> int:
    """Take out every demo row, its people and its trail; how many venues there were."""
    with transaction.atomic():
        demo_people.remove()
        demo_signatories.remove()
        venues = Venue.objects.filter(is_demo=True)
        bodies = Organisation.objects.filter(is_demo=True).exclude(venues__is_demo=False)
        of_venues, of_bodies = (
            list(venues.values_list("pk", flat=True)),
            list(bodies.values_list("pk", flat=True)),
        )
        count = len(of_venues)
        venues.delete()
        Application.objects.filter(Q(is_demo=True) | Q(organisation__in=of_bodies)).delete()
        Signature.objects.filter(organisation__in=of_bodies).delete()
        Organisation.objects.filter(pk__in=of_bodies).delete()
        _forget_trail(of_venues, of_bodies)
        snapshot.changed()
    return count


def _forget_trail(venues: list[int], bodies: list[int]) -> None:
    """Nothing ever happened to what never was: pghistory's rows of the demo go too."""
    of = {"pgh_obj": {"Venue": venues, "Organisation": bodies}}
    of |= {"venue": dict.fromkeys(("SpecialDay", "Position", "Proposal"), venues)}
    of |= {"organisation": dict.fromkeys(("Membership", "Device"), bodies)}
    for field, tables in of.items():
        for name, keys in tables.items():
            events = apps.get_model("venues", f"{name}Event")
            events._default_manager.filter(**{f"{field}__in": keys}).delete()


def organisations() -> Iterator[Row]:
    """The Safe Spaces and who runs them; the signatories come from a spreadsheet."""
    yield from orjson.loads((Path(settings.FIXTURES_DIR) / FILE).read_bytes())["organisations"]


def _safe_space(row: Row, body: Organisation) -> Venue:
    facts = {key: row[key] for key in WHERE_AND_WHAT} | {
        "organisation": body,
        "point": wgs84_point(LatLng(row["lat"], row["lng"])),
        "opening_hours": row["opening_hours"] and str(parse(row["opening_hours"])),
        "is_demo": True,
    }
    return Venue.objects.update_or_create(slug=row["slug"], defaults=facts)[0]


def _show(venue: Venue, row: Row, *, at: datetime) -> None:
    """What it offers, the nights that differ, and tonight as its staff would say it."""
    tonight = night_of(at)
    facts = {key: row[key] for key in OFFERED} | {
        "last_entry": row["last_entry"] and time.fromisoformat(row["last_entry"]),
        "last_checked_on": _offset(tonight, row["last_checked_days_ago"], back=True),
        "season_from": _offset(tonight, row["season"] and row["season"]["from"]),
        "season_until": _offset(tonight, row["season"] and row["season"]["until"]),
    }
    for name, value in facts.items():
        setattr(venue, name, value)
    venue.save(update_fields=[*facts])
    venue.special_days.all().delete()
    SpecialDay.objects.bulk_create(
        SpecialDay(
            venue=venue,
            night=tonight + timedelta(days=special["night"]),
            hours=spans_text(parse_spans(special["hours"])),
            note=special["note"],
        )
        for special in row["special"]
    )
    venue.positions.all().delete()
    Position.objects.bulk_create(
        Position(
            venue=venue,
            night=tonight + timedelta(days=moved["night"]),
            point=wgs84_point(LatLng(moved["lat"], moved["lng"])),
            set_at=at,
        )
        for moved in row.get("moved", ())
    )
    publishing.publish(venue, at=at)
    if because := row.get("suspended_because"):
        publishing.suspend(venue, because=because, at=at)
    elif row["tonight"]:
        _say_tonight(venue, row["tonight"], at=at)


def _say_tonight(venue: Venue, said: Row, *, at: datetime) -> None:
    """Only what makes sense at this hour: the staff of a bar that is shut say nothing."""
    minutes = said.get("until_minutes")
    latest = calendar.timetable(venue).holds_until(at) - timedelta(minutes=1)
    with suppress(ReportError):
        reporting.report(
            venue,
            said["status"],
            at=at - timedelta(minutes=said["minutes_ago"]),
            until=None if minutes is None else min(at + timedelta(minutes=minutes), latest),
            staffed=said.get("staffed"),
        )


def _offset(tonight: date, days: int | None, *, back: bool = False) -> date | None:
    return None if days is None else tonight + timedelta(days=-days if back else days)
