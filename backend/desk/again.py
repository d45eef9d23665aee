"""Who they are, shown once more before what hurts most; and what they had typed, kept for them meanwhile.

A form is never sent again by us: whoever comes back finds its page, with what they typed in it, and decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

DESK = "/desk/"
LONGEST = 500
KEPT_IN = "desk_typed"
MOST_KEPT = 10_000


def ask(request: HttpRequest, *, is_read_here: bool) -> HttpResponse:
    """To the page that asks for a code or passkey, and from there to where the form stands."""
    if request.method == "POST":
        wanted = request.get_full_path() if is_read_here else _came_from(request)
        _keep(request, wanted)
    else:
        wanted = request.get_full_path()
    return HttpResponseRedirect(f"{reverse('desk:again')}?{urlencode({'next': wanted}, safe='/')}")


def page_to_return_to(wanted: str) -> str:
    """A page of the desk that there is, or the desk's first: nobody is sent elsewhere from here."""
    if not wanted.startswith(DESK) or len(wanted) > LONGEST or not wanted.isascii() or "\\" in wanted:
        return DESK
    parts = urlsplit(wanted)
    try:
        resolve(parts.path)
    except Resolver404:
        return DESK
    return DESK if parts.scheme or parts.netloc or not wanted.isprintable() else wanted


def typed_before(request: HttpRequest) -> Mapping[str, str]:
    """What was typed on this page before they had to show who they are; once."""
    kept = request.session.get(KEPT_IN) or {}
    if kept.get("at") != request.get_full_path():
        return {}
    del request.session[KEPT_IN]
    return dict(kept["typed"])


def _keep(request: HttpRequest, address: str) -> None:
    """In their session on the server, where it ends with it; no more than a form holds."""
    typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    if sum(map(len, typed.values())) <= MOST_KEPT:
        request.session[KEPT_IN] = {"at": address, "typed": typed}


def _came_from(request: HttpRequest) -> str:
    """The page on which the form stood, as the browser names it.

    A form that was refused stands at its own address, where nothing is read: its page is one step up.
    """
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return DESK
    if parts.path == request.path:
        return page_to_return_to(f"{request.path.rpartition('/')[0]}/")
    return page_to_return_to(f"{parts.path}?{parts.query}" if parts.query else parts.path)
