from django.urls import path, re_path

from . import areas, basemap, charter, charter_status, indexed, open_data, sharing, signatories, venue, views

app_name = "pages"

urlpatterns = [
    path("seed.json", views.seed, name="seed"),
    path("sw.js", views.service_worker, name="worker"),
    path("app.webmanifest", views.web_manifest, name="manifest"),
    re_path(r"^basemap/(?P<digest>[0-9a-f]{32})\.pmtiles$", basemap.archive, name="basemap"),
    path("p/<slug:code>", sharing.short, name="short"),
    path("in/<slug:town>/poster", areas.poster, name="area_poster"),
    path("embed", areas.embed, name="embed"),
    path("sitemap.xml", indexed.sitemap, name="sitemap"),
    path("robots.txt", indexed.robots, name="robots"),
    path("charter", charter.start, name="charter"),
    path("charter/apply", charter.apply, name="charter_apply"),
    path("charter/code", charter.code, name="charter_code"),
    path("charter/status", charter_status.status, name="charter_status"),
    path("venue", venue.venue, name="venue"),
    path("signatories", signatories.signatories, name="signatories"),
    path("data", open_data.data, name="data"),
]
