"""The product as it is served, on a night of our choosing.

As a WSGI module its clock starts at SERVED_AT and runs for SERVED_FOR seconds (a minute if not told), again
and again, so that the last journey of a slow machine finds the same night as the first. Without SERVED_AT its
clock is this machine's, SERVED_AHEAD seconds ahead, in every process alike;
`python -m tests.journeys.served COMMAND` runs a management command on the same night. Everything else is what
production runs.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from typing import Any

import time_machine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
AT, AHEAD = os.environ.get("SERVED_AT"), timedelta(seconds=float(os.environ.get("SERVED_AHEAD", "0")))
BEGIN = datetime.fromisoformat(AT) if AT else datetime.now(UTC) + AHEAD
LASTS = float(os.environ.get("SERVED_FOR", "60")) if AT else float("inf")
clock = time_machine.travel(BEGIN, tick=True).start()

from backend.wsgi import application as product  # noqa: E402 - the clock comes first

Start = Callable[..., Any]


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """The web server would date answers by the machine's clock; a phone takes its time from that header."""

    if time.time() > BEGIN.timestamp() + LASTS:
        clock.move_to(BEGIN)

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("Date", formatdate(time.time(), usegmt=True))], *rest)

    answer: Iterable[bytes] = product(environ, start)
    return answer


def say(slug: str, status: str) -> None:
    """What a member of staff would tell us."""
    from backend.venues import reporting
    from backend.venues.models import Venue

    reporting.report(Venue.objects.get(slug=slug), status, at=datetime.now(UTC))


def suspend(slug: str) -> None:
    """What an officer would do at the desk."""
    from backend.venues import publishing
    from backend.venues.models import Venue

    publishing.suspend(Venue.objects.get(slug=slug), because="Nobody was there.", at=datetime.now(UTC))


def apply(organisation: str, state: str = "confirmed") -> None:
    """An application that came by the public form, its address confirmed; or further on its way."""
    from itertools import count
    from zlib import crc32

    from backend.charter.choices import State
    from tests import applications

    # Each command counts from the beginning: by its name every organisation has an address of its own.
    applications.NUMBERS = count(crc32(organisation.encode()))
    applications.an_application(datetime.now(UTC), organisation_name=organisation, state=State(state))


def pair(slug: str) -> None:
    """A tablet behind the bar; its cookie is printed."""
    from backend.venues.models import Venue
    from tests import people

    print(people.a_device(Venue.objects.get(slug=slug)).token)


def tick() -> None:
    """What the worker does each minute, at a moment of our choosing."""
    from backend.alerts import tasks

    tasks.tick(at=datetime.now(UTC))
    tasks.deliver_now()


if __name__ == "__main__":
    if sys.argv[1] == "say":
        say(*sys.argv[2:])
    elif sys.argv[1] == "suspend":
        suspend(*sys.argv[2:])
    elif sys.argv[1] == "pair":
        pair(sys.argv[2])
    elif sys.argv[1] == "tick":
        tick()
    elif sys.argv[1] == "apply":
        apply(*sys.argv[2:])
    else:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
