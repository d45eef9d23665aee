"""It was closed when I got there; nobody helped me. Without an account; nothing is kept of who says so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.callers import address_of
from backend.venues import contradicting
from backend.venues.choices import Wrong
from backend.venues.models import Venue

from . import schema
from .fields import OneOfField, StrictSerializer
from .throttles import PublicWrites

THANKS = "Thank you. We have been told."


class ContradictionIn(StrictSerializer):
    what = OneOfField(choices=Wrong.choices)


class ContradictionThanks(serializers.Serializer[Any]):
    thanks = serializers.CharField()


class ContradictionsView(APIView):
    """Say that a place did not keep its word. It closes nothing, and the answer tells nothing of others."""

    authentication_classes = []
    throttle_classes = [PublicWrites]

    @extend_schema(
        request=ContradictionIn,
        responses={
            202: OpenApiResponse(ContradictionThanks),
            400: schema.ERROR,
            404: schema.ERROR,
            429: schema.ERROR,
        },
        operation_id="contradict",
    )
    def post(self, request: Request, slug: str) -> Response:
        sent = ContradictionIn(data=request.data)
        sent.is_valid(raise_exception=True)
        venue = Venue.objects.published().filter(slug=slug).first()
        if venue is None:
            raise NotFound
        contradicting.contradict(
            venue, sent.validated_data["what"], address=address_of(request), at=datetime.now(UTC)
        )
        return Response({"thanks": THANKS}, status=202, headers={"Cache-Control": "no-store"})
