"""Home: what waits for an officer, and the whole list behind each count."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse

from backend.desk import waiting
from backend.desk.access import for_officers
from backend.desk.rendering import DeskRequest, page

ON_A_PAGE = 50


@for_officers("GET")
def home(request: DeskRequest) -> HttpResponse:
    found = waiting.all_of(at=request.now)
    told = {"found": found, "waits": [each for each in found if each.total], "here": "home"}
    return page(request, "home", told)


@for_officers("GET")
def one_kind(request: DeskRequest, key: str) -> HttpResponse:
    """The whole list behind one of the counts."""
    wait = waiting.OF_KEY.get(key)
    if wait is None:
        raise Http404
    found = Paginator(wait.find(request.now), ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [wait.tell(row, request.now) for row in found]
    return page(request, "waiting", {"wait": wait, "found": found, "lines": lines, "here": "home"})
