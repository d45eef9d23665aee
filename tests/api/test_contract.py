"""The published schema against what the server really answers, with generated input."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from backend.api.throttles import Reads
from backend.venues import snapshot
from backend.wsgi import application
from tests.factories import a_place


@pytest.fixture
def contract(db: None) -> Iterator[Any]:
    now = datetime.now(UTC)
    a_place(now, slug="demo-always", opening_hours="24/7")
    snapshot.publish(at=now)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the test's own transaction is on it
    yield schemathesis.openapi.from_wsgi("/api/v1/schema", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


# Schema-valid input may be refused: `at` must lie in the next 34 days, which OpenAPI cannot say.
def test_every_answer_is_one_that_the_schema_names(contract: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reads, "THROTTLE_RATES", {"reads": "1000000/min"})
    tried = []
    for found in contract.get_all_operations():
        operation = found.ok()

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def answers_as_it_says(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(
                headers={"Accept-Encoding": "identity"}, excluded_checks=[positive_data_acceptance]
            )

        answers_as_it_says()
        tried.append(operation.label)
    assert len(tried) >= 5, tried
