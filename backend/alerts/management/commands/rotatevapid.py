from __future__ import annotations

from django.core.management.base import BaseCommand

from backend.alerts import vapid


class Command(BaseCommand):
    help = "Make a new key for push messages, when the old one may have been seen, or to begin with."

    def handle(self, *args: object, **options: object) -> None:
        before = vapid.pointed_at()
        key = vapid.rotate()
        self.stdout.write(f"New subscriptions are made with key {key.id}, in {vapid.folder()}.")
        if before and vapid.named(before):
            self.stdout.write(f"The key before, {before}, is kept: who subscribed with it is still reached")
            self.stdout.write("with it, until the browser takes the new one.")
        elif before:
            self.stdout.write(f"The key before, {before}, is not there: who subscribed with it is not")
            self.stdout.write("reached any more, until they subscribe again or its file is put back.")
        self.stdout.write("Keep a copy of that folder: make backup does not hold it.")
