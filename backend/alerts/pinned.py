"""A name is resolved once, must lead to public addresses only, and one of them is connected to.

Push services' addresses come from strangers. A name that leads into our own network, or that leads somewhere
else at the second look than at the first, must not make this machine knock on its neighbours' doors.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from django.conf import settings

Lookup = Callable[[str], Sequence[str]]  # a host's addresses, or OSError; may take its time

GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Lookups cannot be called off, so some that hang must not keep the others waiting.
LOOKUPS_AT_ONCE = 16


class NotPublic(OSError):
    """A name leads to an address that is not on the public internet. Says neither."""


def is_public(address: str) -> bool:
    """On the public internet, and so is any address of the older kind that it stands for."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return _is_public_v4(parsed)
    inner = _inside(parsed)
    if parsed.ipv4_mapped or parsed in NAT64:
        return all(map(_is_public_v4, inner))
    return parsed in GLOBAL_V6 and parsed.is_global and all(map(_is_public_v4, inner))


def _is_public_v4(address: ipaddress.IPv4Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _inside(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """What a gateway would make of it: mapped, 6to4, Teredo (server and client), NAT64."""
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return [each for each in found if each is not None]


def look_up(host: str) -> list[str]:
    """As the operating system does it, leaving out the kind of address that this machine has none of."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [str(each[4][0]) for each in found]


class PinnedResolver(AbstractResolver):
    """Gives aiohttp one address to connect to, or none at all: it never learns of another."""

    def __init__(self, lookup: Lookup = look_up) -> None:
        self._lookup = lookup
        self._threads = ThreadPoolExecutor(LOOKUPS_AT_ONCE, thread_name_prefix="lookup")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found = list(await loop.run_in_executor(self._threads, self._lookup, host))
        if not found:
            raise OSError("no address")
        if not _is_for_tests(host, port) and not all(map(is_public, found)):
            raise NotPublic
        # The older kind first: where the newer is half set up, it is the one that does not answer.
        address = min(found, key=lambda each: ":" in each)
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        numeric = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return [ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=numeric)]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _is_for_tests(host: str, port: int) -> bool:
    origins = map(urlsplit, settings.PUSH_TEST_ORIGINS)
    ports = {"http": 80, "https": 443}
    return any((each.hostname, each.port or ports[each.scheme]) == (host, port) for each in origins)
