"""The bench's register: it fills, every page of the desk is found in it, and none asks for much."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connections
from pytest_django import Settings

from backend.charter import seeding
from backend.charter.models import Application, Signature
from backend.venues.models import Venue
from bench import desk, desk_data


@pytest.fixture
def small(db: None, settings: Settings) -> desk.Desk:
    settings.ALLOWED_HOSTS = ["testserver"]
    now = datetime.now(UTC)
    places = 12 * desk_data.VENUES_EACH
    seeding.seed(
        places, random_state=1, nights=3, at=now, beside=False, using="default", say=lambda line: None
    )
    desk_data._register(12, at=now)
    made = desk.Desk(12, connections["default"])
    desk._sign_in(made.client)
    return made


def test_each_organisation_has_its_venues_and_most_have_signed(small: desk.Desk) -> None:
    assert {venue.organisation_id for venue in Venue.objects.all()} == set(
        Application.objects.values_list("organisation", flat=True)
    )
    assert Signature.objects.filter(organisation__name__startswith="Organisation").count() == 11
    assert Application.objects.filter(state="signed").exists()


def test_pages_are_found_and_each_takes_at_most_twenty_five_statements(small: desk.Desk) -> None:
    found = desk._found(small)
    assert {"tonight", "venue", "history", "organisations", "organisation", "papers", "person"} <= set(found)
    counted = {name: desk._statements(small, address) for name, address in found.items()}
    assert {name: count for name, count in counted.items() if count > desk.MOST_STATEMENTS} == {}
    assert min(counted.values()) > 0
