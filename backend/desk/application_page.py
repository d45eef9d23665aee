"""An application as an officer reads it: what was typed, what was said since, what may be done now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from backend.charter import assessing, likenesses, versions
from backend.charter.choices import STEPS, WAITING, State
from backend.charter.models import Application

from .application_forms import ActionForm, FindingsForm, SigningForm, TakenBackForm, WhyForm, number

# What the queue can show: (in the address, over the count).
SHOWN: dict[str, str] = {
    "waiting": "All that wait",
    "new": "New",
    "under_review": "Under review",
    "action_needed": "Action needed",
    "overdue": "Action overdue",
    "signed": "Signed",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
}
DECIDED = (State.SIGNED, State.DECLINED, State.WITHDRAWN)


def queue(show: str, q: str, *, at: datetime) -> QuerySet[Application]:
    """Whoever waits longest stands first; of what is decided, the newest."""
    found = Application.objects.seen_by_officers().filter(_shown(at)[show])
    if q:
        found = found.filter(Q(organisation_name__icontains=q) | Q(reference__icontains=q))
    is_decided = show in {state.value for state in DECIDED}
    return found.order_by("-changed_at", "-pk") if is_decided else found.order_by("confirmed_at", "pk")


def counts(*, at: datetime) -> list[tuple[str, str, int]]:
    """(in the address, over the count, how many), in one statement."""
    of_each = {show: Count("pk", filter=condition) for show, condition in _shown(at).items()}
    found = Application.objects.seen_by_officers().aggregate(**of_each)
    return [(show, heading, found[show]) for show, heading in SHOWN.items()]


def _shown(at: datetime) -> dict[str, Q]:
    overdue = Q(state=State.ACTION_NEEDED, action_due_on__lt=versions.today(at))
    known = {"waiting": Q(state__in=WAITING), "new": Q(state=State.CONFIRMED), "overdue": overdue}
    return known | {show: Q(state=show) for show in SHOWN if show not in known}


def held(pk: int) -> Application:
    """Raises Http404, also for one whose address nobody confirmed: that is nobody's business yet."""
    seen = Application.objects.seen_by_officers().select_related("version", "organisation")
    return get_object_or_404(seen, pk=pk)


def of(application: Application, forms: dict[str, Any], *, look_for: str, at: datetime) -> dict[str, Any]:
    """All that the page says; `forms` are those that came back with errors."""
    answers = list(application.answers.select_related("commitment"))
    allowed = STEPS[State(application.state)]
    findings = forms.get("findings") or FindingsForm(answers=answers)
    told = {
        "application": application,
        "address": ", ".join(filter(None, [application.address, application.town, application.postcode])),
        "premises": application.premises.all(),
        "answers": [(each, findings[f"finding_{each.commitment_id}"]) for each in answers],
        "steps": application.steps.select_related("by"),
        "letters": application.letters.select_related("sent_by"),
        "may_note": application.state in assessing.NOTED,
        "may": {state.value for state in allowed},
        "is_overdue": _is_overdue(application, at=at),
        "findings": findings,
        "action": ActionForm(prefix="action", today=versions.today(at)),
        "decline": WhyForm(prefix="decline"),
        "taken_back": TakenBackForm(prefix="taken-back"),
        "look_for": look_for,
        "is_wrong": bool(forms),
    }
    if State.SIGNED in allowed and "signing" not in forms:
        told["signing"] = signing_form(application, look_for=look_for)
    return told | forms


def _is_overdue(application: Application, *, at: datetime) -> bool:
    due_on = application.action_due_on
    return application.state == State.ACTION_NEEDED and due_on is not None and due_on < versions.today(at)


def signing_form(application: Application, *, look_for: str = "", data: Any = None) -> SigningForm:
    """With those offered that it may be already, and the one that was chosen of what was looked for."""
    offered = likenesses.like(application.organisation_name, application.postcode)
    if look_for:
        offered += likenesses.named(look_for, application.organisation_name, application.postcode)
    chosen = number(data.get("sign-organisation", "")) if data else None
    if chosen and chosen not in {each.pk for each in offered}:
        offered += likenesses.one(chosen, application.organisation_name, application.postcode)
    once = {each.pk: each for each in offered}
    return SigningForm(data, prefix="sign", offered=once.values(), name=application.organisation_name)
