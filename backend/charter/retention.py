"""What is forgotten, and when: names, addresses and notes of people, while the trail of decisions stays.

Contacts are kept while the signature is current and one year after; see docs/privacy.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.accounts.models import User
from backend.audit.recording import erase_old_words, erase_words
from backend.venues import trail
from backend.venues.models import Membership, Organisation, Venue

from .choices import ContactKind, Standing, State
from .models import (
    ActionItem,
    Answer,
    Application,
    Confirmation,
    Contact,
    Export,
    ImportBatch,
    ImportRow,
    Paper,
    Promise,
    Review,
    SavedView,
    SentLetter,
    Signature,
    SpotCheck,
    Step,
)

UNCONFIRMED = timedelta(days=7)
AFTERWARDS = timedelta(days=365)
FILES = timedelta(days=90)
# Reasons for what was decided of venues and of people who sign in, who have no end of their own.
REASONS = timedelta(days=6 * 365)
_OLD_REASONS = """
UPDATE pghistory_context SET metadata = metadata - 'because'
WHERE created_at < %s AND jsonb_exists(metadata, 'because')
"""
# Each row of a venue's history is the whole venue as it then stood.
_OLD_SUSPENSIONS = """
UPDATE venues_venueevent SET suspended_because = ''
WHERE pgh_created_at < %s AND suspended_because <> ''
"""
PERSONAL = (
    "signatory_name", "signatory_role", "signatory_email", "signatory_phone",
    "champion_name", "champion_role", "champion_email",
)  # fmt: skip


def forget(*, at: datetime) -> int:
    """Erase all that is due; how many rows that touched. Nothing to do the second time."""
    with transaction.atomic():
        touched = _delete_unconfirmed(at=at)
        touched += _erase_applications(_ended_applications(at=at), at=at)
        bodies = list(_long_unsigned(at=at).values_list("pk", flat=True))
        touched += _erase_applications(Application.objects.filter(organisation__in=bodies), at=at)
        touched += _erase_register(bodies, at=at)
        touched += _erase_people(Contact.objects.filter(ended_at__lt=at - AFTERWARDS), at=at)
        touched += _erase_people(_of_those_who_never_signed(at=at), at=at)
        touched += _let_go(bodies, at=at)
        touched += _delete_people(at=at)
        touched += _erase_batches(ImportBatch.objects.filter(uploaded_at__lt=at - FILES), at=at)
        touched += Paper.objects.filter(asked_at__lt=at - AFTERWARDS).delete()[0]
        touched += erase_old_words(before=at - REASONS)
        touched += _erase_old_reasons(before=at - REASONS)
        touched += _delete_searches_of_who_left()
    return touched


def _delete_unconfirmed(*, at: datetime) -> int:
    """Nobody proved the address: it may be anybody's joke on somebody else."""
    unconfirmed = Application.objects.filter(confirmed_at=None, submitted_at__lt=at - UNCONFIRMED)
    pks = list(unconfirmed.values_list("pk", flat=True))
    erase_words(f"application:{pk}" for pk in pks)
    Application.objects.filter(pk__in=pks).delete()
    return len(pks)


def _ended_applications(*, at: datetime) -> QuerySet[Application]:
    over = Application.objects.filter(state__in=[State.DECLINED, State.WITHDRAWN])
    return over.filter(changed_at__lt=at - AFTERWARDS)


def _long_unsigned(*, at: datetime) -> QuerySet[Organisation]:
    """Signed once, and a year without a current signature."""
    of_it = Signature.objects.filter(organisation=OuterRef("pk"))
    lately = Q(standing=Standing.CURRENT) | Q(ended_at__gte=at - AFTERWARDS)
    return Organisation.objects.filter(Exists(of_it)).exclude(Exists(of_it.filter(lately)))


def _of_those_who_never_signed(*, at: datetime) -> QuerySet[Contact]:
    """Written down for an organisation that then signed nothing in a year."""
    signed = Signature.objects.filter(organisation=OuterRef("organisation"))
    return Contact.objects.filter(~Exists(signed), made_at__lt=at - AFTERWARDS)


def _let_go(bodies: list[int], *, at: datetime) -> int:
    """The people of those that have been unsigned for a year and show the public nothing else either."""
    shown = Venue.objects.published().filter(organisation=OuterRef("organisation"))
    members = Membership.objects.filter(~Exists(shown), organisation__in=bodies, ended_at=None)
    trail.says(by=None, because="no signature for a year")
    return members.update(ended_at=at)


def _delete_people(*, at: datetime) -> int:
    """Accounts of those whose last membership ended a year ago; what they did keeps their number."""
    theirs = Membership.objects.filter(user=OuterRef("pk"))
    still = theirs.filter(Q(ended_at=None) | Q(ended_at__gte=at - AFTERWARDS))
    gone = User.objects.filter(Exists(theirs), ~Exists(still), officer_role="")
    count = gone.count()
    gone.delete()
    return int(count)


def _erase_old_reasons(*, before: datetime) -> int:
    """The same words as pghistory keeps them, beside what was changed and in it; and why a file was taken."""
    touched = Export.objects.filter(at__lt=before).exclude(because="").update(because="")
    with connection.cursor() as cursor:
        for statement in (_OLD_REASONS, _OLD_SUSPENSIONS):
            cursor.execute(statement, [before])
            touched += cursor.rowcount
    return touched


def _delete_searches_of_who_left() -> int:
    """They may name whom an officer looked for, and are of no use to anybody else."""
    return SavedView.objects.exclude(owner__in=User.objects.officers()).delete()[0]


def _erase_applications(applications: QuerySet[Application], *, at: datetime) -> int:
    pks = list(applications.filter(erased_at=None).values_list("pk", flat=True))
    of = Q(application__in=pks)
    Answer.objects.filter(of).update(how="", finding="")
    Step.objects.filter(of).update(because="")
    SentLetter.objects.filter(of, erased_at=None).update(to="", subject="Erased", body="", erased_at=at)
    erase_words(f"application:{pk}" for pk in pks)
    blank = dict.fromkeys(PERSONAL, "")
    return Application.objects.filter(pk__in=pks).update(**blank, status_hash="", erased_at=at)


def _erase_register(bodies: list[int], *, at: datetime) -> int:
    """All that people wrote about these; that they signed, when, and how it ended stays."""
    of = Q(organisation__in=bodies)
    touched = SentLetter.objects.filter(of, erased_at=None).update(
        to="", subject="Erased", body="", erased_at=at
    )
    touched += SpotCheck.objects.filter(of, erased_at=None).update(visited_by="", notes="", erased_at=at)
    touched += ActionItem.objects.filter(of).exclude(what="").update(what="")
    touched += Signature.objects.filter(of).exclude(ended_because="").update(ended_because="")
    of_signature = Q(signature__organisation__in=bodies)
    touched += Promise.objects.filter(of_signature).exclude(how="").update(how="")
    reviews = Review.objects.filter(of_signature)
    touched += Confirmation.objects.filter(review__in=reviews).exclude(how="").update(how="")
    touched += reviews.exclude(note="").update(note="")
    touched += Paper.objects.filter(of).delete()[0]
    erase_words(f"organisation:{pk}" for pk in bodies)
    return touched + _erase_people(Contact.objects.filter(of), at=at)


def _erase_people(contacts: QuerySet[Contact], *, at: datetime) -> int:
    """The contact, and wherever else the same person was written down for the same organisation."""
    found = list(contacts.filter(erased_at=None))
    going = [contact.pk for contact in found]
    for contact in found:
        _erase_traces(contact, going, at=at)
    blank = dict.fromkeys(("name", "role", "email", "phone"), "")
    return Contact.objects.filter(pk__in=[contact.pk for contact in found]).update(**blank, erased_at=at)


def _erase_traces(contact: Contact, going: list[int], *, at: datetime) -> None:
    """Applications, letters and the audit's words; not of a person who is still a contact, by another row."""
    stay = Contact.objects.filter(organisation=contact.organisation_id, erased_at=None).exclude(pk__in=going)
    email = "" if stay.filter(email=contact.email).exists() else contact.email
    name = "" if stay.filter(name=contact.name).exists() else contact.name
    if email:
        letters = SentLetter.objects.filter(organisation=contact.organisation_id, to=contact.email)
        letters.filter(erased_at=None).update(to="", subject="Erased", body="", erased_at=at)
    applications = Application.objects.filter(organisation=contact.organisation_id)
    for kind in ContactKind.values:
        fields = [name for name in PERSONAL if name.startswith(kind)]
        same = Q(**{f"{kind}_name": name}) if name else Q(pk=None)
        if email:
            same |= Q(**{f"{kind}_email": email})
        applications.filter(same).update(**dict.fromkeys(fields, ""))
    erase_words([f"organisation:{contact.organisation_id}"], did="register.contact", at=contact.made_at)


def _erase_batches(batches: QuerySet[ImportBatch], *, at: datetime) -> int:
    pks = list(batches.filter(erased_at=None).values_list("pk", flat=True))
    ImportRow.objects.filter(batch__in=pks).update(said={}, read={}, notes=[], undo={})
    erase_words(f"batch:{pk}" for pk in pks)
    return ImportBatch.objects.filter(pk__in=pks).update(erased_at=at)
