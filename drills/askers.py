"""python -m drills.askers: phones ask at places, as {slug: [what a browser's subscription is]} on its input.

A process of its own, with the addresses of the database that is going to be used.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]


def ask(by_place: Mapping[str, Sequence[Mapping[str, Any]]], env: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "drills.askers"]
    subprocess.run(command, cwd=PROJECT, env=env, input=json.dumps(by_place), text=True, check=True)  # noqa: S603


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    django.setup()
    from backend.alerts import subscribing, vapid
    from backend.alerts.subscribing import Browser
    from backend.venues.models import Venue

    key = vapid.current().id
    for slug, subscriptions in json.load(sys.stdin).items():
        venue = Venue.objects.get(slug=slug)
        for each in subscriptions:
            browser = Browser(each["endpoint"], **each["keys"], key_id=key)
            subscribing.ask(browser, venue, at=datetime.now(UTC))


if __name__ == "__main__":
    main()
