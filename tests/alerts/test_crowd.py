"""Three hundred phones of one place, with the bench's mix of push services at a bad moment: none is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pytest
from pytest_django import Settings

from backend.alerts import answers, delivering, telling
from backend.alerts.transport import Transport
from backend.venues import reporting
from bench import crowd
from bench.crowd import DELETED, GONE, MIX
from tests.factories import a_place
from tests.pushing import service
from tests.pushing.service import PushService

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def push(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """Nobody waits long here: for a push service that hangs, or before the second try."""
    monkeypatch.setattr(delivering, "Transport", partial(Transport, deadline_s=3))
    monkeypatch.setattr(answers, "FIRST_WAIT_S", 1.0)
    with service.running() as running:
        settings.PUSH_TEST_ORIGINS = [running.origin]
        yield running


def test_nobody_is_lost_and_nobody_forgotten_but_who_is_gone(push: PushService) -> None:
    now = datetime.now(UTC)
    venue = a_place(now, opening_hours="24/7")
    asked = crowd.asks(push, venue, 300, MIX, at=now)
    reporting.report(venue, "full", at=now)
    telling.announce(venue.pk, at=datetime.now(UTC))
    until = time.monotonic() + 40
    while not asked.is_over and time.monotonic() < until:
        delivering.deliver_all()
        time.sleep(0.1)
    assert asked.is_over
    assert asked.counted("full") == {
        "lost": 0,
        "wrongly deleted": 0,
        "tried again before it was time": 0,
        GONE: 6,
        DELETED: 6,
    }
    assert (push.refusals, push.strays) == ([], [])
