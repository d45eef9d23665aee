"""An organisation's story, and who may sign in for it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from backend.desk import deciding, papers, story
from backend.desk.access import for_officers, for_readers
from backend.desk.forms import MemberForm
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say
from backend.venues import joining
from backend.venues.choices import Role
from backend.venues.models import Device, Membership, Organisation


@for_readers("GET")
def organisation(request: DeskRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    told = story.of(
        organisation,
        reader=request.officer,
        at=request.now,
        page=_number(request, "page"),
        venues_page=_number(request, "venues"),
    )
    if request.officer.is_officer:
        told["papers"] = papers.of(organisation, at=request.now)
    return page(request, "organisation", told | {"here": "organisations"})


@for_officers("GET", "POST")
def invite(request: DeskRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    form = MemberForm(request.POST if request.method == "POST" else None, organisation=organisation)
    if form.is_valid() and _invited(request, organisation, form):
        return _to(organisation.pk)
    told = {
        "organisation": organisation,
        "has_venues": organisation.venues.exists(),
        "form": form,
        "here": "organisations",
        "is_wrong": bool(form.errors),
    }
    return page(request, "invite", told, status=400 if form.errors else 200)


@for_officers("POST")
def end_membership(request: DeskRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("user"), pk=pk)
    name = membership.user.display_name
    try:
        deciding.end(membership, by=request.officer, at=request.now)
    except deciding.NothingToDo as already:
        say(request, f"{already} Nothing was changed now.", is_done=False)
    else:
        say(request, f"The membership of {name} has ended. They are signed out everywhere.")
    return _to(membership.organisation_id)


@for_officers("POST")
def revoke_device(request: DeskRequest, public_id: str) -> HttpResponse:
    device = get_object_or_404(Device, public_id=public_id)
    try:
        deciding.revoke(device, by=request.officer, at=request.now)
    except deciding.NothingToDo as already:
        say(request, f"{already} Nothing was changed now.", is_done=False)
    else:
        say(request, f"{device.name} is revoked. It can report no more.")
    return _to(device.organisation_id)


def _invited(request: DeskRequest, organisation: Organisation, form: MemberForm) -> bool:
    typed = form.cleaned_data
    try:
        made = deciding.invite(
            organisation,
            email=typed["email"],
            name=typed["name"],
            role=typed["role"],
            venues=form.named_venues(),
            by=request.officer,
            at=request.now,
        )
    except joining.AlreadyMember:
        form.add_error("email", "This person is a member already, so nothing was sent. End that first.")
        return False
    except joining.TooManyInvitations:
        form.add_error(None, "You have invited as many people as one may in a day. Go on tomorrow.")
        return False
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return False
    role = Role(made.role).label.lower()
    say(request, f"{made.user.display_name} is invited as {role}. A letter to {made.user.email} says how.")
    return True


def _number(request: DeskRequest, name: str) -> int:
    """Which page of a list; the first where that is no number of one."""
    asked = request.GET.get(name, "1")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 7 and int(asked) else 1


def _to(pk: int | None) -> HttpResponse:
    if pk is None:
        raise Http404
    return HttpResponseRedirect(reverse("desk:organisation", args=[pk]))
