from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from backend.charter import figures, keeping


class Command(BaseCommand):
    help = "Write down the nights that are over, and make the desk's figures anew."

    def handle(self, *args: Any, **options: Any) -> None:
        at = datetime.now(UTC)
        kept = keeping.keep_nights(at=at)
        figures.make(at=at)
        self.stdout.write(f"{len(kept)} nights written down; the figures are as of now.")
