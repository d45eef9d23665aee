"""Being told of what cannot wait: what that is, and on or off for the browser in front of an officer."""

from __future__ import annotations

from django.http import HttpResponse

from backend import assets
from backend.alerts import subscribing
from backend.alerts.models import Audience
from backend.desk.access import for_officers
from backend.desk.rendering import DeskRequest, page


@for_officers("GET")
def alerts(request: DeskRequest) -> HttpResponse:
    """Explains itself without script; a script of its own turns this browser's alerts on and off."""
    mine = [each for each in subscribing.of(request.officer) if each.audience == Audience.DESK]
    told = {"browsers": len(mine), "script": assets.of_page("desk"), "here": "alerts"}
    return page(request, "alerts", told)
