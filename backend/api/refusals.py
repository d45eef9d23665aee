"""What is understood but not done now: a code of its own for programs, words for people."""

from __future__ import annotations

from rest_framework.exceptions import APIException

from backend.alerts import subscribing, vapid
from backend.charter import applying
from backend.hours import saying
from backend.hours.nights import LONDON
from backend.venues import joining, moving, once, pairing
from backend.venues.actors import name_of
from backend.venues.choices import Status
from backend.venues.models import StatusReport


class Refused(APIException):
    """`Refused(409, "too_late", "It is more than a minute ago.")`"""

    def __init__(
        self, status: int, name: str, message: str, fields: dict[str, list[str]] | None = None
    ) -> None:
        super().__init__(message)
        self.status_code = status
        self.name = name
        self.message = message
        self.fields = fields or {}


PLAIN: dict[type[Exception], tuple[int, str, str]] = {
    saying.TooOld: (
        409,
        "too_old",
        "You tapped Open more than 10 minutes ago, so it was not used. Is it still true? Tap Open again.",
    ),
    saying.TooLate: (409, "too_late", "This can no longer be undone. Say how it is now instead."),
    once.KeyReused: (
        422,
        "key_reused",
        "This Idempotency-Key came before with another request. Use a new one.",
    ),
    moving.NotMobile: (409, "not_mobile", "This place does not move. Propose a new pin under Place."),
    moving.OutOfArea: (
        400,
        "out_of_area",
        "This is outside Staffordshire and Stoke-on-Trent. Choose a point inside the area.",
    ),
    pairing.WrongCode: (
        400,
        "wrong_code",
        "This code does not work: it may be mistyped, used or older than 10 minutes. Ask for a new one.",
    ),
    pairing.TooManyGuesses: (
        429,
        "too_many_requests",
        "Too many codes were tried. Wait a minute, try again.",
    ),
    pairing.WrongPin: (400, "wrong_pin", "This is not the PIN. Type the four digits that your manager set."),
    pairing.PinBlocked: (429, "pin_blocked", "Too many wrong PINs. Wait 15 minutes, or ask your manager."),
    joining.TooManyInvitations: (
        429,
        "too_many_invitations",
        "That is enough invitations for one day. Go on tomorrow, or ask the VRA.",
    ),
    pairing.TooManyPairings: (
        429,
        "too_many_pairings",
        "Too many codes were made. Wait an hour, then try again.",
    ),
    subscribing.TooManyPlaces: (
        429,
        "too_many_places",
        "This phone asked at twenty places tonight. Stop one of them first.",
    ),
    subscribing.TooManySubscriptions: (
        503,
        "too_many_subscriptions",
        "Too many people ask to be told tonight. Keep this page open: it looks again by itself.",
    ),
    vapid.KeyLost: (
        503,
        "no_alerts_now",
        "Alerts do not work just now. Keep this page open: it looks again by itself.",
    ),
    joining.AlreadyMember: (409, "already_member", "This person is already in the organisation."),
}


def of(error: Exception) -> Refused | None:
    if isinstance(error, Refused):
        return error
    if isinstance(error, saying.Superseded):
        return _superseded(error)
    if isinstance(error, applying.TooMany):
        return Refused(429, "too_many_applications", str(error))
    return Refused(*PLAIN[type(error)]) if type(error) in PLAIN else None


def _superseded(error: saying.Superseded) -> Refused:
    newer = StatusReport.objects.select_related("device", "said_by").get(pk=error.newer.key or 0)
    by = newer.device or newer.said_by
    who = name_of(by) if by else "Staff"
    said = Status(newer.status).label
    at = newer.reported_at.astimezone(LONDON)
    return Refused(
        409, "superseded", f"{who} said {said} at {at:%H:%M}, after your tap. Your tap was not used."
    )
