"""Whether letters are late: so that the screen that waits for a code can say so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts import mail


class MailState(serializers.Serializer[Any]):
    delayed = serializers.BooleanField(
        help_text="The mail server does not take letters now, or none has been sent for a minute."
    )


class MailView(APIView):
    """The same for everybody: it says nothing about any one address."""

    authentication_classes = []

    @extend_schema(responses={200: MailState}, operation_id="mail_state")
    def get(self, request: Request) -> Response:
        delayed = mail.is_delayed(at=datetime.now(UTC))
        return Response({"delayed": delayed}, headers={"Cache-Control": "no-store"})
