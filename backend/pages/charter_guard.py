"""Against machines, without a puzzle and without a cookie: whoever is held back in error loses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

from django.http import HttpRequest

from backend.charter.tokens import FormToken, read_form

from .views import typed

FASTEST = timedelta(seconds=10)
# Out of sight and out of reach of the keyboard; a machine fills all that it finds.
TRAP = "fax_number"


class Held(Enum):
    """Why it was not sent. A password manager fills hidden fields too, and some people are quick: each is
    told to send again, which a machine that posts blindly does not do."""

    STALE = "The form had been open for too long, or did not come from this page."
    TOO_FAST = "That was quicker than most people are, so our filter against machines held it back."
    TRAPPED = "A hidden field that people never see was filled in, perhaps by your browser. We emptied it."

    @property
    def words(self) -> str:
        return (
            f"Not sent yet. {self.value} Nothing you typed is lost: wait ten seconds, then press Send again."
        )


def from_elsewhere(request: HttpRequest) -> bool:
    """No cookie, so no token to steal; but no other site may speak with its visitors' addresses."""
    return request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}


def token_of(request: HttpRequest, *, at: datetime) -> FormToken | None:
    return read_form(typed(request, "token"), at=at)


def holds(request: HttpRequest, token: FormToken | None, *, at: datetime) -> Held | None:
    if token is None:
        return Held.STALE
    if typed(request, TRAP):
        return Held.TRAPPED
    return Held.TOO_FAST if token.age(at=at) < FASTEST else None
