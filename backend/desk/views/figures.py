"""Coverage, reliability and impact: figures without a person in them, so that partners may read them too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse

from backend.charter import figures, keeping
from backend.charter.open_then import open_then
from backend.desk import coverage, coverage_heat, coverage_map, figures_out, impact, reliability
from backend.desk.access import for_readers
from backend.desk.again import typed_before
from backend.desk.figures_forms import CoverageForm, ExportForm, ImpactForm, MapForm, ReliabilityForm
from backend.desk.rendering import DeskRequest, page
from backend.venues.choices import Help

PLACES_A_PAGE = 50


@for_readers("GET")
def coverage_week(request: DeskRequest) -> HttpResponse:
    kept = typed_before(request)
    return _coverage(request, CoverageForm(kept or request.GET), ExportForm(initial=dict(kept)))


@for_readers("POST", lately=True)
def coverage_export(request: DeskRequest) -> HttpResponse:
    asked, form = CoverageForm(request.POST), ExportForm(request.POST)
    if not form.is_valid():
        return _coverage(request, asked, form, status=400)
    nights = coverage.coming_nights(request.now, all_day=asked.all_day)
    rows = coverage.lines(nights, kind=asked.asked("kind"))
    return figures_out.send(request, "coverage", coverage.HEADER, rows, form=form)


@for_readers("GET")
def coverage_hour(request: DeskRequest) -> HttpResponse:
    """The map of one hour, and the same as a table."""
    form = MapForm(request.GET, at=request.now)
    hour, box = form.chosen(), coverage_map.frame().box
    found = open_then(hour, box, kind=form.asked("kind"), at=request.now)
    places = found or []
    shown = Paginator(places, PLACES_A_PAGE).get_page(request.GET.get("page"))
    told = {
        "form": form,
        "hour": hour,
        "is_known": found is not None,
        "confirmed": sum(place.is_confirmed for place in places),
        "scheduled": sum(not place.is_confirmed for place in places),
        "drawing": coverage_map.draw(places),
        "here": "coverage",
    }
    return page(request, "coverage_hour", told | _pages(request, shown))


@for_readers("GET")
def reliability_list(request: DeskRequest) -> HttpResponse:
    known = reliability.known_towns()
    form = ReliabilityForm(request.GET, towns=list(known))
    town = form.asked("town")
    shown, rows = reliability.page(
        spellings=[town, *known[town]] if town else [],
        kind=form.asked("kind"),
        order=form.asked("order"),
        number=request.GET.get("page"),
    )
    told = {
        "form": form,
        "rows": rows,
        "nights_known": reliability.nights_known(request.now),
        "nights": keeping.NIGHTS,
        "made_at": figures.made_at(),
        "here": "reliability",
    }
    return page(request, "reliability", told | _pages(request, shown))


@for_readers("GET")
def impact_year(request: DeskRequest) -> HttpResponse:
    kept = typed_before(request)
    return _impact(request, kept or request.GET, ExportForm(initial=dict(kept)))


@for_readers("POST", lately=True)
def impact_export(request: DeskRequest) -> HttpResponse:
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _impact(request, request.POST, form, status=400)
    over = _months(ImpactForm(request.POST, years=impact.years(request.now)), request.now)
    rows = impact.lines(impact.tables(over), over)
    return figures_out.send(request, "impact", impact.HEADER, rows, form=form)


def _coverage(
    request: DeskRequest, asked: CoverageForm, export: ExportForm, *, status: int = 200
) -> HttpResponse:
    nights = coverage.coming_nights(request.now, all_day=asked.all_day)
    shown, rows = coverage.page(nights, kind=asked.asked("kind"), number=request.GET.get("page"))
    told = {
        "form": asked,
        "export": export,
        "nights": nights,
        "rows": rows,
        "heat": coverage_heat.draw(nights, rows, of_the_past=asked.of_the_past),
        "of_the_past": asked.of_the_past,
        "nights_known": reliability.nights_known(request.now),
        "nights_looked_at": keeping.NIGHTS,
        "made_at": figures.made_at(),
        "here": "coverage",
    }
    return page(request, "coverage", told | _pages(request, shown), status=status)


def _impact(
    request: DeskRequest, given: Mapping[str, Any], export: ExportForm, *, status: int = 200
) -> HttpResponse:
    form = ImpactForm(given, years=impact.years(request.now))
    over = _months(form, request.now)
    made = impact.tables(over)
    told = {
        "form": form,
        "export": export,
        "months": over,
        "year": impact.year_words(int(form.asked("year"))),
        "kinds": [(Help(table.kind).label, table.all_towns) for table in made],
        "kind": Help(form.asked("kind")).label,
        "table": next(table for table in made if table.kind == form.asked("kind")),
        "made_at": figures.made_at(),
        "here": "impact",
    }
    return page(request, "impact", told, status=status)


def _months(form: ImpactForm, at: datetime) -> list[date]:
    return impact.months(int(form.asked("year")), at=at)


def _pages(request: DeskRequest, shown: Page[Any]) -> dict[str, Any]:
    """Where *Back* and *More* lead, with whatever else was asked."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return {"shown": shown, "found": shown, "kept": asked.urlencode()}
