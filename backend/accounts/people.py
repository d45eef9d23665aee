"""Who decides for the VRA, and where to write to them."""

from __future__ import annotations

from .models import User, UserQuerySet


def officers() -> UserQuerySet:
    found: UserQuerySet = User.objects.officers().order_by("pk")
    return found


def officer_addresses() -> list[str]:
    return list(officers().values_list("email", flat=True))
