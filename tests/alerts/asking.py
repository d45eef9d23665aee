"""Browsers that asked, for tests."""

from __future__ import annotations

from datetime import datetime

from backend.alerts import subscribing, vapid
from backend.alerts.models import Audience, Subscription
from backend.alerts.subscribing import Browser
from backend.venues.actors import Actor
from backend.venues.models import Venue

from .push_service import Browser as RealBrowser

ALICE = RealBrowser()
FCM = "https://fcm.googleapis.com/fcm/send/"


def a_browser(endpoint: str = f"{FCM}alice", real: RealBrowser = ALICE) -> Browser:
    return Browser(endpoint, real.p256dh, real.auth, vapid.current().id)


def asks(venue: Venue, at: datetime, endpoint: str = f"{FCM}alice") -> Subscription:
    return subscribing.ask(a_browser(endpoint), venue, at=at)[0]


def works(
    by: Actor, at: datetime, endpoint: str = f"{FCM}bar", audience: Audience = Audience.VENUES
) -> Subscription:
    return subscribing.remember(a_browser(endpoint), audience, by=by, at=at)[0]
