"""Our own answers at allauth's addresses: codes kept in the database, changes only soon after signing in."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.constants import LoginStageKey
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login, stash_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.core import ratelimit
from allauth.headless.base.response import (
    AuthenticationResponse,
    ConflictResponse,
    RateLimitResponse,
    ReauthenticationResponse,
)
from allauth.headless.base.views import APIView
from allauth.headless.internal.restkit import inputs
from allauth.headless.internal.restkit.response import ErrorResponse
from allauth.headless.mfa import views as mfa
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from . import codes, second_factor
from .models import User

# allauth brings no types.
Answer = Any
BY_CODE = LoginStageKey.LOGIN_BY_CODE.value


class AskInput(inputs.Input):  # type: ignore[misc]
    email = inputs.EmailField(max_length=254)


class ConfirmInput(inputs.Input):  # type: ignore[misc]
    code = inputs.CharField(max_length=40)


class AskView(APIView):  # type: ignore[misc]
    """The same answer for everybody: look in your mail. The session holds a row's number and no more."""

    input_class = {"POST": AskInput}

    def post(self, request: HttpRequest) -> Answer:
        email = self.input.cleaned_data["email"].lower()
        if request.user.is_authenticated:
            return ConflictResponse(request)
        if not ratelimit.consume(request, action="request_login_code", key=email):
            return RateLimitResponse(request)
        row = codes.ask(email, at=datetime.now(UTC), instead_of=_pending_code(request))
        _remember(request, row)
        return AuthenticationResponse(request)


class ConfirmView(APIView):  # type: ignore[misc]
    input_class = {"POST": ConfirmInput}

    def post(self, request: HttpRequest) -> Answer:
        row = _pending_code(request)
        if row is None:
            return ConflictResponse(request)
        found = codes.confirm(row, self.input.cleaned_data["code"], at=datetime.now(UTC))
        if found is codes.Refusal.WRONG:
            return ErrorResponse(request, exception=get_adapter().validation_error("incorrect_code"))
        if found is codes.Refusal.GONE:
            clear_login(request)
            return ConflictResponse(request)
        record_authentication(request, found, method="code", email=found.email)
        return AuthenticationResponse.from_response(request, perform_login(request, Login(user=found)))


class Lately:
    """Ways in are added and removed only by somebody who proved within 15 minutes who they are.

    allauth asks that only of people who have a second factor; a phone left signed in for 30 days must not be
    enough to add somebody else's passkey. One transaction, so that the letter leaves if the change stands.
    """

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        if not second_factor.signed_in_lately(request):
            return SignInAgain(request)
        with transaction.atomic():
            return super().handle(request, *args, **kwargs)  # type: ignore[misc]


class SignInAgain(ReauthenticationResponse):  # type: ignore[misc]
    """Names a flow in any case: without a second factor, it is to sign out and in again."""

    def _get_flows(self, request: HttpRequest, user: User) -> list[dict[str, Any]]:
        return super()._get_flows(request, user) or [{"id": "reauthenticate"}]


class TotpView(Lately, mfa.ManageTOTPView):  # type: ignore[misc]
    def post(self, request: HttpRequest) -> Answer:
        return _noted(request, super().post(request))

    def delete(self, request: HttpRequest) -> Answer:
        doomed = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP)
        return _kept_for_officer(request, doomed) or super().delete(request)


class PasskeysView(Lately, mfa.ManageWebAuthnView):  # type: ignore[misc]
    def post(self, request: HttpRequest) -> Answer:
        return _noted(request, super().post(request))

    def delete(self, request: HttpRequest) -> Answer:
        doomed = self.input.cleaned_data["authenticators"]
        return _kept_for_officer(request, doomed) or super().delete(request)


class RecoveryCodesView(Lately, mfa.ManageRecoveryCodesView):  # type: ignore[misc]
    pass


class CountedGuess:
    """Guesses at six digits are counted in the database before they are compared, by all processes."""

    def get_input_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_input_kwargs()  # type: ignore[misc]
        self.guesser = kwargs["user"]
        return kwargs

    def handle_input(self, data: Any) -> Answer | None:
        guesser = self.get_input_kwargs()["user"]
        if not second_factor.claim_guess(guesser, at=datetime.now(UTC)):
            return RateLimitResponse(self.request)  # type: ignore[attr-defined]
        return super().handle_input(data)  # type: ignore[misc]

    def post(self, request: HttpRequest) -> Answer:
        second_factor.give_back_guess(self.guesser)
        return super().post(request)  # type: ignore[misc]


class SecondFactorView(CountedGuess, mfa.AuthenticateView):  # type: ignore[misc]
    pass


class SecondFactorAgainView(CountedGuess, mfa.ReauthenticateView):  # type: ignore[misc]
    pass


def _noted(request: HttpRequest, response: HttpResponse) -> Answer:
    """Whoever has just added a second factor has shown it."""
    if response.status_code == HTTPStatus.OK:
        newest = Authenticator.objects.filter(user=request.user, type__in=second_factor.FACTORS).latest("pk")
        record_authentication(request, request.user, "mfa", id=newest.pk, type=newest.type)
    return response


def _kept_for_officer(request: HttpRequest, doomed: Any) -> Answer | None:
    """An officer's last second factor stays: without one the desk is closed to them."""
    left = Authenticator.objects.filter(user=request.user, type__in=second_factor.FACTORS)
    left = left.exclude(pk__in=[each.pk for each in doomed])
    if not isinstance(request.user, User) or not request.user.is_officer or left.exists():
        return None
    error = mfa.get_adapter().validation_error("cannot_delete_authenticator")
    return ErrorResponse(request, exception=error, status=HTTPStatus.CONFLICT)


def _remember(request: HttpRequest, row: uuid.UUID) -> None:
    """As allauth's own login by code does, but without user, address or code in the session."""
    login = Login(user=None)
    login.state["stages"] = {"current": BY_CODE, BY_CODE: {"data": {"code": str(row)}}}
    stash_login(request, login)


def _pending_code(request: HttpRequest) -> uuid.UUID | None:
    stage = LoginStageController.enter(request, BY_CODE) if request.user.is_anonymous else None
    return uuid.UUID(stage.state["code"]) if stage else None
