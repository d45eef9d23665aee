"""Certificate and posters: asked for here, made by the worker, downloaded from here."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from backend.charter import papers as making
from backend.charter.choices import Paper as PaperKind
from backend.desk import papers as standing
from backend.desk.access import for_officers
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say
from backend.venues.models import Organisation, Venue

ON_ITS_WAY = "It is being made. Reload this page in a few seconds."


@for_officers("GET")
def papers(request: DeskRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    number = request.GET.get("page")
    found = standing.of(organisation, at=request.now, page=number, at_most=standing.ON_A_PAGE)
    told = {"organisation": organisation, "papers": found, "is_whole": True, "here": "organisations"}
    return page(request, "papers", told)


@for_officers("POST")
def make_certificate(request: DeskRequest, pk: int) -> HttpResponse:
    return _ask(request, PaperKind.CERTIFICATE, get_object_or_404(Organisation, pk=pk))


@for_officers("POST")
def make_poster(request: DeskRequest, slug: str) -> HttpResponse:
    venue = get_object_or_404(Venue.objects.select_related("organisation"), slug=slug)
    if venue.organisation is None:
        raise Http404
    return _ask(request, PaperKind.POSTER, venue.organisation, venue)


@for_officers("GET")
def paper(request: DeskRequest, pk: int) -> HttpResponse:
    found = standing.downloadable(pk)
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{standing.file_name(found)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _ask(
    request: DeskRequest, kind: PaperKind, organisation: Organisation, venue: Venue | None = None
) -> HttpResponse:
    try:
        making.ask(kind, organisation, venue=venue, by=request.officer, at=request.now)
    except making.NotNow as reason:
        say(request, f"It was not asked for. {reason}", is_done=False)
    else:
        say(request, ON_ITS_WAY)
    number = request.GET.get("page", "")
    back = f"?{urlencode({'page': number})}" if number else ""
    return HttpResponseRedirect(reverse("desk:papers", args=[organisation.pk]) + back)
