"""What `fixtures/` holds of the public's texts; the phone app carries the same files."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings

from backend.language.say import say


@cache
def content(name: str) -> dict[str, Any]:
    """All of `fixtures/{name}.json`."""
    text = (settings.FIXTURES_DIR / f"{name}.json").read_text(encoding="utf-8")
    held: dict[str, Any] = json.loads(text)
    return held


def translated(text: str) -> str:
    """A text of such a file, in the reader's language: translators get it from there."""
    return say(text)


def all_translated(texts: list[str]) -> tuple[str, ...]:
    return tuple(translated(text) for text in texts)
