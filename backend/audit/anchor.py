"""The last head that a check saw, in a file beside the database: who can rewrite tables need not reach it."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from .chain import Head


def path() -> Path:
    return Path(settings.STATE_DIR) / "audit-anchor.json"


def read() -> Head | None:
    try:
        kept = json.loads(path().read_text(encoding="utf-8"))
        return Head(int(kept["number"]), str(kept["chain"]))
    except FileNotFoundError:
        return None


def written_at() -> datetime | None:
    """When a check last found the chain whole."""
    try:
        return datetime.fromtimestamp(path().stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def write(head: Head) -> None:
    """Whole or not at all."""
    path().parent.mkdir(parents=True, exist_ok=True)
    unfinished = path().with_suffix(".new")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump({"number": head.number, "chain": head.chain}, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path())
