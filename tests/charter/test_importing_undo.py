"""An import taken back as one: what stood before stands again; what was built upon it is not pulled away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.audit.models import Entry
from backend.charter import importing, importing_undo, onboarding, registering, retention, reviewing
from backend.charter.models import Contact, Signature
from backend.venues import joining, publishing, reporting
from backend.venues.models import Organisation, Venue

from .test_importing import NOW, ROW, VENUE, _version, applied, looked_at, olive

__all__ = ["_version", "olive"]

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def stands() -> list[Any]:
    """All that an import can touch, apart from what ended."""
    bodies = Organisation.objects.order_by("name")
    return [
        list(bodies.values("name", "sector", "town", "postcode", "address", "website", "charter_signed_on")),
        list(Venue.objects.order_by("slug").values("slug", "phone", "opening_hours", "postcode", "address")),
        [venue.point and venue.point.coords for venue in Venue.objects.order_by("slug")],
        list(Contact.objects.current().order_by("kind").values("kind", "name", "role", "email", "phone")),
        list(Signature.objects.current().values("signed_on", "review_due_on", "may_be_listed")),
    ]


def undo(*rows: dict[str, str], by: User) -> None:
    batch = applied(*rows)
    importing_undo.undo(batch, by=by, at=LATER)


CHANGES: dict[str, dict[str, str]] = {
    "facts": {"organisation": "Demo Inns", "address": "9 Way", "sector": "Hotel", "website": "x.example.org"},
    "signed anew": ROW | {"signed on": "01/09/2026", "may be listed": "no"},
    "reviewed": ROW | {"reviewed on": "01/11/2026", "may be listed": "no"},
    "other people": ROW | {"signatory name": "Zed", "champion name": "Carl"},
    "a further venue": ROW | {"venue 1 name": "Demo Legs"},
    "another venue": ROW
    | {"venue 1 hours": "24/7", "venue 1 phone": "01632 960999", "venue 1 latitude": "53.1"},
}


@pytest.mark.parametrize("row", CHANGES.values(), ids=CHANGES)
def test_what_was_changed_is_as_before(row: dict[str, str], olive: User) -> None:
    applied(ROW)
    before = stands()
    undo(row, by=olive)
    assert stands() == before


def test_what_was_made_is_taken_out(olive: User) -> None:
    before = stands()
    more = {"organisation": "Demo Inns", **VENUE, "venue 1 name": "Demo Legs"}
    undo(ROW, more, ROW | {"organisation": "Demo Halls"}, by=olive)
    assert stands() == before
    assert not Contact.objects.exists()
    assert [e.did for e in Entry.objects.order_by("number")] == [
        "import.read",
        "import.applied",
        "import.undone",
    ]


def test_one_that_had_lapsed_has_no_badge_again(olive: User) -> None:
    applied(ROW | {"signed on": "25/11/2023"})
    reviewing.lapse_overdue(at=NOW)
    undo(ROW | {"signed on": "01/09/2026"}, by=olive)
    assert Organisation.objects.get().charter_signed_on is None
    lapsed = Signature.objects.filter(standing="lapsed").get()
    assert lapsed.signed_on == date(2023, 11, 25)


def test_it_can_come_in_again_after_it_was_undone(olive: User) -> None:
    undo(ROW, by=olive)
    assert applied(ROW).rows.get().verdict == "new"
    assert Organisation.objects.get().charter_signed_on


def published(olive: User) -> None:
    publishing.publish(Venue.objects.get(), at=NOW)


def reported(olive: User) -> None:
    venue = Venue.objects.get()
    venue.opening_hours = "24/7"
    publishing.publish(venue, at=NOW)
    reporting.report(venue, "open", until=NOW + timedelta(hours=1), at=NOW)
    publishing.unpublish(venue, because="test", at=NOW)


def edited(olive: User) -> None:
    Venue.objects.update(phone="01632 960555")


def signed_anew(olive: User) -> None:
    applied(ROW | {"signed on": "01/09/2026"})


def reviewed(olive: User) -> None:
    signature = Signature.objects.current().get()
    promised = {each.commitment_id: "" for each in signature.promises.all()}
    reviewing.renew(signature, promised, by=olive, at=NOW)


def withdrew(olive: User) -> None:
    onboarding.withdraw(Signature.objects.get(), because="They asked.", by=olive, at=NOW)


def trained(olive: User) -> None:
    registering.add_training(
        Organisation.objects.get(), course="Video", people=3, held_on=date(2026, 11, 1), by=olive, at=NOW
    )


def another_contact(olive: User) -> None:
    registering.set_contact(Organisation.objects.get(), "signatory", name="Zed", at=NOW)  # type: ignore[arg-type]


def invited(olive: User) -> None:
    joining.invite(Organisation.objects.get(), email="m@example.org", role="manager", by=olive, at=NOW)


def renamed(olive: User) -> None:
    Organisation.objects.update(address="Somewhere else", town="Stone")


UPON: list[tuple[Callable[[User], None], str]] = [
    (published, "Demo Arms is published."),
    (reported, "Demo Arms has status reports by now."),
    (edited, "Demo Arms was changed since."),
    (signed_anew, "is signed anew by now"),
    (reviewed, "was reviewed since"),
    (withdrew, "is withdrawn by now"),
    (trained, "Demo Inns has trainings by now."),
    (another_contact, "A contact of Demo Inns was changed since."),
    (invited, "Demo Inns has memberships by now."),
    (renamed, "Demo Inns was changed since: town."),
]


@pytest.mark.parametrize(("what", "words"), UPON, ids=[what.__name__ for what, _ in UPON])
def test_what_was_built_upon_is_not_undone(what: Callable[[User], None], words: str, olive: User) -> None:
    batch = applied(ROW)
    what(olive)
    before = stands()
    with pytest.raises(importing_undo.BuiltUpon) as caught:
        importing_undo.undo(batch, by=olive, at=LATER)
    assert words in str(caught.value)
    assert stands() == before


def test_nothing_is_undone_twice_or_before_it_was_applied(olive: User) -> None:
    batch = looked_at(ROW)
    with pytest.raises(importing.AlreadyDone, match="was not applied"):
        importing_undo.undo(batch, by=olive, at=LATER)
    importing.apply(batch, by=olive, at=NOW)
    importing_undo.undo(batch, by=olive, at=LATER)
    with pytest.raises(importing.AlreadyDone, match="undone already"):
        importing_undo.undo(batch, by=olive, at=LATER)


def test_what_was_forgotten_is_not_undone(olive: User) -> None:
    batch = applied(ROW)
    much_later: datetime = NOW + timedelta(days=100)
    retention.forget(at=much_later)
    with pytest.raises(importing.AlreadyDone, match="older than 90 days"):
        importing_undo.undo(batch, by=olive, at=much_later)
    assert Organisation.objects.exists()
