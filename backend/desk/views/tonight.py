"""Tonight: every venue, whatever needs somebody first; and the way out."""

from __future__ import annotations

from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect

from backend.desk import tonight
from backend.desk.access import HOME, SIGN_IN, for_officers, for_readers
from backend.desk.rendering import DeskRequest, page
from backend.desk.tonight import Need
from backend.venues.models import Venue

# Fewer than on other lists: each row says how its venue stands, which takes as long as ten rows elsewhere.
ON_A_PAGE = 30


@for_officers("GET")
def venues(request: DeskRequest) -> HttpResponse:
    """`?show=` names one need; anything else shows all."""
    shown = next((need for need in Need if need.key == request.GET.get("show")), None)
    total, counts = tonight.counts(at=request.now)
    pks = tonight.needing(shown, at=request.now).values_list("pk", flat=True)
    found = Paginator(pks, ON_A_PAGE)
    found.count = dict(counts)[shown] if shown else total
    these = found.get_page(request.GET.get("page"))
    told = {
        "rows": tonight.rows(Venue.objects.filter(pk__in=list(these)), at=request.now),
        "found": these,
        "total": total,
        "counts": counts,
        "shown": shown,
        "kept": f"show={shown.key}" if shown else "",
        "here": "tonight",
    }
    return page(request, "tonight", told)


@for_readers("POST", second_factor=False)
def sign_out(request: DeskRequest) -> HttpResponse:
    """Also the way on for an officer who came in without the second factor that they have.

    The next page ends this browser's alerts.
    """
    logout(request)
    return HttpResponseRedirect(f"{SIGN_IN}?next={HOME}&signed_out")
