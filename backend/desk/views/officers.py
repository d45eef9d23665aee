"""Officers and other people's accounts, for senior officers."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from backend.accounts.models import OfficerRole, User, UserQuerySet
from backend.accounts.second_factor import FACTORS
from backend.desk import officers as accounts
from backend.desk.access import for_senior_officers
from backend.desk.deciding import NothingToDo
from backend.desk.forms import CertainForm, OfficerForm, PersonSearchForm, ReasonForm
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say
from backend.venues.models import Membership

MOST_FOUND = 50


@for_senior_officers("GET")
def officers(request: DeskRequest) -> HttpResponse:
    return _list(request)


@for_senior_officers("POST")
def invite(request: DeskRequest) -> HttpResponse:
    form = OfficerForm(request.POST)
    if form.is_valid() and _invited(request, form):
        return HttpResponseRedirect(reverse("desk:officers"))
    return _list(request, form=form, status=400)


@for_senior_officers("GET")
def person(request: DeskRequest, pk: int) -> HttpResponse:
    return _person(request, pk)


@for_senior_officers("GET", "POST", lately=True)
def reset_second_factor(request: DeskRequest, pk: int) -> HttpResponse:
    """A page of its own: who did not sign in lately shows who they are before they come to the form."""
    person = get_object_or_404(_known(), pk=pk)
    form = CertainForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        told = {"person": person, "form": form, "here": "officers", "is_wrong": bool(form.errors)}
        return page(request, "reset", told, status=400 if form.errors else 200)
    done = f"The second factor of {person.display_name} is reset. You are both told by e-mail."
    return _do(
        request, pk, lambda: accounts.reset_second_factor(person, by=request.officer, at=request.now), done
    )


@for_senior_officers("POST")
def suspend(request: DeskRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="suspend")
    if not form.is_valid():
        return _person(request, pk, reason=form, status=400)
    person, because = get_object_or_404(User, pk=pk), form.cleaned_data["because"]
    done = f"{person.display_name} is suspended and signed out everywhere. Senior officers are told why."
    return _do(
        request,
        pk,
        lambda: accounts.suspend(person, because=because, by=request.officer, at=request.now),
        done,
    )


@for_senior_officers("POST")
def lift(request: DeskRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="lift")
    if not form.is_valid():
        return _person(request, pk, reason=form, status=400)
    person, because = get_object_or_404(User, pk=pk), form.cleaned_data["because"]
    done = f"{person.display_name} may sign in again. Senior officers are told why."
    return _do(
        request, pk, lambda: accounts.lift(person, because=because, by=request.officer, at=request.now), done
    )


def _do(request: DeskRequest, pk: int, decision: Callable[[], None], done: str) -> HttpResponse:
    try:
        decision()
    except NothingToDo as already:
        say(request, f"{already} Nothing was changed now.", is_done=False)
    except PermissionDenied:
        say(request, "Another senior officer must do this. Nothing was changed.", is_done=False)
    else:
        say(request, done)
    return HttpResponseRedirect(reverse("desk:person", args=[pk]))


def _invited(request: DeskRequest, form: OfficerForm) -> bool:
    typed = form.cleaned_data
    try:
        made = accounts.invite(
            typed["email"],
            typed["name"],
            role=OfficerRole(typed["role"]),
            by=request.officer,
            at=request.now,
        )
    except NothingToDo as already:
        form.add_error("email", str(already))
        return False
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return False
    say(request, f"{made.display_name} is invited. A letter to {made.email} says how to sign in.")
    return True


def _known() -> UserQuerySet:
    """With whether they have a second factor, said in the same statement."""
    theirs = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    found: UserQuerySet = User.objects.annotate(has_second_factor=Exists(theirs)).order_by("name", "email")
    return found


def _list(request: DeskRequest, *, form: OfficerForm | None = None, status: int = 200) -> HttpResponse:
    search = PersonSearchForm(request.GET if "q" in request.GET else {"q": ""})
    q = search.cleaned_data["q"] if search.is_valid() else ""
    others = _known().filter(officer_role="")
    asked = (
        others.filter(Q(name__icontains=q) | Q(email__icontains=q)) if q else others.filter(is_active=False)
    )
    told = {
        "officers": _known().exclude(officer_role=""),
        "search": search,
        "q": q,
        "others": asked[:MOST_FOUND],
        "form": form or OfficerForm(),
        "here": "officers",
        "is_wrong": status != 200,
    }
    return page(request, "officers", told, status=status)


def _person(
    request: DeskRequest,
    pk: int,
    *,
    reason: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person = get_object_or_404(_known(), pk=pk)
    memberships = Membership.objects.filter(user=person, ended_at=None).select_related("organisation")
    told = {
        "person": person,
        "memberships": memberships.order_by("organisation__name"),
        "is_self": person.pk == request.officer.pk,
        "reason": reason or ReasonForm(prefix="suspend" if person.is_active else "lift"),
        "here": "officers",
        "is_wrong": status != 200,
    }
    return page(request, "person", told, status=status)
