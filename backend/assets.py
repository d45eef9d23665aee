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

# Pages that have a script for themselves, and its source.
OF_PAGES = {"desk": "src/desk/main.ts", "help": "src/helping/main.ts", "leave": "src/leaving/main.ts"}


class NotBuilt(Exception):
    """The phone app has not been built: run `make run`, or `npm run build` in pwa/."""


@dataclass(frozen=True, slots=True)
class Script:
    """Where a script is, and its base64 digest as SRI wants it."""

    url: str
    integrity: str


@dataclass(frozen=True, slots=True)
class Scripts:
    """`imports` are the scripts that the first one waits for."""

    script: Script
    imports: tuple[Script, ...]


@dataclass(frozen=True, slots=True)
class Entry(Scripts):
    """One app. The CSP wants `style_hash`."""

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


def of_page(name: str) -> Scripts | None:
    """The script that a page has for itself; None where it is not built: such a page is whole without it."""
    dist = Path(settings.PWA_DIST_DIR)
    try:
        return _read_of_page(dist, name, _built_at(dist, f"{name}.json"))
    except OSError:
        return None


def _built_at(dist: Path, manifest: str) -> int:
    return (dist / ".vite" / manifest).stat().st_mtime_ns


@lru_cache(maxsize=1)
def _read(dist: Path, _built_at: int) -> Assets:
    worker = (dist / "worker.js").read_text(encoding="utf-8")
    return Assets(**_entry(dist, "manifest.json", "src/main.ts", "src/styles/app.css"), worker=worker)


@lru_cache(maxsize=1)
def _read_of_venues(dist: Path, _built_at: int) -> Entry:
    return Entry(**_entry(dist, "venue.json", "src/venue/main.tsx", "src/styles/venue.css"))


@lru_cache(maxsize=len(OF_PAGES))
def _read_of_page(dist: Path, name: str, _built_at: int) -> Scripts:
    return Scripts(**_scripts(dist, _manifest(dist, f"{name}.json"), OF_PAGES[name]))


@lru_cache(maxsize=1)
def _read_of_charter(dist: Path, _built_at: int) -> Entry:
    return Entry(**_entry(dist, "charter.json", "src/charter/main.ts", "src/styles/charter.css"))


def _entry(dist: Path, manifest: str, script_source: str, style_source: str) -> dict[str, Any]:
    files = _manifest(dist, manifest)
    style = (dist / files[style_source]["file"]).read_text(encoding="utf-8").strip()
    styled = {"style": style, "style_hash": _digest("sha256", style.encode())}
    return _scripts(dist, files, script_source) | styled


def _manifest(dist: Path, name: str) -> Any:
    return json.loads((dist / ".vite" / name).read_text(encoding="utf-8"))


def _scripts(dist: Path, files: Any, source: str) -> dict[str, Any]:
    entry = files[source]
    imports = tuple(_script(dist, files[name]["file"]) for name in entry.get("imports", []))
    return {"script": _script(dist, entry["file"]), "imports": imports}


def _script(dist: Path, file: str) -> Script:
    return Script(f"{settings.STATIC_URL}{file}", _digest("sha384", (dist / file).read_bytes()))


def _digest(algorithm: str, content: bytes) -> str:
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"
