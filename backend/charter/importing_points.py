"""Where the venues of a file stand: as it says, else by its postcode, else by the deployer's geocoder."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from django.conf import settings

from backend.geo import points, search
from backend.geo.errors import GeocoderError
from backend.geo.models import Postcode, PostcodeTable
from backend.geo.points import LatLng, is_in_area, is_in_uk, is_on_earth, metres_between
from backend.geo.postcodes import Entry
from backend.geo.search import AREA, NotFound

# Farther than this from its own town or postcode, a pin is looked at before anybody is sent there.
FAR_M = 10_000
MOST_ASKED = 50
LIKE = "Type them like 53.0246 and -2.1729, or leave both blank."


class Nowhere(Exception):
    """Nobody could be sent there; the message says what to type instead."""


class BookOfFile(PostcodeTable):
    """The postcodes of one file, fetched at once; everything else is asked of the table."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self.known = Postcode.objects.in_bulk({code for code in wanted if code})
        self.covered: dict[str, bool] = {}

    def look_up(self, postcode: str, /) -> Entry | None:
        return super().look_up(postcode) if postcode in self.known else None

    def covers(self, outcode: str, /) -> bool:
        if outcode not in self.covered:
            self.covered[outcode] = super().covers(outcode)
        return self.covered[outcode]


@dataclass
class Finder:
    """For one file: the geocoder is asked fifty times at most, and not again once it did not answer."""

    book: BookOfFile
    asked: int = 0
    is_silent: bool = False
    found: dict[str, LatLng | None] = field(default_factory=dict)

    def locate(
        self, given: LatLng | None, *, address: str, town: str, postcode: str
    ) -> tuple[LatLng | None, list[str]]:
        """The pin, if there is one, and what to look at. Raises Nowhere for one outside the area."""
        if given is not None:
            spot, notes = _put_right(given)
            return spot, notes + self._far_off(spot, town=town, postcode=postcode)
        near = self._near(town=town, postcode=postcode)
        if near and near.precision == "postcode" and not near.approximate:
            return near.point, [
                f"The pin is where its postcode {postcode} is. Look at it before it is published."
            ]
        asked = self._ask(", ".join(part for part in (address, town, postcode) if part))
        if asked is None:
            return None, ["No pin was found. Put it on its page, or type latitude and longitude."]
        if not is_in_area(asked):
            raise Nowhere(f"Its address was found outside the area, {AREA}. Type latitude and longitude.")
        notes = ["The pin was found by its address. Look at it before it is published."]
        return asked, notes + self._far_off(asked, town=town, postcode=postcode)

    def _far_off(self, spot: LatLng, *, town: str, postcode: str) -> list[str]:
        with suppress(Nowhere):
            near = self._near(town=town, postcode=postcode)
            metres = metres_between(spot, near.point) if near else 0
            if metres > FAR_M:
                named = postcode or town
                return [f"The pin is {metres / 1000:.0f} km from {named}. Look at it before it is published."]
        return []

    def _near(self, *, town: str, postcode: str) -> search.Found | None:
        """Where the gazetteer or the book of postcodes puts it, exactly or roughly."""
        for typed in filter(None, (postcode, town)):
            meant = search.interpret(typed[: search.MAX_LENGTH], self.book)
            if isinstance(meant, NotFound) and meant.kind == "not_covered":
                raise Nowhere(f"{meant.message} Type where it is in that area, or take the venue out.")
            if not isinstance(meant, NotFound):
                return meant
        return None

    def _ask(self, address: str) -> LatLng | None:
        if not settings.GEOCODER_URL or self.is_silent or self.asked >= MOST_ASKED:
            return None
        if address not in self.found:
            self.asked += 1
            try:
                self.found[address] = points.geocode(address)
            except GeocoderError:
                self.is_silent = True
                return None
        return self.found[address]


def _put_right(given: LatLng) -> tuple[LatLng, list[str]]:
    """As it was given; exchanged where only that makes sense. Raises Nowhere."""
    if is_on_earth(*given) and is_in_area(given):
        return given, []
    swapped = LatLng(given.lng, given.lat)
    if is_on_earth(*swapped) and is_in_area(swapped):
        return swapped, [
            "Latitude and longitude were exchanged: "
            f"taken as {swapped.lat:g}, {swapped.lng:g}. Look at the pin."
        ]
    if not is_on_earth(*given):
        raise Nowhere(f"Latitude {given.lat:g} and longitude {given.lng:g} are not on earth. {LIKE}")
    west = LatLng(given.lat, -given.lng)
    if is_in_uk(west) and is_in_area(west):
        raise Nowhere(f"Longitude {given.lng:g} lies in the North Sea. Type the minus: {-given.lng:g}.")
    raise Nowhere(f"The point {given.lat:g}, {given.lng:g} is outside the area, {AREA}. {LIKE}")
