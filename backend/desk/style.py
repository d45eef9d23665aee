"""The desk's one style, inlined in every page and let through by its hash: no request, no script."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("desk.css")


@dataclass(frozen=True, slots=True)
class Style:
    text: str
    digest: str


def current() -> Style:
    return _read(FILE.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read(_changed_at: int) -> Style:
    text = FILE.read_text(encoding="utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Style(text, f"sha256-{digest}")
