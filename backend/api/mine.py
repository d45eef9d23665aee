"""What the venue's screen opens with: who this is, and their venues as they stand tonight."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.models import User
from backend.venues import tonight
from backend.venues.actors import Actor, name_of, organisations_managed_by, reportable_by
from backend.venues.choices import Role
from backend.venues.models import Device, Membership

from .actors import ActorView
from .described import mine


class MineView(ActorView):
    """The asker, their organisations and venues. A device sees the venues it reports for."""

    @mine
    def get(self, request: Request) -> Response:
        venues = reportable_by(self.actor).select_related("organisation").order_by("name", "pk")
        return Response(
            {
                "who": _who(self.actor, self.now),
                "organisations": _organisations(self.actor),
                "venues": [tonight.of(venue, actor=self.actor, at=self.now) for venue in venues],
            }
        )


def _who(actor: Actor, now: Any) -> dict[str, Any]:
    is_device = isinstance(actor, Device)
    return {
        "kind": "device" if is_device else "person",
        "name": name_of(actor),
        "email": None if isinstance(actor, Device) else actor.email,
        "needs_pin": actor.needs_pin(at=now) if isinstance(actor, Device) else False,
        "device": str(actor.public_id) if isinstance(actor, Device) else None,
        "officer": isinstance(actor, User) and actor.is_officer,
        "at_desk": isinstance(actor, User) and actor.sits_at_desk,
        "is_senior": isinstance(actor, User) and actor.is_senior_officer,
    }


def _organisations(actor: Actor) -> list[dict[str, Any]]:
    if isinstance(actor, Device):
        return []
    whole = (
        set(organisations_managed_by(actor).values_list("pk", flat=True)) if not actor.is_officer else set()
    )
    mine = Membership.objects.current().filter(user=actor).select_related("organisation")
    return [
        {
            "id": each.organisation_id,
            "name": each.organisation.name,
            "role": each.role,
            "whole": each.role == Role.MANAGER and each.organisation_id in whole,
        }
        for each in mine.order_by("organisation__name")
    ]
