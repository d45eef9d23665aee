"""The places of one town: a page to link to, a poster to hang up, and a list for councils' own pages.

The town is whoever links here's, not the visitor's: it says nothing of where she is.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from backend.venues.snapshot import Snapshot

from . import essence, words
from .essence import Row
from .sharing import qr_of
from .views import SORRY, current, not_found, page

# In a council's page more would scroll inside a frame; the link under it leads to all.
EMBEDDED = 10
FRAME_LASTS_S = 60


@require_safe
def area(request: HttpRequest, town: str) -> HttpResponse:
    """All of a town, whatever is open first."""
    published = current()
    name = published and name_of(published, town)
    if not published or not name:
        return not_found(request)
    now = datetime.now(UTC)
    told = {"name": name, "town": town, "rows": rows(published, now=now, town=town)}
    return page(request, "area", told | {"checked": words.checked_words(now)})


@require_safe
def poster(request: HttpRequest, town: str) -> HttpResponse:
    """One page to print: it leads a phone to the town's places, and says what to do without one."""
    published = current()
    name = published and name_of(published, town)
    if not published or not name:
        return not_found(request)
    address = f"{settings.SITE_URL}/in/{town}"
    return page(request, "poster", {"name": name, "address": address, "qr": qr_of(address)})


@require_safe
@xframe_options_exempt
def embed(request: HttpRequest) -> HttpResponse:
    """The only page that others may frame: no script, no cookie. `?town=` chooses whose places."""
    published = current()
    town = slugify(request.GET.get("town", ""))
    now = datetime.now(UTC)
    name = published and town and name_of(published, town)
    if published and town and not name:
        return _framed(request, {"message": _which_towns(published)}, status=404)
    found = rows(published, now=now, town=town if name else "") if published else []
    told = {
        "name": name or "Staffordshire and Stoke-on-Trent",
        "rows": found[:EMBEDDED],
        "more": max(0, len(found) - EMBEDDED),
        "message": "" if published else SORRY,
        "link": f"{settings.SITE_URL}/in/{town}" if name else settings.SITE_URL,
        "checked": words.checked_words(now),
    }
    return _framed(request, told, status=200 if published else 503)


def _framed(request: HttpRequest, told: dict[str, Any], *, status: int) -> HttpResponse:
    response = page(request, "embed", {"lasts": 5 * FRAME_LASTS_S} | told, status=status)
    response["Cache-Control"] = f"public, max-age={FRAME_LASTS_S}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]
    return response


def rows(published: Snapshot, *, now: datetime, town: str = "") -> list[Row]:
    """Open ones first, Safe Spaces before others, then by name."""
    ordered = sorted(essence.labelled(published, now=now), key=essence.worth)
    return [
        essence.row(place, said, now=now)
        for place, said in ordered
        if not town or slugify(place["town"] or "") == town
    ]


def towns(published: Snapshot) -> dict[str, str]:
    """{its part of the address: its name}, of all towns that have a place."""
    named = {place["town"] for place in published.places if place["town"]}
    return {slugify(name): name for name in sorted(named)}


def name_of(published: Snapshot, town: str) -> str | None:
    return towns(published).get(town)


def _which_towns(published: Snapshot) -> str:
    return f"We list no places there. Towns with places: {', '.join(towns(published).values())}."
