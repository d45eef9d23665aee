"""Who may use the desk.

From here a venue is taken from the public with one form, and the names of those who stand guard at night are
read. So it is for officers of the VRA alone; signed in with a second factor in this very session, because
an e-mail account is too easily lost to somebody else; and only while they are not suspended. Whoever is not
an officer is not told that there is a desk. What lets somebody in again (publishing after a suspension,
another officer's lost second factor) is for senior officers: whoever takes away can err in one direction
only, whoever gives back can err in the other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from backend.accounts.models import User
from backend.accounts.second_factor import has_second_factor, signed_in_with_second_factor

from .rendering import DeskRequest, keep_no_copy, message, page

Answer = Callable[..., HttpResponse]
SIGN_IN = "/venue"
HOME = "/desk/"
WHY = "The desk shows names and can take a venue from the public: a code by e-mail alone is too little."
NONE_YET = f"{WHY} Add a passkey or an authenticator app first; then this page opens."
NOT_SHOWN = (
    f"{WHY} You have a second factor, but have not used it since you signed in: sign in again with it."
)


def for_officers(*methods: str, second_factor: bool = True) -> Callable[[Answer], Answer]:
    return _desk(methods, is_senior=False, second_factor=second_factor)


def for_senior_officers(*methods: str) -> Callable[[Answer], Answer]:
    return _desk(methods, is_senior=True, second_factor=True)


def _desk(methods: tuple[str, ...], *, is_senior: bool, second_factor: bool) -> Callable[[Answer], Answer]:
    allowed = [*methods, "HEAD"] if "GET" in methods else [*methods]

    def decorate(view: Answer) -> Answer:
        @wraps(view)
        def guarded(request: DeskRequest, **parts: object) -> HttpResponse:
            response = _stranger(request, second_factor=second_factor)
            response = response or _refusal(request, allowed, is_senior=is_senior)
            if response is None:
                response = _answer(view, request, parts)
            return keep_no_copy(response)

        return guarded

    return decorate


def _stranger(request: DeskRequest, *, second_factor: bool) -> HttpResponse | None:
    """The answer to somebody who is no officer, or who has yet to show it; None lets them in."""
    person = request.user
    if not isinstance(person, User):
        return _to_sign_in(request)
    if not person.is_officer:
        raise Http404
    if second_factor and not signed_in_with_second_factor(request):
        told = {
            "words": NOT_SHOWN if has_second_factor(person) else NONE_YET,
            "set_up": f"{SIGN_IN}?next={HOME}",
        }
        return page(request, "second_factor", told | {"has_one": has_second_factor(person)}, status=403)
    request.officer, request.now = person, datetime.now(UTC)
    return None


def _refusal(request: DeskRequest, allowed: list[str], *, is_senior: bool) -> HttpResponse | None:
    if is_senior and not request.officer.is_senior_officer:
        words = "This is for senior officers. Ask one of them."
        return message(request, "A senior officer does this", words, status=403)
    if request.method not in allowed:
        words = "This address only takes a form that was sent from one of the desk’s pages."
        response = message(request, "There is nothing to read here", words, status=405)
        response["Allow"] = ", ".join(allowed)
        return response
    return None


def _answer(view: Answer, request: DeskRequest, parts: dict[str, object]) -> HttpResponse:
    try:
        return view(request, **parts)
    except Http404:
        words = "It may have been taken away since you saw it. Go to what waits and look there."
        return message(request, "There is nothing here", words, status=404)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Back to the page they wanted; a form that came too late is not sent again for them."""
    wanted = request.get_full_path() if request.method in {"GET", "HEAD"} else HOME
    return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': wanted}, safe='/')}")
