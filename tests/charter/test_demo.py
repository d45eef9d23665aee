from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from backend.charter import demo
from backend.hours.openness import label
from backend.venues import snapshot
from backend.venues.models import Organisation, StatusReport, Venue
from backend.venues.place import facts
from tests.factories import a_place

pytestmark = pytest.mark.django_db

# A Sunday at 01:30, an ordinary Tuesday's afternoon, the two changes of clock, and just before six.
MOMENTS = [
    datetime(2026, 11, 22, 1, 30, tzinfo=UTC),
    datetime(2026, 11, 24, 14, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 15, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 15, tzinfo=UTC),
    datetime(2026, 11, 22, 5, 40, tzinfo=UTC),
]


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_there_is_always_something_of_everything_to_see(now: datetime) -> None:
    demo.load(at=now)
    published = snapshot.publish(at=now)
    labels = [
        label(facts(place, published.covers_until), now=now, checked_at=now, walk_minutes=None)
        for place in published.places
    ]
    seen = Counter((said.state, said.basis) for said in labels)
    said = Counter(place["report"]["status"] for place in published.places if place["report"])
    assert seen["open", "confirmed"] >= 1, seen
    assert seen["open", "scheduled"] >= 1, seen
    assert seen["unknown", "unknown"] >= 1, seen
    assert {"full", "closing_early", "closed"} <= set(said), said
    assert all(place["is_demo"] and place["name"].startswith("Demo ") for place in published.places)


def test_a_second_start_in_the_same_night_says_nothing_again() -> None:
    demo.load(at=MOMENTS[0])
    before = StatusReport.objects.count()
    demo.load(at=MOMENTS[0])
    assert StatusReport.objects.count() == before


def test_removing_the_demo_leaves_what_is_real() -> None:
    demo.load(at=MOMENTS[0])
    real = a_place(MOMENTS[0], name="The real one")
    demo.remove()
    assert list(Venue.objects.all()) == [real]
    assert list(Organisation.objects.all()) == [real.organisation]


def test_demo_places_are_never_laid_beside_real_ones() -> None:
    a_place(MOMENTS[0])
    with pytest.raises(demo.NotOnlyDemo):
        demo.load(at=MOMENTS[0])
