"""What search engines may read: the pages that are for everybody, and every published place that is real."""

from __future__ import annotations

from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from . import areas
from .views import READ_AGAIN, current

PAGES = ("/", "/easy", "/near", "/help", "/charter", "/signatories", "/data", "/privacy")
# Nothing there is for the public, and a form that somebody filled is nobody's result.
CLOSED = (
    "/desk", "/venue", "/api/", "/charter/", "/_allauth/", "/shell", "/blank", "/help/", "/embed",
)  # fmt: skip


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    published = current()
    real = [place for place in published.places if not place["is_demo"]] if published else []
    addresses = list(PAGES)
    if published and real:
        known = {place["town"] for place in real}
        addresses += [f"/in/{part}" for part, name in areas.towns(published).items() if name in known]
    addresses += [f"/place/{place['slug']}" for place in real]
    lines = "".join(f"<url><loc>{escape(settings.SITE_URL + each)}</loc></url>\n" for each in addresses)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )
    return HttpResponse(content, content_type="application/xml", headers={"Cache-Control": READ_AGAIN})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    closed = "".join(f"Disallow: {each}\n" for each in CLOSED)
    content = f"User-agent: *\n{closed}Sitemap: {settings.SITE_URL}/sitemap.xml\n"
    return HttpResponse(content, content_type="text/plain", headers={"Cache-Control": READ_AGAIN})
