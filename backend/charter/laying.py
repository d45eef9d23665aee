"""What must be there before the register is used: a version to sign, a signature under every badge."""

from __future__ import annotations

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction

from backend.venues.models import Organisation

from . import versions
from .models import CharterVersion, Promise, Signature, Terms


def lay(*, at: datetime) -> None:
    """Idempotent: the first version, and signatures for badges that are older than the register."""
    versions.lay_first()
    unsigned = Organisation.objects.filter(charter_signed_on__isnull=False).exclude(
        signatures__standing="current"
    )
    for organisation in unsigned:
        assert organisation.charter_signed_on is not None
        sign_on_paper(organisation, organisation.charter_signed_on, at=at)


def sign_on_paper(organisation: Organisation, signed_on: date, *, at: datetime) -> Signature:
    """A signature that was given before there was a register, with the badge. Its review is due a term from
    now: nobody lapses because the register came late."""
    with transaction.atomic():
        version = CharterVersion.objects.order_by("number").first() or versions.lay_first()
        due = versions.today(at) + relativedelta(months=Terms.now().review_months)
        made = Signature.objects.create(
            organisation=organisation, version=version, signed_on=signed_on, review_due_on=due, made_at=at
        )
        Promise.objects.bulk_create(
            Promise(signature=made, commitment=commitment) for commitment in version.commitments.all()
        )
        organisation.charter_signed_on = signed_on
        organisation.save(update_fields=["charter_signed_on"])
    return made
