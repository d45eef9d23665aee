from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from backend.venues import calendar, snapshot
from backend.venues.models import Venue


class Command(BaseCommand):
    help = "Make the open windows of every venue again from its facts, and publish."

    def handle(self, *args: Any, **options: Any) -> None:
        at = datetime.now(UTC)
        moved = 0
        for pk in list(Venue.objects.values_list("pk", flat=True)):
            with transaction.atomic():
                moved += calendar.rebuild(calendar.locked(pk), at=at)
        with transaction.atomic():
            snapshot.changed()
        self.stdout.write(f"Rebuilt; the windows of {moved} venues changed.")
