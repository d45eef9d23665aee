"""A place's short address, and what other programs read from its page. Nothing of who looks at it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import orjson
import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from backend.hours.nights import LONDON, night_ends_at, night_of
from backend.language.say import say
from backend.venues.place import Place, moment

from .views import current, not_found, page

# Five signs are thirty-three million: of 500 places two share one in 260 lists, and then both are shown.
LENGTH = 5
# What JavaScript's encodeURIComponent leaves as it is.
PLAIN = "!'()*"
# What a script element would end at, or what old parsers read as the end of a line.
UNSAFE = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def code_of(slug: str) -> str:
    """`k7dqa`: what stands after /p/ on a poster. Made of the slug, so no table keeps it."""
    digest = base64.b32encode(hashlib.sha256(slug.encode()).digest()).decode()
    return digest[:LENGTH].lower()


def short_address(slug: str) -> str:
    return f"{settings.SITE_URL}/p/{code_of(slug)}"


@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """To the place; where two share a code, both are offered."""
    published = current()
    wanted = code.lower()
    found = [place for place in published.places if code_of(place["slug"]) == wanted] if published else []
    if not found:
        return not_found(request)
    if len(found) == 1:
        return HttpResponseRedirect(f"/place/{found[0]['slug']}", headers={"Cache-Control": "no-cache"})
    said = {"heading": say("Which of these?"), "message": "", "places": found}
    return page(request, "message", said)


def linked_data(place: Place) -> str:
    """schema.org as JSON-LD, safe inside a script element. What is not known is left out."""
    address = {
        "@type": "PostalAddress",
        "streetAddress": place["address"],
        "addressLocality": place["town"],
        "postalCode": place["postcode"],
        "addressCountry": "GB",
    }
    told = {
        "@context": "https://schema.org",
        "@type": "Place",
        "@id": address_of(place),
        "url": address_of(place),
        "name": place["name"],
        "description": place["what_to_expect"],
        "telephone": place["phone"],
        "address": {key: value for key, value in address.items() if value},
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": place["point"]["lat"],
            "longitude": place["point"]["lng"],
        },
        "publicAccess": True,
        "specialOpeningHoursSpecification": list(_hours(place)),
    }
    whole = {key: value for key, value in told.items() if value not in (None, [])}
    return orjson.dumps(whole).decode().translate(UNSAFE)


def address_of(place: Place) -> str:
    return f"{settings.SITE_URL}/place/{place['slug']}"


@lru_cache(maxsize=1_000)
def qr_of(address: str) -> str:
    """As SVG of no size of its own. Kept: drawing one takes longer than all the rest of a page."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_inline(scale=4, border=4, light="#fff", dark="#000", omitsize=True))


@dataclass(frozen=True, slots=True)
class Shared:
    """What a place's page says to other programs, and what somebody shows to a friend."""

    address: str
    image: str
    data: str
    short: str
    qr: str


def of(place: Place) -> Shared:
    shown = short_address(place["slug"])
    return Shared(
        address=address_of(place),
        image=f"{settings.SITE_URL}/static/icon-512.png",
        data=linked_data(place),
        short=shown,
        qr=qr_of(shown),
    )


@dataclass(frozen=True, slots=True)
class Going:
    """All that a friend is told, and the link that puts it into a text message. Nothing of it is kept."""

    says: str
    sms: str


def going(place: Place, *, agent: str) -> Going:
    where = ", ".join(part for part in (place["address"], place["town"], place["postcode"]) if part)
    name, link = place["name"], short_address(place["slug"])
    text = (
        say("I am going to {name}, {where}. {link}", name=name, where=where, link=link)
        if where
        else say("I am going to {name}. {link}", name=name, link=link)
    )
    return Going(text, sms_url(text, agent))


def sms_url(text: str, agent: str) -> str:
    """Apple's devices want `&` where everybody else wants `?`."""
    sign = "&" if re.search(r"iPhone|iPad|Macintosh", agent) else "?"
    return f"sms:{sign}body={quote(text, safe=PLAIN)}"


def _hours(place: Place) -> Iterator[dict[str, Any]]:
    """Each open window with its own dates: a weekly rule would not know of tonight's changes.

    A time that is not later than the one it opens at is on the next day, by schema.org's own rule.
    """
    for opens, closes in _cut(place["windows"]):
        opens, closes = opens.astimezone(LONDON), closes.astimezone(LONDON)
        day = opens.date().isoformat()
        yield {
            "@type": "OpeningHoursSpecification",
            "validFrom": day,
            "validThrough": day,
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
        }


def _cut(windows: list[list[str]]) -> Iterator[tuple[datetime, datetime]]:
    """At the end of each night, because two clock times tell of a day at most."""
    for start, end in windows:
        opens, closes = moment(start), moment(end)
        while (night_ends := night_ends_at(night_of(opens))) < closes:
            yield opens, night_ends
            opens = night_ends
        yield opens, closes
