"""Who is asking: a person by their session, or a paired device by its cookie."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from django.conf import settings
from django.shortcuts import get_object_or_404
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts import second_factor
from backend.accounts.models import User
from backend.venues import pairing
from backend.venues.actors import Actor, managed_by, note_seen, reportable_by
from backend.venues.models import Venue

from .refusals import Refused
from .throttles import Actors

NEEDS_SECOND_FACTOR = "Officers sign in with a passkey or an authenticator app too. Set one up under Me."


class PersonSession(SessionAuthentication):
    """A signed-in person; a forged request lacks the token and is refused."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class DeviceCookie(SessionAuthentication):
    """A paired device, for as long as it is not revoked."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        token = request.COOKIES.get(settings.DEVICE_COOKIE_NAME)
        device = pairing.by_token(token) if token else None
        if device is None:
            return None
        self.enforce_csrf(request)
        return device, None


class ActorView(APIView):
    """An address for people and devices that are known. `self.now` is taken once."""

    authentication_classes = [PersonSession, DeviceCookie]
    permission_classes = [IsAuthenticated]
    throttle_classes = [Actors]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.now = datetime.now(UTC)
        super().initial(request, *args, **kwargs)
        if request.user is not None:
            note_seen(self.actor, at=self.now)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        made: Response = super().finalize_response(request, response, *args, **kwargs)
        made["Cache-Control"] = "no-store"
        made["Referrer-Policy"] = "same-origin"
        return made

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.user)

    def venue(self, slug: str) -> Venue:
        """One of theirs; somebody else's is not there at all."""
        return get_object_or_404(reportable_by(self.actor).select_related("organisation"), slug=slug)


def refuse_officer_alone(request: Request) -> None:
    """A mailbox alone is not an officer: what they may do here is as much as at the desk."""
    is_officer = isinstance(request.user, User) and request.user.is_officer
    if is_officer and not second_factor.signed_in_with_second_factor(request):
        raise Refused(403, "second_factor_needed", NEEDS_SECOND_FACTOR)


class PersonView(ActorView):
    """Nothing for devices: they report, and do nothing else."""

    authentication_classes = [PersonSession]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_officer_alone(request)

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    def managed(self, slug: str) -> Venue:
        """One that this person manages; 404 for somebody else's, 403 where they are staff only."""
        venue = self.venue(slug)
        if not managed_by(self.person).filter(pk=venue.pk).exists():
            raise PermissionDenied
        return venue
