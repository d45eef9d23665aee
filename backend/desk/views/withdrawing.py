"""The end of a signature: the reason, the letter as it will go, and then it is done."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from backend.charter import letters, registering
from backend.charter.models import Signature
from backend.desk import deciding
from backend.desk.access import for_senior_officers
from backend.desk.again import typed_before
from backend.desk.application_forms import LetterForm
from backend.desk.forms_organisation import WithdrawalForm
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say

from .renewing import open_signature
from .writing import to_story

LETTER = "letter"
OTHERS = "Who gets the letter has changed since you read it. Read it once more, then send it."
People = list[tuple[str, str]]


@for_senior_officers("GET", "POST", lately=True)
def withdrawal(request: DeskRequest, pk: int) -> HttpResponse:
    """Whoever had to show who they are in between finds the reason again, and the letter as they left it."""
    signature = open_signature(pk)
    if request.method == "POST":
        form = WithdrawalForm(request.POST)
        if not form.is_valid() or "change" in request.POST:
            return _reason(request, signature, form)
        return _sent(request, signature, form.cleaned_data["because"])
    kept = typed_before(request)
    if f"{LETTER}-body" not in kept:
        return _reason(request, signature, WithdrawalForm(initial=dict(kept)))
    words = {name: kept.get(f"{LETTER}-{name}", "") for name in ("subject", "body")}
    return _preview(request, signature, kept.get("because", ""), LetterForm(prefix=LETTER, initial=words))


def _sent(request: DeskRequest, signature: Signature, because: str) -> HttpResponse:
    people = registering.addresses_of(signature.organisation)
    if "read" not in request.POST or (people and f"{LETTER}-body" not in request.POST):
        return _preview(request, signature, because, _drafted(signature, because, people))
    letter = LetterForm(request.POST, prefix=LETTER)
    if request.POST.get("to", "") != _to(people):
        letter.add_error(None, OTHERS)
    if people and not letter.is_valid():
        return _preview(request, signature, because, letter, status=400)
    try:
        written = letter.written() if people else None
        deciding.withdraw(signature, because=because, by=request.officer, at=request.now, written=written)
    except deciding.NothingToDo as already:
        say(request, f"{already} Nothing was changed now.", is_done=False)
    else:
        say(request, f"The signature of {signature.organisation} is withdrawn. The public sees it no more.")
    return to_story(signature.organisation_id)


def _drafted(signature: Signature, because: str, people: People) -> LetterForm:
    """As `onboarding.withdraw` would write it; for several people one letter, with the blank for the name."""
    name = people[0][0] if len(people) == 1 else letters.NAME
    facts = {"organisation": signature.organisation.name, "because": because, "name": name}
    written = letters.write("withdrawn", facts)
    return LetterForm(prefix=LETTER, initial={"subject": written.subject, "body": written.body})


def _reason(request: DeskRequest, signature: Signature, form: WithdrawalForm) -> HttpResponse:
    told = {"organisation": signature.organisation, "form": form, "here": "organisations"}
    wrong = bool(form.errors)
    return page(request, "withdrawal", told | {"is_wrong": wrong}, status=400 if wrong else 200)


def _preview(
    request: DeskRequest, signature: Signature, because: str, letter: LetterForm, *, status: int = 200
) -> HttpResponse:
    people = registering.addresses_of(signature.organisation)
    told: dict[str, Any] = {
        "organisation": signature.organisation,
        "because": because,
        "people": people,
        "to": _to(people),
        "blank": letters.NAME,
        "letter": letter,
        "here": "organisations",
        "is_wrong": status != 200,
    }
    return page(request, "withdrawal_letter", told, status=status)


def _to(people: People) -> str:
    return " ".join(sorted(email for _, email in people))
