"""Who is asking, as far as anybody looks: an address that is counted in memory, for an hour at most."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import Any

from rest_framework.throttling import BaseThrottle, SimpleRateThrottle


def address_of(request: Any) -> str:
    """The client's address, as the proxies that we trust have it; for Django's requests and DRF's."""
    return BaseThrottle().get_ident(request) or ""


def network_of(request: Any) -> str:
    """The address, of IPv6 the first half: whoever has one has all that begin like it."""
    address = address_of(request)
    try:
        read = ip_address(address)
    except ValueError:
        return address
    return str(int(read) >> 64) if isinstance(read, IPv6Address) else str(read)


class PublicWrites(SimpleRateThrottle):
    """60 a minute for an address, of all that the public may send without an account."""

    scope = "public_writes"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return f"throttle_{self.scope}_{address_of(request)}"


class Applications(PublicWrites):
    """Twenty an hour from one network: a council's offices apply from one, a machine wants thousands."""

    scope = "applications"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return f"throttle_{self.scope}_{network_of(request)}"


class CharterCodes(Applications):
    """Sixty an hour from one network, of codes that are typed and letters that are asked for."""

    scope = "charter_codes"
