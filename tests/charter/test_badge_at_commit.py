"""Withdrawn: badge and venue are gone at one commit, as a second connection sees it, and so is the file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from backend.accounts.models import User
from backend.charter import onboarding
from backend.charter.models import Signature
from backend.venues import snapshot
from backend.venues.models import Organisation, Venue
from tests.factories import a_place

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
End = Callable[[Signature, User], None]


def withdraw(signature: Signature, by: User) -> None:
    onboarding.withdraw(signature, because="Failed a check.", by=by, at=NOW)


def lapse(signature: Signature, by: User) -> None:
    onboarding.lapse(signature, at=NOW)


def elsewhere() -> tuple[bool, bool]:
    """Badge and venue, as somebody sees them who has a connection of their own."""
    seen: list[tuple[bool, bool]] = []

    def look() -> None:
        try:
            badge = Organisation.objects.filter(charter_signed_on__isnull=False).exists()
            charter = Venue.objects.published().filter(kind="charter_venue")
            seen.append((badge, charter.exists()))
        finally:
            connection.close()

    other = threading.Thread(target=look)
    other.start()
    other.join(timeout=20)
    return seen[0]


def in_the_file() -> dict[str, str | None]:
    """What phones download: each place with its badge."""
    return {place["slug"]: place["charter_signed_on"] for place in snapshot.current().places}


@pytest.fixture
def venue() -> Venue:
    return a_place(NOW, kind="charter_venue")


@pytest.mark.parametrize("end", [withdraw, lapse])
def test_badge_and_venue_are_gone_at_the_same_commit(venue: Venue, end: End) -> None:
    sam = User.objects.create_user("sam@example.org", "Sam Senior", officer_role="senior_officer")
    shelter = a_place(NOW, kind="safe_space", organisation=venue.organisation)
    snapshot.publish(at=NOW)
    before = {venue.slug: "2025-06-01", shelter.slug: "2025-06-01"}
    assert in_the_file() == before
    with transaction.atomic():
        end(Signature.objects.get(), sam)
        assert list(Venue.objects.published()) == [shelter]
        assert elsewhere() == (True, True)
        assert in_the_file() == before
    assert elsewhere() == (False, False)
    assert in_the_file() == {shelter.slug: None}


def test_what_was_withdrawn_in_a_transaction_that_failed_was_never_gone(venue: Venue) -> None:
    sam = User.objects.create_user("sam@example.org", "Sam Senior", officer_role="senior_officer")
    with transaction.atomic():
        withdraw(Signature.objects.get(), sam)
        transaction.set_rollback(True)
    assert elsewhere() == (True, True)


@pytest.mark.parametrize("standing", ["lapsed", "withdrawn"])
def test_no_commit_leaves_a_badge_behind(venue: Venue, standing: str) -> None:
    """Raw SQL that forgets the badge is refused when the transaction ends."""
    end = "UPDATE charter_signature SET standing = %s, ended_at = now()"
    with (
        pytest.raises(IntegrityError, match="the badge of organisation"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(end, [standing])
    assert elsewhere() == (True, True)
