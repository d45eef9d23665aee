"""Tonight: every venue, whatever needs somebody first; and the way out."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect

from backend.desk import tonight
from backend.desk.access import HOME, SIGN_IN, for_officers, for_readers
from backend.desk.rendering import DeskRequest, page
from backend.desk.tonight import Need
from backend.venues.models import Venue


@for_officers("GET")
def venues(request: DeskRequest) -> HttpResponse:
    """`?show=` names one need; anything else shows all."""
    rows = tonight.rows(Venue.objects.all(), at=request.now)
    shown = next((need for need in Need if need.key == request.GET.get("show")), None)
    told = {
        "rows": [row for row in rows if shown is None or shown in row.needs],
        "total": len(rows),
        "counts": tonight.counts(rows),
        "shown": shown,
        "here": "tonight",
    }
    return page(request, "tonight", told)


@for_readers("POST", second_factor=False)
def sign_out(request: DeskRequest) -> HttpResponse:
    """Also the way on for an officer who came in without the second factor that they have."""
    logout(request)
    return HttpResponseRedirect(f"{SIGN_IN}?next={HOME}")
