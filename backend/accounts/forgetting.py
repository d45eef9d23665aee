"""What has run out is deleted: codes, sessions, letters that came too late."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from .models import Letter, SignInCode


def forget_what_was_under_way() -> None:
    """After a restored backup: its letters have left or are too late, and who was signed in signs in again.

    Somebody whose sessions were ended since would otherwise be signed in once more.
    """
    for of_the_backup in (Letter.objects, SignInCode.objects, Session.objects):
        of_the_backup.all().delete()


def forget(*, at: datetime) -> None:
    """Codes are kept a day, because ten failures a day are counted on them."""
    SignInCode.objects.filter(made_at__lt=at - timedelta(days=1)).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    Letter.objects.dead(at=at).delete()
