"""What is forgotten, and when: names, addresses and notes of people, while the trail of decisions stays.

Contacts are kept while the signature is current and one year after; see docs/privacy.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.audit.recording import erase_words
from backend.venues.models import Organisation

from .choices import Standing, State
from .models import (
    Answer,
    Application,
    Confirmation,
    Contact,
    ImportBatch,
    Paper,
    Review,
    SentLetter,
    Signature,
    SpotCheck,
    Step,
)

UNCONFIRMED = timedelta(days=7)
AFTERWARDS = timedelta(days=365)
FILES = timedelta(days=90)
PERSONAL = (
    "signatory_name", "signatory_role", "signatory_email", "signatory_phone",
    "champion_name", "champion_role", "champion_email",
)  # fmt: skip


def forget(*, at: datetime) -> int:
    """Erase all that is due; how many rows that touched. Nothing to do the second time."""
    with transaction.atomic():
        unconfirmed = Application.objects.filter(state=State.SUBMITTED, submitted_at__lt=at - UNCONFIRMED)
        touched = unconfirmed.count()
        unconfirmed.delete()
        touched += _erase_applications(_ended_applications(at=at), at=at)
        bodies = list(_long_unsigned(at=at).values_list("pk", flat=True))
        touched += _erase_applications(Application.objects.filter(organisation__in=bodies), at=at)
        touched += _erase_register(bodies, at=at)
        touched += _erase_contacts(Contact.objects.filter(ended_at__lt=at - AFTERWARDS), at=at)
        old = ImportBatch.objects.filter(uploaded_at__lt=at - FILES, erased_at=None)
        touched += _erase_batches(old, at=at)
    return touched


def _ended_applications(*, at: datetime) -> QuerySet[Application]:
    over = Application.objects.filter(state__in=[State.DECLINED, State.WITHDRAWN])
    return over.filter(changed_at__lt=at - AFTERWARDS)


def _long_unsigned(*, at: datetime) -> QuerySet[Organisation]:
    """Signed once, and a year without a current signature."""
    of_it = Signature.objects.filter(organisation=OuterRef("pk"))
    lately = Q(standing=Standing.CURRENT) | Q(ended_at__gte=at - AFTERWARDS)
    return Organisation.objects.filter(Exists(of_it)).exclude(Exists(of_it.filter(lately)))


def _erase_applications(applications: QuerySet[Application], *, at: datetime) -> int:
    pks = list(applications.filter(erased_at=None).values_list("pk", flat=True))
    of = Q(application__in=pks)
    Answer.objects.filter(of).update(how="", finding="")
    Step.objects.filter(of).update(because="")
    SentLetter.objects.filter(of, erased_at=None).update(to="", body="", erased_at=at)
    erase_words(f"application:{pk}" for pk in pks)
    blank = dict.fromkeys(PERSONAL, "")
    return Application.objects.filter(pk__in=pks).update(**blank, status_hash="", erased_at=at)


def _erase_register(bodies: Iterable[int], *, at: datetime) -> int:
    of = Q(organisation__in=list(bodies), erased_at=None)
    touched = SentLetter.objects.filter(of).update(to="", body="", erased_at=at)
    touched += SpotCheck.objects.filter(of).update(visited_by="", notes="", erased_at=at)
    reviews = Review.objects.filter(signature__organisation__in=list(bodies))
    touched += Confirmation.objects.filter(review__in=reviews).exclude(how="").update(how="")
    touched += reviews.exclude(note="").update(note="")
    touched += Paper.objects.filter(organisation__in=list(bodies)).delete()[0]
    erase_words(f"organisation:{pk}" for pk in bodies)
    return touched + _erase_contacts(Contact.objects.filter(organisation__in=list(bodies)), at=at)


def _erase_contacts(contacts: QuerySet[Contact], *, at: datetime) -> int:
    return contacts.filter(erased_at=None).update(name="", role="", email="", phone="", erased_at=at)


def _erase_batches(batches: QuerySet[ImportBatch], *, at: datetime) -> int:
    for batch in batches:
        batch.rows.update(said={}, read={}, undo={})
        erase_words([f"batch:{batch.pk}"])
    return batches.update(erased_at=at)
