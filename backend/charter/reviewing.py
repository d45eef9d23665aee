"""Once a year: reminders, the review itself, and what happens when nobody comes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction

from backend.accounts.models import User
from backend.audit.recording import record
from backend.venues import trail
from backend.venues.actors import key_of

from . import letters, onboarding, papers, registering, versions
from .choices import Standing
from .models import CharterVersion, Confirmation, Reminder, Review, Signature, Terms

REMIND_DAYS = (60, 30, 7)
# What is due within these days is shown at the desk as coming, trainings as well as reviews.
SOON = timedelta(days=max(REMIND_DAYS))
logger = logging.getLogger(__name__)
Done = TypeVar("Done")


class Unfinished(Exception):
    """Some could not be done; the others were. The job that raises it is tried again, and seen."""


def renew(
    signature: Signature, confirmed: Mapping[int, str], *, by: User, at: datetime, note: str = ""
) -> Signature:
    """Each commitment of the version in force was gone through; `confirmed` is {commitment: how it is kept}.

    The same signature goes on for another term. One that has lapsed, or was of an older version, is
    replaced by a new one, which keeps its own date. ValidationError while a commitment is not confirmed.
    """
    with transaction.atomic():
        held = onboarding.held_signature(signature)
        if held.standing not in {Standing.CURRENT, Standing.LAPSED}:
            raise ValidationError("This signature has ended. The organisation signs anew by applying.")
        version = versions.current(at=at)
        missing = [each.title for each in version.commitments.all() if each.pk not in confirmed]
        if missing:
            raise ValidationError(
                {"commitments": [f"Confirm each commitment; missing: {'; '.join(missing)}."]}
            )
        trail.says(by=by, because="reviewed")
        renewed = held
        if held.standing == Standing.LAPSED or held.version_id != version.pk:
            renewed = _signed_anew(held, version, confirmed, by=by, at=at)
        was_due_on = held.review_due_on
        renewed.review_due_on = versions.today(at) + relativedelta(months=Terms.now().review_months)
        renewed.save(update_fields=["review_due_on"])
        papers.queue_certificate(renewed.organisation, by=by, at=at)
        made = Review(signature=renewed, was_due_on=was_due_on, done_at=at, done_by=by, note=note)
        made.full_clean()
        made.save()
        for commitment in version.commitments.all():
            kept = Confirmation(review=made, commitment=commitment, how=confirmed[commitment.pk])
            kept.full_clean(validate_constraints=False)
            kept.save()
        record(
            "charter.renewed",
            f"organisation:{held.organisation_id}",
            who=key_of(by),
            at=at,
            words={"note": note},
        )
    return renewed


def remind(*, at: datetime) -> int:
    """60, 30 and 7 days before a review is due, each once; how many went. Of those missed, the last goes.

    Raises Unfinished once all were tried.
    """
    today = versions.today(at)

    def one(signature: Signature) -> bool:
        days_left = (signature.review_due_on - today).days
        stage = min((days for days in REMIND_DAYS if days_left <= days), default=None)
        return days_left >= 0 and stage is not None and _remind(signature, stage, at=at)

    return sum(_each(Signature.objects.due(by=today + SOON), one, "reminded"))


def lapse_overdue(*, at: datetime) -> int:
    """Those whose grace has run out; how many. Raises Unfinished once all were tried."""
    overdue = versions.today(at) - timedelta(days=Terms.now().grace_days + 1)

    def one(signature: Signature) -> None:
        onboarding.lapse(signature, at=at, due_by=overdue)

    return len(_each(Signature.objects.due(by=overdue), one, "lapsed"))


def _each(signatures: Iterable[Signature], act: Callable[[Signature], Done], done: str) -> list[Done]:
    """One that is broken keeps no other from its turn. The log has its number: words may be personal."""
    results, broken = [], []
    for signature in list(signatures):
        try:
            results.append(act(signature))
        except Exception as error:
            logger.error("signature %d could not be %s: %s", signature.pk, done, type(error).__name__)
            broken.append(signature.pk)
    if broken:
        raise Unfinished(f"{len(broken)} could not be {done}: signatures {', '.join(map(str, broken))}")
    return results


def _remind(signature: Signature, stage: int, *, at: datetime) -> bool:
    with transaction.atomic():
        held = onboarding.held_signature(signature)
        if held.standing != Standing.CURRENT or held.review_due_on != signature.review_due_on:
            return False
        _, is_new = Reminder.objects.get_or_create(
            signature=held, of_due_on=held.review_due_on, days_before=stage, defaults={"sent_at": at}
        )
        if is_new:
            lapses_on = held.lapses_on(grace_days=Terms.now().grace_days)
            facts = {
                "signed_on": letters.day(held.signed_on),
                "review_due_on": letters.day(held.review_due_on),
                "lapses_on": letters.day(lapses_on),
            }
            registering.write_to("review_due", held, facts, by=None, at=at)
    return is_new


def _signed_anew(
    old: Signature,
    version: CharterVersion,
    confirmed: Mapping[int, str],
    *,
    by: User,
    at: datetime,
) -> Signature:
    said = {each.commitment_id: each.how for each in old.promises.all()}
    if old.standing == Standing.CURRENT:
        onboarding.replace(old, by=by, at=at, because="renewed")
    return onboarding.put_signature(
        old.organisation,
        version=version,
        signed_on=versions.today(at),
        may_be_listed=old.may_be_listed,
        # Their own words, where it is the same commitment: what an officer noted is not the public's to read.
        promised={pk: ("met", said.get(pk, "")) for pk in confirmed},
        by=by,
        at=at,
    )
