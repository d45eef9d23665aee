"""The Charter's versions: signed today, signed before, drafted; and the terms of reviews."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from backend.charter import registering, versions
from backend.charter.choices import Standing
from backend.charter.models import CharterVersion, Terms
from backend.desk.access import for_officers, for_senior_officers
from backend.desk.forms import DeskForm
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say
from backend.desk.version_forms import ForceForm, TermsForm, VersionForm, as_set, as_typed


@for_officers("GET")
def charter(request: DeskRequest) -> HttpResponse:
    return _list(request)


@for_senior_officers("POST")
def set_terms(request: DeskRequest) -> HttpResponse:
    form = TermsForm(request.POST)
    if not form.is_valid():
        return _list(request, terms=form)
    if form.cleaned_data == as_set(Terms.now()):
        say(request, "The terms are so already. Nothing was changed now.", is_done=False)
    else:
        registering.set_terms(**form.cleaned_data, by=request.officer, at=request.now)
        say(request, "The terms are set.")
    return HttpResponseRedirect(reverse("desk:charter"))


@for_senior_officers("GET")
def new_version(request: DeskRequest) -> HttpResponse:
    """Begins with the words that are signed today."""
    today = versions.today(request.now)
    current = CharterVersion.objects.in_force(on=today).first()
    return _draft(request, VersionForm(initial=as_typed(current)))


@for_senior_officers("POST")
def draft_version(request: DeskRequest) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _draft(request, form, status=400)
    words = form.cleaned_data["introduction"], form.commitments()
    try:
        made = versions.draft(*words, by=request.officer, at=request.now)
    except versions.AlreadyDrafted:
        say(request, "The newest draft has these very words. Nothing was changed now.", is_done=False)
        return HttpResponseRedirect(reverse("desk:charter"))
    say(request, f"{made} is drafted. Nobody signs it before it is put in force.")
    return _to(made.pk)


@for_officers("GET")
def version(request: DeskRequest, pk: int) -> HttpResponse:
    return _page(request, _held(pk))


@for_senior_officers("POST")
def rewrite_version(request: DeskRequest, pk: int) -> HttpResponse:
    held = _held(pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _page(request, held, form=form)
    words = form.cleaned_data["introduction"], form.commitments()
    try:
        versions.rewrite(held, *words, by=request.officer, at=request.now)
    except versions.AlreadyDrafted:
        say(request, "The draft has these very words. Nothing was changed now.", is_done=False)
    except ValidationError as error:
        say(request, f"{' '.join(error.messages)} Nothing was changed now.", is_done=False)
    else:
        say(request, f"{held} is kept as you wrote it.")
    return _to(pk)


@for_senior_officers("POST")
def put_in_force(request: DeskRequest, pk: int) -> HttpResponse:
    held = _held(pk)
    form = ForceForm(request.POST, prefix="force", today=versions.today(request.now))
    if not form.is_valid():
        return _page(request, held, force=form)
    try:
        versions.put_in_force(held, on=form.cleaned_data["in_force_on"], by=request.officer, at=request.now)
    except ValidationError as error:
        say(request, f"{' '.join(error.messages)} Nothing was changed now.", is_done=False)
    else:
        say(request, f"{held} is fixed, and is signed from that day on.")
    return _to(pk)


def _held(pk: int) -> CharterVersion:
    return get_object_or_404(CharterVersion, pk=pk)


def _list(request: DeskRequest, *, terms: TermsForm | None = None) -> HttpResponse:
    signed = Count("signatures", filter=Q(signatures__standing=Standing.CURRENT))
    today = versions.today(request.now)
    told = {
        "versions": CharterVersion.objects.annotate(signed_by=signed).order_by("-number"),
        "current": CharterVersion.objects.in_force(on=today).first(),
        "terms_now": Terms.now(),
        "terms": terms or TermsForm(initial=as_set(Terms.now())),
        "here": "charter",
        "is_wrong": terms is not None,
    }
    return page(request, "charter", told, status=400 if terms else 200)


def _draft(request: DeskRequest, form: VersionForm, *, status: int = 200) -> HttpResponse:
    told = {"form": form, "here": "charter", "is_wrong": status != 200}
    return page(request, "version_new", told, status=status)


def _page(request: DeskRequest, held: CharterVersion, **wrong: DeskForm) -> HttpResponse:
    today = versions.today(request.now)
    current = CharterVersion.objects.in_force(on=today).first()
    told = {
        "version": held,
        "is_current": held == current,
        "is_to_come": held.in_force_on is not None and held.in_force_on > today,
        "commitments": held.commitments.all(),
        "signed_by": held.signatures.filter(standing=Standing.CURRENT).count(),
        "form": VersionForm(initial=as_typed(held)),
        "force": ForceForm(prefix="force", today=today),
        "here": "charter",
        "is_wrong": bool(wrong),
    }
    return page(request, "version", told | wrong, status=400 if wrong else 200)


def _to(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:version", args=[pk]))
