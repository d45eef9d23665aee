"""How an application stands, for whoever has the code from the letter, which is never in an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend.callers import CharterCodes
from backend.charter import applying, assessing, letters, stepping, versions
from backend.charter.choices import STEPS, State
from backend.charter.models import Application

from . import views
from .charter import TOO_MANY_CODES, page, with_the_register

UNKNOWN = (
    "No application has this code. "
    "Type the sixteen letters and digits from the letter, like ABCD-EFGH-JKMN-PQRS."
)
# What an officer wrote for the applicant; other reasons are the VRA's own notes.
TOLD = (State.ACTION_NEEDED, State.DECLINED)
NOW = {
    State.CONFIRMED: "It has arrived. Somebody will look at it.",
    State.UNDER_REVIEW: "Somebody is looking at it.",
    State.ACTION_NEEDED: "We need something from you.",
    State.SIGNED: "You have signed the Charter.",
    State.DECLINED: "It was not accepted. You are welcome to apply again.",
    State.WITHDRAWN: "It was withdrawn. You are welcome to apply again.",
}
STEP = {
    State.SUBMITTED: "You sent it",
    State.CONFIRMED: "You confirmed the e-mail address",
    State.UNDER_REVIEW: "Somebody began to look at it",
    State.ACTION_NEEDED: "We asked you for something",
    State.SIGNED: "You signed the Charter",
    State.DECLINED: "It was not accepted",
    State.WITHDRAWN: "It was withdrawn",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One step, as the applicant may read it: nobody's name is in it."""

    words: str
    on: str
    because: str


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@with_the_register
def status(request: HttpRequest) -> HttpResponse:
    code = views.typed(request, "code")
    if request.method != "POST":
        return _ask(request)
    if not CharterCodes().allow_request(request, None):  # type: ignore[arg-type]
        return _ask(request, fault=TOO_MANY_CODES, status=429)
    application = applying.of_status_code(code)
    if application is None:
        return _ask(request, code=code, fault=UNKNOWN, status=400)
    return _answer(request, application, code)


def _answer(request: HttpRequest, application: Application, code: str) -> HttpResponse:
    go = views.typed(request, "go")
    if go == "withdraw" and _can_be_withdrawn(application):
        said = {"application": application, "code": code}
        return page(request, "charter_withdraw", said, cache=views.LEAVE_NO_COPY)
    if go == "withdraw for good":
        try:
            assessing.take_back(application, by=None, at=datetime.now(UTC))
        except stepping.NotFromHere as error:
            return _stands(request, application, code, fault=str(error))
        application.refresh_from_db()
    return _stands(request, application, code)


def _ask(request: HttpRequest, *, code: str = "", fault: str = "", status: int = 200) -> HttpResponse:
    said = {"code": code, "fault": fault}
    return page(request, "charter_status", said, status=status, cache=views.LEAVE_NO_COPY)


def _stands(request: HttpRequest, application: Application, code: str, *, fault: str = "") -> HttpResponse:
    steps = _steps(application)
    told = {
        "application": application,
        "code": code,
        "fault": fault,
        "now": NOW[State(application.state)],
        "steps": steps,
        "needed": steps[-1].because if application.state == State.ACTION_NEEDED else "",
        "due": _day(application.action_due_on),
        "can_be_withdrawn": _can_be_withdrawn(application),
    }
    return page(request, "charter_stands", told, status=409 if fault else 200, cache=views.LEAVE_NO_COPY)


def _steps(application: Application) -> list[Told]:
    return [
        Told(
            STEP[State(step.after)],
            letters.day(versions.today(step.at)),
            step.because if step.after in TOLD else "",
        )
        for step in application.steps.all()
    ]


def _can_be_withdrawn(application: Application) -> bool:
    return State.WITHDRAWN in STEPS[State(application.state)]


def _day(on: date | None) -> str:
    return letters.day(on) if on else ""
