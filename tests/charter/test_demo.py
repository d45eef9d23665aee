from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from backend.charter import demo, importing, reviewing
from backend.charter.models import (
    ActionItem,
    Application,
    Contact,
    ImportBatch,
    Signature,
    SpotCheck,
    Training,
)
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


def test_the_signatories_come_in_as_an_officer_would_bring_them() -> None:
    demo.load(at=MOMENTS[0])
    batch = ImportBatch.objects.get()
    assert importing.count_of(batch) == {"new": 37, "changed": 0, "same": 0, "refused": 0}
    signed = Organisation.objects.filter(charter_signed_on__isnull=False)
    assert signed.count() == 37
    assert all(body.is_demo and body.name.startswith("Demo ") for body in Organisation.objects.all())
    assert Venue.objects.filter(kind="charter_venue", organisation__in=signed).count() == 33
    assert not Venue.objects.filter(is_demo=False).exists()


@pytest.mark.parametrize("years", [-1, 0, 5])
def test_nobody_of_the_demo_lapses_whenever_it_is_loaded(years: int) -> None:
    now = MOMENTS[0] + timedelta(days=365 * years)
    demo.load(at=now)
    assert reviewing.lapse_overdue(at=now) == 0
    assert Signature.objects.current().count() == 37


def test_a_second_night_brings_nobody_in_again() -> None:
    demo.load(at=MOMENTS[0])
    demo.load(at=MOMENTS[0] + timedelta(days=2))
    assert ImportBatch.objects.count() == 1
    assert (Signature.objects.count(), Venue.objects.count()) == (37, 48)
    assert Application.objects.count() == 2


def test_nothing_of_the_demo_is_left() -> None:
    demo.load(at=MOMENTS[0])
    models = (
        ImportBatch,
        Contact,
        Signature,
        Application,
        Training,
        SpotCheck,
        ActionItem,
        Organisation,
        Venue,
    )
    assert all(model._default_manager.exists() for model in models)
    demo.remove()
    assert [model.__name__ for model in models if model._default_manager.exists()] == []


def test_demo_places_are_never_laid_beside_real_ones() -> None:
    a_place(MOMENTS[0])
    with pytest.raises(demo.NotOnlyDemo):
        demo.load(at=MOMENTS[0])
