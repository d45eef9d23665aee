"""The yearly review of a signature."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from backend.charter import letters, versions
from backend.charter.choices import Standing
from backend.charter.models import Promise, Signature, Terms
from backend.desk import deciding, story
from backend.desk.access import for_officers
from backend.desk.forms_organisation import RenewalForm
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say
from backend.venues.models import Organisation

from .writing import to_story

OPEN = {Standing.CURRENT, Standing.LAPSED}


@for_officers("GET", "POST")
def renewal(request: DeskRequest, pk: int) -> HttpResponse:
    signature = open_signature(pk)
    version = versions.current(at=request.now)
    form = RenewalForm(
        request.POST if request.method == "POST" else None, version=version, kept=_kept(signature)
    )
    if form.is_valid() and _renewed(request, signature, form):
        return to_story(pk)
    told = {
        "organisation": signature.organisation,
        "signature": signature,
        "version": version,
        "is_lapsed": signature.standing == Standing.LAPSED,
        "is_newer": signature.version_id != version.pk,
        "months": Terms.now().review_months,
        "seen": deciding.standing_of(signature),
        "form": form,
        "here": "organisations",
        "is_wrong": bool(form.errors),
    }
    return page(request, "renewal", told, status=400 if form.errors else 200)


def open_signature(pk: int) -> Signature:
    """Http404 where there is none to review or to withdraw."""
    signature = story.newest_signature(get_object_or_404(Organisation, pk=pk))
    if signature is None or signature.standing not in OPEN:
        raise Http404
    return signature


def _kept(signature: Signature) -> dict[int, str]:
    """What was promised, to begin with: only of commitments that are asked again."""
    return dict(Promise.objects.filter(signature=signature).values_list("commitment", "how"))


def _renewed(request: DeskRequest, signature: Signature, form: RenewalForm) -> bool:
    try:
        renewed = deciding.renew(
            signature,
            form.confirmed(),
            seen=request.POST.get("seen", ""),
            note=form.cleaned_data["note"],
            by=request.officer,
            at=request.now,
        )
    except deciding.NothingToDo as already:
        say(request, f"{already} Nothing was changed now.", is_done=False)
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return False
    else:
        due = letters.day(renewed.review_due_on)
        say(request, f"{signature.organisation} is reviewed. The next review is due on {due}.")
    return True
