from datetime import UTC, datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from backend.charter import demo, figures, laying
from backend.geo import demo_basemap
from backend.venues import tasks


class Command(BaseCommand):
    help = "What must be done before serving: tables, the demo area if wanted, windows, snapshot, figures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="Lay the demo area where no real venue is.")
        parser.add_argument("--map", action="store_true", help="With the demo area, a made-up map of it.")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=options["verbosity"])
        now = datetime.now(UTC)
        laying.lay(at=now)
        if options["demo"]:
            self._demo(at=now, with_map=options["map"])
        tasks.keep_up_now(at=now)
        figures.keep_up(at=now)

    def _demo(self, *, at: datetime, with_map: bool) -> None:
        try:
            demo.load(at=at)
        except demo.NotOnlyDemo:
            self.stdout.write("There are real venues here: no demo area.")
            demo_basemap.keep_in_step(is_demo=False)
        else:
            if with_map:
                demo_basemap.keep_in_step(is_demo=True)
