"""The letters that the register sends, in our words or in those of the officers."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from backend.charter import letters as kept
from backend.charter.letters import Kind, Written
from backend.charter.models import LetterTemplate
from backend.desk.access import for_officers
from backend.desk.letter_forms import WordsForm
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say

EDITABLE = {key: kind for key, kind in kept.KINDS.items() if kind.is_editable}


@dataclass(frozen=True, slots=True)
class Shown:
    key: str
    kind: Kind
    changed: LetterTemplate | None


@for_officers("GET")
def letters(request: DeskRequest) -> HttpResponse:
    changed = {each.pk: each for each in LetterTemplate.objects.select_related("changed_by")}
    shown = [Shown(key, kind, changed.get(key)) for key, kind in EDITABLE.items()]
    return page(request, "letters", {"shown": shown, "here": "letters"})


@for_officers("GET")
def letter(request: DeskRequest, key: str) -> HttpResponse:
    return _page(request, key, _form_of(_known(key)))


@for_officers("POST")
def write_letter(request: DeskRequest, key: str) -> HttpResponse:
    """First tried with example facts, then kept: the second form says `keep`."""
    form = WordsForm(request.POST, key=_known(key))
    if not form.is_valid():
        return _page(request, key, form, status=400)
    if "keep" not in request.POST:
        return _page(request, key, form, tried=kept.write(key, _examples(key), words=form.words()))
    subject, body = form.words()
    if kept.change_words(key, subject, body, by=request.officer, at=request.now):
        say(request, "The letter is kept. The next one goes out in these words.")
    else:
        say(request, "It stood so already. Nothing was changed now.", is_done=False)
    return _to(key)


@for_officers("POST")
def our_words(request: DeskRequest, key: str) -> HttpResponse:
    if kept.back_to_ours(_known(key), by=request.officer, at=request.now):
        say(request, "The letter is in our words again.")
    else:
        say(request, "It was in our words already. Nothing was changed now.", is_done=False)
    return _to(key)


def _known(key: str) -> str:
    """Raises Http404; also for the code, whose letter is not to be rewritten."""
    if key not in EDITABLE:
        raise Http404
    return key


def _form_of(key: str) -> WordsForm:
    subject, body = kept.words_of(key)
    return WordsForm(key=key, initial={"subject": subject, "body": body})


def _examples(key: str) -> dict[str, str]:
    return {name: kept.BLANKS[name][1] for name in EDITABLE[key].blanks}


def _page(
    request: DeskRequest, key: str, form: WordsForm, *, tried: Written | None = None, status: int = 200
) -> HttpResponse:
    told = {
        "key": key,
        "kind": EDITABLE[key],
        "changed": LetterTemplate.objects.select_related("changed_by").filter(pk=key).first(),
        "blanks": [(f"{{{name}}}", kept.BLANKS[name][0]) for name in EDITABLE[key].blanks],
        "form": form,
        "tried": tried,
        "here": "letters",
        "is_wrong": status != 200,
    }
    return page(request, "letter", told, status=status)


def _to(key: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:letter", args=[key]))
