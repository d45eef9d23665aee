"""What the build of the phone app left in `pwa/dist`: its script, its styles and its worker."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings


class NotBuilt(Exception):
    """The phone app has not been built: run `make run`, or `npm run build` in pwa/."""


@dataclass(frozen=True, slots=True)
class Script:
    """Where a script is, and its base64 digest as SRI wants it."""

    url: str
    integrity: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One app. `imports` are the scripts that the first one waits for; the CSP wants `style_hash`."""

    script: Script
    imports: tuple[Script, ...]
    style: str
    style_hash: str


@dataclass(frozen=True, slots=True)
class Assets(Entry):
    """The public's app, and the worker that keeps it."""

    worker: str


def current() -> Assets:
    """The assets of the last build; read again when it was built anew. Raises NotBuilt."""
    dist = Path(settings.PWA_DIST_DIR)
    try:
        return _read(dist, _built_at(dist, "manifest.json"))
    except OSError as error:
        raise NotBuilt from error


def of_venues() -> Entry:
    """The signed-in app of venues, which is a build of its own. Raises NotBuilt."""
    dist = Path(settings.PWA_DIST_DIR)
    try:
        return _read_of_venues(dist, _built_at(dist, "venue.json"))
    except OSError as error:
        raise NotBuilt from error


def of_charter() -> Entry:
    """What keeps an application on the device while it is typed. Raises NotBuilt."""
    dist = Path(settings.PWA_DIST_DIR)
    try:
        return _read_of_charter(dist, _built_at(dist, "charter.json"))
    except OSError as error:
        raise NotBuilt from error


def _built_at(dist: Path, manifest: str) -> int:
    return (dist / ".vite" / manifest).stat().st_mtime_ns


@lru_cache(maxsize=1)
def _read(dist: Path, _built_at: int) -> Assets:
    worker = (dist / "worker.js").read_text(encoding="utf-8")
    return Assets(**_entry(dist, "manifest.json", "src/main.ts", "src/styles/app.css"), worker=worker)


@lru_cache(maxsize=1)
def _read_of_venues(dist: Path, _built_at: int) -> Entry:
    return Entry(**_entry(dist, "venue.json", "src/venue/main.tsx", "src/styles/venue.css"))


@lru_cache(maxsize=1)
def _read_of_charter(dist: Path, _built_at: int) -> Entry:
    return Entry(**_entry(dist, "charter.json", "src/charter/main.ts", "src/styles/charter.css"))


def _entry(dist: Path, manifest: str, script_source: str, style_source: str) -> dict[str, Any]:
    files = json.loads((dist / ".vite" / manifest).read_text(encoding="utf-8"))
    entry = files[script_source]
    style = (dist / files[style_source]["file"]).read_text(encoding="utf-8").strip()
    return {
        "script": _script(dist, entry["file"]),
        "imports": tuple(_script(dist, files[name]["file"]) for name in entry.get("imports", [])),
        "style": style,
        "style_hash": _digest("sha256", style.encode()),
    }


def _script(dist: Path, file: str) -> Script:
    return Script(f"{settings.STATIC_URL}{file}", _digest("sha384", (dist / file).read_bytes()))


def _digest(algorithm: str, content: bytes) -> str:
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"
