"""Who has signed the Charter, when, and what each promised. Nothing personal, and from the database."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db import DatabaseError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from backend.charter.choices import Met, Sector
from backend.charter.models import Promise, Signature

from .views import LEAVE_NO_COPY, page

ON_A_PAGE = 50
CACHE = "public, max-age=300"
LONGEST = 60
DOWN = {
    "heading": "We cannot show who signed right now",
    "message": "This is our fault, not yours. Try again in a minute. To find a safe place, look near you:",
    "q": "",
}


@require_safe
def signatories(request: HttpRequest) -> HttpResponse:
    """By town and sector, in the address: whoever shares it shares nothing of themselves."""
    town, sector = _asked(request, "town"), _asked(request, "sector")
    try:
        told = _told(town, sector, _asked(request, "page"))
    except DatabaseError:
        return page(request, "message", DOWN, status=503, cache=LEAVE_NO_COPY)
    return page(request, "signatories", told, cache=CACHE)


def _asked(request: HttpRequest, name: str) -> str:
    """What no database takes is asked of none."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST]


def _told(town: str, sector: str, number: str) -> dict[str, Any]:
    listed = Signature.objects.current().filter(may_be_listed=True)
    found = Paginator(_chosen(listed, town, sector), ON_A_PAGE).get_page(number)
    chosen = {name: value for name, value in (("town", town), ("sector", sector)) if value}
    return {
        "found": found,
        "rows": [_row(signature) for signature in found],
        "towns": _towns(listed),
        "sectors": Sector.choices,
        "town": town,
        "sector": sector,
        "total": found.paginator.count,
        "is_placeholder": any(signature.version.is_placeholder for signature in found),
        "pages": _pages(found, chosen),
    }


def _chosen(listed: QuerySet[Signature], town: str, sector: str) -> QuerySet[Signature]:
    of = Q()
    if town:
        of &= Q(organisation__town=town)
    if sector:
        of &= Q(organisation__sector=sector)
    found = listed.filter(of).select_related("organisation", "version")
    return found.prefetch_related("promises__commitment").order_by("organisation__name", "pk")


def _towns(listed: QuerySet[Signature]) -> list[str]:
    named = listed.exclude(organisation__town="").order_by("organisation__town")
    return list(named.values_list("organisation__town", flat=True).distinct())


def _row(signature: Signature) -> dict[str, Any]:
    body = signature.organisation
    return {
        "name": body.name,
        "sector": dict(Sector.choices).get(body.sector, body.sector),
        "town": body.town,
        "signed_on": f"{signature.signed_on.day} {signature.signed_on:%B %Y}",
        "promises": [(each.commitment.title, _how(each)) for each in signature.promises.all()],
    }


def _how(promise: Promise) -> str:
    """In its own words, where it gave any; nothing is said in its name."""
    return f"{Met(promise.met).label}. {promise.how}" if promise.how else ""


def _pages(found: Page[Signature], chosen: dict[str, str]) -> dict[str, str]:
    """Where the page before and the next one are."""
    links = {}
    if found.has_previous():
        links["back"] = urlencode(chosen | {"page": found.previous_page_number()})
    if found.has_next():
        links["more"] = urlencode(chosen | {"page": found.next_page_number()})
    return links
