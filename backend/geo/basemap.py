"""The map under the places: one PMTiles archive of the area, checked, and kept under the state folder.

Phones download it whole, from the first byte to the last, so that what they ask for says nothing of where
they look. It is named by the digest of its content: an address never changes what it gives.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from backend.geo import archives
from backend.geo.errors import BasemapError

DIGITS: Final = 32
_CURRENT: Final = "current.json"


@dataclass(frozen=True, slots=True)
class Basemap:
    """What phones must know of the archive before they ask for it, as `archives.Facts` has it."""

    digest: str
    size: int
    steps: tuple[tuple[int, int], ...]
    is_demo: bool

    @property
    def path(self) -> Path:
        return _folder() / f"{self.digest}.pmtiles"


def current() -> Basemap | None:
    """None where no archive was brought: the phone then draws rings and directions."""
    file = _folder() / _CURRENT
    try:
        return _read(file, file.stat().st_mtime_ns)
    except OSError:
        return None


def kept(digest: str) -> Path | None:
    """The archive of that name: the present one, or the one before, which a phone may be reading."""
    path = _folder() / f"{digest}.pmtiles"
    return path if path.is_file() else None


def put(file: Path) -> Basemap:
    """Check an archive and make it the present one; the one before stays for those who are reading it.

    Raises `BasemapError`, and then nothing was changed.
    """
    told = archives.check(file)
    content = file.read_bytes()
    made = Basemap(
        hashlib.sha256(content).hexdigest()[:DIGITS],
        len(content),
        told.steps,
        told.is_demo,
    )
    before = current()
    _folder().mkdir(parents=True, exist_ok=True)
    _write(made.path, content)
    _write(_folder() / _CURRENT, json.dumps(asdict(made)).encode())
    kept_on = {made.path, *([before.path] if before else [])}
    for old in set(_folder().glob("*.pmtiles")) - kept_on:
        old.unlink()
    return made


def remove() -> bool:
    """False where there was none."""
    had = current() is not None
    shutil.rmtree(_folder(), ignore_errors=True)
    return had


def _folder() -> Path:
    return Path(settings.BASEMAP_DIR)


@lru_cache(maxsize=2)
def _read(file: Path, _written_at: int) -> Basemap:
    told = json.loads(file.read_text(encoding="utf-8"))
    return Basemap(**told | {"steps": tuple((zoom, end) for zoom, end in told["steps"])})


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, also when the power fails."""
    aside = path.with_suffix(".new")
    try:
        with aside.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise BasemapError(f"The archive could not be written: {error.strerror}.") from error
