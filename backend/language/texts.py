"""Every text that the public's screens can say, found where it is said.

It stands as a literal in a call of `say`, `say_many` or `noop` (Python), in `{% say %}` or `{% translate %}`
(templates), in `t` or `many` (the phone app), or in the data that the public reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

from backend.venues.choices import Access, Kind, Service, Wrong

PYTHON: Final[dict[str, Any]] = {
    "say": None,
    "noop": None,
    "_": None,
    "gettext": None,
    "say_many": (2, 3),
}
PHONE: Final[dict[str, Any]] = {"t": None, "many": (2, 3)}
IN_TEMPLATE: Final = re.compile(r'{%\s*say "([^"]*)"')
FOLDERS: Final = ("backend/language", "backend/pages", "backend/geo")
# Screens of people at work, which are in English.
AT_WORK: Final = ("pwa/src/venue/", "pwa/src/desk/", "pwa/src/charter/")
# Keys of these files whose values are not read by people, or are names.
NOT_SAID: Final = {
    "id", "section", "sources", "number", "display", "url", "how", "checked_on", "hours", "about", "picture",
}  # fmt: skip

Text = str | tuple[str, ...]


@dataclass(slots=True)
class Source:
    """The files that say a text."""

    places: list[str] = field(default_factory=list)


def texts() -> dict[Text, Source]:
    """{the English text, or its forms for one and for many: where it is said}."""
    found: dict[Text, Source] = {}
    for text, place in (*_of_python(), *_of_templates(), *_of_phone(), *_of_data()):
        source = found.setdefault(text, Source())
        if place not in source.places:
            source.places.append(place)
    return found


def _of_python() -> Iterator[tuple[Text, str]]:
    for folder in FOLDERS:
        for file in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            yield from _extracted("python", file.read_bytes(), PYTHON, file)


def _of_templates() -> Iterator[tuple[Text, str]]:
    for file in sorted((settings.BASE_DIR / "backend/pages/templates").rglob("*.html")):
        source = file.read_text(encoding="utf-8")
        yield from ((text, _place(file)) for text in IN_TEMPLATE.findall(source))
        yield from _extracted("python", templatize(source).encode(), PYTHON, file)


def _of_phone() -> Iterator[tuple[Text, str]]:
    for file in sorted((settings.PWA_DIR / "src").rglob("*.ts")):
        if not _place(file).startswith(AT_WORK):
            yield from _extracted("javascript", file.read_bytes(), PHONE, file)


def _of_data() -> Iterator[tuple[Text, str]]:
    """Tables that server and phone carry both."""
    for choices in (Kind, Service, Access, Wrong):
        yield from ((str(label), "pwa/ and backend/venues/choices.py") for label in choices.labels)
    for name in ("helplines", "what_to_say", "easy"):
        file = json.loads((settings.FIXTURES_DIR / f"{name}.json").read_text(encoding="utf-8"))
        yield from ((text, f"pwa/ and fixtures/{name}.json") for text in _strings(file))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in NOT_SAID:
                yield from _strings(each)


def _extracted(
    method: str, source: bytes, keywords: dict[str, Any], file: Path
) -> Iterator[tuple[Text, str]]:
    found: Iterable[tuple[int, Any, list[str], str | None]] = extract(
        method, BytesIO(source), keywords, options={"parse_template_string": True}
    )
    for _, text, _, _ in found:
        if text:
            yield tuple(text) if isinstance(text, (list, tuple)) else text, _place(file)


def _place(file: Path) -> str:
    return file.relative_to(settings.BASE_DIR).as_posix()
