from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from backend.accounts import forgetting
from backend.audit import rejoining
from backend.venues import calendar, snapshot
from backend.venues.choices import Status
from backend.venues.models import StatusReport, Venue


class Command(BaseCommand):
    help = (
        "After a restored backup: nothing that staff said before it stands, and phones take the older file."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """What staff said in the backup may be hours old: each is answered by *as scheduled*."""
        at = datetime.now(UTC).replace(microsecond=0)
        with transaction.atomic():
            # Of all that spoke lately, also where the lease is over: "open until five" stretched a window.
            spoke = list(Venue.objects.filter(reports__reported_at__gt=at - timedelta(days=2)).distinct())
            StatusReport.objects.bulk_create(
                StatusReport(venue=venue, status=Status.AS_SCHEDULED, reported_at=at) for venue in spoke
            )
            for venue in spoke:
                calendar.rebuild(calendar.locked(venue.pk), at=at)
            forgetting.forget_what_was_under_way()
            snapshot.new_epoch()
            faults = rejoining.say_restored(at=at)
        if faults:
            raise CommandError(f"The backup is in, but its audit is not whole: {'; '.join(faults[:5])}")
        rejoining.begin_anew()
        self.stdout.write("Every status is back to what is scheduled; phones will take this data as new.")
