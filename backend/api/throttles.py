"""How often one network may ask. Counts live in memory for a minute; no address is written anywhere."""

from typing import Any, cast

from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle

from backend.callers import PublicWrites
from backend.venues.actors import Actor, key_of

__all__ = ["Actors", "PairingTries", "PublicWrites", "Reads"]


class Reads(AnonRateThrottle):
    """600 a minute: a whole bar shares one address."""

    scope = "reads"


class PairingTries(PublicWrites):
    """Ten a minute for an address, so that nobody alone uses up the sixty that everybody has together."""

    scope = "pairing_tries"


class Actors(SimpleRateThrottle):
    """300 a minute for each person and each device: a stuck button must not take the others' turn."""

    scope = "actors"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        actor = cast("Actor | None", request.user)
        return self.cache_format % {"scope": self.scope, "ident": key_of(actor)} if actor else None
