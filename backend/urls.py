from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView

from backend.api import errors, health
from backend.pages import views as pages

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("api/v1/", include("backend.api.urls")),
    path("_allauth/", include("backend.accounts.urls")),
    path("desk", RedirectView.as_view(pattern_name="desk:home")),
    path("desk/", include("backend.desk.urls")),
    path("", include("backend.pages.urls")),
    *i18n_patterns(path("", include("backend.pages.translated_urls")), prefix_default_language=False),
]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.response(404) if _is_api(request) else pages.not_found(request)


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.response(400) if _is_api(request) else pages.broken(request, 400)


def handler500(request: HttpRequest) -> HttpResponse:
    return errors.response(500) if _is_api(request) else pages.broken(request, 500)


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(("/api/", "/_allauth/"))
