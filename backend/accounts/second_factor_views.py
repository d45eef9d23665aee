"""Second factors at allauth's addresses: shown at sign-in, added and removed only soon after it."""

from __future__ import annotations

import json
import struct
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import segno
from allauth.account.internal.flows.login import record_authentication
from allauth.headless.base.response import RateLimitResponse, ReauthenticationResponse
from allauth.headless.internal.restkit.response import ErrorResponse
from allauth.headless.mfa import views as mfa
from allauth.headless.mfa.inputs import AuthenticateInput, ReauthenticateInput
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from . import second_factor
from .models import User

# allauth brings no types.
Answer = Any


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
    def get(self, request: HttpRequest) -> Answer:
        """With the secret, before there is an app: a QR code of it, so that nobody types 32 letters."""
        answer: HttpResponse = super().get(request)
        told = json.loads(answer.content)
        if url := told.get("meta", {}).get("totp_url"):
            told["meta"]["totp_svg"] = segno.make_qr(url).svg_inline(scale=4, border=4, light="#fff")
            answer.content = json.dumps(told).encode()
        return answer

    def post(self, request: HttpRequest) -> Answer:
        return _noted(request, super().post(request))

    def delete(self, request: HttpRequest) -> Answer:
        doomed = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP)
        return _kept_for_officer(request, doomed) or super().delete(request)


class Credential:
    """Whatever a client sends for a passkey is 400 when it is none; allauth answers some of it with 500."""

    NONSENSE = (ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error)

    def handle_input(self, data: Any) -> Answer | None:
        try:
            return super().handle_input(data)  # type: ignore[misc]
        except self.NONSENSE:
            error = mfa.get_adapter().validation_error("incorrect_code")
            return ErrorResponse(self.request, exception=error)  # type: ignore[attr-defined]


class PasskeyLoginView(Credential, mfa.LoginWebAuthnView):  # type: ignore[misc]
    pass


class PasskeyView(Credential, mfa.AuthenticateWebAuthnView):  # type: ignore[misc]
    pass


class PasskeyAgainView(Credential, mfa.ReauthenticateWebAuthnView):  # type: ignore[misc]
    pass


class PasskeysView(Lately, Credential, mfa.ManageWebAuthnView):  # type: ignore[misc]
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


class CodeInput(second_factor.OncePerCode, AuthenticateInput):  # type: ignore[misc]
    pass


class CodeAgainInput(second_factor.OncePerCode, ReauthenticateInput):  # type: ignore[misc]
    pass


class SecondFactorView(CountedGuess, mfa.AuthenticateView):  # type: ignore[misc]
    input_class = CodeInput


class SecondFactorAgainView(CountedGuess, mfa.ReauthenticateView):  # type: ignore[misc]
    input_class = CodeAgainInput


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
    if not isinstance(request.user, User) or not request.user.sits_at_desk or left.exists():
        return None
    error = mfa.get_adapter().validation_error("cannot_delete_authenticator")
    return ErrorResponse(request, exception=error, status=HTTPStatus.CONFLICT)
