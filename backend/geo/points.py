"""Points on the ground. The only file that knows geopy, and the only one that gives numbers to GDAL."""

from __future__ import annotations

import math
import threading
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.gis.gdal import AxisOrder, CoordTransform, SpatialReference
from django.contrib.gis.geos import Point

from backend.geo import gazetteer
from backend.geo.errors import GeocoderError

SHARED_DECIMALS: Final = 3
USER_AGENT: Final = "safe-spaces-locator"
GEOCODER_PATIENCE_S: Final = 5.0
WGS84: Final = 4326
NATIONAL_GRID: Final = 27700
METRES_PER_DEGREE: Final = 111_195.0
UK_BOX: Final = (49.8, -8.7, 60.9, 1.8)

_per_thread = threading.local()


class LatLng(NamedTuple):
    """WGS84 degrees. Zero is a value: 51.48, 0 is Greenwich."""

    lat: float
    lng: float


def is_on_earth(lat: float, lng: float) -> bool:
    return math.isfinite(lat) and math.isfinite(lng) and -90 <= lat <= 90 and -180 <= lng <= 180


def rounded(point: LatLng) -> LatLng:
    """About 100 m: all of a person's position that SQL may see."""
    return LatLng(round(point.lat, SHARED_DECIMALS), round(point.lng, SHARED_DECIMALS))


def metres_between(here: LatLng, there: LatLng) -> float:
    """Along the ellipsoid, exact to millimetres."""
    from geopy.distance import geodesic

    return float(geodesic(here, there).meters)


def is_in_uk(point: LatLng) -> bool:
    """A box round the United Kingdom: catches swapped and mistyped numbers, not a border."""
    south, west, north, east = UK_BOX
    return south <= point.lat <= north and west <= point.lng <= east


def is_in_area(point: LatLng, margin_m: float | None = None) -> bool:
    """Whether a point is in the VRA's area or within the margin (10 km) of it: approximate."""
    known = gazetteer.load()
    margin = known.area_margin_m if margin_m is None else margin_m
    ring = [_flat(LatLng(*corner), around=point) for corner in known.area]
    sides = list(zip(ring, ring[1:] + ring[:1], strict=True))
    return _is_inside(sides) or min(_metres_to_side(*side) for side in sides) <= margin


def to_national_grid(point: LatLng) -> tuple[float, float]:
    """Easting and northing in metres (EPSG:27700), so that no statement has to transform the point.

    ValueError outside the United Kingdom, where the grid has no true numbers and for much of the world none.
    """
    if not is_in_uk(point):
        raise ValueError("only points in the United Kingdom have a place on the National Grid")
    pin = Point(point.lng, point.lat, srid=WGS84)
    pin.transform(_transform())
    return pin.x, pin.y


def geocode(address: str) -> LatLng | None:
    """Where the deployer's own Nominatim (GEOCODER_URL) puts an address; None when it knows none in the UK.

    For an officer's import only: what a member of the public types never leaves our own tables.
    Raises `GeocoderError`, also when no server is named: there is no default one.
    """
    from geopy.exc import GeopyError
    from geopy.geocoders import Nominatim

    server = urlsplit(settings.GEOCODER_URL)
    if server.scheme not in ("http", "https") or not server.netloc:
        raise GeocoderError("No geocoder is set. Set GEOCODER_URL to a Nominatim server that you may use.")
    domain = (server.netloc + server.path).rstrip("/")
    locator = Nominatim(
        scheme=server.scheme, domain=domain, user_agent=USER_AGENT, timeout=GEOCODER_PATIENCE_S
    )
    try:
        found = locator.geocode(address, country_codes="gb", exactly_one=True)
    except (GeopyError, ValueError, KeyError) as error:
        raise GeocoderError(
            "The geocoder did not answer. Place the pin by hand or try again later."
        ) from error
    point = LatLng(float(found.latitude), float(found.longitude)) if found else None
    return point if point and is_in_uk(point) else None


def _transform() -> CoordTransform:
    """One for each thread: GDAL's are not to be shared, and making one costs tens of milliseconds."""
    if not hasattr(_per_thread, "to_grid"):
        degrees = SpatialReference(WGS84, axis_order=AxisOrder.TRADITIONAL)
        _per_thread.to_grid = CoordTransform(degrees, SpatialReference(NATIONAL_GRID))
    transform: CoordTransform = _per_thread.to_grid
    return transform


def _flat(point: LatLng, *, around: LatLng) -> tuple[float, float]:
    """Metres east and north of `around`; good to a few metres in a thousand over a county."""
    east = (point.lng - around.lng) * math.cos(math.radians(around.lat)) * METRES_PER_DEGREE
    return east, (point.lat - around.lat) * METRES_PER_DEGREE


Flat = tuple[float, float]


def _is_inside(sides: list[tuple[Flat, Flat]]) -> bool:
    """Whether the origin is inside: a ray to the east crosses an odd number of sides."""
    crossings = 0
    for (x1, y1), (x2, y2) in sides:
        if (y1 > 0) != (y2 > 0) and x1 - y1 * (x2 - x1) / (y2 - y1) > 0:
            crossings += 1
    return crossings % 2 == 1


def _metres_to_side(start: Flat, end: Flat) -> float:
    (x1, y1), (x2, y2) = start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = max(0.0, min(1.0, -(x1 * (x2 - x1) + y1 * (y2 - y1)) / length)) if length else 0.0
    return math.hypot(x1 + along * (x2 - x1), y1 + along * (y2 - y1))
