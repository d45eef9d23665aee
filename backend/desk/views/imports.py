"""Signatories from a file: uploaded and looked at, applied, published, undone."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from backend.charter import importing, importing_columns, importing_undo, onboarding
from backend.charter.importing_files import MOST_ROWS, UnreadableFile
from backend.charter.models import ImportBatch, ImportRow, Verdict
from backend.desk.access import for_officers, for_senior_officers
from backend.desk.forms_files import MEGABYTES, FileForm, ReadyForm
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say
from backend.venues.models import Venue

ON_A_PAGE = 50
# Past so many rows applying takes longer than anybody waits without being told.
LONG = 60
ROWS_A_SECOND = 30


@for_officers("GET")
def imports(request: DeskRequest) -> HttpResponse:
    return _imports(request, FileForm())


@for_officers("GET")
def template(request: DeskRequest) -> HttpResponse:
    response = HttpResponse(importing_columns.template(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="signatories.csv"'
    return response


@for_officers("POST")
def look(request: DeskRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _imports(request, form, status=400)
    file = form.cleaned_data["file"]
    try:
        batch, sheet = importing.look(file.read(), file_name=file.name, by=request.officer, at=request.now)
    except UnreadableFile as error:
        form.add_error("file", str(error))
        return _imports(request, form, status=400)
    say(request, f"{len(sheet.lines)} rows were looked at. Nothing is changed yet.")
    if sheet.not_read:
        columns = ", ".join(f"“{heading[:60]}”" for heading in sheet.not_read[:20])
        say(request, f"these columns are not known and were left out: {columns}.", is_done=False)
    return _to(batch)


@for_officers("GET")
def batch(request: DeskRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk))


@for_officers("POST")
def apply(request: DeskRequest, pk: int) -> HttpResponse:
    batch = _found(pk)
    try:
        counted = importing.apply(batch, by=request.officer, at=request.now)
    except importing.AlreadyDone as already:
        say(request, f"{already} Nothing was changed now.", is_done=False)
    except importing.ChangedMeanwhile:
        say(request, "somebody changed the register at the same moment. Press it once more.", is_done=False)
    else:
        say(
            request,
            f"Applied: {counted[Verdict.NEW]} new, {counted[Verdict.CHANGED]} changed, "
            f"{counted[Verdict.SAME]} the same, {counted[Verdict.REFUSED]} refused.",
        )
    return _to(batch)


@for_officers("POST")
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    batch = _found(pk)
    try:
        importing_undo.undo(batch, by=request.officer, at=request.now)
    except importing.AlreadyDone as already:
        say(request, f"{already} Nothing was changed now.", is_done=False)
    except importing_undo.BuiltUpon as error:
        say(request, f"something came on top of it. {error} Nothing was changed.", is_done=False)
    else:
        say(request, "The import is undone: the register is as it was before it.")
    return _to(batch)


@for_senior_officers("POST")
def publish(request: DeskRequest, pk: int) -> HttpResponse:
    """All that are ticked, in one press: each with its link in the audit; the others are named."""
    batch = _found(pk)
    ready, _ = _by_readiness(_page_of_venues(request, batch))
    form = ReadyForm(request.POST, ready=ready)
    if not form.is_valid():
        return _page(request, batch, form=form, status=400)
    ticked = form.ticked()
    because = f"import {batch.pk}"
    left = onboarding.publish_all(ticked, by=request.officer, at=request.now, because=because)
    for venue, lacks in left:
        say(request, f"{venue.name}: {' '.join(lacks)}", is_done=False)
    if len(left) < len(ticked):
        say(request, f"{len(ticked) - len(left)} published. The public sees them now.")
    return _to(batch)


def _found(pk: int) -> ImportBatch:
    """PostgreSQL counts to nine trillion and more; an address can hold any number."""
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(ImportBatch.objects.select_related("uploaded_by"), pk=pk)


def _imports(request: DeskRequest, form: FileForm, *, status: int = 200) -> HttpResponse:
    batches = ImportBatch.objects.select_related("uploaded_by")
    told = {
        "form": form,
        "found": Paginator(batches, ON_A_PAGE).get_page(request.GET.get("page")),
        "of_organisation": importing_columns.OF_ORGANISATION,
        "of_venue": importing_columns.OF_VENUE,
        "most_venues": importing_columns.VENUES,
        "most_rows": MOST_ROWS,
        "megabytes": MEGABYTES,
        "here": "imports",
        "is_wrong": status != 200,
    }
    return page(request, "imports", told, status=status)


def _page(
    request: DeskRequest, batch: ImportBatch, *, form: ReadyForm | None = None, status: int = 200
) -> HttpResponse:
    shown = request.GET.get("show", "")
    rows = batch.rows.select_related("organisation")
    if shown in Verdict.values:
        rows = rows.filter(verdict=shown)
    counted = importing.count_of(batch)
    to_do = counted[Verdict.NEW] + counted[Verdict.CHANGED]
    told = {
        "batch": batch,
        "counts": [(Verdict(key), count) for key, count in counted.items()],
        "total": sum(counted.values()),
        "to_do": to_do,
        "seconds": to_do // ROWS_A_SECOND if to_do > LONG else 0,
        "shown": shown,
        "found": Paginator(_ordered(rows), ON_A_PAGE).get_page(request.GET.get("page")),
        "here": "imports",
        "is_wrong": status != 200,
    }
    return page(request, "import", told | _venues(request, batch, form), status=status)


def _ordered(rows: QuerySet[ImportRow]) -> QuerySet[ImportRow]:
    return rows.defer("undo").order_by("number")


def _venues(request: DeskRequest, batch: ImportBatch, form: ReadyForm | None) -> dict[str, Any]:
    """What can be published, and what the others still lack; nothing once it was undone."""
    if not batch.applied_at or batch.undone_at:
        return {"ready": [], "waiting": [], "more_venues": 0}
    venues = _page_of_venues(request, batch)
    ready, waiting = _by_readiness(venues)
    more = max(0, importing.made_venues(batch).count() - ON_A_PAGE)
    return {"form": form or ReadyForm(ready=ready), "ready": ready, "waiting": waiting, "more_venues": more}


def _page_of_venues(request: DeskRequest, batch: ImportBatch) -> list[Venue]:
    """Fifty at a time; those that were published make room for the next."""
    return list(importing.made_venues(batch)[:ON_A_PAGE])


def _by_readiness(venues: list[Venue]) -> tuple[list[Venue], list[tuple[Venue, list[str]]]]:
    told = [(venue, onboarding.obstacles(venue)) for venue in venues]
    return [venue for venue, lacks in told if not lacks], [(venue, lacks) for venue, lacks in told if lacks]


def _to(batch: ImportBatch) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:import", args=[batch.pk]))
