"""The main screen in easy words: one thing a line, with a picture. It says the same as the first screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from . import essence, words
from .content import all_translated, content, translated
from .essence import Row
from .views import current, page

FEW = 5
END_OF_SENTENCE = re.compile(r"(?<=[.?!]) +")


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    picture: str
    title: str
    says: tuple[str, ...]


@require_safe
def easy(request: HttpRequest) -> HttpResponse:
    now = datetime.now(UTC)
    published = current()
    told = essence.of(published, now=now) if published and published.places else None
    context: dict[str, Any] = {
        "title": translated(content("easy")["title"]),
        "steps": [_step(row) for row in content("easy")["steps"]],
        "heading": told.heading if told else "",
        "rows": [(row, lines_of(row)) for row in told.rows[:FEW]] if told else [],
        "checked": words.checked_words(now) if told else "",
        "q": "",
    }
    return page(request, "easy", context, with_script=True)


def lines_of(row: Row) -> list[str]:
    """Each sentence on a line of its own."""
    return END_OF_SENTENCE.split(row.says)


def _step(row: dict[str, Any]) -> Step:
    return Step(row["id"], row["picture"], translated(row["title"]), all_translated(row["says"]))
