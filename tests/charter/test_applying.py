"""How often an address is written to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.charter import applying
from tests.applications import a_submitted_one

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("again", ["ann@example.org", "ann+1@example.org", "ann+two.three@example.org"])
def test_one_mailbox_gets_one_letter_an_hour_however_it_is_written(again: str) -> None:
    a_submitted_one(NOW, signatory_email="ann@example.org")
    with pytest.raises(applying.TooMany):
        a_submitted_one(NOW + timedelta(minutes=59), signatory_email=again)
    a_submitted_one(NOW + timedelta(minutes=61), signatory_email=again)


@pytest.mark.parametrize("other", ["anne@example.org", "ann@example.com", "a.n@example.org"])
def test_another_mailbox_does_not_wait(other: str) -> None:
    a_submitted_one(NOW, signatory_email="ann@example.org")
    a_submitted_one(NOW, signatory_email=other)
