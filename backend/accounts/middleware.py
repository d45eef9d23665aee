"""What holds for every answer about signing in, also those that no view of ours gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

Handler = Callable[[HttpRequest], HttpResponse]
PREFIX = "/_allauth/"


SESSION_KEY = re.compile(r"[a-z0-9]{32}")


class KnownCookies:
    """A session cookie that we never set is not looked at: some of it cannot even be asked of a database."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key is not None and not SESSION_KEY.fullmatch(key):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return self.get_response(request)


class SigningIn:
    """Nobody keeps a copy, the page that asked may be named to us (CSRF checks it), and errors are JSON."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(PREFIX):
            return response
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            response = _in_json(response)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"
        del response["Expires"]
        return response


def _in_json(response: HttpResponse) -> HttpResponse:
    """Django's own refusals in allauth's shape: bad JSON, no CSRF token, wrong method, no such address."""
    if (
        response.headers.get("Content-Type", "").startswith("application/json")
        and response.content[:9] == b'{"status"'
    ):
        return response
    status = HTTPStatus(response.status_code)
    error = {"code": status.name.lower(), "message": status.description or status.phrase}
    made = JsonResponse({"status": int(status), "errors": [error]}, status=int(status))
    made.cookies = response.cookies
    if allow := response.headers.get("Allow"):
        made["Allow"] = allow
    return made
