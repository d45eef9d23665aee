"""What has run out is deleted: codes, sessions, letters that came too late."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from .models import Letter, SignInCode


def forget(*, at: datetime) -> None:
    """Codes are kept a day, because ten failures a day are counted on them."""
    SignInCode.objects.filter(made_at__lt=at - timedelta(days=1)).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    Letter.objects.dead(at=at).delete()
