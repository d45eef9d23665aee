from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "backend.api"
    label = "api"

    def ready(self) -> None:
        from . import security  # noqa: F401 - registers itself with drf-spectacular
