from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from backend.language import compiled


@pytest.fixture(autouse=True)
def _own_state(settings: Settings, tmp_path: Path) -> None:
    """Each test publishes into a folder of its own, and counts requests from nought."""
    settings.SNAPSHOT_DIR = tmp_path / "snapshot"
    settings.BASEMAP_DIR = tmp_path / "basemap"
    cache.clear()


@pytest.fixture
def sunday_0130() -> datetime:
    """Half past one on a Sunday morning in November: Saturday's night, Europe/London is on GMT."""
    return datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


@pytest.fixture
def all_languages(settings: Settings) -> None:
    """As with DEMO=1: drafts too."""
    settings.OFFERED_LANGUAGES = compiled.languages()
    settings.LANGUAGES = [("en-gb", "English"), *((each.code, each.name) for each in compiled.languages())]
