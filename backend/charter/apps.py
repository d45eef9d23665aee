from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "backend.charter"
    label = "charter"
