from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from backend.venues import snapshot

Place = dict[str, Any]
Publish = Callable[..., None]

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
OPEN = [["2026-11-21T20:00:00Z", "2026-11-22T03:00:00Z"], ["2026-11-28T20:00:00Z", "2026-11-29T03:00:00Z"]]
OPENS_TOMORROW = [["2026-11-22T20:00:00Z", "2026-11-23T03:00:00Z"]]
FULL = {
    "status": "full",
    "staffed": True,
    "reported_at": "2026-11-22T01:00:00Z",
    "until": None,
    "valid_until": "2026-11-22T06:00:00Z",
}


def place(**change: Any) -> Place:
    """A place in Hanley that is open until 3am; say what the test is about."""
    return {
        "slug": "lantern-room",
        "name": "Lantern Room",
        "kind": "safe_space",
        "charter_signed_on": None,
        "point": {"lat": 53.025, "lng": -2.173},
        "address": "1 Example Street",
        "postcode": None,
        "town": "Hanley",
        "phone": "01782 496 0000",
        "eligibility": "everyone",
        "services": ["water", "first_aid"],
        "access": {"step_free": True},
        "what_to_expect": "Ring the bell.",
        "is_mobile": False,
        "opening_hours": "Sa 20:00-03:00",
        "hours_text": "Saturday night 8pm to 3am",
        "windows": OPEN,
        "report": None,
        "call_first_until": None,
        "minimum_age": None,
        "last_entry": None,
        "last_checked_on": None,
        "hours_confirmed_on": None,
        "hours_may_differ_on": [],
        "is_demo": False,
    } | change


def north(metres: float) -> Mapping[str, float]:
    return {"lat": 53.025 + metres / 111_195, "lng": -2.173}


@pytest.fixture(autouse=True)
def _at_0130() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _built(settings: Settings, tmp_path: Path) -> None:
    """What a build leaves behind, with the real styles."""
    dist = tmp_path / "dist"
    (dist / ".vite").mkdir(parents=True)
    manifest = {"src/main.ts": {"file": "main.js"}, "src/styles/app.css": {"file": "app.css"}}
    (dist / ".vite" / "manifest.json").write_text(json.dumps(manifest))
    charter = {"src/charter/main.ts": {"file": "charter.js"}, "src/styles/charter.css": {"file": "app.css"}}
    (dist / ".vite" / "charter.json").write_text(json.dumps(charter))
    (dist / "main.js").write_text("start()")
    (dist / "charter.js").write_text("keep()")
    (dist / "app.css").write_text((settings.PWA_DIR / "src" / "styles" / "app.css").read_text())
    (dist / "worker.js").write_text("self.addEventListener('install', () => {})")
    settings.PWA_DIST_DIR = dist


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch) -> Publish:
    """Put places where the pages read them. No database: the pages must do without."""

    def put(*places: Place) -> None:
        content = {"epoch": 1, "seq": 7, "generated_at": "2026-11-22T01:29:00Z", "places": list(places)}
        body = json.dumps(content).encode()
        made = snapshot.Snapshot("1-7-0", snapshot.Encoded.of(body))
        monkeypatch.setattr(snapshot, "current", lambda: made)

    return put
