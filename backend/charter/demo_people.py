"""The demo area's people: one who manages, one on the floor, one at the VRA's desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.apps import apps
from django.conf import settings
from django.db import transaction

from backend.accounts.models import User
from backend.venues import trail
from backend.venues.models import Membership, Organisation

FILE = "demo_people.json"


def lay(*, at: datetime) -> None:
    """Let them sign in; nothing changes for those who can already."""
    with transaction.atomic():
        trail.says(by=None, because="demo area laid")
        _lay(at=at)


def _lay(*, at: datetime) -> None:
    for row in people():
        user = User.objects.filter(email=row["email"]).first() or User.objects.create_user(
            row["email"], row["name"], officer_role=row["officer_role"]
        )
        for part in row["memberships"]:
            Membership.objects.get_or_create(
                user=user,
                organisation=Organisation.objects.get(name=part["organisation"]),
                ended_at=None,
                defaults={"role": part["role"], "invited_at": at},
            )


def remove() -> None:
    users = User.objects.filter(email__in=[row["email"] for row in people()])
    gone = list(users.values_list("pk", flat=True))
    users.delete()
    apps.get_model("accounts", "UserEvent")._default_manager.filter(pgh_obj__in=gone).delete()


def people() -> Iterator[dict[str, Any]]:
    yield from orjson.loads((Path(settings.FIXTURES_DIR) / FILE).read_bytes())["people"]
