"""What an officer does with an application before it is signed: take it up, note, ask, decline, let it go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from backend.accounts.models import User
from backend.audit.recording import record
from backend.venues.actors import key_of
from backend.venues.models import Organisation

from . import letters, stepping, versions
from .choices import State
from .models import Application

NOTED = frozenset((State.UNDER_REVIEW, State.ACTION_NEEDED))


def take_up(application: Application, *, by: User, at: datetime, because: str = "") -> None:
    """An officer looks at it now: a new one, or one that has what was needed."""
    with transaction.atomic():
        held = locked(application)
        held.action_due_on = None
        held.save(update_fields=["action_due_on"])
        stepping.step(held, State.UNDER_REVIEW, by=by, at=at, because=because)
        record("charter.taken_up", f"application:{held.pk}", who=key_of(by), at=at)


def note_findings(application: Application, findings: Mapping[int, str], *, by: User, at: datetime) -> bool:
    """What the officer saw, as {commitment: words}; while it is under review or action is needed.

    False where that is what stands there already.
    """
    with transaction.atomic():
        held = locked(application)
        if held.state not in NOTED:
            raise stepping.NotFromHere(held, State.UNDER_REVIEW)
        new = {}
        for answer in held.answers.filter(commitment__in=findings):
            if findings[answer.commitment_id] != answer.finding:
                answer.finding = new[str(answer.commitment_id)] = findings[answer.commitment_id]
                answer.full_clean(validate_constraints=False)
                answer.save(update_fields=["finding"])
        if new:
            record("charter.findings", f"application:{held.pk}", who=key_of(by), at=at, words=new)
    return bool(new)


def ask_for_action(
    application: Application,
    *,
    because: str,
    due_on: date,
    by: User,
    at: datetime,
    written: letters.Written | None = None,
) -> None:
    """Something is missing: the applicant is told what, and by when."""
    if due_on <= versions.today(at):
        raise ValidationError({"due_on": ["Choose a later day than today."]})
    with transaction.atomic():
        held = locked(application)
        held.action_due_on = due_on
        held.save(update_fields=["action_due_on"])
        stepping.step(held, State.ACTION_NEEDED, by=by, at=at, because=because)
        facts = action_facts(because, due_on)
        tell("action_needed", held, facts, by=by, at=at, written=written)
        record(
            "charter.action_needed",
            f"application:{held.pk}",
            who=key_of(by),
            at=at,
            words={"because": because},
        )


def decline(
    application: Application, *, because: str, by: User, at: datetime, written: letters.Written | None = None
) -> None:
    with transaction.atomic():
        held = locked(application)
        stepping.step(held, State.DECLINED, by=by, at=at, because=because)
        tell("declined", held, {"because": because}, by=by, at=at, written=written)
        record(
            "charter.declined", f"application:{held.pk}", who=key_of(by), at=at, words={"because": because}
        )


def take_back(application: Application, *, by: User | None, at: datetime, because: str = "") -> None:
    """Withdrawn before it was signed: by the applicant, or by an officer whom they told."""
    with transaction.atomic():
        held = locked(application)
        stepping.step(held, State.WITHDRAWN, by=by, at=at, because=because)
        who = key_of(by) if by else "applicant"
        record("charter.taken_back", f"application:{held.pk}", who=who, at=at, words={"because": because})


def locked(application: Application) -> Application:
    return Application.objects.select_for_update(of=["self"]).select_related("version").get(pk=application.pk)


def action_facts(because: str, due_on: date) -> dict[str, str]:
    """What the letter that asks for something may name, besides the application."""
    return {"because": because, "due": letters.day(due_on)}


def tell(
    key: str,
    application: Application,
    facts: Mapping[str, str],
    *,
    by: User,
    at: datetime,
    written: letters.Written | None,
    organisation: Organisation | None = None,
) -> None:
    letters.send(
        key,
        to=application.signatory_email,
        facts=letters.facts_of(application) | dict(facts),
        application=application,
        organisation=organisation,
        by=by,
        at=at,
        written=written,
    )
