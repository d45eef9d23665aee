"""A venue: its page, its history, and what officers decide of it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from backend.desk import deciding, history, standing, venue_page
from backend.desk.access import for_officers, for_senior_officers
from backend.desk.forms import ReasonForm, RefusalForm
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say
from backend.venues.editing import AlreadyDecided
from backend.venues.models import Proposal, Venue


@for_officers("GET")
def venue(request: DeskRequest, slug: str) -> HttpResponse:
    return _page(request, slug)


@for_officers("POST")
def suspend(request: DeskRequest, slug: str) -> HttpResponse:
    """One form, one reason: gone from the public at commit."""
    venue = get_object_or_404(Venue, slug=slug)
    form = ReasonForm(request.POST, prefix="suspend")
    if not form.is_valid():
        return _page(request, slug, suspension=form, status=400)
    because = form.cleaned_data["because"]
    _do(
        request,
        lambda: deciding.suspend(venue, because=because, by=request.officer, at=request.now),
        f"{venue.name} is suspended. The public does not see it any more.",
    )
    return _to(slug)


@for_senior_officers("POST")
def publish(request: DeskRequest, slug: str) -> HttpResponse:
    venue = get_object_or_404(Venue, slug=slug)
    form = ReasonForm(request.POST, prefix="publish")
    if not form.is_valid():
        return _page(request, slug, publication=form, status=400)
    because = form.cleaned_data["because"]
    if _do(request, lambda: deciding.publish(venue, because=because, by=request.officer, at=request.now)):
        venue = Venue.objects.select_related("organisation").get(pk=venue.pk)
        hidden = standing.why_hidden(venue)
        seen = f"The public still does not see it. {hidden}" if hidden else "The public sees it again."
        say(request, f"{venue.name} is published. {seen}", is_done=hidden is None)
    return _to(slug)


@for_officers("GET")
def venue_history(request: DeskRequest, slug: str) -> HttpResponse:
    venue = get_object_or_404(Venue, slug=slug)
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 7 and int(asked) else 1
    told = {"venue": venue, "history": history.of(venue, page=number), "page": number}
    return page(request, "history", told | {"newer": number - 1, "older": number + 1})


@for_officers("POST")
def accept(request: DeskRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(Proposal.objects.select_related("venue"), pk=pk)
    seen = request.POST.get("seen", "")
    _do(
        request,
        lambda: deciding.accept(proposal, seen=seen, by=request.officer, at=request.now),
        "Accepted. The change is made and the public sees it.",
    )
    return _to(proposal.venue.slug)


@for_officers("POST")
def refuse(request: DeskRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(Proposal.objects.select_related("venue"), pk=pk)
    form = RefusalForm(request.POST, prefix="refuse")
    if not form.is_valid():
        return _page(request, proposal.venue.slug, refusal=form, status=400)
    because, seen = form.cleaned_data["because"], form.cleaned_data["seen"]
    _do(
        request,
        lambda: deciding.refuse(proposal, seen=seen, because=because, by=request.officer, at=request.now),
        "Not accepted. Whoever proposed it is told the reason by e-mail.",
    )
    return _to(proposal.venue.slug)


def _do(request: DeskRequest, decision: Callable[[], None], done: str = "") -> bool:
    """Carry it out and say so, or say why not."""
    try:
        decision()
    except AlreadyDecided:
        say(request, "This proposal had been decided already. Nothing was changed now.", is_done=False)
    except deciding.ChangedMeanwhile:
        say(request, "The proposal has changed since you read it. Read it again, then decide.", is_done=False)
    except deciding.NothingToDo as already:
        say(request, f"{already} Nothing was changed now.", is_done=False)
    except ValidationError as error:
        say(request, f"That will not do: {' '.join(error.messages)} Nothing was changed.", is_done=False)
    else:
        if done:
            say(request, done)
        return True
    return False


def _page(
    request: DeskRequest,
    slug: str,
    *,
    suspension: ReasonForm | None = None,
    publication: ReasonForm | None = None,
    refusal: RefusalForm | None = None,
    status: int = 200,
) -> HttpResponse:
    told = venue_page.of(slug, at=request.now)
    seen = {"seen": told["proposal"]["seen"]} if told["proposal"] else {}
    forms = {
        "suspension": suspension or ReasonForm(prefix="suspend"),
        "publication": publication or ReasonForm(prefix="publish"),
        "refusal": refusal or RefusalForm(prefix="refuse", initial=seen),
        "is_wrong": status != 200,
    }
    return page(request, "venue", told | forms, status=status)


def _to(slug: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:venue", args=[slug]))
