"""People arrive by invitation: an address is made known, and a letter says where to sign in. No link does."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from . import letters, mail
from .models import OfficerRole, User

# Each may do what those before it may, and more.
RANKS = (OfficerRole.NONE, OfficerRole.PARTNER, OfficerRole.OFFICER, OfficerRole.SENIOR_OFFICER)
SUSPENDED = "This person is suspended. Ask a senior officer of the VRA."


def invite(email: str, name: str = "", *, by: User | None, part: str, at: datetime) -> User:
    """The person with this address, made if new, and told that they are now `part`: "staff of The Demo Arms".

    In the caller's transaction. ValidationError for an address that is none, and for a suspended person.
    A name that is already there stays: people are called what they were first called.
    """
    with transaction.atomic():
        user = _found_or_made(email, letters.one_line(name))
        if not user.is_active:
            raise ValidationError({"email": [SUSPENDED]})
        words = letters.invitation(user, by=by, part=part)
        mail.send(to=[user.email], subject=words.subject, body=words.body)
    return user


def invite_officer(
    email: str,
    name: str = "",
    *,
    role: OfficerRole = OfficerRole.OFFICER,
    at: datetime,
    by: User | None = None,
) -> User:
    """The first officer by whoever runs the site, at its keyboard; later ones by a senior officer too.

    Nobody gets less than they have. Whoever gets more is signed out: a sign-in at the desk is shorter.
    """
    with transaction.atomic():
        user = invite(email, name, by=by, part=f"{role.label.lower()} of the VRA", at=at)
        if may_less(user, role):
            user.officer_role = role
            user.save(update_fields=["officer_role"])
            user.end_sessions()
    return user


def may_less(user: User, role: OfficerRole) -> bool:
    """Whether this role would let them do more at the desk than they may now."""
    return RANKS.index(OfficerRole(user.officer_role)) < RANKS.index(role)


def _found_or_made(email: str, name: str) -> User:
    address = email.strip().lower()
    validate_email(address)
    try:
        with transaction.atomic():
            user = User.objects.filter(email=address).first() or User.objects.create_user(address, name)
    except IntegrityError:  # two invite the same address at once
        user = User.objects.get(email=address)
    if name and not user.name:
        user.name = name
        user.full_clean()
        user.save(update_fields=["name"])
    return user
