"""Figures as a file: who took it, how much of it and why is written down before it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.http import HttpResponse

from backend.audit.recording import record
from backend.charter import tabling
from backend.charter.models import Export
from backend.charter.versions import today
from backend.venues.actors import key_of

from .figures_forms import ExportForm
from .rendering import DeskRequest

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send(
    request: DeskRequest,
    what: str,
    header: Sequence[str],
    rows: Iterable[Sequence[tabling.Cell]],
    *,
    form: ExportForm,
) -> HttpResponse:
    """`form` is valid. Nothing leaves without a row in `Export` and a link in the audit."""
    kept, kind = list(rows), form.cleaned_data["format"]
    is_csv = kind == "csv"
    body = tabling.as_csv(header, kept) if is_csv else tabling.as_xlsx(what.title(), header, kept)
    _log(request, what, kind, len(kept), form.cleaned_data["because"])
    response = HttpResponse(body, content_type=CSV if is_csv else XLSX)
    name = f"{what}-{today(request.now).isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _log(request: DeskRequest, what: str, kind: str, rows: int, because: str) -> None:
    by, at = request.officer, request.now
    with transaction.atomic():
        made = Export.objects.create(what=what, format=kind, rows=rows, at=at, by=by, because=because)
        words = {"what": what, "format": kind, "rows": rows, "because": because}
        record("figures.exported", f"export:{made.pk}", who=key_of(by), at=at, words=words)
