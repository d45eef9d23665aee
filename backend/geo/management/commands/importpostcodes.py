"""manage.py importpostcodes FILE: Code-Point Open or the ONS Postcode Directory, as CSV or zipped."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connections
from psycopg.errors import InsufficientPrivilege

from backend.geo.errors import PostcodeFileError
from backend.geo.importing import Outcome, store
from backend.geo.postcode_files import Tally, opened

EVERY = 100_000
ATTRIBUTION = (
    "These lines must be shown where postcodes are used: "
    "Contains OS data © Crown copyright and database right. "
    "Contains Royal Mail data © Royal Mail copyright and database right. "
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0."
)


def _owner() -> str:
    return "owner" if "owner" in connections else "default"


class Command(BaseCommand):
    help = "Read Code-Point Open or the ONS Postcode Directory, zipped or not. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV, or the zip as it was downloaded")
        parser.add_argument(
            "--all", action="store_true", help="keep all of Great Britain, not only our districts"
        )
        parser.add_argument(
            "--database", help="a connection's name; otherwise the owner's, where there is one"
        )

    def handle(self, *_: Any, file: Path, **options: Any) -> None:
        tally = Tally(on_read=self._tell)
        try:
            with opened(file) as source:
                rows = source.rows(tally, everywhere=options["all"])
                outcome = store(rows, source.projection, using=options["database"] or _owner())
        except PostcodeFileError as error:
            raise CommandError(f"{error}\nNothing was changed.") from error
        except ProgrammingError as error:
            if isinstance(error.__cause__, InsufficientPrivilege):
                raise CommandError("Only the owner may import: set DATABASE_OWNER_URL.") from error
            raise
        self._sum_up(tally, outcome)

    def _tell(self, tally: Tally) -> None:
        if tally.read % EVERY == 0:
            self.stdout.write(f"  {tally.read:,} rows read, {tally.kept:,} kept")

    def _sum_up(self, tally: Tally, outcome: Outcome) -> None:
        self.stdout.write(
            f"{tally.read:,} rows read: {outcome.new:,} new, "
            f"{outcome.changed:,} changed, {outcome.same:,} same."
        )
        dropped = tally.dropped + Counter({"said twice": outcome.repeated})
        for reason, count in sorted(dropped.items()):
            self.stdout.write(f"  {count:,} dropped: {reason}")
        self.stdout.write(ATTRIBUTION)
