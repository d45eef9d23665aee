"""Pairing the bar's own phone or tablet, and ending it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import segno
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.models import User
from backend.venues import pairing
from backend.venues.actors import Actor, managed_by, name_of, reportable_by
from backend.venues.models import Device, Organisation, Venue
from backend.venues.place import iso

from .actors import ActorView, PersonView, refuse_officer_alone
from .described import device_ended, device_list, device_taken, device_unlocked, pairing_offered
from .fields import ListOfField, StrictSerializer, TextField, WholeNumberField
from .reports import refuse_without_pin
from .throttles import PairingTries

LONG_LIVED = timedelta(days=400)  # as long as browsers keep a cookie at all; revoking ends it sooner
NOT_DIGITS = re.compile(r"\D")


class PairingIn(StrictSerializer):
    organisation = WholeNumberField()
    venues = ListOfField(child=TextField(max_length=80), min_length=1, max_length=50)
    name = TextField(max_length=40)
    pin = TextField(max_length=4, required=False, allow_null=True, default=None)


class PairingsView(PersonView):
    @pairing_offered
    def post(self, request: Request) -> Response:
        """A code for one device, shown once: ten minutes, one use."""
        sent = PairingIn(data=request.data)
        sent.is_valid(raise_exception=True)
        wish = dict(sent.validated_data)
        organisation, venues = self._theirs(wish.pop("organisation"), wish.pop("venues"))
        offer = pairing.offer(organisation, venues, **wish, by=self.person, at=self.now)
        link = f"{settings.SITE_URL}/venue#pair={offer.code}"
        return Response(
            {
                "code": offer.code,
                "expires_at": iso(offer.expires_at),
                "link": link,
                "qr_svg": segno.make_qr(link).svg_inline(scale=6, border=4, light="#fff", dark="#000"),
            },
            status=201,
        )

    def _theirs(self, organisation_id: int, slugs: list[str]) -> tuple[Organisation, list[Venue]]:
        """Only venues that this person manages, all of one organisation; else 404, as if there were none."""
        named = Q(organisation=organisation_id, slug__in=slugs)
        venues = list(pairing.pairable_by(self.person).filter(named))
        if {venue.slug for venue in venues} == set(slugs):
            return Organisation.objects.get(pk=organisation_id), venues
        if reportable_by(self.person).filter(named).exists():
            raise PermissionDenied
        raise Http404


class TakeIn(StrictSerializer):
    code = TextField(max_length=20)
    name = TextField(max_length=40, required=False, allow_null=True, default=None)


class DevicesView(PersonView):
    """Taking a code needs no session: the code is what is asked for."""

    def get_authenticators(self) -> list[Any]:
        return [] if self._is_taking else super().get_authenticators()

    def get_permissions(self) -> list[Any]:
        return [] if self._is_taking else list(super().get_permissions())

    def get_throttles(self) -> list[Any]:
        return [PairingTries()] if self._is_taking else super().get_throttles()

    @property
    def _is_taking(self) -> bool:
        return self.request is not None and self.request.method == "POST"

    @device_list
    def get(self, request: Request) -> Response:
        """The live devices of the venues that one manages."""
        return Response({"devices": [_told(device) for device in _theirs(self.person)]})

    @device_taken
    def post(self, request: Request) -> Response:
        """Become a device: the cookie that it gets can report for its venues, and do nothing else."""
        sent = TakeIn(data=request.data)
        sent.is_valid(raise_exception=True)
        code = NOT_DIGITS.sub("", sent.validated_data["code"])
        device, token = pairing.take(code, name=sent.validated_data["name"], at=self.now)
        response = Response({"device": {"id": str(device.public_id), "name": device.name}}, status=201)
        response.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            token,
            max_age=LONG_LIVED,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Strict",
        )
        return response


class DeviceView(ActorView):
    @device_ended
    def delete(self, request: Request, public_id: str) -> Response:
        """End a device: its next request is nobody's. Its manager may, an officer, and the device itself."""
        refuse_without_pin(self)
        refuse_officer_alone(request)
        device = get_object_or_404(_endable(self.actor), public_id=public_id)
        pairing.revoke(device, by=self.actor, at=self.now)
        response = Response(status=204)
        if device == self.actor:
            response.delete_cookie(settings.DEVICE_COOKIE_NAME, samesite="Strict")
        return response


class PinIn(StrictSerializer):
    pin = TextField(max_length=4)


class UnlockView(ActorView):
    @device_unlocked
    def post(self, request: Request) -> Response:
        """Type the shift's PIN on the device; it holds until the night ends."""
        if not isinstance(self.actor, Device):
            raise PermissionDenied
        sent = PinIn(data=request.data)
        sent.is_valid(raise_exception=True)
        until = pairing.unlock(self.actor, sent.validated_data["pin"], at=self.now)
        return Response({"unlocked_until": iso(until)})


def _endable(actor: Actor) -> QuerySet[Device]:
    if isinstance(actor, Device):
        return Device.objects.live().filter(pk=actor.pk)
    return _theirs(actor)


def _theirs(person: User) -> QuerySet[Device]:
    """Those that this person may see and end: all of whose venues they manage; for an officer, all."""
    live = Device.objects.live().select_related("paired_by").prefetch_related("venues").order_by("name", "pk")
    if person.is_officer:
        return live
    mine = managed_by(person)
    foreign = Device.objects.filter(venues__in=Venue.objects.exclude(pk__in=mine.values("pk")))
    return live.filter(Q(venues__in=mine)).exclude(pk__in=foreign.values("pk")).distinct()


def _told(device: Device) -> dict[str, Any]:
    return {
        "id": str(device.public_id),
        "name": device.name,
        "organisation": device.organisation_id,
        "venues": [venue.slug for venue in device.venues.all()],
        "paired_at": iso(device.paired_at),
        "paired_by": name_of(device.paired_by) if device.paired_by else None,
        "last_used_at": iso(device.last_used_at),
        "has_pin": bool(device.pin_hash),
    }
