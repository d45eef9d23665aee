"""What others may take and use, under which licence, with examples that a test runs as they stand."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from . import areas
from .views import current, page


@dataclass(frozen=True, slots=True)
class Example:
    """`language` is what runs it; `{site}` in the code is the address of this service."""

    title: str
    language: str
    code: str


SPREADSHEET = "curl --compressed --output places.csv {site}/api/v1/places.csv"
UNCHANGED = """\
curl --compressed --etag-save places.etag --etag-compare places.etag \\
  --output places.json {site}/api/v1/places"""
NEAREST = """\
curl --json '{"lat": 53.025, "lng": -2.173, "limit": 3}' {site}/api/v1/places/nearest"""
PYTHON = """\
import json
from urllib.request import Request, urlopen

here = json.dumps({"lat": 53.025, "lng": -2.173}).encode()
asked = Request("{site}/api/v1/places/nearest", here, {"Content-Type": "application/json"})
with urlopen(asked, timeout=10) as answer:
    found = json.load(answer)
for place in found["places"]:
    print(place["name"], place["state"], place["basis"], place["distance_m"], "metres")"""
JAVASCRIPT = """\
const answer = await fetch("{site}/api/v1/places.geojson");
const { features } = await answer.json();
for (const { geometry, properties } of features) {
  console.log(properties.name, properties.hours_text ?? "hours not known", geometry.coordinates);
}"""

EXAMPLES = (
    Example("All places, for a spreadsheet", "sh", SPREADSHEET),
    Example("All places, and again later: an unchanged list is not sent twice", "sh", UNCHANGED),
    Example("The three nearest that are open now", "sh", NEAREST),
    Example("The nearest that are open now, in Python without any library", "python", PYTHON),
    Example("All places on your own page, in JavaScript", "javascript", JAVASCRIPT),
)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    published = current()
    site = settings.SITE_URL
    examples = [(each.title, each.language, each.code.replace("{site}", site)) for each in EXAMPLES]
    told = {"site": site, "towns": areas.towns(published) if published else {}, "examples": examples}
    return page(request, "data", told)
