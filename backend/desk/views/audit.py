"""The chain of what was decided, for senior officers to read. Nothing here changes it, or checks it."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse

from backend.audit import anchor
from backend.desk import audit_trail
from backend.desk.access import for_senior_officers
from backend.desk.forms import DeskForm
from backend.desk.rendering import DeskRequest, page


class AuditForm(DeskForm):
    subject = forms.CharField(
        required=False,
        max_length=80,
        label="Only what is about this, like organisation:12, venue:3 or user:7",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)


@for_senior_officers("GET")
def audit(request: DeskRequest) -> HttpResponse:
    form = AuditForm(request.GET)
    form.full_clean()
    subject = form.cleaned_data.get("subject") or ""
    lines, has_older = audit_trail.lines(subject=subject, before=form.cleaned_data.get("before"))
    older = {"subject": subject, "before": lines[-1].number} if has_older else None
    told = {
        "form": form,
        "subject": subject,
        "lines": lines,
        "older": urlencode(older) if older else "",
        "is_newest": not form.cleaned_data.get("before"),
        "anchor": anchor.read(),
        "anchored_at": anchor.written_at(),
        "here": "audit",
    }
    return page(request, "audit", told)
