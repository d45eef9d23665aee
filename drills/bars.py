"""python -m drills.bars 40 20: bars that are always open, and one busy bar with so many tablets.

Prints them as JSON. A process of its own, with the addresses of the database that is going to be broken.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.venues.models import Venue

PROJECT = Path(__file__).resolve().parents[1]
BARS_A_TABLET = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A venue, and the token of a tablet that may report for it."""

    slug: str
    token: str


def made(bars: int, tablets: int, env: dict[str, str]) -> tuple[list[Bar], list[Bar]]:
    """So many bars, and each tablet of the busy one, in the database that `env` names."""
    command = [sys.executable, "-m", "drills.bars", str(bars), str(tablets)]
    done = subprocess.run(command, cwd=PROJECT, env=env, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    quiet, busy = ([Bar(**each) for each in some] for some in json.loads(done.stdout))
    return quiet, busy


def _bars(count: int) -> list[Bar]:
    found: list[Bar] = []
    venues = [_venue(f"bar-{number}", number) for number in range(count)]
    for first in range(0, count, BARS_A_TABLET):
        some = venues[first : first + BARS_A_TABLET]
        token = _tablet(some, "vera@example.org")
        found += [Bar(venue.slug, token) for venue in some]
    return found


def _tablets(count: int) -> list[Bar]:
    venue = _venue("busy-bar", -1)
    return [Bar(venue.slug, _tablet([venue], "wendy@example.org")) for _ in range(count)]


def _venue(slug: str, number: int) -> Venue:
    from django.contrib.gis.geos import Point

    from backend.venues import publishing
    from backend.venues.models import Organisation, Venue

    organisation, _ = Organisation.objects.get_or_create(name="Drill organisation")
    venue = Venue.objects.create(
        slug=slug,
        name=f"Drill {slug}",
        kind="safe_space",
        organisation=organisation,
        point=Point(-2.1729, 53.0246 + 0.001 * number, srid=4326),
        address="1 Drill Street",
        town="Hanley",
        opening_hours="24/7",
    )
    publishing.publish(venue, at=datetime.now(UTC))
    return venue


def _tablet(venues: Sequence[Venue], by: str) -> str:
    """Paired as a manager pairs it, with a code that the tablet takes; 20 an hour for each who makes them."""
    from backend.accounts.models import User
    from backend.venues import pairing

    officer = User.objects.filter(email=by).first()
    officer = officer or User.objects.create_user(by, "Vera", officer_role="officer")
    organisation = venues[0].organisation
    assert organisation
    now = datetime.now(UTC)
    offer = pairing.offer(organisation, venues, name="Bar tablet", pin=None, by=officer, at=now)
    _, token = pairing.take(offer.code, name=None, at=now)
    return token


def main(bars: str, tablets: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    django.setup()
    from django.db import transaction

    with transaction.atomic():  # one snapshot for all of them
        kinds = _bars(int(bars)), _tablets(int(tablets))
    print(json.dumps([[asdict(bar) for bar in some] for some in kinds]))


if __name__ == "__main__":
    main(*sys.argv[1:])
