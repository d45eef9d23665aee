"""What staff say of tonight, in one tap: the report, taking it back, and what was said before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from backend.alerts import tasks
from backend.venues import once, reporting, tonight
from backend.venues.choices import Status
from backend.venues.models import Device, StatusReport, Venue

from .actors import ActorView
from .described import report_list, report_made, report_undone
from .fields import MomentField, NothingIn, OneOfField, StrictSerializer, WholeNumberField, YesNoField
from .refusals import Refused

KEY = re.compile(r"^[\x21-\x7e]{1,100}$")
OLDEST_S = 26 * 3600


class ReportIn(StrictSerializer):
    status = OneOfField(choices=Status.choices)
    until = MomentField(required=False, allow_null=True, default=None)
    staffed = YesNoField(required=False, allow_null=True, default=None)
    age_s = WholeNumberField(
        default=0, min_value=0, max_value=OLDEST_S, help_text="How old a queued tap is, in seconds."
    )


class TapView(ActorView):
    """A write that may be sent again: its Idempotency-Key gives it one effect."""

    def tapped(self, asks: dict[str, Any], act: Callable[[], dict[str, Any]]) -> Response:
        """201 with what `act` gives, or with what it gave the first time this tap came."""
        refuse_without_pin(self)
        key = self.request.headers.get("Idempotency-Key", "")
        if not KEY.match(key):
            raise Refused(
                400, "key_needed", "Send an Idempotency-Key header of 1 to 100 characters, new for each tap."
            )
        tap = once.Tap(self.actor, key, asks | {"path": self.request.path})
        answer, is_repeat = once.answered_once(tap, act, at=self.now)
        headers = {"Idempotent-Replayed": "true"} if is_repeat else {}
        return Response(answer, status=201, headers=headers)


class ReportsView(TapView):
    @report_made
    def post(self, request: Request, slug: str) -> Response:
        """Say how tonight is. The public sees it at once, and it runs out by itself."""
        venue = self.venue(slug)
        sent = ReportIn(data=request.data)
        sent.is_valid(raise_exception=True)
        said = dict(sent.validated_data)
        tapped_at = self.now - timedelta(seconds=said.pop("age_s"))
        asks = {key: value for key, value in dict(request.data).items() if key != "age_s"}

        def act() -> dict[str, Any]:
            made = reporting.report(venue, **said, at=tapped_at, by=self.actor, received_at=self.now)
            tasks.announce.defer(venue=venue.pk)
            return answer(venue, made, self)

        return self.tapped(asks, act)

    @report_list
    def get(self, request: Request, slug: str) -> Response:
        """The last fifty reports, newest first."""
        refuse_without_pin(self)
        reports = self.venue(slug).reports.select_related("device", "said_by").latest_first()[:50]
        return Response({"reports": [tonight.told(report) for report in reports]})


class UndoView(TapView):
    @report_undone
    def post(self, request: Request, slug: str, pk: int) -> Response:
        """Take the latest report back within its minute: what stood before stands again."""
        venue = self.venue(slug)
        mistaken = get_object_or_404(venue.reports, pk=pk)
        NothingIn(data=request.data).is_valid(raise_exception=True)

        def act() -> dict[str, Any]:
            made = reporting.undo(mistaken, at=self.now, by=self.actor)
            tasks.announce.defer(venue=venue.pk)
            return answer(venue, made, self)

        return self.tapped({}, act)


def refuse_without_pin(view: ActorView) -> None:
    if isinstance(view.actor, Device) and view.actor.needs_pin(at=view.now):
        raise Refused(403, "pin_needed", "Type this device's four-digit PIN first.")


def answer(venue: Venue, made: StatusReport, view: ActorView) -> dict[str, Any]:
    return {
        "place": tonight.public_now(venue, at=view.now),
        "report": tonight.told(made),
        "venue": tonight.of(venue, actor=view.actor, at=view.now),
    }
