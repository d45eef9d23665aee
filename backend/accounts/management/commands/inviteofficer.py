from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from backend.accounts import invitations
from backend.accounts.models import OfficerRole


class Command(BaseCommand):
    help = "Invite an officer of the VRA, a senior one, or a partner: the first one too. May be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="where the officer gets codes to sign in")
        parser.add_argument("--name", default="", help="what colleagues read")
        role = parser.add_mutually_exclusive_group()
        role.add_argument(
            "--senior",
            dest="role",
            action="store_const",
            const=OfficerRole.SENIOR_OFFICER,
            default=OfficerRole.OFFICER,
            help="may also publish, withdraw, and reset a lost second factor",
        )
        role.add_argument(
            "--partner",
            dest="role",
            action="store_const",
            const=OfficerRole.PARTNER,
            help="of a council or the police: reads who signed and the figures, decides nothing",
        )

    def handle(self, *args: object, email: str, name: str, role: OfficerRole, **options: object) -> None:
        try:
            user = invitations.invite_officer(email, name, role=role, at=datetime.now(UTC))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        became = user.get_officer_role_display().lower()
        self.stdout.write(f"{user.email} is invited as {became}. Sign in at {settings.SITE_URL}/venue")
        self.stdout.write("with this address and the code that comes by e-mail; then add a second factor.")
        if not settings.EMAIL_HOST_IS_SET:
            self.stdout.write(f"No mail server is set (EMAIL_URL): letters are in {settings.MAIL_DIR}")
