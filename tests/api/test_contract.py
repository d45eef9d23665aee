"""The published schema against what the server really answers, with generated input."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from backend.charter import versions
from backend.venues import snapshot
from backend.venues.models import Venue
from backend.wsgi import application
from tests import people
from tests.factories import a_place


@pytest.fixture
def contract(db: None) -> Iterator[Any]:
    now = datetime.now(UTC)
    versions.lay_first()
    a_place(now, slug="demo-always", opening_hours="24/7")
    snapshot.publish(at=now)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the test's own transaction is on it
    yield schemathesis.openapi.from_wsgi("/api/v1/schema", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


# Schema-valid input may be refused: `at` must lie in the next 34 days, which OpenAPI cannot say.
MAY_REFUSE = [positive_data_acceptance]
# A signed-in person is known by a cookie, which the check takes away again to see that it is asked for.
SIGNED_IN = [*MAY_REFUSE, ignored_auth]
TOKEN = "a" * 32


def _answers(
    contract: Any, *, cookies: dict[str, str], excluded: list[Any], examples: int, slug: str = ""
) -> int:
    tried = 0
    for found in contract.get_all_operations():
        operation = found.ok()

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def answers_as_it_says(case: schemathesis.Case[Any]) -> None:
            if slug and "slug" in (case.path_parameters or {}):
                case.path_parameters["slug"] = slug
            cache.clear()
            case.call_and_validate(
                headers={"Accept-Encoding": "identity", "X-CSRFToken": TOKEN},
                cookies=cookies,
                excluded_checks=excluded,
            )

        answers_as_it_says()
        tried += 1
    return tried


def test_every_answer_is_one_that_the_schema_names(contract: Any) -> None:
    assert _answers(contract, cookies={}, excluded=MAY_REFUSE, examples=40) >= 25


@pytest.mark.parametrize("role", ["manager", "device"])
def test_so_is_every_answer_to_those_who_are_known(contract: Any, role: str) -> None:
    venue = Venue.objects.get(slug="demo-always")
    alice = people.a_member("alice@example.org", venue, "manager")
    client = (
        people.signed_in(alice) if role == "manager" else people.as_device(people.a_device(venue, by=alice))
    )
    cookies = {name: morsel.value for name, morsel in client.cookies.items()} | {"csrftoken": TOKEN}
    assert _answers(contract, cookies=cookies, excluded=SIGNED_IN, examples=25, slug=venue.slug) >= 25
    assert venue.tallies.exists() or venue.reports.exists(), "nothing got as far as the tables"
