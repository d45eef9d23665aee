"""From an application to a published venue, and back: each step a verb with a name, a date and a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify

from backend.accounts.models import User
from backend.audit.recording import record
from backend.geo.points import is_in_area
from backend.venues import joining, publishing, snapshot, trail
from backend.venues.actors import key_of
from backend.venues.choices import Kind, Role
from backend.venues.models import Organisation, Venue, lat_lng

from . import assessing, letters, papers, registering, stepping, versions
from .choices import ContactKind, Standing, State
from .models import Application, CharterVersion, Premises, Promise, Signature, Terms

SLUG_LENGTH = 80


class AlreadySigned(Exception):
    """The organisation has a current signature: renew that, or withdraw it first."""


class NameTaken(Exception):
    """An organisation of this name is in the register: choose it, or tell the two apart by their names."""


# --- Signing ----------------------------------------------------------------------------------------------


def sign(
    application: Application,
    *,
    by: User,
    at: datetime,
    organisation: Organisation | None = None,
    written: letters.Written | None = None,
) -> Signature:
    """The application becomes a signature, at once or not at all: organisation, promises, contacts, venues
    that nobody sees yet, the manager's invitation, the certificate, the letter.

    `organisation` is the one that the officer knows it to be; without it a new one is made. Raises
    NotFromHere, AlreadySigned, NameTaken, and what `joining.invite` raises.
    """
    with transaction.atomic():
        held = assessing.locked(application)
        stepping.require(held, State.SIGNED)  # before its own organisation is found and called another
        trail.says(by=by, because=f"application {held.reference} signed")
        body = _organisation_of(held, organisation)
        held.organisation = body
        held.save(update_fields=["organisation"])
        stepping.step(held, State.SIGNED, by=by, at=at)
        promised = {each.commitment_id: (each.met, each.how) for each in held.answers.all()}
        signature = put_signature(
            body,
            version=held.version,
            signed_on=versions.today(at),
            may_be_listed=held.may_be_listed,
            promised=promised,
            application=held,
            by=by,
            at=at,
        )
        _keep_contacts(held, body, at=at)
        papers.queue_certificate(body, by=by, at=at)
        venues = [_venue_of(named, body, held) for named in held.premises.filter(is_open_at_night=True)]
        if venues:
            _invite_manager(held, body, by=by, at=at)
        facts = signing_facts(signature.signed_on, signature.review_due_on)
        assessing.tell("signed", held, facts, by=by, at=at, written=written, organisation=body)
        record(
            "charter.signed", f"organisation:{body.pk}", who=key_of(by), at=at, words={"application": held.pk}
        )
    return signature


def put_signature(
    organisation: Organisation,
    *,
    version: CharterVersion,
    signed_on: date,
    may_be_listed: bool,
    promised: Mapping[int, tuple[str, str]],
    at: datetime,
    by: User | None,
    application: Application | None = None,
    review_due_on: date | None = None,
) -> Signature:
    """A current signature and the badge, in the caller's transaction. `promised` is {commitment: (met, how)}.

    A lapsed one is replaced; raises AlreadySigned where one is current.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = held.signatures.select_for_update().filter(standing__in=[Standing.CURRENT, Standing.LAPSED])
    for old in before:
        if old.standing == Standing.CURRENT:
            raise AlreadySigned
        _end(old, Standing.REPLACED, by=by, at=at, because="signed anew")
    made = Signature(
        organisation=held,
        version=version,
        application=application,
        signed_on=signed_on,
        may_be_listed=may_be_listed,
        review_due_on=review_due_on or first_review_on(signed_on),
        made_at=at,
        made_by=by,
    )
    made.full_clean(validate_constraints=False)
    made.save()
    Promise.objects.bulk_create(_promises(made, promised))
    _badge(held, signed_on)
    organisation.charter_signed_on = signed_on
    return made


def _promises(signature: Signature, promised: Mapping[int, tuple[str, str]]) -> Iterator[Promise]:
    for commitment in signature.version.commitments.all():
        met, how = promised.get(commitment.pk, ("met", ""))
        yield Promise(signature=signature, commitment=commitment, met=met, how=how)


def withdraw(
    signature: Signature, *, because: str, by: User, at: datetime, written: letters.Written | None = None
) -> None:
    """Badge and charter venues leave the public in this transaction; the venues need publishing anew."""
    if not by.is_senior_officer:
        raise PermissionDenied("A senior officer does this.")
    with transaction.atomic(), snapshot.said_last():
        held = held_signature(signature)
        trail.says(by=by, because="signature withdrawn")  # the reason itself stands where it is erased
        was_current = held.standing == Standing.CURRENT
        _end(held, Standing.WITHDRAWN, by=by, at=at, because=because)
        if was_current:
            _badge(held.organisation, None)
        for venue in held.organisation.venues.filter(kind=Kind.CHARTER_VENUE, published_at__isnull=False):
            publishing.unpublish(venue, by=by, because="signature withdrawn", at=at)
        registering.write_to("withdrawn", held, {"because": because}, by=by, at=at, written=written)
        subject = f"organisation:{held.organisation_id}"
        record("charter.withdrawn", subject, who=key_of(by), at=at, words={"because": because})


def lapse(signature: Signature, *, at: datetime, due_by: date | None = None) -> None:
    """Nobody renewed it within the grace: the badge and what was shown for it leave the public at once.

    Not where it was renewed meanwhile, so that its review is due after `due_by`.
    """
    with transaction.atomic():
        held = held_signature(signature)
        if held.standing != Standing.CURRENT or (due_by and held.review_due_on > due_by):
            return
        trail.says(by=None, because="no review within the grace")
        _end(held, Standing.LAPSED, by=None, at=at, because="No review within the grace.")
        _badge(held.organisation, None)
        facts = {"review_due_on": letters.day(held.review_due_on)}
        registering.write_to("lapsed", held, facts, by=None, at=at)
        record("charter.lapsed", f"organisation:{held.organisation_id}", who="system", at=at)


def replace(signature: Signature, *, by: User | None, at: datetime, because: str) -> None:
    """Make room for a newer one, in the caller's transaction; the badge is the newer one's to set."""
    _end(signature, Standing.REPLACED, by=by, at=at, because=because)


def undo(signature: Signature, *, by: User, at: datetime) -> None:
    """An import is undone: as if it had not signed, with the trail of both. In the caller's transaction."""
    _end(signature, Standing.UNDONE, by=by, at=at, because="import undone")
    _badge(signature.organisation, None)


def bring_back(signature: Signature, *, was_lapsed: bool, by: User, at: datetime) -> None:
    """What an import had replaced stands again, as a copy: one that has ended is never current again."""
    promised = {each.commitment_id: (each.met, each.how) for each in signature.promises.all()}
    made = put_signature(
        signature.organisation,
        version=signature.version,
        signed_on=signature.signed_on,
        may_be_listed=signature.may_be_listed,
        promised=promised,
        review_due_on=signature.review_due_on,
        by=by,
        at=at,
    )
    if was_lapsed:
        _end(made, Standing.LAPSED, by=by, at=at, because="as before the import that was undone")
        _badge(made.organisation, None)


def held_signature(signature: Signature) -> Signature:
    """Its organisation first, then the row: every change of a signature takes them in this order."""
    Organisation.objects.select_for_update().get(pk=signature.organisation_id)
    return (
        Signature.objects.select_for_update().select_related("organisation", "version").get(pk=signature.pk)
    )


# --- Publishing -------------------------------------------------------------------------------------------


def obstacles(venue: Venue) -> list[str]:
    """What must be there before the public is sent to a place; nothing where all is.

    One that comes back from a suspension was checked before: what is asked of a new one is not asked again.
    """
    if venue.published_at is not None and venue.point is not None:
        return []
    found = []
    if venue.point is None:
        found.append("It has no pin yet, so nobody could be sent there.")
    elif not is_in_area(lat_lng(venue.point)):
        found.append("Its pin is outside the area.")
    if venue.opening_hours is None and not venue.special_days.exists():
        found.append("Its opening hours are not known.")
    elif venue.opening_hours is not None and venue.weekly is None:
        found.append("Its opening hours cannot be read.")
    if not venue.phone:
        found.append("It has no telephone number.")
    if venue.kind == Kind.CHARTER_VENUE and not (venue.organisation and venue.organisation.charter_signed_on):
        found.append("Its organisation has no current signature.")
    return found


def publish(venue: Venue, *, by: User, at: datetime, because: str = "published") -> None:
    """Show it to the public, for the first time or again. A Safe Space is approved by this very act.

    ValidationError with every obstacle; PermissionDenied for who is not a senior officer.
    """
    if not by.is_senior_officer:
        raise PermissionDenied("A senior officer does this.")
    with transaction.atomic():
        if venue.organisation_id:
            Organisation.objects.select_for_update().get(pk=venue.organisation_id)
        held = Venue.objects.select_for_update(of=["self"]).select_related("organisation").get(pk=venue.pk)
        if found := obstacles(held):
            raise ValidationError(found)
        publishing.publish(held, by=by, because=because, at=at)
        record("venue.published", f"venue:{held.pk}", who=key_of(by), at=at, words={"because": because})


def publish_all(
    venues: Iterable[Venue], *, by: User, at: datetime, because: str
) -> list[tuple[Venue, list[str]]]:
    """Each that lacks nothing, with a link in the audit of its own; the others, and what they lack.

    In one transaction, so that the public's file is made once, and in one order, so that two who press at
    the same moment wait for each other. PermissionDenied for who is not a senior officer.
    """
    left: list[tuple[Venue, list[str]]] = []
    venues = sorted(venues, key=lambda venue: (venue.organisation_id or 0, venue.pk))
    with transaction.atomic(), snapshot.said_last():
        _hold_all(venues)
        for venue in venues:
            try:
                with transaction.atomic():
                    publish(venue, by=by, at=at, because=because)
            except ValidationError as error:
                left.append((venue, error.messages))
    return left


def _hold_all(venues: list[Venue]) -> None:
    """Every row before the first link of the audit, for which all who decide wait."""
    of = {venue.organisation_id for venue in venues if venue.organisation_id}
    list(Organisation.objects.select_for_update().filter(pk__in=of).order_by("pk"))
    pks = [venue.pk for venue in venues]
    list(Venue.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))


# --- What all of these lean on ----------------------------------------------------------------------------


def _organisation_of(application: Application, chosen: Organisation | None) -> Organisation:
    """The one that was chosen, with what the form newly says of it; or a new one."""
    facts = {
        "sector": application.sector,
        "address": application.address,
        "town": application.town,
        "postcode": application.postcode,
        "website": application.website,
    }
    if chosen is None:
        if Organisation.objects.filter(name__iexact=application.organisation_name).exists():
            raise NameTaken
        made = Organisation(name=application.organisation_name, **facts, is_demo=application.is_demo)
        made.full_clean()
        made.save()
        return made
    held = Organisation.objects.select_for_update().get(pk=chosen.pk)
    for name, value in facts.items():
        if value:
            setattr(held, name, value)
    held.full_clean(validate_unique=False)
    held.save()
    return held


def _keep_contacts(application: Application, organisation: Organisation, *, at: datetime) -> None:
    registering.set_contact(
        organisation,
        ContactKind.SIGNATORY,
        name=application.signatory_name,
        role=application.signatory_role,
        email=application.signatory_email,
        phone=application.signatory_phone,
        at=at,
    )
    if application.champion_name:
        registering.set_contact(
            organisation,
            ContactKind.CHAMPION,
            name=application.champion_name,
            role=application.champion_role,
            email=application.champion_email,
            at=at,
        )


def _venue_of(named: Premises, organisation: Organisation, application: Application) -> Venue:
    return add_venue(
        organisation,
        name=named.name,
        address=named.address,
        town=named.town,
        postcode=named.postcode or None,
        is_demo=application.is_demo,
    )


def add_venue(organisation: Organisation, *, name: str, town: str, **facts: object) -> Venue:
    """An unpublished charter venue, in the caller's transaction; the one of that name, where there is one."""
    known = organisation.venues.filter(name__iexact=name, town__iexact=town).first()
    if known:
        return known
    made = Venue(
        slug=free_slug(name, town),
        name=name,
        town=town,
        kind=Kind.CHARTER_VENUE,
        organisation=organisation,
        **facts,
    )
    made.full_clean(validate_constraints=False)
    made.save()
    return made


def free_slug(name: str, town: str) -> str:
    """`the-demo-arms`, else with its town, else with a number."""
    plain = slugify(name)[: SLUG_LENGTH - 8].strip("-") or "venue"
    with_town = f"{plain}-{slugify(town)}"[: SLUG_LENGTH - 4].strip("-")
    numbered = (f"{with_town}-{number}" for number in range(2, 1000))
    tried = [plain, with_town, *numbered]
    taken = set(Venue.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    return next(slug for slug in tried if slug not in taken)


def _invite_manager(application: Application, organisation: Organisation, *, by: User, at: datetime) -> None:
    """The champion, else the signatory: whoever looks after it at the venue can be invited later."""
    email = application.champion_email or application.signatory_email
    name = application.champion_name if application.champion_email else application.signatory_name
    try:
        with transaction.atomic():
            joining.invite(organisation, email=email, name=name, role=Role.MANAGER, by=by, at=at)
    except joining.AlreadyMember:
        return


def _end(signature: Signature, standing: Standing, *, by: User | None, at: datetime, because: str) -> None:
    signature.standing, signature.ended_by, signature.ended_because = standing, by, because
    signature.ended_at = signature.ended_at or at
    signature.full_clean(validate_unique=False, validate_constraints=False)
    signature.save(update_fields=["standing", "ended_at", "ended_by", "ended_because"])


def _badge(organisation: Organisation, signed_on: date | None) -> None:
    """What the venues' floor reads of all this; phones learn it at commit."""
    organisation.charter_signed_on = signed_on
    organisation.save(update_fields=["charter_signed_on"])
    snapshot.changed()


def signing_facts(signed_on: date, review_due_on: date) -> dict[str, str]:
    return {"signed_on": letters.day(signed_on), "review_due_on": letters.day(review_due_on)}


def first_review_on(signed_on: date) -> date:
    return signed_on + relativedelta(months=Terms.now().review_months)
