"""Organisations: finding one, and its people and devices."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from backend.desk import deciding, papers, standing
from backend.desk.access import for_officers
from backend.desk.forms import MemberForm, SearchForm
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say
from backend.venues import joining
from backend.venues.choices import Role
from backend.venues.models import Device, Membership, Organisation

ON_A_PAGE = 50


@for_officers("GET")
def organisations(request: DeskRequest) -> HttpResponse:
    form = SearchForm(request.GET if "q" in request.GET else {"q": ""})
    q = form.cleaned_data["q"] if form.is_valid() else ""
    found = Paginator(_matching(q), ON_A_PAGE).get_page(request.GET.get("page"))
    return page(request, "organisations", {"form": form, "q": q, "found": found, "here": "organisations"})


@for_officers("GET")
def organisation(request: DeskRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Organisation, pk=pk))


@for_officers("POST")
def invite(request: DeskRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    form = MemberForm(request.POST, organisation=organisation)
    if form.is_valid() and _invited(request, organisation, form):
        return _to(organisation.pk)
    return _page(request, organisation, form=form, status=400)


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


def _matching(q: str) -> QuerySet[Organisation]:
    """By its own name, or by the name or town of one of its venues."""
    words = Q(name__icontains=q) | Q(venues__name__icontains=q) | Q(venues__town__icontains=q)
    found = Organisation.objects.filter(words) if q else Organisation.objects.all()
    pks = found.values("pk")
    return (
        Organisation.objects.filter(pk__in=pks)
        .annotate(
            venue_count=Count("venues", distinct=True),
            manager_count=Count(
                "memberships",
                filter=Q(
                    memberships__role=Role.MANAGER,
                    memberships__ended_at=None,
                    memberships__user__is_active=True,
                ),
                distinct=True,
            ),
        )
        .order_by("name", "pk")
    )


def _invited(request: DeskRequest, organisation: Organisation, form: MemberForm) -> bool:
    typed = form.cleaned_data
    try:
        made = joining.invite(
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
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return False
    role = Role(made.role).label.lower()
    say(request, f"{made.user.display_name} is invited as {role}. A letter to {made.user.email} says how.")
    return True


def _page(
    request: DeskRequest, organisation: Organisation, *, form: MemberForm | None = None, status: int = 200
) -> HttpResponse:
    members = Membership.objects.current().filter(organisation=organisation)
    venues = organisation.venues.select_related("organisation").order_by("name")
    told = {
        "organisation": organisation,
        "venues": [(venue, standing.why_hidden(venue)) for venue in venues],
        "members": members.select_related("user")
        .prefetch_related("venues")
        .order_by("role", "user__name", "pk"),
        "devices": organisation.devices.live().prefetch_related("venues").order_by("name", "pk"),
        "form": form or MemberForm(organisation=organisation),
        "papers": papers.of(organisation, at=request.now),
        "here": "organisations",
        "is_wrong": status != 200,
    }
    return page(request, "organisation", told, status=status)


def _to(pk: int | None) -> HttpResponse:
    if pk is None:
        raise Http404
    return HttpResponseRedirect(reverse("desk:organisation", args=[pk]))
