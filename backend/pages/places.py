"""A place's own page, and what somebody tells us from it: for browsers without script."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend.callers import PublicWrites, address_of
from backend.hours.openness import label
from backend.language.say import noop, say
from backend.venues import contradicting
from backend.venues.choices import Wrong
from backend.venues.models import Venue
from backend.venues.place import Place, facts
from backend.venues.snapshot import Snapshot

from . import listing, sharing, telling, what_to_say, words
from .views import LEAVE_NO_COPY, current, not_found, page, typed

THANKS = (202, noop("Thank you"), noop("We have been told."))
NOT_SENT = (503, noop("This could not be sent"), noop("Try again in a minute."))
TOO_OFTEN = (
    429,
    noop("This could not be sent"),
    noop("Too many people told us something just now. Try again in a minute."),
)
NOT_UNDERSTOOD = (400, noop("What was wrong?"), noop("Choose one of the two."))
NOT_FROM_HERE = (
    403,
    noop("This could not be sent"),
    noop("Another site sent you here. Press it again if you mean it."),
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """What is told comes to the place's own address, so that a history shows no more than the place."""
    published = current()
    found = published and published.by_slug.get(slug)
    if not published or not found:
        return not_found(request)
    if request.method == "POST":
        return _answer(request, published, found)
    now = datetime.now(UTC)
    said = label(facts(found, published.covers_until), now=now, checked_at=now, walk_minutes=None)
    agent = request.headers.get("User-Agent", "")
    item = listing.Item(found, said, distance_m=0, minutes=None)
    context = {
        "place": found,
        "card": listing.card_of(item, notes=[], now=now, agent=agent),
        "next": listing.instead(published, found, now=now, agent=agent) if said.state == "full" else None,
        "next_heading": say("If they cannot take you, try"),
        "unknown_address": say("Address not known."),
        "told": telling.of(found, now=now),
        "checked": words.checked_words(now),
        "wrongs": wrongs(),
        "saying": what_to_say.of(found),
        "going": sharing.going(found, agent=agent),
        "shared": sharing.of(found),
    }
    # Where script runs the app takes the page over: it keeps it true, and tells her tonight if it changes.
    return page(request, "place", context | {"q": ""}, with_script=True)


def _answer(request: HttpRequest, published: Snapshot, found: Place) -> HttpResponse:
    now = datetime.now(UTC)
    status, heading, message = _tell(request, found["slug"], at=now)
    context: dict[str, Any] = {
        "heading": say(heading),
        "message": say(message),
        "next_heading": say("The next open place"),
        "is_told": status == THANKS[0],
        "place": found,
        "next": listing.instead(published, found, now=now, agent=request.headers.get("User-Agent", "")),
        "wrongs": wrongs(),
        "q": "",
    }
    return page(request, "told", context, status=status, cache=LEAVE_NO_COPY)


def wrongs() -> list[tuple[str, str]]:
    return [(each.value, say(str(each.label))) for each in Wrong]


def _tell(request: HttpRequest, slug: str, *, at: datetime) -> tuple[int, str, str]:
    # No cookie, so no token to steal; but no other site may speak with its visitors' addresses.
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        return NOT_FROM_HERE
    if not PublicWrites().allow_request(request, None):  # type: ignore[arg-type]
        return TOO_OFTEN
    what = typed(request, "what")
    if what not in Wrong.values:
        return NOT_UNDERSTOOD
    try:
        venue = Venue.objects.published().filter(slug=slug).first()
        if venue:
            contradicting.contradict(venue, what, address=address_of(request), at=at)
    except DatabaseError:
        return NOT_SENT
    return THANKS
