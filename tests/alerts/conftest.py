from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from backend.alerts import vapid
from backend.alerts.webpush import Message

from .push_service import Browser, PushService, running

Messages = Callable[..., Message]


@pytest.fixture(autouse=True)
def _own_keys(settings: Settings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path / "state"
    settings.VAPID_CONTACT = "mailto:alice@example.org"


@pytest.fixture
def service(settings: Settings) -> Iterator[PushService]:
    with running(PushService()) as here:
        settings.PUSH_TEST_ORIGINS = [here.origin]
        yield here


@pytest.fixture
def trap(settings: Settings) -> Iterator[PushService]:
    """Somebody else's port on this machine: nobody may ever connect to it."""
    with running(PushService()) as here:
        yield here
    assert here.connections == 0


@pytest.fixture(scope="session")
def alice() -> Browser:
    return Browser()


@pytest.fixture
def message(alice: Browser) -> Messages:
    def a_message(endpoint: str, **facts: Any) -> Message:
        usual: dict[str, Any] = {
            "p256dh": alice.p256dh,
            "auth": alice.auth,
            "key_id": vapid.current().id,
            "body": b'{"v":1}',
            "until": datetime.now(UTC) + timedelta(hours=1),
        }
        return Message(endpoint=endpoint, **usual | facts)

    return a_message
