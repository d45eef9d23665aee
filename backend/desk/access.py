"""Who may use the desk.

From here a venue is taken from the public with one form, and the names of those who stand guard at night are
read. So it is for officers of the VRA alone; signed in with a second factor in this very session, because
an e-mail account is too easily lost to somebody else; and only while they are not suspended. Whoever is not
an officer is not told that there is a desk. What lets somebody in again (publishing after a suspension,
another officer's lost second factor) is for senior officers: whoever takes away can err in one direction
only, whoever gives back can err in the other. Partners, of a council or the police, read what is marked for
readers and nothing else: the figures and who signed, nobody's name. What hurts most when a desk was left
open (withdrawing, exporting, resetting a second factor) asks for proof from the last 15 minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from backend.accounts.models import User
from backend.accounts.second_factor import has_second_factor, signed_in_lately, signed_in_with_second_factor

from . import again
from .menu import first_page_of
from .rendering import DeskRequest, keep_no_copy, message, page
from .saying import lead_to_it

Answer = Callable[..., HttpResponse]
SIGN_IN = "/venue"
HOME = "/desk/"
WHY = "The desk shows names and can take a venue from the public: a code by e-mail alone is too little."
NONE_YET = f"{WHY} Add a passkey or an authenticator app first; then this page opens."
NOT_SHOWN = (
    f"{WHY} You have a second factor, but have not used it since you signed in: sign in again with it."
)


@dataclass(frozen=True, slots=True)
class Door:
    """Who comes in here, how, and how fresh their proof of who they are must be."""

    methods: tuple[str, ...]
    for_seniors_alone: bool = False
    for_partners: bool = False
    second_factor: bool = True
    lately: bool = False

    @property
    def allowed(self) -> list[str]:
        return [*self.methods, "HEAD"] if "GET" in self.methods else [*self.methods]


def for_readers(
    *methods: str, second_factor: bool = True, lately: bool = False
) -> Callable[[Answer], Answer]:
    """Officers, and partners: the view shows a partner nothing that is personal."""
    return _desk(Door(methods, for_partners=True, second_factor=second_factor, lately=lately))


def for_officers(
    *methods: str, second_factor: bool = True, lately: bool = False
) -> Callable[[Answer], Answer]:
    """`lately`: within the last 15 minutes they showed who they are, or do so now and come back."""
    return _desk(Door(methods, second_factor=second_factor, lately=lately))


def for_senior_officers(*methods: str, lately: bool = False) -> Callable[[Answer], Answer]:
    return _desk(Door(methods, for_seniors_alone=True, lately=lately))


def _desk(door: Door) -> Callable[[Answer], Answer]:
    def decorate(view: Answer) -> Answer:
        @wraps(view)
        def guarded(request: DeskRequest, **parts: object) -> HttpResponse:
            response = _stranger(request, door) or _refusal(request, door)
            if response is None:
                response = lead_to_it(request, _answer(view, request, parts))
            return keep_no_copy(response)

        return guarded

    return decorate


def _stranger(request: DeskRequest, door: Door) -> HttpResponse | None:
    """The answer to somebody who is not of the desk, or who has yet to show it; None lets them in."""
    person = request.user
    if not isinstance(person, User):
        return _to_sign_in(request)
    if not person.sits_at_desk:
        raise Http404
    if door.second_factor and not signed_in_with_second_factor(request):
        told = {
            "words": NOT_SHOWN if has_second_factor(person) else NONE_YET,
            "set_up": f"{SIGN_IN}?next={HOME}",
        }
        return page(request, "second_factor", told | {"has_one": has_second_factor(person)}, status=403)
    request.officer, request.now = person, datetime.now(UTC)
    return None


def _refusal(request: DeskRequest, door: Door) -> HttpResponse | None:
    if request.officer.is_partner and not door.for_partners:
        return _of_officers_alone(request)
    if door.for_seniors_alone and not request.officer.is_senior_officer:
        words = "This is for senior officers. Ask one of them."
        return message(request, "A senior officer does this", words, status=403)
    if request.method not in door.allowed:
        words = "This address only takes a form that was sent from one of the desk’s pages."
        response = message(request, "There is nothing to read here", words, status=405)
        response["Allow"] = ", ".join(door.allowed)
        return response
    if door.lately and not signed_in_lately(request):
        return again.ask(request, is_read_here="GET" in door.allowed)
    return None


def _of_officers_alone(request: DeskRequest) -> HttpResponse:
    """A partner who opens the desk is led to what is theirs."""
    if request.path_info == HOME and request.method in {"GET", "HEAD"}:
        return HttpResponseRedirect(first_page_of(request.officer))
    words = "This is for officers of the VRA. You see who has signed the Charter, and the figures."
    return message(request, "An officer does this", words, status=403)


def _answer(view: Answer, request: DeskRequest, parts: dict[str, object]) -> HttpResponse:
    try:
        return view(request, **parts)
    except Http404:
        words = "It may have been taken away since you saw it. Go back and look for it in the list."
        return message(request, "There is nothing here", words, status=404)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Back to the page they wanted; a form that came too late is not sent again for them."""
    wanted = request.get_full_path() if request.method in {"GET", "HEAD"} else HOME
    return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': wanted}, safe='/')}")
