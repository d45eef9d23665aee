"""What senior officers do to each other's and to managers' accounts. Nobody does it to themselves."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction

from backend.accounts import invitations, mail, second_factor
from backend.accounts.letters import one_line
from backend.accounts.models import OfficerRole, User
from backend.accounts.people import officers
from backend.audit.recording import record
from backend.venues import trail
from backend.venues.actors import key_of

from .deciding import NothingToDo


def invite(email: str, name: str, *, role: OfficerRole, by: User, at: datetime) -> User:
    """Raises NothingToDo for somebody who is one already, ValidationError for a suspended person."""
    with transaction.atomic():
        known = User.objects.select_for_update().filter(email=email.strip().lower()).first()
        if known and known.is_active and not invitations.may_less(known, role):
            has = known.get_officer_role_display().lower()
            raise NothingToDo(f"{known.display_name} is {_a(has)} already. Nothing was sent.")
        trail.says(by=by, because="invited as officer")
        invited = invitations.invite_officer(email, name, role=role, by=by, at=at)
        record("officer.invited", f"user:{invited.pk}", who=key_of(by), at=at, words={"role": str(role)})
    return invited


def reset_second_factor(person: User, *, by: User, at: datetime) -> None:
    with transaction.atomic():
        by, person = _held(by, person, because="second factor reset")
        if not Authenticator.objects.filter(user=person).exists():
            raise NothingToDo("They have no second factor now, so there was nothing to reset.")
        second_factor.reset_second_factor(person, by=by, at=at)
        record("officer.second_factor_reset", f"user:{person.pk}", who=key_of(by), at=at)


def suspend(person: User, *, because: str, by: User, at: datetime) -> None:
    """Out at their next request, everywhere; the senior officers are told who did it and why."""
    with transaction.atomic():
        by, person = _held(by, person, because="suspended")
        if not person.is_active:
            raise NothingToDo("They were suspended already.")
        person.is_active = False
        person.save(update_fields=["is_active"])
        person.end_sessions()
        _tell_seniors(f"{person.display_name} was suspended", person, by=by, because=because)
        record("person.suspended", f"user:{person.pk}", who=key_of(by), at=at, words={"because": because})


def lift(person: User, *, because: str, by: User, at: datetime) -> None:
    with transaction.atomic():
        by, person = _held(by, person, because="no longer suspended")
        if person.is_active:
            raise NothingToDo("They are not suspended.")
        person.is_active = True
        person.save(update_fields=["is_active"])
        _tell_seniors(f"{person.display_name} is no longer suspended", person, by=by, because=because)
        record("person.let_in", f"user:{person.pk}", who=key_of(by), at=at, words={"because": because})


def _a(role: str) -> str:
    return f"an {role}" if role.startswith("o") else f"a {role}"


def _held(by: User, person: User, *, because: str) -> tuple[User, User]:
    """Both rows, in one order: two who suspend each other do so one after the other, and one is left."""
    pks = [by.pk, person.pk]
    held = {user.pk: user for user in User.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    if by.pk == person.pk or not held[by.pk].is_senior_officer:
        raise PermissionDenied("Another senior officer must do this.")
    trail.says(by=by, because=because)
    return held[by.pk], held[person.pk]


def _tell_seniors(what: str, person: User, *, by: User, because: str) -> None:
    seniors = officers().filter(officer_role=OfficerRole.SENIOR_OFFICER)
    mail.send(
        to=list(seniors.values_list("email", flat=True)),
        subject=one_line(what),
        body=f"{one_line(by.display_name)} ({by.email}) did this at the desk.\n\n"
        f"Who: {one_line(person.display_name)} ({person.email})\nReason: {because}\n",
    )
