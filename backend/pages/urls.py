from django.urls import path

from . import open_data, places, signatories, venue, views

app_name = "pages"

urlpatterns = [
    path("", views.first_screen, name="first"),
    path("shell", views.shell, name="shell"),
    path("seed.json", views.seed, name="seed"),
    path("sw.js", views.service_worker, name="worker"),
    path("app.webmanifest", views.web_manifest, name="manifest"),
    path("near", views.near, name="near"),
    path("place/<slug:slug>", places.place, name="place"),
    path("help", views.help_lines, name="help"),
    path("venue", venue.venue, name="venue"),
    path("signatories", signatories.signatories, name="signatories"),
    path("data", open_data.data, name="data"),
    path("privacy", views.privacy, name="privacy"),
]
