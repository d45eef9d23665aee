"""Signatories from a file: looked at first, then applied in one transaction. See also `importing_undo`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, QuerySet

from backend.accounts.models import User
from backend.audit.recording import record
from backend.geo.points import LatLng
from backend.venues import snapshot, trail
from backend.venues.actors import key_of
from backend.venues.models import Organisation, Venue, wgs84_point

from . import importing_files as files
from . import importing_judging as judging
from . import importing_rows as rows
from . import onboarding, registering, versions
from .choices import ContactKind, Standing
from .importing_judging import Act, World
from .importing_moving import moved
from .importing_points import BookOfFile, Finder
from .importing_rows import NamedVenue, Reading, Said
from .models import CharterVersion, ImportBatch, ImportRow, Signature, Verdict

# One import writes at a time: two that name the same organisation would make it twice.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('charter.importing'))"
TAKEN = (Verdict.NEW, Verdict.CHANGED)


class AlreadyDone(Exception):
    """It was applied, undone or erased before; the message says which."""


class ChangedMeanwhile(Exception):
    """Somebody wrote the same organisation at the same moment: nothing was applied."""


def look(
    content: bytes, *, file_name: str, by: User | None, at: datetime, move_days: int = 0
) -> tuple[ImportBatch, files.Sheet]:
    """A dry run: what each row would do, kept until it is applied. Raises files.UnreadableFile.

    `move_days` moves all its days, for the demo's file, which must not grow old.
    """
    sheet = files.read(content)
    readings = _readings(sheet, today=versions.today(at), move_days=move_days)
    with transaction.atomic():
        batch = ImportBatch.objects.create(file_name=_file_name(file_name), uploaded_at=at, uploaded_by=by)
        made = list(_judged_rows(batch, sheet, readings, today=versions.today(at)))
        ImportRow.objects.bulk_create(made, batch_size=500)
        words = {"file": batch.file_name} | _counts(made)
        record("import.read", f"batch:{batch.pk}", who=_who(by), at=at, words=words)
    return batch, sheet


def apply(batch: ImportBatch, *, by: User | None, at: datetime, is_demo: bool = False) -> dict[str, int]:
    """Carry out all rows that are new or changed, judged anew; {verdict: rows}.

    Raises AlreadyDone, and ChangedMeanwhile where the register was written at the same moment.
    """
    try:
        with transaction.atomic(), snapshot.said_last():
            return _apply(batch, by=by, at=at, is_demo=is_demo)
    except (IntegrityError, ValidationError, onboarding.AlreadySigned, Signature.DoesNotExist) as error:
        raise ChangedMeanwhile from error


def count_of(batch: ImportBatch) -> dict[str, int]:
    """{verdict: rows}, each verdict there."""
    counted = batch.rows.values_list("verdict").annotate(rows=Count("pk")).order_by()
    return dict.fromkeys(Verdict.values, 0) | dict(counted)


def made_venues(batch: ImportBatch) -> QuerySet[Venue]:
    """The venues that came in with it and that nobody sees yet."""
    kept = batch.rows.exclude(undo={}).values_list("undo", flat=True)
    pks = [venue["pk"] for undo in kept for venue in undo.get("venues", ())]
    unseen = Venue.objects.filter(pk__in=pks, published_at=None)
    return (
        unseen.select_related("organisation")
        .prefetch_related("special_days")
        .order_by("organisation_id", "pk")
    )


# --- Looking ----------------------------------------------------------------------------------------------


def _readings(sheet: files.Sheet, *, today: date, move_days: int) -> list[Reading]:
    codes = (text for line in sheet.lines for column, text in line.said.items() if "postcode" in column)
    finder = Finder(BookOfFile(rows.postcodes_of(codes)))
    lines = (moved(line, days=move_days) if move_days else line for line in sheet.lines)
    return [rows.read(line, today=today, finder=finder) for line in lines]


def _judged_rows(
    batch: ImportBatch, sheet: files.Sheet, readings: list[Reading], *, today: date
) -> Iterator[ImportRow]:
    world = World.of(readings, today=today)
    for line, reading in zip(sheet.lines, readings, strict=True):
        judged = judging.judge(line.number, reading, world)
        if judged.verdict != Verdict.REFUSED:
            world.note(line.number, reading)
        yield ImportRow(
            batch=batch,
            number=line.number,
            said=line.said,
            read=reading.as_json(),
            verdict=judged.verdict,
            notes=judged.notes,
            organisation=judged.organisation,
        )


def _file_name(name: str) -> str:
    """What it was called on the officer's computer: shown, never opened."""
    plain = "".join(sign for sign in name if sign.isprintable()).strip()
    return plain[-200:] or "A file without a name"


def _counts(made: list[ImportRow]) -> dict[str, int]:
    return dict(Counter(str(row.verdict) for row in made))


# --- Applying ---------------------------------------------------------------------------------------------


def _apply(batch: ImportBatch, *, by: User | None, at: datetime, is_demo: bool) -> dict[str, int]:
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    _refuse_what_is_over(held)
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    trail.says(by=by, because=f"import {held.pk}")
    kept = list(held.rows.order_by("number"))
    world = _judge_anew(kept, today=versions.today(at))
    for row in kept:
        if row.verdict in TAKEN:
            _carry_out(row, world, by=by, at=at, is_demo=is_demo)
    ImportRow.objects.bulk_update(kept, ["verdict", "notes", "organisation", "undo"], batch_size=200)
    held.applied_at = at
    held.save(update_fields=["applied_at"])
    batch.applied_at = at
    counted = _counts(kept)
    record("import.applied", f"batch:{held.pk}", who=_who(by), at=at, words=counted)
    return dict.fromkeys(Verdict.values, 0) | counted


def _refuse_what_is_over(batch: ImportBatch) -> None:
    if batch.erased_at:
        raise AlreadyDone("What the file said was erased after 90 days. Upload it again.")
    if batch.undone_at:
        raise AlreadyDone("This import was undone. Upload the file again to bring it in.")
    if batch.applied_at:
        raise AlreadyDone("This import was applied already.")


def _judge_anew(kept: list[ImportRow], *, today: date) -> World:
    """The register may have changed since somebody looked."""
    readings = [Reading.of_json(row.read) for row in kept]
    world = World.of(readings, today=today)
    for row, reading in zip(kept, readings, strict=True):
        judged = judging.judge(row.number, reading, world)
        if judged.verdict != Verdict.REFUSED:
            world.note(row.number, reading)
        row.verdict, row.notes, row.organisation = judged.verdict, judged.notes, judged.organisation
    return world


def _carry_out(row: ImportRow, world: World, *, by: User | None, at: datetime, is_demo: bool) -> None:
    """As the register stands now: rows before it may have made the organisation."""
    reading = Reading.of_json(row.read)
    found = world.fresh(reading.name)
    act, _ = judging.act_on(found, reading, world, is_further=True)
    body, undo = _organisation(found, reading, is_demo=is_demo)
    undo |= _signature(body, reading, act, world, by=by, at=at)
    undo["people"] = _people(body, judging.people_changed(found, reading), at=at)
    undo["venues"] = [
        done for venue in reading.venues if (done := _venue(body, found, venue, is_demo=is_demo))
    ]
    world.known[reading.name.casefold()] = body
    row.organisation, row.undo = body, undo


def _organisation(
    found: Organisation | None, reading: Reading, *, is_demo: bool
) -> tuple[Organisation, dict[str, Any]]:
    changed = judging.facts_changed(found, reading)
    if found is None:
        made = Organisation(name=reading.name, is_demo=is_demo, **changed)
        made.full_clean()
        made.save()
        return made, {"made": True, "after": changed}
    held = Organisation.objects.select_for_update().get(pk=found.pk)
    before = {name: getattr(held, name) for name in changed}
    for name, value in changed.items():
        setattr(held, name, value)
    if changed:
        held.save(update_fields=[*changed])
    return held, {"made": False, "before": before, "after": changed}


def _signature(
    body: Organisation, reading: Reading, act: Act, world: World, *, by: User | None, at: datetime
) -> dict[str, Any]:
    if act is Act.TOUCH:
        return _touched(body, reading, world)
    if act is not Act.SIGN:
        return {}
    before = body.signatures.filter(standing__in=[Standing.CURRENT, Standing.LAPSED]).first()
    was = {"replaced": before.pk, "was_lapsed": before.standing == Standing.LAPSED} if before else {}
    if before and before.standing == Standing.CURRENT:
        onboarding.replace(before, by=by, at=at, because="signed anew, says an import")
    signed_on = date.fromisoformat(reading.signed_on)
    made = onboarding.put_signature(
        body,
        version=_version(signed_on),
        signed_on=signed_on,
        may_be_listed=bool(reading.may_be_listed),
        promised={},
        review_due_on=judging.due_on(reading, world),
        by=by,
        at=at,
    )
    return {"signature": made.pk, **was}


def _touched(body: Organisation, reading: Reading, world: World) -> dict[str, Any]:
    held = body.signatures.select_for_update().get(standing=Standing.CURRENT)
    before = {"review_due_on": held.review_due_on.isoformat(), "may_be_listed": held.may_be_listed}
    if reading.reviewed_on:
        held.review_due_on = max(held.review_due_on, judging.due_on(reading, world))
    if reading.may_be_listed is not None:
        held.may_be_listed = reading.may_be_listed
    held.save(update_fields=["review_due_on", "may_be_listed"])
    after = {"review_due_on": held.review_due_on.isoformat(), "may_be_listed": held.may_be_listed}
    return {"touched": {"pk": held.pk, "before": before, "after": after}}


def _version(signed_on: date) -> CharterVersion:
    """What could be signed on that day; the first there is for those who signed before it."""
    found = CharterVersion.objects.in_force(on=signed_on).first()
    return found or CharterVersion.objects.order_by("number").first() or versions.lay_first()


def _people(body: Organisation, changed: dict[str, Said], *, at: datetime) -> list[dict[str, Any]]:
    done = []
    for kind, said in changed.items():
        ended = list(body.contacts.current().filter(kind=kind).values_list("pk", flat=True))
        made = registering.set_contact(body, ContactKind(kind), at=at, **said)  # type: ignore[arg-type]
        done.append({"made": made.pk, "ended": ended})
    return done


def _venue(
    body: Organisation, found: Organisation | None, venue: NamedVenue, *, is_demo: bool
) -> dict[str, Any] | None:
    known = judging.known_venue(found, venue)
    if known is None:
        facts = {name: getattr(venue, name) for name in judging.VENUE_FACTS}
        point = wgs84_point(venue.spot) if venue.spot else None
        made = onboarding.add_venue(
            body, name=venue.name, town=venue.town, point=point, is_demo=is_demo, **facts
        )
        return {"pk": made.pk, "made": True, "after": kept_facts(made)}
    changed = judging.venue_changed(known, venue)
    if not changed:
        return None
    before = kept_facts(known)
    set_facts(known, asdict(venue) | {"point": None}, only=changed)
    return {"pk": known.pk, "made": False, "before": before, "after": kept_facts(known)}


def kept_facts(venue: Venue) -> dict[str, Any]:
    """What an import writes of a venue, as JSON keeps it."""
    facts: dict[str, Any] = {name: getattr(venue, name) for name in judging.VENUE_FACTS}
    spot = venue.point and (round(venue.point.y, 6), round(venue.point.x, 6))
    return facts | {"lat": spot[0] if spot else None, "lng": spot[1] if spot else None}


def set_facts(venue: Venue, facts: dict[str, Any], *, only: Any) -> None:
    for name in judging.VENUE_FACTS:
        if name in only:
            setattr(venue, name, facts[name])
    if "spot" in only:
        has_spot = facts["lat"] is not None
        venue.point = wgs84_point(LatLng(facts["lat"], facts["lng"])) if has_spot else None
    venue.full_clean(validate_unique=False, validate_constraints=False)
    venue.save(update_fields=[*judging.VENUE_FACTS, "point"])


def _who(by: User | None) -> str:
    return key_of(by) if by else "system"
