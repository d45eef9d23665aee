"""A code, a recovery code or a passkey, asked of somebody who signed in a while ago."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect

from backend.accounts import second_factor
from backend.desk.access import SIGN_IN, for_readers
from backend.desk.again import page_to_return_to
from backend.desk.forms import DeskForm
from backend.desk.rendering import DeskRequest, page

TOO_MANY = "Too many tries. Wait five minutes, or use your passkey; after 20 in a day, try again tomorrow."
WRONG = "That is not right, or was used already. Type the digits that the app shows next, or a recovery code."


class CodeForm(DeskForm):
    code = forms.CharField(
        label="Code from your authenticator app, or a recovery code",
        max_length=20,
        error_messages={
            "required": "Type the six digits that the app shows now, or one of your recovery codes.",
            "max_length": "That is too long for a code. Type the six digits, or one of your recovery codes.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


@for_readers("GET", "POST")
def again(request: DeskRequest) -> HttpResponse:
    """Back to where they were once they have shown it; what a form held is theirs to send, not ours."""
    wanted = page_to_return_to(request.POST.get("next") or request.GET.get("next", ""))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        wrong = _wrong_with(request, form.cleaned_data["code"])
        if wrong is None:
            return HttpResponseRedirect(wanted)
        form.add_error("code", wrong)
    return _page(request, form, wanted)


def _wrong_with(request: DeskRequest, code: str) -> str | None:
    """Counted before it is compared, by all processes; a code that was used is none."""
    if not second_factor.claim_guess(request.officer, at=datetime.now(UTC)):
        return TOO_MANY
    shown: Any = second_factor.CodeAgain({"code": "".join(code.split())}, user=request.officer)
    try:
        is_right = shown.is_valid()
    except ValidationError:
        return TOO_MANY
    if not is_right:
        codes = {error.code for error in shown.errors.as_data()["code"]}
        return TOO_MANY if "too_many_login_attempts" in codes else WRONG
    second_factor.give_back_guess(request.officer)
    shown.save()
    return None


def _page(request: DeskRequest, form: CodeForm, wanted: str) -> HttpResponse:
    has = set(Authenticator.objects.filter(user=request.officer).values_list("type", flat=True))
    told = {
        "form": form,
        "wanted": wanted,
        "has_codes": bool(has - {Authenticator.Type.WEBAUTHN}),
        "by_passkey": f"{SIGN_IN}?{urlencode({'again': 1, 'next': wanted}, safe='/')}"
        if Authenticator.Type.WEBAUTHN in has
        else "",
        "is_wrong": bool(form.errors),
    }
    return page(request, "again", told, status=400 if form.errors else 200)
