from typing import Any

from django.core.management.base import BaseCommand

from backend.charter import demo
from backend.geo import demo_basemap


class Command(BaseCommand):
    help = "Take every demo venue and organisation out again, and the made-up map."

    def handle(self, *args: Any, **options: Any) -> None:
        demo_basemap.keep_in_step(is_demo=False)
        self.stdout.write(f"Took out {demo.remove()} demo places. What is left is real.")
