"""What officers do, and what they then read."""

from __future__ import annotations

import html
import re
import uuid
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpRequest
from django.test import Client

from backend.accounts.models import User
from backend.venues.models import Device, Organisation, Venue


def signed_in(user: User, *, second_factor: bool = True) -> Client:
    """A browser in which this person is signed in, as `accounts` would leave it."""
    client = Client()
    client.force_login(user)
    if second_factor:
        request = HttpRequest()
        request.session, request.user = client.session, user
        kept = with_second_factor(user)
        record_authentication(request, user, "mfa", id=kept.pk, type=kept.type)
        request.session.save()
    return client


def with_second_factor(user: User) -> Authenticator:
    found = Authenticator.objects.filter(user=user, type="totp").first()
    return found or totp.TOTP.activate(user, totp.generate_totp_secret()).instance


def read(response: Any) -> str:
    """The words of a page, without tags and without runs of white space."""
    body = re.sub(r"<style>.*?</style>", "", response.content.decode(), flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def after(client: Client, address: str, **typed: Any) -> str:
    """Send a form and read the page that it leads to."""
    response = client.post(address, typed, follow=True)
    assert response.status_code == 200, response.content
    return read(response)


def organisation_of(venue: Venue) -> Organisation:
    assert venue.organisation is not None
    return venue.organisation


def a_device(venue: Venue, *, at: datetime, name: str = "Bar tablet", **facts: Any) -> Device:
    """The bar's own tablet, which reports for this venue."""
    token = uuid.uuid4().bytes
    device = Device.objects.create(
        organisation=organisation_of(venue), name=name, token_hash=token, paired_at=at, **facts
    )
    device.venues.add(venue)
    return device
