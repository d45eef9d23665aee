"""The nearest query at three sizes and three hours, beside the usual way to write it and `SELECT 1`."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.db import connection

from backend.charter.towns import TOWNS
from backend.geo.points import LatLng, rounded
from backend.hours.nights import LONDON
from backend.venues.models import Venue, wgs84_point
from backend.venues.nearest import Wish, in_order, next_to_open

from . import plans
from .databases import Bench, seeded
from .figures import Part

SIZES, QUICK_SIZES = (1_000, 100_000, 1_000_000), (1_000, 20_000)
NIGHTS = 8  # this night and the coming week: a busy hour and a dead one are always among them
REPEATS, POINTS = 7, 40
NAIVE_POINTS = 2
WARM_UP = 12  # past the third use a statement is prepared, and past five more its plan is kept
SATURDAY, WEDNESDAY = 5, 2
NORTH_SEA = LatLng(56.5, 1.0)

SLOWEST_GROWTH, LEAST_GAIN = 40, 100

# By our own index the naive query too finds the few that are open at a dead hour: that is no fair witness.
NAIVE = "naive, on Django's own indexes"

Medians = dict[tuple[int, str, str], float]  # of a size, an hour and a way to ask


@dataclass(frozen=True, slots=True)
class Hour:
    name: str
    wishes: list[Wish]


def measure(bench: Bench, *, quick: bool) -> Part:
    sizes = QUICK_SIZES if quick else SIZES
    part = Part("nearest", {"nights": NIGHTS, "repeats": REPEATS, "points a repeat": POINTS})
    medians: Medians = {}
    for size in sizes:
        print(f"{size:,} venues", flush=True)
        with seeded(bench, size, NIGHTS) as urls:
            with plans.django_on(urls.app):
                _as_served(part, medians, size)
            with plans.django_on(urls.owner), plans.without_our_indexes():
                for hour in hours():
                    name = f"{size:,} venues, {hour.name}: {NAIVE}"
                    medians[size, hour.name, NAIVE] = part.add(name, "ms", _naive_times(hour))
    _gates(part, medians, sizes)
    return part


def hours() -> list[Hour]:
    """Points in and about towns, the same in every run; for `none within 50 km`, out at sea."""
    chance = random.Random(2)
    in_towns = [_in_a_town(chance) for _ in range(POINTS)]
    at_sea = [_about(NORTH_SEA, chance, 0.2) for _ in range(POINTS)]
    busy, dead = coming(SATURDAY, 23), coming(WEDNESDAY, 5)
    return [
        Hour("busy hour", [Wish(here, busy) for here in in_towns]),
        Hour("dead hour", [Wish(here, dead) for here in in_towns]),
        Hour("none within 50 km", [Wish(here, busy) for here in at_sea]),
    ]


def coming(weekday: int, hour: int) -> datetime:
    """The next such moment that is at least an hour away, in London's time."""
    now = datetime.now(UTC).astimezone(LONDON)
    day = now + timedelta(days=(weekday - now.weekday()) % 7)
    moment = day.replace(hour=hour, minute=0, second=0, microsecond=0)
    return moment if moment > now + timedelta(hours=1) else moment + timedelta(days=7)


def _as_served(part: Part, medians: Medians, size: int) -> None:
    nothing = _repeated(lambda _: _select_1(), range(POINTS))
    part.add(f"{size:,} venues: SELECT 1", "ms", nothing)
    for hour in hours():
        name = f"{size:,} venues, {hour.name}"
        statements = plans.statements(in_order, hour.wishes)
        ways: dict[str, Sequence[float]] = {
            "in_order": _repeated(in_order, hour.wishes),
            "SQL alone": _repeated(lambda n: plans.run(statements[n]), range(len(statements))),  # noqa: B023
            "naive, helped by our index": _naive_times(hour),
        }
        for way, repeats in ways.items():
            medians[size, hour.name, way] = part.add(f"{name}: {way}", "ms", repeats)
        _explain(part, name, statements[:20])
    coming = _repeated(next_to_open, hours()[1].wishes[:NAIVE_POINTS], warm_up=1)
    part.add(f"{size:,} venues, dead hour: next_to_open", "ms", coming)


def _explain(part: Part, name: str, statements: Sequence[plans.Statement]) -> None:
    found = {mode: [plans.explain(one, mode) for one in statements] for mode in plans.MODES}
    part.add(f"{name}: shared buffers", "pages", [one.buffers for one in found["custom"]])
    part.add(f"{name}: of these, the index", "pages", [one.index_buffers for one in found["custom"]])
    for mode, explained in found.items():
        sorted_instead = sum(not one.is_in_index_order for one in explained)
        part.must_hold(f"{name}: {mode} plans that sort instead", sorted_instead, at_most=0)


def _naive_times(hour: Hour) -> list[float]:
    return _repeated(_naive, hour.wishes[:NAIVE_POINTS], warm_up=1)


def _repeated(ask: Callable[[Any], object], wishes: Sequence[Any], *, warm_up: int = WARM_UP) -> list[float]:
    """The p50, in milliseconds, of each repeat over all points."""
    for n in range(warm_up):
        ask(wishes[n % len(wishes)])
    return [_p50(ask, wishes) for _ in range(REPEATS)]


def _p50(ask: Callable[[Any], object], wishes: Sequence[Any]) -> float:
    times = []
    for wish in wishes:
        started = time.perf_counter()
        ask(wish)
        times.append((time.perf_counter() - started) * 1_000)
    return sorted(times)[len(times) // 2]


def _naive(wish: Wish) -> list[Any]:
    """As GeoDjango's own pages would have it: filter by the hour, annotate the metres, sort, cut."""
    return list(
        Venue.objects.published()
        .filter(windows__period__contains=wish.moment)
        .annotate(metres=Distance("windows__spot", wgs84_point(wish.here)))
        .order_by("metres")
        .values_list("pk", "metres")[: wish.limit]
    )


def _select_1() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchall()


def _gates(part: Part, medians: Medians, sizes: Sequence[int]) -> None:
    few, many = sizes[0], sizes[-1]
    for hour in hours():
        for way in ("in_order", "SQL alone"):
            growth = medians[many, hour.name, way] / medians[few, hour.name, way]
            part.must_hold(
                f"{hour.name}: {way} at {many:,} over {few:,} venues", growth, at_most=SLOWEST_GROWTH
            )
    for name in ("busy hour", "dead hour") if many >= SIZES[-1] else ():
        gain = medians[many, name, NAIVE] / medians[many, name, "in_order"]
        part.must_hold(f"{name}: naive over in_order at {many:,} venues", gain, at_least=LEAST_GAIN)


def _in_a_town(chance: random.Random) -> LatLng:
    _, lat, lng, _ = chance.choices(TOWNS, [town[3] for town in TOWNS])[0]
    return _about(LatLng(lat, lng), chance, 0.03)


def _about(middle: LatLng, chance: random.Random, degrees: float) -> LatLng:
    return rounded(
        LatLng(middle.lat + chance.uniform(-degrees, degrees), middle.lng + chance.uniform(-degrees, degrees))
    )
