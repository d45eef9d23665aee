from django.apps import AppConfig


class VenuesConfig(AppConfig):
    name = "backend.venues"
    label = "venues"
