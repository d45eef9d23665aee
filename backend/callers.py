"""Who is asking, as far as anybody looks: an address that is counted for a minute in memory and not kept."""

from __future__ import annotations

from typing import Any

from rest_framework.throttling import BaseThrottle, SimpleRateThrottle


def address_of(request: Any) -> str:
    """The client's address, as the proxies that we trust have it; for Django's requests and DRF's."""
    return BaseThrottle().get_ident(request) or ""


class PublicWrites(SimpleRateThrottle):
    """60 a minute for an address, of all that the public may send without an account."""

    scope = "public_writes"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return f"throttle_{self.scope}_{address_of(request)}"
