import time
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from backend.charter import seeding
from backend.venues import calendar


class Command(BaseCommand):
    help = "Make synthetic venues over the United Kingdom, to measure with. Not beside real ones unless told."

    def add_arguments(self, parser: CommandParser) -> None:
        owner = "owner" if "owner" in connections else "default"
        parser.add_argument("--venues", type=int, required=True, metavar="N")
        parser.add_argument("--random-state", type=int, default=1, metavar="S")
        parser.add_argument(
            "--nights", type=int, default=calendar.HORIZON_NIGHTS, help="nights ahead to open"
        )
        parser.add_argument("--beside", action="store_true", help="also where real venues are")
        parser.add_argument("--database", default=owner, help="default: the owner's, where there is one")

    def handle(self, *args: Any, **options: Any) -> None:
        count, nights = options["venues"], options["nights"]
        if count < 1 or not 1 <= nights <= calendar.HORIZON_NIGHTS:
            raise CommandError(f"At least 1 venue, and 1 to {calendar.HORIZON_NIGHTS} nights.")
        started = time.monotonic()
        try:
            seeding.seed(
                count,
                random_state=options["random_state"],
                nights=nights,
                at=datetime.now(UTC),
                beside=options["beside"],
                using=options["database"],
                say=lambda line: self.stdout.write(f"{time.monotonic() - started:7.1f} s  {line}"),
            )
        except seeding.RealVenuesHere as error:
            raise CommandError(
                "This database has venues that are not synthetic. With --beside they get company."
            ) from error
        self.stdout.write(f"{count:,} synthetic places in {time.monotonic() - started:.1f} s.")
