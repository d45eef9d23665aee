"""How people and devices show who they are, in the words of OpenAPI."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension


class PersonScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "backend.api.actors.PersonSession"
    name = "person"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return _cookie(settings.SESSION_COOKIE_NAME)


class DeviceScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "backend.api.actors.DeviceCookie"
    name = "device"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return _cookie(settings.DEVICE_COOKIE_NAME)


def _cookie(name: str) -> dict[str, str]:
    return {"type": "apiKey", "in": "cookie", "name": name}
