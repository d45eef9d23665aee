"""Where no mail server is set, letters are files that one can read: one each, the newest last by name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FilesBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            _write(message)
        return len(email_messages)


def _write(message: EmailMessage) -> None:
    """Whole or not at all, and for this user's eyes: it may hold a code."""
    folder = settings.MAIL_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y-%m-%d-%H%M%S-%f}.txt"
    head = {"To": ", ".join(message.to), "From": message.from_email, "Subject": message.subject}
    lines = [f"{field}: {value}" for field, value in head.items()]
    unfinished = folder / f".{name}"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join([*lines, "", str(message.body), ""]))
    unfinished.rename(folder / name)
