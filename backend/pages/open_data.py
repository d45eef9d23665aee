"""What others may take and use, under which licence."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .views import page


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    return page(request, "data", {"site": settings.SITE_URL})
