"""What officers write into an organisation's story, each on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from backend.accounts.models import User
from backend.charter import registering
from backend.charter.choices import ContactKind
from backend.charter.models import ActionItem
from backend.desk.access import for_officers
from backend.desk.forms_organisation import (
    ActionForm,
    ContactForm,
    FactsForm,
    OfOrganisation,
    SpotCheckForm,
    TrainingForm,
)
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say
from backend.venues.models import Organisation

Typed = dict[str, Any]
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of thing that is written down: what its page says, and which step keeps it."""

    heading: str
    hint: str
    button: str
    done: str
    form: type[OfOrganisation]
    keep: Callable[..., object]


def _sheet(sheet: Sheet) -> View:
    @for_officers("GET", "POST")
    def write(request: DeskRequest, pk: int) -> HttpResponse:
        organisation = get_object_or_404(Organisation, pk=pk)
        form = sheet.form(request.POST if request.method == "POST" else None, organisation=organisation)
        if form.is_valid() and _kept(sheet, organisation, form, by=request.officer, at=request.now):
            say(request, sheet.done)
            return to_story(pk)
        told = {"sheet": sheet, "organisation": organisation, "form": form, "here": "organisations"}
        status = 400 if form.errors else 200
        return page(request, "sheet", told | {"is_wrong": status != 200}, status=status)

    return write


def _kept(sheet: Sheet, organisation: Organisation, form: OfOrganisation, *, by: User, at: datetime) -> bool:
    try:
        sheet.keep(organisation, by=by, at=at, **form.cleaned_data)
    except ValidationError as error:
        for field, reasons in _by_field(error).items():
            form.add_error(field if field in form.fields else None, " ".join(reasons))
        return False
    return True


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def _set_contact(organisation: Organisation, *, kind: str, by: User, at: datetime, **typed: Any) -> None:
    registering.set_contact(organisation, ContactKind(kind), by=by, at=at, **typed)


set_facts = _sheet(
    Sheet(
        "Change its facts",
        "What the register says of it. Who does not want to be named is off the public list in five minutes.",
        "Keep these facts",
        "The register says this now.",
        FactsForm,
        registering.set_facts,
    )
)
add_training = _sheet(
    Sheet(
        "Add a training",
        "A course, how many people took it, and until when it holds. No names.",
        "Add the training",
        "The training is written down.",
        TrainingForm,
        registering.add_training,
    )
)
add_spot_check = _sheet(
    Sheet(
        "Add a spot check",
        "Somebody went and tried. The notes are for officers alone.",
        "Add the spot check",
        "The spot check is written down.",
        SpotCheckForm,
        registering.add_spot_check,
    )
)
add_action = _sheet(
    Sheet(
        "Add an action",
        "One thing that they will do, and by when.",
        "Add the action",
        "The action is in the plan.",
        ActionForm,
        registering.add_action,
    )
)
set_contact = _sheet(
    Sheet(
        "Add or replace a contact",
        "From now on it is this person; who it was before is erased after a year. Letters go to them.",
        "Make this the contact",
        "The contact is written down.",
        ContactForm,
        _set_contact,
    )
)


@for_officers("POST")
def finish_action(request: DeskRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(ActionItem, pk=pk)
    if registering.finish_action(item, by=request.officer, at=request.now):
        say(request, f"Done: {item.what}")
    else:
        say(request, "It was marked as done already. Nothing was changed now.", is_done=False)
    return to_story(item.organisation_id)


def to_story(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:organisation", args=[pk]))
