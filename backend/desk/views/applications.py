"""Applications: the queue, one of them as it was typed, and every step that an officer takes with it.

What sends a letter takes two forms: the first asks why, the second shows the letter as it will go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from backend.charter import assessing, letters, onboarding, versions
from backend.charter.choices import STEPS, State
from backend.charter.letters import Written
from backend.charter.models import Application
from backend.charter.stepping import NotFromHere
from backend.desk import application_page
from backend.desk.access import for_officers
from backend.desk.application_forms import (
    NAME_TAKEN,
    ActionForm,
    FindingsForm,
    LetterForm,
    QueueForm,
    TakenBackForm,
    WhyForm,
)
from backend.desk.forms import DeskForm
from backend.desk.rendering import DeskRequest, page
from backend.desk.saying import say
from backend.venues.joining import TooManyInvitations
from backend.venues.models import Organisation

ON_A_PAGE = 50
LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Sending:
    """A step that goes with a letter: what it comes to, the words, and what is done when it is sent."""

    key: str
    after: State
    heading: str
    button: str
    facts: Mapping[str, str]
    act: Callable[[Written], object]
    done: str
    also: tuple[str, ...] = ()


@for_officers("GET")
def applications(request: DeskRequest) -> HttpResponse:
    """`?show=` names a state; anything else shows all that wait."""
    asked = request.GET.get("show", "")
    show = asked if asked in application_page.SHOWN else "waiting"
    form = QueueForm(request.GET if "q" in request.GET else {"q": ""})
    q = form.cleaned_data["q"] if form.is_valid() else ""
    found = Paginator(application_page.queue(show, q, at=request.now), ON_A_PAGE)
    kept = QueryDict(mutable=True)
    kept.update({"show": show, "q": q})
    told = {
        "form": form,
        "q": q,
        "show": show,
        "heading": application_page.SHOWN[show],
        "counts": application_page.counts(at=request.now),
        "found": found.get_page(request.GET.get("page")),
        "kept": kept.urlencode(),
        "today": versions.today(request.now),
        "here": "applications",
    }
    return page(request, "applications", told)


@for_officers("GET")
def application(request: DeskRequest, pk: int) -> HttpResponse:
    """`?like=` looks for an organisation that the applicant may be and that was not offered."""
    return _page(request, application_page.held(pk))


@for_officers("POST")
def take_up(request: DeskRequest, pk: int) -> HttpResponse:
    held = application_page.held(pk)
    _do(
        request,
        lambda: assessing.take_up(held, by=request.officer, at=request.now),
        f"{held.organisation_name} is under review now.",
    )
    return _to(pk)


@for_officers("POST")
def note_findings(request: DeskRequest, pk: int) -> HttpResponse:
    held = application_page.held(pk)
    form = FindingsForm(request.POST, answers=held.answers.all())
    if not form.is_valid():
        return _page(request, held, findings=form)
    findings = form.findings()
    try:
        is_new = assessing.note_findings(held, findings, by=request.officer, at=request.now)
    except NotFromHere as already:
        say(request, f"{already} Nothing was changed now.", is_done=False)
    else:
        words = "What you saw is kept." if is_new else "It stood there so already. Nothing was changed now."
        say(request, words, is_done=is_new)
    return _to(pk)


@for_officers("POST")
def ask_for_action(request: DeskRequest, pk: int) -> HttpResponse:
    held = application_page.held(pk)
    form = ActionForm(request.POST, prefix="action", today=versions.today(request.now))
    if not form.is_valid():
        return _page(request, held, action=form)
    because, due_on = form.cleaned_data["because"], form.cleaned_data["due_on"]

    def act(written: Written) -> None:
        assessing.ask_for_action(
            held, because=because, due_on=due_on, by=request.officer, at=request.now, written=written
        )

    sending = Sending(
        key="action_needed",
        after=State.ACTION_NEEDED,
        heading="Ask for something",
        button="Send it and wait for them",
        facts=assessing.action_facts(because, due_on),
        act=act,
        done=f"The letter is on its way. {held.organisation_name} has until {letters.day(due_on)}.",
    )
    return _by_letter(request, held, form, sending)


@for_officers("POST")
def decline(request: DeskRequest, pk: int) -> HttpResponse:
    held = application_page.held(pk)
    form = WhyForm(request.POST, prefix="decline")
    if not form.is_valid():
        return _page(request, held, decline=form)
    because = form.cleaned_data["because"]

    def act(written: Written) -> None:
        assessing.decline(held, because=because, by=request.officer, at=request.now, written=written)

    sending = Sending(
        key="declined",
        after=State.DECLINED,
        heading="Decline the application",
        button="Send it and decline",
        facts={"because": because},
        act=act,
        done="It is declined. The letter is on its way.",
    )
    return _by_letter(request, held, form, sending)


@for_officers("POST")
def take_back(request: DeskRequest, pk: int) -> HttpResponse:
    held = application_page.held(pk)
    form = TakenBackForm(request.POST, prefix="taken-back")
    if not form.is_valid():
        return _page(request, held, taken_back=form)
    because = form.cleaned_data["because"]
    _do(
        request,
        lambda: assessing.take_back(held, because=because, by=request.officer, at=request.now),
        "It is withdrawn. No letter was sent.",
    )
    return _to(pk)


@for_officers("POST")
def sign(request: DeskRequest, pk: int) -> HttpResponse:
    held = application_page.held(pk)
    if State.SIGNED not in STEPS[State(held.state)]:
        return _not_from_here(request, held, State.SIGNED)
    form = application_page.signing_form(held, data=request.POST)
    if not form.is_valid():
        return _page(request, held, signing=form)
    chosen: Organisation | None = form.cleaned_data["organisation"]
    today = versions.today(request.now)

    def act(written: Written) -> None:
        onboarding.sign(held, by=request.officer, at=request.now, organisation=chosen, written=written)

    sending = Sending(
        key="signed",
        after=State.SIGNED,
        heading="Sign",
        button="Sign and send it",
        facts=onboarding.signing_facts(today, onboarding.first_review_on(today)),
        act=act,
        done=f"{chosen or held.organisation_name} has signed the Charter. The letter is on its way.",
        also=tuple(_what_signing_does(held, chosen)),
    )
    return _by_letter(request, held, form, sending)


def _what_signing_does(held: Application, chosen: Organisation | None) -> list[str]:
    """In words, before it is done."""
    name = held.organisation_name
    joins = f"It is signed as {chosen.name}" if chosen else f"{name} comes into the register"
    told = [f"{joins}, and has the badge from now on."]
    open_at_night = [each.name for each in held.premises.all() if each.is_open_at_night]
    if open_at_night:
        manager = held.champion_name if held.champion_email else held.signatory_name
        told += [
            f"Venues that the public does not see before a senior officer publishes them: "
            f"{', '.join(open_at_night)}.",
            f"{manager} is invited to manage them.",
        ]
    return told


def _by_letter(request: DeskRequest, held: Application, form: DeskForm, sending: Sending) -> HttpResponse:
    """First the letter is shown; sent, it goes in the words that came back, and the step is taken."""
    if sending.after not in STEPS[State(held.state)]:
        return _not_from_here(request, held, sending.after)
    if f"{LETTER}-body" not in request.POST:
        written = letters.write(sending.key, letters.facts_of(held) | dict(sending.facts))
        drafted = LetterForm(prefix=LETTER, initial={"subject": written.subject, "body": written.body})
        return _preview(request, held, form, sending, drafted)
    letter = LetterForm(request.POST, prefix=LETTER)
    if not letter.is_valid():
        return _preview(request, held, form, sending, letter, status=400)
    _do(request, lambda: sending.act(letter.written()), sending.done)
    return _to(held.pk)


def _preview(
    request: DeskRequest,
    held: Application,
    form: DeskForm,
    sending: Sending,
    letter: LetterForm,
    *,
    status: int = 200,
) -> HttpResponse:
    """What was typed before goes along unseen."""
    typed = [(form[name].html_name, request.POST.get(form[name].html_name, "")) for name in form.fields]
    told = {
        "application": held,
        "sending": sending,
        "letter": letter,
        "typed": typed,
        "address": request.path,
        "here": "applications",
        "is_wrong": status != 200,
    }
    return page(request, "application_letter", told, status=status)


def _do(request: DeskRequest, decision: Callable[[], object], done: str) -> None:
    """Take the step and say so, or say why not."""
    try:
        decision()
    except NotFromHere as already:
        wrong = str(already)
    except onboarding.AlreadySigned:
        wrong = "This organisation has a current signature. Renew that on its page, or withdraw it first."
    except onboarding.NameTaken:
        wrong = NAME_TAKEN
    except TooManyInvitations:
        wrong = "You have invited very many people today. Go on tomorrow, or ask a colleague."
    except ValidationError as error:
        wrong = f"That will not do: {' '.join(error.messages)}"
    else:
        say(request, done)
        return
    say(request, f"{wrong} Nothing was changed now.", is_done=False)


def _not_from_here(request: DeskRequest, held: Application, after: State) -> HttpResponse:
    say(request, f"{NotFromHere(held, after)} Nothing was changed now.", is_done=False)
    return _to(held.pk)


def _page(request: DeskRequest, held: Application, **wrong: DeskForm) -> HttpResponse:
    look_for = request.GET.get("like", "").strip()[:120].replace("\x00", "")
    told = application_page.of(held, wrong, look_for=look_for, at=request.now)
    status = 400 if wrong else 200
    return page(request, "application", told | {"here": "applications"}, status=status)


def _to(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:application", args=[pk]))
