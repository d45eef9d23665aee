from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from backend.venues import calendar, snapshot
from backend.venues.choices import Status
from backend.venues.models import StatusReport, Venue


class Command(BaseCommand):
    help = (
        "After a restored backup: nothing that staff said before it stands, and phones take the older file."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """What staff said in the backup may be hours old: each live report is answered by *as scheduled*."""
        at = datetime.now(UTC)
        with transaction.atomic():
            live = Venue.objects.filter(reports__valid_until__gt=at).distinct()
            StatusReport.objects.bulk_create(
                StatusReport(venue=venue, status=Status.AS_SCHEDULED, reported_at=at) for venue in live
            )
            for venue in live:
                calendar.rebuild(calendar.locked(venue.pk), at=at)
            snapshot.new_epoch()
        self.stdout.write("Every status is back to what is scheduled; phones will take this data as new.")
