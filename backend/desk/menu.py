"""What the desk's pages are called and who finds them in the menu, in its order."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from backend.accounts.models import User


@dataclass(frozen=True, slots=True)
class Item:
    """`here` is what a page of this part says of itself; `address` is the name of its first page.

    What is seldom wanted stands behind "More", so that the menu takes two lines of a phone.
    """

    here: str
    address: str
    words: str
    for_partners: bool = False
    for_seniors_alone: bool = False
    is_seldom: bool = False

    @property
    def link(self) -> str:
        return f"desk:{self.address}"


ITEMS = (
    Item("home", "home", "Home"),
    Item("tonight", "tonight", "Tonight"),
    Item("applications", "applications", "Applications"),
    Item("organisations", "organisations", "Register", for_partners=True),
    Item("coverage", "coverage", "Coverage", for_partners=True),
    Item("reliability", "reliability", "Reliability", for_partners=True),
    Item("impact", "impact", "Impact", for_partners=True),
    Item("letters", "letters", "Letters", is_seldom=True),
    Item("charter", "charter", "Charter", is_seldom=True),
    Item("imports", "imports", "Import", is_seldom=True),
    Item("exports", "exports", "Export", is_seldom=True),
    Item("alerts", "alerts", "Alerts", is_seldom=True),
    Item("officers", "officers", "Officers", for_seniors_alone=True, is_seldom=True),
    Item("audit", "audit", "Audit", for_seniors_alone=True, is_seldom=True),
)


def of(person: User) -> list[Item]:
    return [item for item in ITEMS if _may_see(person, item)]


def first_page_of(person: User) -> str:
    """Where the desk begins for somebody: what waits for an officer, a partner's register."""
    return reverse("desk:organisations") if person.is_partner else reverse("desk:home")


def _may_see(person: User, item: Item) -> bool:
    if person.is_partner:
        return item.for_partners
    return person.is_senior_officer or not item.for_seniors_alone
