"""To apply for the Charter: without an account, without a cookie, with or without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from backend import assets
from backend.callers import Applications, CharterCodes
from backend.charter import accepting, applying, tokens, versions
from backend.charter.applying import Gone, Refusal, TooMany
from backend.charter.choices import State
from backend.charter.models import Application

from . import charter_draft, charter_guard, charter_rows, views
from .charter_draft import Draft

# Not `no-store`: with it, Back from a page that answered a POST shows the browser's own fault and not the
# form (measured in Chromium). The browser may keep it for Back alone; nobody between may keep it at all.
FOR_BACK_ALONE = "private, no-cache"
NOT_FROM_HERE = "Another site sent you here, so nothing was sent. Begin at the Charter’s page."
BUSY = (
    "Many applications came from your network in the last hour, so this was not sent. "
    "Nothing you typed is lost: try again in an hour."
)
OUR_FAULT = (
    "Not sent: something is wrong here, not with you. "
    "Nothing you typed is lost: press Send again in a minute."
)
CODE_FAULTS = {
    Refusal.WRONG: "That is not the code. Type the six digits from the newest e-mail.",
    Gone.EXPIRED: "That code has run out: it works for a day. Press “Send another code”.",
    Gone.TRIED_OUT: "Too many wrong codes were typed, so this one works no more. Press “Send another code”.",
}
TOO_MANY_CODES = "Too many codes were typed from your network. Try again in an hour."
PREPARING = "The Charter is being prepared"

View = Callable[..., HttpResponse]


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    cache: str = FOR_BACK_ALONE,
) -> HttpResponse:
    return views.page(
        request,
        template,
        {"trap": charter_guard.TRAP} | context,
        status=status,
        cache=cache,
        with_script=True,
        entry=assets.of_charter(),
    )


def message(request: HttpRequest, heading: str, words: str, *, status: int) -> HttpResponse:
    said = {"heading": heading, "message": words}
    return page(request, "charter_message", said, status=status, cache=views.LEAVE_NO_COPY)


def with_the_register(view: View) -> View:
    """The Charter's pages need the database; while it is away they say so."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any) -> HttpResponse:
        if request.method == "POST" and charter_guard.from_elsewhere(request):
            return message(request, "This was not sent", NOT_FROM_HERE, status=403)
        try:
            return view(request, *args)
        except versions.NoVersion:
            return message(request, PREPARING, "Come back in a few days.", status=503)
        except DatabaseError:
            return views.broken(request, 503)

    return shown


@require_safe
@with_the_register
def start(request: HttpRequest) -> HttpResponse:
    version = versions.current(at=_now())
    told = {"version": version, "commitments": version.commitments.all()}
    return page(request, "charter_start", told, cache=views.READ_AGAIN)


# --- The form ----------------------------------------------------------------------------------------------


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@with_the_register
def apply(request: HttpRequest) -> HttpResponse:
    """Each press names the page it was on (`page`) and where to (`go`); every answer so far comes with it."""
    if request.method != "POST":
        return redirect("pages:charter")
    now = _now()
    draft = charter_draft.read(request, versions.current(at=now))
    on, go = views.typed(request, "page"), views.typed(request, "go")
    on = on if draft.knows(on) else "organisation"
    if go == "send":
        return _send(request, draft, at=now)
    verb, _, where = go.partition(" ")
    if verb == "to" and draft.knows(where):
        return _show(request, draft, where, at=now)
    if verb == "remove" and where.isascii() and where.isdecimal() and len(where) < 3:
        return _show(request, charter_draft.without_place(draft, int(where)), "premises", at=now)
    if verb == "add":
        return _show(request, draft, _next_place(draft), at=now)
    if verb == "back":
        return _show(request, draft, draft.before(on), at=now)
    return _go_on(request, draft, on, at=now)


def _next_place(draft: Draft) -> str:
    return f"place-{draft.places}" if draft.places < applying.MOST_PREMISES else "premises"


def _go_on(request: HttpRequest, draft: Draft, on: str, *, at: datetime) -> HttpResponse:
    form = draft.form(on)
    if form and not form.is_valid():
        return _show(request, draft, on, at=at, with_faults=True)
    if on == "premises" and (fault := _unfinished_place(draft)):
        return _show(request, draft, fault, at=at, with_faults=True)
    return _show(request, draft, draft.after(on), at=at)


def _unfinished_place(draft: Draft) -> str | None:
    of_places = ((page, form) for page, form in draft.asking() if page.startswith("place-"))
    return next((page for page, form in of_places if not form.is_valid()), None)


def _show(
    request: HttpRequest,
    draft: Draft,
    on: str,
    *,
    at: datetime,
    with_faults: bool = False,
    says: str = "",
    status: int = 0,
) -> HttpResponse:
    """The page `on`, with all answers; `says` is a fault of the whole."""
    if on == "check":
        if fault := draft.first_fault():
            return _show(request, draft, fault, at=at, with_faults=True, status=status)
        draft = charter_draft.looked_through(draft)
    form = draft.form(on)
    asked = charter_rows.rows(form, with_faults=with_faults) if form else []
    names = {row.name for row in asked}
    token = charter_guard.token_of(request, at=at) or tokens.of_new_form(at=at)
    context = {
        "on": on,
        "heading": form.heading if form else "",
        "before": form.before if form else (),
        "rows": asked,
        "faults": [(row.target, row.fault) for row in asked if row.fault],
        "says": says,
        "hidden": [(name, value) for name, value in sorted(draft.answers.items()) if name not in names],
        "token": str(token),
        "version": draft.version,
        "number": draft.pages.index("premises" if on.startswith("place-") else on) + 1,
        "of": len(draft.pages),
        "places": [(n, draft.answers[f"place-{n}-name"] or f"Place {n + 1}") for n in range(draft.places)],
        "is_full": draft.places >= applying.MOST_PREMISES,
        "parts": charter_rows.parts(draft) if on == "check" else [],
    }
    template = {"premises": "charter_premises", "check": "charter_check"}.get(on, "charter_form")
    return page(request, template, context, status=status or (400 if context["faults"] else 200))


def _send(request: HttpRequest, draft: Draft, *, at: datetime) -> HttpResponse:
    token = charter_guard.token_of(request, at=at)
    if draft.first_fault():
        return _show(request, draft, "check", at=at)
    if held := charter_guard.holds(request, token, at=at):
        return _show(request, draft, "check", at=at, says=held.words, status=400)
    if not Applications().allow_request(request, None):  # type: ignore[arg-type]
        return _show(request, draft, "check", at=at, says=BUSY, status=429)
    assert token
    try:
        typed = charter_draft.typed(draft)
        made = applying.submit(typed, form_key=accepting.form_key(token.key, typed), at=at)
    except TooMany as error:
        says = f"Not sent. {error} Nothing you typed is lost."
        return _show(request, draft, "check", at=at, says=says, status=429)
    except ValidationError as error:
        return _show(request, draft, "check", at=at, says=" ".join(error.messages), status=400)
    except DatabaseError:
        return _show(request, draft, "check", at=at, says=OUR_FAULT, status=503)
    return _ask_for_code(request, made, at=at)


# --- The code from the e-mail ------------------------------------------------------------------------------


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@with_the_register
def code(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("pages:charter")
    now = _now()
    application = tokens.application_of(views.typed(request, "sent"), at=now)
    if application is None:
        words = "We keep an unconfirmed application for seven days. Please apply again."
        return message(request, "We do not have this application any more", words, status=404)
    if not CharterCodes().allow_request(request, None):  # type: ignore[arg-type]
        return _ask_for_code(request, application, at=now, fault=TOO_MANY_CODES, status=429)
    if views.typed(request, "go") == "another":
        return _send_another(request, application, at=now)
    answer = applying.confirm(application, views.typed(request, "code"), at=now)
    if isinstance(answer, Application):
        return _done(request, answer)
    why = applying.why_gone(application) if answer is Refusal.GONE else answer
    if why is Gone.CONFIRMED:
        return _done(request, application)
    return _ask_for_code(request, application, at=now, fault=CODE_FAULTS[why], status=400)


def _send_another(request: HttpRequest, application: Application, *, at: datetime) -> HttpResponse:
    try:
        applying.send_code(application, at=at)
    except TooMany as error:
        return _ask_for_code(request, application, at=at, fault=str(error), status=429)
    return _ask_for_code(request, application, at=at, is_new=True)


def _ask_for_code(
    request: HttpRequest,
    application: Application,
    *,
    at: datetime,
    fault: str = "",
    is_new: bool = False,
    status: int = 200,
) -> HttpResponse:
    if application.state != State.SUBMITTED:
        return _done(request, application)
    told = {
        "application": application,
        "sent": tokens.of_application(application, at=at),
        "fault": fault,
        "is_new": is_new,
    }
    return page(request, "charter_code", told, status=status)


def _done(request: HttpRequest, application: Application) -> HttpResponse:
    return page(request, "charter_done", {"application": application}, cache=views.LEAVE_NO_COPY)


def _now() -> datetime:
    return datetime.now(UTC)
