"""Browsers that want to be told: of the public for one night and one place, and of people at work."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.models import User
from backend.alerts import endpoints, subscribing, telling, vapid
from backend.alerts.models import Audience, Subscription
from backend.alerts.subscribing import Browser
from backend.hours.nights import night_ends_at
from backend.venues.models import Venue
from backend.venues.place import iso

from .actors import ActorView, refuse_officer_alone
from .described import (
    subscription_ended,
    subscription_key,
    subscription_made,
    subscription_moved,
    subscription_of_mine,
    subscriptions_of_mine,
)
from .fields import OneOfField, StrictSerializer, TextField
from .throttles import PublicWrites

NO_COPY = {"Cache-Control": "no-store"}
NO_PLACE = "No such place is listed. Send the slug of one of /api/v1/places."
WORK = [(Audience.VENUES.value, ""), (Audience.DESK.value, "")]


class KeysIn(StrictSerializer):
    p256dh = TextField(max_length=90)
    auth = TextField(max_length=30)


class BrowserIn(StrictSerializer):
    """What `PushSubscription.toJSON()` gives, and which of our keys it was made with; by default today's."""

    endpoint = TextField(max_length=endpoints.LONGEST)
    keys = KeysIn()
    key_id = TextField(max_length=16, required=False)
    expirationTime = serializers.JSONField(required=False, allow_null=True)  # noqa: N815 - a browser's word, of no use to us

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        keys = sent.pop("keys")
        sent.pop("expirationTime", None)
        wrong: dict[str, list[str]] = {}
        try:
            endpoints.checked(sent["endpoint"])
        except endpoints.EndpointRefused as error:
            wrong["endpoint"] = [error.reason]
        try:
            endpoints.checked_keys(keys["p256dh"], keys["auth"])
        except endpoints.KeysRefused as error:
            wrong[f"keys.{error.field}"] = [error.reason]
        key_id = sent.pop("key_id", None) or vapid.current().id
        if vapid.named(key_id) is None:
            wrong["key_id"] = ["No such key. Ask /api/v1/subscriptions/key, and subscribe with that one."]
        if wrong:
            raise serializers.ValidationError(wrong)
        return sent | {"browser": Browser(sent.pop("endpoint"), keys["p256dh"], keys["auth"], key_id)}


class AskIn(BrowserIn):
    place = TextField(max_length=80)

    def validate_place(self, slug: str) -> Venue:
        found = Venue.objects.published().filter(slug=slug).first()
        if found is None:
            raise serializers.ValidationError(NO_PLACE)
        return found


class WorkIn(BrowserIn):
    tells = OneOfField(choices=WORK)


class KeyView(APIView):
    @subscription_key
    def get(self, request: Request) -> Response:
        """The key to subscribe with: what `applicationServerKey` takes."""
        key = vapid.current()
        return Response({"key_id": key.id, "public_key": key.public}, headers=NO_COPY)


class SubscriptionsView(APIView):
    """Be told tonight if a place changes. No account; it ends by itself with the night."""

    authentication_classes = []
    throttle_classes = [PublicWrites]

    @subscription_made
    def post(self, request: Request) -> Response:
        """201, or 200 with the same id where this browser asked here before; and how the place stands now."""
        now = datetime.now(UTC)
        sent = AskIn(data=request.data)
        sent.is_valid(raise_exception=True)
        venue = sent.validated_data["place"]
        made, is_new = subscribing.ask(sent.validated_data["browser"], venue, at=now)
        answer = of_the_public(made) | {"now": telling.told_part(venue, at=now)}
        return Response(answer, status=201 if is_new else 200, headers=NO_COPY)


class SubscriptionView(APIView):
    """Whoever has the id has the subscription: nobody can guess one."""

    authentication_classes = []
    throttle_classes = [PublicWrites]

    @subscription_moved
    def put(self, request: Request, pk: UUID) -> Response:
        """The browser has a new address (`pushsubscriptionchange`)."""
        sent = BrowserIn(data=request.data)
        sent.is_valid(raise_exception=True)
        moved = subscribing.move(pk, sent.validated_data["browser"])
        if moved is None:
            raise NotFound
        return Response(of_work(moved) if moved.is_known else of_the_public(moved), headers=NO_COPY)

    @subscription_ended
    def delete(self, request: Request, pk: UUID) -> Response:
        """Nothing more is told, and nothing of it is kept."""
        subscribing.end(pk)
        return Response(status=204, headers=NO_COPY)


class MineView(ActorView):
    """Nudges for my venues on this device, or an officer's alerts."""

    @subscriptions_of_mine
    def get(self, request: Request) -> Response:
        return Response({"subscriptions": [of_work(each) for each in subscribing.of(self.actor)]})

    @subscription_of_mine
    def post(self, request: Request) -> Response:
        sent = WorkIn(data=request.data)
        sent.is_valid(raise_exception=True)
        tells = sent.validated_data["tells"]
        if tells == Audience.DESK:
            if not (isinstance(self.actor, User) and self.actor.is_officer):
                raise PermissionDenied
            refuse_officer_alone(request)
        made, is_new = subscribing.remember(sent.validated_data["browser"], tells, by=self.actor, at=self.now)
        return Response(of_work(made), status=201 if is_new else 200)


def of_the_public(made: Subscription) -> dict[str, Any]:
    assert made.venue is not None
    assert made.night is not None
    ends_at = iso(night_ends_at(made.night))
    return {"id": str(made.pk), "place": made.venue.slug, "ends_at": ends_at, "key_id": made.key_id}


def of_work(made: Subscription) -> dict[str, Any]:
    return {
        "id": str(made.pk),
        "tells": made.audience,
        "made_at": iso(made.made_at),
        "key_id": made.key_id,
        "is_resting": made.is_resting,
    }
