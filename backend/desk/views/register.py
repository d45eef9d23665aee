"""The register: search, filters, order, and the searches that an officer keeps."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from backend.charter import versions
from backend.charter.models import SavedView
from backend.desk import register, saved_views
from backend.desk.access import for_officers, for_readers
from backend.desk.forms_register import RegisterForm, SavedViewForm
from backend.desk.register import Asked
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say
from backend.venues.models import Organisation

LONGEST = 2000


@for_readers("GET")
def organisations(request: DeskRequest) -> HttpResponse:
    return _page(request, RegisterForm(request.GET, towns=register.towns()))


@for_officers("POST")
def save_view(request: DeskRequest) -> HttpResponse:
    """`query` is the search that was on the page; only what the register knows of it is kept."""
    typed = dict(parse_qsl(request.POST.get("query", "")[:LONGEST]))
    search = RegisterForm(typed, towns=register.towns())
    form = SavedViewForm(request.POST)
    if form.is_valid():
        asked = Asked.of(search.asked())
        try:
            made = saved_views.keep(request.officer, form.cleaned_data["name"], asked, at=request.now)
        except saved_views.NoRoom as error:
            form.add_error("name", str(error))
        else:
            say(request, f"The search is kept as “{made.name}”.")
            return HttpResponseRedirect(_address(made.query))
    return _page(request, search, saving=form, status=400)


@for_officers("POST")
def delete_view(request: DeskRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, owner=request.officer)
    view.delete()
    say(request, f"The saved search “{view.name}” is deleted.")
    return HttpResponseRedirect(_address(""))


def _page(
    request: DeskRequest, form: RegisterForm, *, saving: SavedViewForm | None = None, status: int = 200
) -> HttpResponse:
    asked, is_partner = Asked.of(form.asked()), request.officer.is_partner
    today = versions.today(request.now)
    wanted = register.found(asked, today=today, for_partner=is_partner)
    shown = Paginator(wanted.values_list("pk", flat=True), register.ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    told = {
        "form": form,
        "asked": asked,
        "shown": shown,
        "rows": [_row(each, is_partner=is_partner) for each in register.rows(list(shown))],
        "counts": [
            (words, many, _address(Asked(standing=standing).query), standing == asked.standing)
            for (standing, words), many in zip(
                register.STANDINGS.items(), register.counts().values(), strict=True
            )
        ],
        "today": today,
        "here": "organisations",
        "is_wrong": status != 200,
    }
    if not is_partner:
        told |= {"saved": saved_views.of(request.officer), "saving": saving or SavedViewForm()}
    return page(request, "register", told, status=status)


def _row(row: Organisation, *, is_partner: bool) -> dict[str, object]:
    """What a reader may know of one: a partner nothing of who manages."""
    told = {
        "pk": row.pk,
        "name": row.name,
        "town": row.town,
        "sector": register.SECTORS.get(row.sector, row.sector),
        "standing": register.standing_of(row),
        "standing_words": register.STANDINGS[register.standing_of(row)],
        "signed_on": row.charter_signed_on,
        "version": row.signed_version,  # type: ignore[attr-defined]
        "review_due_on": row.review_due_on,  # type: ignore[attr-defined]
        "venues": row.venue_count or 0,  # type: ignore[attr-defined]
    }
    return told if is_partner else told | {"managers": row.manager_count or 0}  # type: ignore[attr-defined]


def _address(query: str) -> str:
    return reverse("desk:organisations") + (f"?{query}" if query else "")
