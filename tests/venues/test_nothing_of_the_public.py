"""The tables know nothing of anybody who looks for help: one hash, for one night, and nothing else; and of
who asked to be told tonight the browser's push address, for that night.

Every column that could hold something of a client must stand in the list below, with the reason why it
does not. A new one fails until somebody has thought about it.
"""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.contrib.gis.db import models as gis
from django.contrib.gis.db.models.fields import BaseSpatialField
from django.db import connection, models
from django.test.utils import isolate_apps

OF_A_CLIENT = "the one column of a member of the public; emptied at 06:00"
OF_WHO_ASKED = "a browser that asked to be told tonight; deleted at 06:00"
OF_A_VENUE = "where a venue stands, which anybody may know"
OF_THE_MAP = "a public map: postcodes and towns"
OF_STAFF = "people and devices that signed in to speak for a venue or for the VRA"
OF_A_SIGNATORY = "an organisation that signs the Charter, and the people whom it names for that"
OF_A_JOB = "the job queue's own numbers"

ALLOWED = {
    "venues.Contradiction.client_hash": OF_A_CLIENT,
    "alerts.Subscription.endpoint": OF_WHO_ASKED,
    "alerts.Subscription.p256dh": OF_WHO_ASKED,
    "alerts.Subscription.auth": OF_WHO_ASKED,
}
ALLOWED_PREFIXES = {
    "alerts.Subscription.device": OF_STAFF,
    "venues.Venue": OF_A_VENUE,
    "venues.Position": OF_A_VENUE,
    "venues.OpenWindow": OF_A_VENUE,
    "venues.StatusReport": OF_STAFF,
    "venues.Device": OF_STAFF,
    "venues.Pairing": OF_STAFF,
    "venues.Membership": OF_STAFF,
    "venues.Organisation": OF_A_SIGNATORY,
    "charter.": OF_A_SIGNATORY,
    "audit.": OF_STAFF,
    "geo.": OF_THE_MAP,
    "accounts.": OF_STAFF,
    "account.": OF_STAFF,
    "mfa.": OF_STAFF,
    "auth.": OF_STAFF,
    "sessions.": OF_STAFF,
    "procrastinate.": OF_A_JOB,
    "gis.PostGISSpatialRefSys.auth": OF_THE_MAP,
}
WORDS = re.compile(
    r"(^|_)(ip|addr|address|client|agent|browser|visitor|reader|fingerprint|headers?|referrer|referer|"
    r"cookie|session|token|lat|lng|lon|latitude|longitude|location|position|point|spot|where|geo|"
    r"endpoint|p256dh|auth|phone|email|device|forwarded|remote|network|hash|whom|who|search|query|q)(_|$)"
)
KINDS = (models.GenericIPAddressField, BaseSpatialField)


def name_of(field: models.Field[object, object]) -> str:
    """An event row of the trail keeps what its own row keeps."""
    label = field.model._meta.label
    return f"{re.sub(r'Event$', '', label)}.{field.name}"


def could_be_of_a_client(model: type[models.Model]) -> list[str]:
    return [
        name_of(field)
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and (isinstance(field, KINDS) or WORDS.search(field.name))
    ]


def is_allowed(name: str) -> bool:
    return name in ALLOWED or any(name.startswith(prefix) for prefix in ALLOWED_PREFIXES)


def test_every_column_that_could_be_of_a_client_has_been_thought_about() -> None:
    found = {name for model in apps.get_models() for name in could_be_of_a_client(model)}
    assert {name for name in found if not is_allowed(name)} == set()
    assert set(ALLOWED) <= found


def test_who_asked_is_known_by_no_more_than_the_browser_and_the_place() -> None:
    kept = {field.name for field in apps.get_model("alerts.Subscription")._meta.fields}
    of_the_public = {"id", "audience", "endpoint", "p256dh", "auth", "key_id", "is_resting", "venue", "night"}
    of_people_at_work = {"device", "user", "made_at", "nudged_night", "nudges"}
    assert kept == of_the_public | of_people_at_work


def test_one_column_is_of_a_member_of_the_public() -> None:
    assert [name for name, why in ALLOWED.items() if why == OF_A_CLIENT] == [
        "venues.Contradiction.client_hash"
    ]
    contradiction = {field.name for field in apps.get_model("venues.Contradiction")._meta.fields}
    assert contradiction == {"id", "venue", "what", "told_at", "night", "client_hash"}


@pytest.mark.parametrize(
    "name",
    [
        "ip",
        "client_ip",
        "remote_addr",
        "address",
        "user_agent",
        "lat",
        "searched_point",
        "visitor",
        "push_endpoint",
        "session_key",
    ],
)
@isolate_apps("tests")
def test_a_new_column_of_a_client_would_be_found(name: str) -> None:
    body = {
        "__module__": __name__,
        name: models.TextField(),
        "Meta": type("Meta", (), {"app_label": "venues"}),
    }
    made: type[models.Model] = type("Lookup", (models.Model,), body)
    assert could_be_of_a_client(made) == [f"venues.Lookup.{name}"]
    assert not is_allowed(f"venues.Lookup.{name}")


@isolate_apps("tests")
def test_an_address_or_a_point_is_found_under_any_name() -> None:
    class Innocent(models.Model):
        one = models.GenericIPAddressField()
        two = gis.PointField()

        class Meta:
            app_label = "venues"

    assert could_be_of_a_client(Innocent) == ["venues.Innocent.one", "venues.Innocent.two"]


@pytest.mark.django_db
def test_the_database_has_no_type_made_for_network_addresses() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND udt_name IN ('inet', 'cidr', 'macaddr', 'macaddr8')"
        )
        assert cursor.fetchall() == []


def test_the_hash_is_in_no_trail() -> None:
    trails = {model._meta.label for model in apps.get_models() if model._meta.label.endswith("Event")}
    assert "venues.VenueEvent" in trails
    assert not trails & {"venues.ContradictionEvent", "venues.NightKeyEvent"}
