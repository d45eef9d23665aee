"""Which language a page is in: its address says so, and nothing else. No cookie, and no browser is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from backend.language.offered import Language
from backend.language.say import language

# What the worker keeps stands in for another page.
STANDS_FOR = {"": "/", "/shell": "/", "/help/kept": "/help"}


class InItsLanguage:
    """`/pl/help` is in Polish. Django's own middleware would make answers vary with a browser's settings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(code):
            return self.get_response(request)


@dataclass(frozen=True, slots=True)
class Choice:
    """One language of a page's menu; `path` is the same page in it."""

    code: str
    name: str
    path: str
    is_current: bool


def current() -> Language | None:
    """None is English."""
    return next((each for each in settings.OFFERED_LANGUAGES if each.code == language()), None)


def beginning() -> str:
    """What stands before the path of a page in this language: nothing, or `/pl`."""
    here = current()
    return f"/{here.code}" if here else ""


def told(request: HttpRequest) -> dict[str, Any]:
    """What every page's skeleton says of its language."""
    here = current()
    return {
        "language": here,
        "in_language": beginning(),
        "languages": choices(request) if _is_translated(request) else [],
    }


def _is_translated(request: HttpRequest) -> bool:
    """Whether there is the same page in other languages: organisations read English."""
    return bool(request.resolver_match and "public" in request.resolver_match.namespaces)


def choices(request: HttpRequest) -> list[Choice]:
    """Nothing where English is all there is."""
    if not settings.OFFERED_LANGUAGES:
        return []
    here = current()
    plain = request.path.removeprefix(beginning())
    plain = STANDS_FOR.get(plain, plain)
    others = [
        Choice(each.code, each.name, f"/{each.code}{plain}", each is here)
        for each in settings.OFFERED_LANGUAGES
    ]
    return [Choice("en-GB", "English", plain, here is None), *others]
