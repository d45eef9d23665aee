from typing import Any

from django.core.management.base import BaseCommand

from backend.charter import demo


class Command(BaseCommand):
    help = "Take every demo venue and organisation out again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Took out {demo.remove()} demo places. What is left is real.")
