"""Fictional venues. Hanley's centre unless told otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.contrib.gis.geos import Point
from factory.declarations import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from backend.charter import laying
from backend.venues import publishing
from backend.venues.models import Organisation, Venue

HANLEY = (53.0246, -2.1729)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = Sequence(lambda n: f"Demo organisation {n}")
    charter_signed_on = date(2025, 6, 1)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        """Signed, unless told that it is not: with a signature, as the database wants it."""
        signed_on = kwargs.pop("charter_signed_on")
        made = super()._create(model_class, *args, **kwargs)
        if signed_on:
            laying.sign_on_paper(made, signed_on, at=LONG_AGO)
        return made


class VenueFactory(DjangoModelFactory[Venue]):
    class Meta:
        model = Venue

    class Params:
        at = HANLEY

    slug = Sequence(lambda n: f"demo-venue-{n}")
    name = Sequence(lambda n: f"Demo venue {n}")
    kind = "safe_space"
    organisation = SubFactory(OrganisationFactory)
    point = LazyAttribute(lambda venue: Point(venue.at[1], venue.at[0], srid=4326))
    address = "1 Example Street"
    town = "Hanley"
    opening_hours = "Fr,Sa 22:00-04:00"


def a_place(moment: datetime, **facts: Any) -> Venue:
    """A published venue with its windows as of `moment`."""
    venue: Venue = VenueFactory.create(**facts)
    publishing.publish(venue, at=moment)
    venue.refresh_from_db()
    return venue
