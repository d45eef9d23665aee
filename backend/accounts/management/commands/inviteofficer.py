from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from backend.accounts import invitations


class Command(BaseCommand):
    help = "Invite an officer of the VRA, or a senior one: the first one too. May be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="where the officer gets codes to sign in")
        parser.add_argument("--name", default="", help="what colleagues read")
        parser.add_argument("--senior", action="store_true", help="may also reset a lost second factor")

    def handle(self, *args: object, email: str, name: str, senior: bool, **options: object) -> None:
        try:
            user = invitations.invite_officer(email, name, is_senior=senior, at=datetime.now(UTC))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        role = user.get_officer_role_display().lower()
        self.stdout.write(f"{user.email} is invited as {role}. Sign in at {settings.SITE_URL}/venue")
        self.stdout.write("with this address and the code that comes by e-mail; then add a second factor.")
        if not settings.EMAIL_HOST_IS_SET:
            self.stdout.write(f"No mail server is set (EMAIL_URL): letters are in {settings.MAIL_DIR}")
