"""Searches of the register that an officer gave a name to: theirs alone."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from backend.accounts.models import User
from backend.charter.models import SavedView

from .register import Asked

MOST = 30
LONGEST = 500


class NoRoom(Exception):
    """Why it was not kept, in words."""


def of(owner: User) -> list[SavedView]:
    return list(owner.saved_views.order_by("name"))


def keep(owner: User, name: str, asked: Asked, *, at: datetime) -> SavedView:
    """Raises NoRoom for a name that they use already, and when they have as many as a page shows."""
    if owner.saved_views.count() >= MOST:
        raise NoRoom(f"You have {MOST} saved searches, which is as many as there can be. Delete one first.")
    if len(asked.query) > LONGEST:
        raise NoRoom("This search is too long to be kept. Search for fewer words.")
    made = SavedView(owner=owner, name=name, query=asked.query, made_at=at)
    made.full_clean(exclude=["query"], validate_constraints=False)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise NoRoom("You have a saved search of this name. Type another name.") from error
    return made
