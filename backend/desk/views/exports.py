"""Files that leave the register: a reason is asked, and everybody at the desk sees who took what."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse

from backend.charter import exporting
from backend.charter.models import Export
from backend.desk.access import for_officers
from backend.desk.again import typed_before
from backend.desk.forms_files import ExportForm
from backend.desk.rendering import DeskRequest, page
from backend.venues.snapshot import SnapshotMissing

ON_A_PAGE = 50
NO_PLACES = "No list of places is published yet, so there is nothing to take. Try again in a minute."


@for_officers("GET")
def exports(request: DeskRequest) -> HttpResponse:
    kept = dict(typed_before(request))
    return _exports(request, ExportForm(choices=exporting.CHOICES, initial=kept))


@for_officers("POST", lately=True)
def take(request: DeskRequest) -> HttpResponse:
    form = ExportForm(request.POST, choices=exporting.CHOICES)
    if not form.is_valid():
        return _exports(request, form, status=400)
    typed = form.cleaned_data
    try:
        taken = exporting.take(typed["what"], because=typed["because"], by=request.officer, at=request.now)
    except SnapshotMissing:
        form.add_error("what", NO_PLACES)
        return _exports(request, form, status=400)
    response = HttpResponse(taken.content, content_type=taken.media_type)
    response["Content-Disposition"] = f'attachment; filename="{taken.file_name}"'
    return response


def _exports(request: DeskRequest, form: ExportForm, *, status: int = 200) -> HttpResponse:
    found = Paginator(Export.objects.select_related("by"), ON_A_PAGE).get_page(request.GET.get("page"))
    told = {"form": form, "found": found, "here": "exports", "is_wrong": status != 200}
    return page(request, "exports", told, status=status)
