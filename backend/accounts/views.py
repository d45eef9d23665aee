"""Our own answers at allauth's addresses: a code that is kept in the database."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
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
)
from allauth.headless.base.views import APIView
from allauth.headless.internal.restkit import inputs
from allauth.headless.internal.restkit.response import ErrorResponse
from django.http import HttpRequest

from . import codes

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


def _remember(request: HttpRequest, row: uuid.UUID) -> None:
    """As allauth's own login by code does, but without user, address or code in the session."""
    login = Login(user=None)
    login.state["stages"] = {"current": BY_CODE, BY_CODE: {"data": {"code": str(row)}}}
    stash_login(request, login)


def _pending_code(request: HttpRequest) -> uuid.UUID | None:
    stage = LoginStageController.enter(request, BY_CODE) if request.user.is_anonymous else None
    return uuid.UUID(stage.state["code"]) if stage else None
