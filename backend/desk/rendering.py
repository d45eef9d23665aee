"""How every page of the desk is made: one skeleton, one style, hardly any script, and no copy kept of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import csrf

from backend.accounts.letters import PRODUCT
from backend.accounts.models import User
from backend.venues.models import Venue

from . import menu, style
from .saying import said


class DeskRequest(HttpRequest):
    """A request that `access` let through: by whom, and the moment it came in."""

    officer: User
    now: datetime


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    officer = getattr(request, "officer", None)
    items = menu.of(officer) if officer else []
    common = {
        "product": PRODUCT,
        "style": style.current().text,
        "officer": officer,
        "menu": items,
        "seldom": {item.here for item in items if item.is_seldom},
        "first_page": menu.first_page_of(officer) if officer else "",
        "now": getattr(request, "now", None),
        "said": said(request) if officer else [],
        "is_demo": Venue.objects.filter(is_demo=True).published().exists(),
    }
    response = render(request, f"desk/{template}.html", common | (context or {}), status=status)
    response._csp_update = {"style-src": [f"'{style.current().digest}'"]}  # type: ignore[attr-defined]
    return response


def message(request: HttpRequest, heading: str, words: str, *, status: int) -> HttpResponse:
    return page(request, "message", {"heading": heading, "words": words}, status=status)


def keep_no_copy(response: HttpResponse) -> HttpResponse:
    """With the `no-referrer` of the public, Django's check of the referrer would refuse every form."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: forged, or from a page that stood open since before the last sign-in."""
    if not request.path_info.startswith("/desk/"):
        return csrf.csrf_failure(request, reason=reason)
    words = "Nothing was changed. Go back, load the page again, and send the form once more."
    return keep_no_copy(message(request, "This page was open for too long", words, status=403))
