"""An import taken back as one batch: what it made goes, what it changed is as before; all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection, models, transaction

from backend.accounts.models import User
from backend.audit.recording import record
from backend.venues import snapshot, trail
from backend.venues.actors import key_of
from backend.venues.models import Organisation, Venue

from . import onboarding
from .choices import Standing
from .importing import _ONE_AT_A_TIME, AlreadyDone, kept_facts, set_facts
from .importing_judging import VENUE_FACTS
from .models import Contact, ImportBatch, ImportRow, Signature

MOST_REASONS = 20


class BuiltUpon(Exception):
    """Something came on top since, so nothing was undone. `reasons` are sentences, twenty at most."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


def undo(batch: ImportBatch, *, by: User, at: datetime) -> None:
    """Raises AlreadyDone and BuiltUpon."""
    with transaction.atomic(), snapshot.said_last():
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        _refuse_what_is_over(held)
        with connection.cursor() as cursor:
            cursor.execute(_ONE_AT_A_TIME)
        of = held.rows.exclude(organisation=None).values("organisation")
        list(Organisation.objects.select_for_update().filter(pk__in=of).order_by("pk"))
        rows = list(held.rows.exclude(undo={}).select_related("organisation").order_by("-number"))
        made = _made_by(rows)
        reasons = [reason for row in rows for reason in _built_upon(row, made)]
        if reasons:
            raise BuiltUpon(reasons[:MOST_REASONS])
        trail.says(by=by, because=f"import {held.pk} undone")
        for row in rows:
            _take_back(row, by=by, at=at)
        held.undone_at = at
        held.save(update_fields=["undone_at"])
        record("import.undone", f"batch:{held.pk}", who=key_of(by), at=at)
    batch.undone_at = at


def _refuse_what_is_over(batch: ImportBatch) -> None:
    if batch.undone_at:
        raise AlreadyDone("This import was undone already.")
    if not batch.applied_at:
        raise AlreadyDone("This import was not applied, so there is nothing to undo.")
    if batch.erased_at:
        raise AlreadyDone("It is older than 90 days: what stood before was erased, so it cannot be undone.")


# --- What came on top -------------------------------------------------------------------------------------


def _made_by(rows: Iterable[ImportRow]) -> dict[type[models.Model], set[int]]:
    """What the batch itself made is nothing that came on top of it."""
    made: dict[type[models.Model], set[int]] = {Venue: set(), Signature: set(), Contact: set()}
    for row in rows:
        made[Venue] |= {venue["pk"] for venue in row.undo["venues"] if venue["made"]}
        made[Signature] |= {row.undo["signature"]} if "signature" in row.undo else set()
        made[Contact] |= {person["made"] for person in row.undo["people"]}
    return made


def _built_upon(row: ImportRow, made: dict[type[models.Model], set[int]]) -> Iterator[str]:
    body, undo = row.organisation, row.undo
    if body is None:
        yield f"Row {row.number}: its organisation is gone."
        return
    if undo["made"]:
        yield from (f"{body.name} has {what} by now." for what in _hangs_on(body, made))
    changed = [name for name, value in undo["after"].items() if getattr(body, name) != value]
    if changed:
        yield f"{body.name} was changed since: {', '.join(changed)}."
    yield from _about_the_signature(body, undo)
    if any(not _is_current(person["made"]) for person in undo["people"]):
        yield f"A contact of {body.name} was changed since."
    for venue in undo["venues"]:
        yield from _about_a_venue(venue, made)


def _about_the_signature(body: Organisation, undo: dict[str, Any]) -> Iterator[str]:
    pk = undo.get("signature") or undo.get("touched", {}).get("pk")
    signature = Signature.objects.filter(pk=pk).first() if pk else None
    if signature is None:
        return
    if signature.standing != Standing.CURRENT:
        yield f"The signature of {body.name} is {Standing(signature.standing).label.lower()} by now."
    elif "signature" in undo and signature.reviews.exists():
        yield f"The signature of {body.name} was reviewed since."
    elif "touched" in undo and _touchable(signature) != undo["touched"]["after"]:
        yield f"The signature of {body.name} was changed since."


def _about_a_venue(undo: dict[str, Any], made: dict[type[models.Model], set[int]]) -> Iterator[str]:
    venue = Venue.objects.filter(pk=undo["pk"]).first()
    if venue is None:
        return
    if venue.published_at is not None:
        yield f"{venue.name} is published."
    if kept_facts(venue) != undo["after"]:
        yield f"{venue.name} was changed since."
    if undo["made"]:
        yield from (f"{venue.name} has {what} by now." for what in _hangs_on(venue, made))


def _hangs_on(row: models.Model, made: dict[type[models.Model], set[int]]) -> Iterator[str]:
    """Whatever other tables hold of it, in words: reports, devices, trainings, letters."""
    for relation in row._meta.related_objects:
        table = relation.related_model
        if not isinstance(table, type) or table.__name__.endswith("Event") or table.__name__ == "OpenWindow":
            continue
        found = table._default_manager.filter(**{relation.field.name: row}).exclude(
            pk__in=made.get(table, ())
        )
        if found.exists():
            yield str(table._meta.verbose_name_plural)


def _is_current(contact: int) -> bool:
    return Contact.objects.current().filter(pk=contact).exists()


def _touchable(signature: Signature) -> dict[str, Any]:
    due = signature.review_due_on.isoformat()
    return {"review_due_on": due, "may_be_listed": signature.may_be_listed}


# --- Taking back ------------------------------------------------------------------------------------------


def _take_back(row: ImportRow, *, by: User, at: datetime) -> None:
    body, undo = row.organisation, row.undo
    assert body is not None
    for venue in undo["venues"]:
        _take_back_venue(venue)
    for person in undo["people"]:
        Contact.objects.filter(pk=person["made"]).delete()
        Contact.objects.filter(pk__in=person["ended"], erased_at=None).update(ended_at=None)
    _take_back_signature(undo, by=by, at=at)
    if undo["made"]:
        body.signatures.all().delete()
        body.delete()
        row.organisation = None
    elif undo["before"]:
        Organisation.objects.filter(pk=body.pk).update(**undo["before"])


def _take_back_venue(undo: dict[str, Any]) -> None:
    venue = Venue.objects.filter(pk=undo["pk"]).first()
    if venue is None:
        return
    if undo["made"]:
        venue.delete()
    else:
        set_facts(venue, undo["before"], only=[*VENUE_FACTS, "spot"])


def _take_back_signature(undo: dict[str, Any], *, by: User, at: datetime) -> None:
    if "touched" in undo:
        before = undo["touched"]["before"]
        due = date.fromisoformat(before["review_due_on"])
        Signature.objects.filter(pk=undo["touched"]["pk"]).update(
            review_due_on=due, may_be_listed=before["may_be_listed"]
        )
    if "signature" in undo:
        signature = Signature.objects.select_related("organisation").get(pk=undo["signature"])
        onboarding.undo(signature, by=by, at=at)
    if "replaced" in undo:
        replaced = Signature.objects.select_related("organisation", "version").get(pk=undo["replaced"])
        onboarding.bring_back(replaced, was_lapsed=undo["was_lapsed"], by=by, at=at)
