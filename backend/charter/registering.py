"""What officers write into the register of a signatory: contacts, trainings, spot checks, the action plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from backend.accounts.models import User
from backend.audit.recording import record
from backend.venues import trail
from backend.venues.actors import key_of
from backend.venues.models import Organisation, Venue

from . import letters, versions
from .choices import ContactKind
from .models import ActionItem, Contact, Signature, SpotCheck, Terms, Training

Row = TypeVar("Row", Training, SpotCheck, ActionItem)


def set_facts(
    organisation: Organisation, *, may_be_listed: bool | None = None, by: User, at: datetime, **facts: str
) -> bool:
    """Its name, sector, address, town, postcode, website, and whether the public list names it.

    False where it all stood so already. ValidationError for a name that another organisation has.
    """
    with transaction.atomic():
        held = Organisation.objects.select_for_update().get(pk=organisation.pk)
        before = {name: getattr(held, name) for name in facts}
        relisted = 0
        if may_be_listed is not None:
            others = Signature.objects.filter(organisation=held).exclude(may_be_listed=may_be_listed)
            relisted = others.update(may_be_listed=may_be_listed)
        if before == facts and not relisted:
            return False
        trail.says(by=by, because="facts changed")
        for name, value in facts.items():
            setattr(held, name, value)
        held.full_clean()
        held.save(update_fields=list(facts))
        record("register.facts", f"organisation:{held.pk}", who=key_of(by), at=at)
    return True


def set_contact(
    organisation: Organisation,
    kind: ContactKind,
    *,
    name: str,
    at: datetime,
    role: str = "",
    email: str = "",
    phone: str = "",
    by: User | None = None,
) -> Contact:
    """Who it is from now on; whoever it was before is kept as ended, until erased."""
    said = {"name": name, "role": role, "email": email.strip().lower(), "phone": phone}
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        current = organisation.contacts.current().select_for_update().filter(kind=kind)
        same = current.filter(**said).first()
        if same:
            return same
        current.update(ended_at=at)
        made = Contact(organisation=organisation, kind=kind, made_at=at, **said)
        made.full_clean(validate_constraints=False)
        made.save()
        if by:
            record("register.contact", f"organisation:{organisation.pk}", who=key_of(by), at=at, words=said)
    return made


def add_training(
    organisation: Organisation,
    *,
    course: str,
    people: int,
    held_on: date,
    by: User,
    at: datetime,
    expires_on: date | None = None,
    venue: Venue | None = None,
) -> Training:
    _not_ahead("held_on", held_on, at=at)
    made = Training(
        organisation=organisation,
        venue=venue,
        course=course,
        people=people,
        held_on=held_on,
        expires_on=expires_on,
        made_at=at,
        made_by=by,
    )
    return _kept(made, "register.training", by=by, at=at)


def add_spot_check(
    organisation: Organisation,
    *,
    visited_on: date,
    visited_by: str,
    script: str,
    outcome: str,
    by: User,
    at: datetime,
    notes: str = "",
    venue: Venue | None = None,
) -> SpotCheck:
    _not_ahead("visited_on", visited_on, at=at)
    made = SpotCheck(
        organisation=organisation,
        venue=venue,
        visited_on=visited_on,
        visited_by=visited_by,
        script=script,
        outcome=outcome,
        notes=notes,
        made_at=at,
        made_by=by,
    )
    return _kept(made, "register.spot_check", by=by, at=at)


def add_action(organisation: Organisation, *, what: str, due_on: date, by: User, at: datetime) -> ActionItem:
    made = ActionItem(organisation=organisation, what=what, due_on=due_on, made_at=at, made_by=by)
    return _kept(made, "register.action", by=by, at=at)


def finish_action(item: ActionItem, *, by: User, at: datetime) -> bool:
    """True the first time; whoever is second changes nothing."""
    with transaction.atomic():
        done = ActionItem.objects.filter(pk=item.pk, done_on=None).update(done_on=versions.today(at))
        if done:
            record("register.action_done", f"organisation:{item.organisation_id}", who=key_of(by), at=at)
    return bool(done)


def set_terms(*, review_months: int, grace_days: int, by: User, at: datetime) -> Terms:
    """For those who sign or renew from now on; the grace holds for everybody."""
    with transaction.atomic():
        terms = Terms(pk=1, review_months=review_months, grace_days=grace_days)
        terms.full_clean(validate_unique=False)
        terms.save()
        words = {"review_months": review_months, "grace_days": grace_days}
        record("register.terms", "terms:1", who=key_of(by), at=at, words=words)
    return terms


def addresses_of(organisation: Organisation) -> list[tuple[str, str]]:
    """(name, e-mail address) of champion and signatory, each address once."""
    found = organisation.contacts.current().exclude(email="").order_by("kind", "pk")
    return list({contact.email: (contact.name, contact.email) for contact in found}.values())


def write_to(
    key: str,
    signature: Signature,
    facts: Mapping[str, str],
    *,
    by: User | None,
    at: datetime,
    written: letters.Written | None = None,
) -> None:
    """One letter to each contact of the signatory, in the caller's transaction; `written` with their name."""
    organisation = signature.organisation
    for name, email in addresses_of(organisation):
        told = {"organisation": organisation.name, "name": name, **facts}
        own = written and letters.addressed(written, name)
        letters.send(key, to=email, facts=told, organisation=organisation, by=by, at=at, written=own)


def _kept(made: Row, did: str, *, by: User, at: datetime) -> Row:
    with transaction.atomic():
        made.full_clean()
        made.save()
        record(did, f"organisation:{made.organisation_id}", who=key_of(by), at=at)
    return made


def _not_ahead(field: str, day: date, *, at: datetime) -> None:
    if day > versions.today(at):
        raise ValidationError({field: ["This day is still to come: write down what has been."]})
