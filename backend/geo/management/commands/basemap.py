"""manage.py basemap fetch URL | import FILE | synthetic | status | remove: the map under the places."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.geo import basemap, demo_basemap, fetching
from backend.geo.archives import box_of_area
from backend.geo.errors import BasemapError

ATTRIBUTION = (
    "Maps made from OpenStreetMap are under the Open Database Licence; the screen says "
    "“© OpenStreetMap contributors”."
)


class Command(BaseCommand):
    help = "Bring, look at or take away the map of the area. docs/operating.md says how one is made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        words.add_parser("fetch", help="download an archive that you made").add_argument("url")
        words.add_parser("import", help="take an archive from this machine").add_argument("file", type=Path)
        words.add_parser("synthetic", help="make a small one that is not real, for demonstrations")
        words.add_parser("status", help="what there is, and the box of the area")
        words.add_parser("remove", help="take it away: phones draw rings and directions instead")

    def handle(self, *_: Any, word: str, **options: Any) -> None:
        try:
            self._do(word, options)
        except BasemapError as error:
            raise CommandError(f"{error}\nNothing was changed.") from error

    def _do(self, word: str, options: dict[str, Any]) -> None:
        match word:
            case "fetch":
                self._fetch(options["url"])
            case "import":
                self._tell(basemap.put(options["file"]))
            case "synthetic":
                self._tell(demo_basemap.bring_in())
            case "remove":
                self.stdout.write("Removed." if basemap.remove() else "There was none.")
            case _:
                self._status()

    def _fetch(self, url: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "fetched.pmtiles"
            fetching.fetch(url, file)
            self._tell(basemap.put(file))

    def _status(self) -> None:
        if there := basemap.current():
            self._tell(there)
        else:
            self.stdout.write("There is no map: phones draw rings and directions.")
        self.stdout.write(f"The area: --bbox={','.join(map(str, box_of_area()))}")

    def _tell(self, there: basemap.Basemap) -> None:
        (zoom, first), (most, _) = there.steps[0], there.steps[-1]
        self.stdout.write(
            f"Map {there.digest}: {there.size / 1024:,.0f} KB, to zoom {most}; "
            f"drawn from its first {first / 1024:,.0f} KB to zoom {zoom}."
        )
        self.stdout.write("It is made up, and says so." if there.is_demo else ATTRIBUTION)
