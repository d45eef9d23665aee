from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from backend.venues import snapshot


class Command(BaseCommand):
    help = "Write the public snapshot from what the database holds now."

    def handle(self, *args: Any, **options: Any) -> None:
        made = snapshot.publish(at=datetime.now(UTC))
        self.stdout.write(
            f"Published {len(made.places)} places as version {made.version}, {len(made.content.br):,} bytes."
        )
