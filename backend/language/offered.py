"""The languages of the public's screens. A draft that no speaker has checked is offered with DEMO=1 alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ENGLISH: Final = "en-gb"


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is its part of an address; `name` is what its speakers call it."""

    code: str
    name: str
    english: str
    is_right_to_left: bool
    checked_by: str | None
    checked_on: str | None

    @property
    def is_draft(self) -> bool:
        return self.checked_by is None or self.checked_on is None


def read(file: Path) -> tuple[Language, ...]:
    """All that there are translations for; needs no Django, because the settings ask."""
    rows = json.loads(file.read_text(encoding="utf-8"))["languages"]
    return tuple(Language(**row) for row in rows)


def offered(languages: tuple[Language, ...], *, drafts: bool) -> tuple[Language, ...]:
    return tuple(language for language in languages if drafts or not language.is_draft)
