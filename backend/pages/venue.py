"""The page that the signed-in screens of venues live in: the same bytes for everybody, signed in or not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from backend import assets

from . import views
from .compressed import compress


@require_safe
@ensure_csrf_cookie
def venue(request: HttpRequest) -> HttpResponse:
    """Changes nothing and needs nothing; brings the token that every change must send back.

    With the `no-referrer` of the public's pages, Django's check of the referrer would refuse every change.
    """
    built = assets.of_venues()
    context = {"product": views.PRODUCT, "assets": built, "is_demo": views.is_demo()}
    response = HttpResponse(render_to_string("pages/venue.html", context))
    response["Cache-Control"] = views.LEAVE_NO_COPY
    response["Referrer-Policy"] = "same-origin"
    response._csp_update = {"style-src": [f"'{built.style_hash}'"]}  # type: ignore[attr-defined]
    return compress(request, response)
