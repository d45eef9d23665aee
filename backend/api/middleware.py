"""What holds for every request, before and after any view."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import errors

Handler = Callable[[HttpRequest], HttpResponse]


class SizeLimit:
    """Refuse a large body by its declared length, before a byte of it is read."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > _most(request.path_info):
            return _too_large(request.path_info)
        return self.get_response(request)


def _too_large(path: str) -> HttpResponse:
    """In words where a person reads it: they go back, and what they typed is there."""
    if path.startswith(("/api/", "/_allauth/")):
        return errors.response(413)
    words = f"This is too large: send at most {_most(path) // 1024} KB. Go back, and send less at once."
    return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")


def _most(path: str) -> int:
    """Bytes: sixteen KB but for a long form and for a file that an officer brings."""
    return next(most for beginning, most in settings.BODY_LIMITS if path.startswith(beginning))


class PublicHeaders:
    """Headers that neither Django nor django-csp sets: nobody embeds our bytes, no sensor is asked for."""

    POLICY = "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_open_data = response.has_header("Access-Control-Allow-Origin")
        response.headers.setdefault(
            "Cross-Origin-Resource-Policy", "cross-origin" if is_open_data else "same-origin"
        )
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        return response
