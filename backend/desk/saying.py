"""What was done is said once, on the page that comes after it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

KEPT_IN = "desk_said"
Said = list[tuple[str, bool]]


def say(request: HttpRequest, words: str, *, is_done: bool = True) -> None:
    """`is_done` is false for what was not done, such as the second half of a double click."""
    request.session[KEPT_IN] = [*request.session.get(KEPT_IN, []), (words, is_done)]


def said(request: HttpRequest) -> Said:
    return list(request.session.pop(KEPT_IN, []))


def lead_to_it(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A redirect without a `#` of its own keeps that of the form, and hides what was said above it."""
    where = response.get("Location", "")
    if where and "#" not in where and request.method == "POST" and KEPT_IN in request.session:
        response["Location"] = f"{where}#main"
    return response
