from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.charter import demo


class Command(BaseCommand):
    help = "Load the fictional demo area, with statuses as of now. Never beside real venues."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = demo.load(at=datetime.now(UTC))
        except demo.NotOnlyDemo as error:
            raise CommandError("This database has real venues: no demo data was loaded.") from error
        self.stdout.write(f"The demo area has {count} fictional places, all named Demo.")
