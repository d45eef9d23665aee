"""A bar's own phone or tablet becomes a device: a manager shows a code, the device takes it once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac

from backend.accounts import mail
from backend.accounts.models import User
from backend.accounts.people import officer_addresses
from backend.hours.nights import LONDON, night_ends_at, night_of

from . import trail
from .actors import Actor, managed_by
from .models import Device, GuessCount, Membership, Organisation, Pairing, Venue

CODE_HOLDS = timedelta(minutes=10)
GUESSES_A_MINUTE = 60
CODES_AN_HOUR = 20
CODE = re.compile(r"[0-9]{8}")
PIN_TRIES = 5
PIN_REST = timedelta(minutes=15)

_COUNT_GUESS = """
    INSERT INTO venues_guesscount AS g (minute, count) VALUES (%s, 1)
    ON CONFLICT (minute) DO UPDATE SET count = g.count + 1 WHERE g.count < %s RETURNING count
"""


class WrongCode(Exception):
    """Unknown, used or run out: which of them is nobody's business who does not hold the right one."""


class TooManyGuesses(Exception):
    """So many codes were tried by anybody in this minute that none more is compared."""


class TooManyPairings(Exception):
    """This person made so many codes in an hour that the next must wait."""


class WrongPin(Exception):
    """Not this device's PIN."""


class PinBlocked(Exception):
    """Five wrong PINs: none is compared for a quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A pairing as its manager sees it once; the code itself is kept nowhere."""

    code: str
    expires_at: datetime


def offer(
    organisation: Organisation, venues: Iterable[Venue], *, name: str, pin: str | None, by: User, at: datetime
) -> Offer:
    """An 8-digit code for ten minutes. Raises ValidationError for a name or PIN that will not do.

    Raises TooManyPairings: a letter to managers and officers hangs on each.
    """
    if Pairing.objects.filter(made_by=by, made_at__gt=at - timedelta(hours=1)).count() >= CODES_AN_HOUR:
        raise TooManyPairings
    code = f"{secrets.randbelow(10**8):08}"
    pairing = Pairing(
        code_hash=_digest(code),
        organisation=organisation,
        name=name.strip(),
        pin_hash=make_password(_checked_pin(pin)) if pin else "",
        made_by=by,
        made_at=at,
        expires_at=at + CODE_HOLDS,
    )
    with transaction.atomic():
        Pairing.objects.filter(expires_at__lt=at - timedelta(days=1)).delete()
        pairing.full_clean(validate_unique=False)
        pairing.save()
        pairing.venues.set(venues)
    return Offer(code, pairing.expires_at)


def take(code: str, *, name: str | None, at: datetime) -> tuple[Device, str]:
    """The new device and its token, which only the device ever holds.

    Raises TooManyGuesses, and WrongCode also for a code whose maker may no longer pair for those venues.
    """
    if not CODE.fullmatch(code):
        raise WrongCode
    _count_guess(at)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        pairing = _claimed(code, at=at)
        device = Device(
            organisation=pairing.organisation,
            name=(name or pairing.name).strip(),
            token_hash=_digest(token),
            pin_hash=pairing.pin_hash,
            paired_at=at,
            paired_by=pairing.made_by,
        )
        device.full_clean(exclude=["organisation", "paired_by"])
        trail.says(by=pairing.made_by, because="device paired")
        device.save()
        device.venues.set(pairing.venues.all())
        _tell_of(device, at=at)
    return device, token


def by_token(token: str) -> Device | None:
    """The live device that holds this token; a revoked one is nobody from its next request on."""
    return Device.objects.live().select_related("organisation").filter(token_hash=_digest(token)).first()


def revoke(device: Device, *, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        trail.says(by=by, because="device revoked")
        device.revoked_at = at
        device.revoked_by = by if isinstance(by, User) else None
        device.save(update_fields=["revoked_at", "revoked_by"])


def unlock(device: Device, pin: str, *, at: datetime) -> datetime:
    """Open the device for this night; until when. Raises WrongPin, or PinBlocked after five wrong ones."""
    _count_pin_try(device, at=at)
    if not check_password(pin, device.pin_hash):
        raise WrongPin
    until = night_ends_at(night_of(at))
    Device.objects.filter(pk=device.pk).update(unlocked_until=until, pin_tries=0, pin_blocked_until=None)
    return until


def _count_pin_try(device: Device, *, at: datetime) -> None:
    """One statement claims the try before the PIN is compared, however many come at once."""
    mine = Device.objects.filter(pk=device.pk)
    mine.filter(pin_blocked_until__lte=at).update(pin_tries=0, pin_blocked_until=None)
    free = mine.filter(pin_tries__lt=PIN_TRIES, pin_blocked_until=None)
    if not free.update(pin_tries=F("pin_tries") + 1):
        mine.filter(pin_blocked_until=None).update(pin_blocked_until=at + PIN_REST)
        raise PinBlocked


def _count_guess(at: datetime) -> None:
    minute = at.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_GUESS, [minute, GUESSES_A_MINUTE])
        counted = cursor.fetchone()
    GuessCount.objects.filter(minute__lt=minute - timedelta(hours=1)).delete()
    if counted is None:
        raise TooManyGuesses


def _claimed(code: str, *, at: datetime) -> Pairing:
    """The pairing of this code, taken by one conditional update: of two devices that ask, one gets it."""
    mine = Pairing.objects.filter(code_hash=_digest(code), taken_at=None, expires_at__gt=at)
    if not mine.update(taken_at=at):
        raise WrongCode
    pairing = Pairing.objects.select_related("organisation", "made_by").get(code_hash=_digest(code))
    still_theirs = pairable_by(pairing.made_by).filter(organisation=pairing.organisation)
    if pairing.venues.exclude(pk__in=still_theirs.values("pk")).exists() or not pairing.venues.exists():
        raise WrongCode
    return pairing


def pairable_by(person: User) -> QuerySet[Venue]:
    """Venues for which this person may pair a device, and end one."""
    return Venue.objects.filter(organisation__isnull=False) if person.is_officer else managed_by(person)


def _tell_of(device: Device, *, at: datetime) -> None:
    """Managers and the VRA learn of every new device: one that nobody expects is a stolen code."""
    managing = Membership.objects.managing().filter(organisation=device.organisation, of_all_venues=True)
    addresses = [*managing.values_list("user__email", flat=True), *officer_addresses()]
    venues = ", ".join(venue.name for venue in device.venues.all())
    by = device.paired_by.display_name if device.paired_by else "somebody"
    mail.send(
        to=sorted(set(addresses)),
        subject=f"New device: {device.name}",
        body=f"A device was paired at {at.astimezone(LONDON):%H:%M on %-d %B %Y} with a code from {by}.\n\n"
        f"Device: {device.name}\nIt may report for: {venues}\nOrganisation: {device.organisation}\n\n"
        "If you did not expect this, end it under Devices on the venue's screen.\n",
    )


def _checked_pin(pin: str) -> str:
    if not (len(pin) == 4 and pin.isascii() and pin.isdigit()):
        raise ValidationError({"pin": "Use four digits, like 4821."})
    return pin


def _digest(secret: str) -> bytes:
    """Keyed, so that the few digits of a pairing code cannot be read out of a stolen table."""
    return salted_hmac("backend.venues.pairing", secret, algorithm="sha256").digest()
