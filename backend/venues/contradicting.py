"""Somebody found the door shut, or nobody to help: what that may do, and what is kept of who said so."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction

from backend.accounts import mail, people
from backend.hours.nights import LONDON, night_of

from . import calendar, snapshot, trail
from .choices import Wrong
from .models import Contradiction, NightKey, Venue

LASTS = timedelta(hours=1)
INDEPENDENT = 2
# A household or a phone network gives out addresses within these; one client must not count twice.
PREFIX = {4: 24, 6: 48}


def contradict(venue: Venue, what: str, *, address: str, at: datetime) -> None:
    """Keep what somebody says; two independent ones within the hour drop *confirmed* to *call first*.

    It never closes a venue. One client counts once a night for a venue, however often it says so. While a
    drop holds nothing prolongs it: those who came after it began count towards the next.
    """
    at = at.replace(microsecond=0)
    night = night_of(at)
    client = _client_hash(address, night)
    if Contradiction.objects.filter(venue=venue, night=night, client_hash=client).exists():
        return
    with transaction.atomic():
        held = calendar.locked(venue.pk)
        told = Contradiction(venue=held, what=what, told_at=at, night=night, client_hash=client)
        Contradiction.objects.bulk_create([told], ignore_conflicts=True)
        if not _is_open(held, at=at) or _holds(held, at=at):
            return
        if len(counted := _that_count(held, at=at)) >= INDEPENDENT:
            _call_first(held, counted, at=at)


def forget_the_night(*, at: datetime) -> int:
    """Drop the keys of the nights that are over, and the hashes made with them; how many rows that was."""
    tonight = night_of(at)
    with transaction.atomic():
        keys, _ = NightKey.objects.filter(night__lt=tonight).delete()
        over = Contradiction.objects.filter(night__lt=tonight, client_hash__isnull=False)
        return keys + over.update(client_hash=None)


def _is_open(venue: Venue, *, at: datetime) -> bool:
    """Whether anybody is told that it is open: a shut door contradicts nothing else."""
    return venue.windows.filter(period__contains=at).exists()


def _holds(venue: Venue, *, at: datetime) -> bool:
    return venue.call_first_until is not None and at < venue.call_first_until


def _that_count(venue: Venue, *, at: datetime) -> list[Contradiction]:
    """Of the last hour, and so after the last drop began; each from another client, as the table has it.

    And of tonight: whether somebody said so before 06:00 as well, nobody can tell any more.
    """
    tonight = Contradiction.objects.filter(venue=venue, night=night_of(at))
    return list(tonight.within_the_hour(at).order_by("told_at"))


def _call_first(venue: Venue, counted: list[Contradiction], *, at: datetime) -> None:
    trail.says(by=None, because=f"{len(counted)} people who were there contradicted it")
    venue.call_first_until = at + LASTS
    venue.save(update_fields=["call_first_until"])
    snapshot.changed()
    if officers := people.officer_addresses():
        name = "".join(sign if sign.isprintable() else " " for sign in venue.name)
        mail.send(to=officers, subject=f"Call first: {name}", body=_letter(venue, counted))


def _letter(venue: Venue, counted: list[Contradiction]) -> str:
    said = "\n".join(f"{_clock(one.told_at)}  {Wrong(one.what).label}" for one in counted)
    return (
        f"Within the hour, {len(counted)} people who do not share a network told us of {venue.name}:\n\n"
        f"{said}\n\n"
        f"Until {_clock(venue.call_first_until)} it is shown as \u201cCall first\u201d, whatever its staff "
        f"say. It stays on the list. Please call the venue"
        f"{f' on {venue.phone}' if venue.phone else ''}, and suspend it on the desk if nobody is there.\n"
    )


def _clock(moment: datetime | None) -> str:
    return f"{moment.astimezone(LONDON):%H:%M}" if moment else ""


def _client_hash(address: str, night: date) -> bytes:
    key, _ = NightKey.objects.get_or_create(night=night, defaults={"key": secrets.token_bytes(32)})
    return hmac.digest(bytes(key.key), prefix_of(address).encode(), hashlib.sha256)


def prefix_of(address: str) -> str:
    """`203.0.113.0/24`, `2001:db8:1::/48`; all that is no address counts as one client."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return "unknown"
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ipaddress.ip_network((int(parsed), PREFIX[parsed.version]), strict=False))
