"""What others may take and use, under which licence."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from . import areas
from .views import current, page


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    published = current()
    told = {"site": settings.SITE_URL, "towns": areas.towns(published) if published else {}}
    return page(request, "data", told)
