"""The pages that somebody reads at night: in every language, its code before the path of the English one."""

from django.urls import path

from . import areas, easy, places, views

app_name = "public"

urlpatterns = [
    path("", views.first_screen, name="first"),
    path("easy", easy.easy, name="easy"),
    path("shell", views.shell, name="shell"),
    path("blank", views.blank, name="blank"),
    path("near", views.near, name="near"),
    path("place/<slug:slug>", places.place, name="place"),
    path("in/<slug:town>", areas.area, name="area"),
    path("help", views.help_lines, name="help"),
    path("help/kept", views.help_to_keep, name="help_to_keep"),
    path("privacy", views.privacy, name="privacy"),
]
