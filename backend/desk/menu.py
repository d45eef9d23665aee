"""What the desk's pages are called and who finds them in the menu, in its order."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from backend.accounts.models import User


@dataclass(frozen=True, slots=True)
class Item:
    """`here` is what a page of this part says of itself; `address` is the name of its first page."""

    here: str
    address: str
    words: str
    for_partners: bool = False
    for_seniors_alone: bool = False

    @property
    def link(self) -> str:
        return f"desk:{self.address}"


ITEMS = (
    Item("tonight", "tonight", "Tonight"),
    Item("organisations", "organisations", "Register", for_partners=True),
    Item("officers", "officers", "Officers", for_seniors_alone=True),
    Item("audit", "audit", "Audit", for_seniors_alone=True),
)


def of(person: User) -> list[Item]:
    return [item for item in ITEMS if _may_see(person, item)]


def first_page_of(person: User) -> str:
    """Where the desk begins for somebody: an officer's evening, a partner's register."""
    return reverse("desk:organisations") if person.is_partner else reverse("desk:tonight")


def _may_see(person: User, item: Item) -> bool:
    if person.is_partner:
        return item.for_partners
    return person.is_senior_officer or not item.for_seniors_alone
