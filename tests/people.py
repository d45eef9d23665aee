"""People and devices for tests: alice manages, bob is floor staff, carol decides for the VRA."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from backend.accounts.models import User
from backend.venues import pairing
from backend.venues.models import Device, Membership, Venue

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def a_person(email: str, *, officer_role: str = "") -> User:
    return User.objects.create_user(email, email.partition("@")[0].title(), officer_role=officer_role)


def a_member(email: str, venue: Venue, role: str, *, only: bool = False) -> User:
    """A person of the venue's organisation; `only` limits them to this venue."""
    user = a_person(email)
    assert venue.organisation
    membership = Membership.objects.create(
        user=user,
        organisation=venue.organisation,
        role=role,
        invited_at=LONG_AGO,
        of_all_venues=not only,
    )
    if only:
        membership.venues.add(venue)
    return user


@dataclass(frozen=True)
class Paired:
    device: Device
    token: str


def a_device(
    venue: Venue, *, name: str = "Bar tablet", pin: str | None = None, by: User | None = None
) -> Paired:
    manager = by or a_member(f"pairs-{venue.pk}@example.org", venue, "manager")
    now = datetime.now(UTC)
    assert venue.organisation
    offer = pairing.offer(venue.organisation, [venue], name=name, pin=pin, by=manager, at=now)
    return Paired(*pairing.take(offer.code, name=None, at=now))


def signed_in(user: User, *, second_factor: bool = True) -> Client:
    """A browser of theirs; who sits at the desk has shown an authenticator app, unless told otherwise."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if user.sits_at_desk and second_factor:
        request = HttpRequest()
        request.session, request.user = client.session, user
        kept = totp.TOTP.activate(user, totp.generate_totp_secret()).instance
        record_authentication(request, user, "mfa", id=kept.pk, type=kept.type)
        request.session.save()
    return client


def as_device(paired: Paired) -> Client:
    client = Client()
    client.cookies[settings.DEVICE_COOKIE_NAME] = paired.token
    return client


def send(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """A JSON request; header names with underscores, as `Idempotency_Key`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.generic(
        method, path, "" if body is None else _json(body), content_type="application/json", headers=named
    )


def _json(body: Any) -> bytes:
    import orjson

    return orjson.dumps(body)
