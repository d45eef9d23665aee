"""Every error that leaves the API, in its one shape: `{"error": {"code", "message", "fields"}}`."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from rest_framework import exceptions, status
from rest_framework.response import Response

from backend.hours.windows import ReportError
from backend.venues.snapshot import SnapshotMissing

from . import refusals

logger = logging.getLogger(__name__)

RETRY_AFTER_S = 5

MESSAGES = {
    400: ("invalid", "Something in what was sent is not right. Each field says what to send instead."),
    401: ("not_signed_in", "Sign in first."),
    403: ("forbidden", "You may not do this."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method."),
    406: ("not_acceptable", "This address answers in JSON only."),
    413: ("too_large", "Send at most 16 KB; for an application 64 KB."),
    415: ("unsupported_media_type", "Send JSON, with Content-Type: application/json."),
    429: ("too_many_requests", "Too many requests. Wait a little, then try again."),
    500: ("server_error", "Something went wrong here, not with you. Try again in a minute."),
    503: ("unavailable", "This part is not working right now. Try again in a few seconds."),
}


def body(
    code: int, *, message: str | None = None, fields: dict[str, list[str]] | None = None
) -> dict[str, Any]:
    name, default = MESSAGES.get(code, ("error", "This could not be done."))
    return {"error": {"code": name, "message": message or default, "fields": fields or {}}}


def response(code: int, **parts: Any) -> HttpResponse:
    """The same shape outside DRF: middleware, and the 404 and 500 of whole addresses."""
    made = HttpResponse(orjson.dumps(body(code, **parts)), status=code, content_type="application/json")
    made["Cache-Control"] = "no-store"
    if code == status.HTTP_503_SERVICE_UNAVAILABLE:
        made["Retry-After"] = str(RETRY_AFTER_S)
    return made


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None lets Django make its 500, to which `urls.handler500` gives the shape."""
    if isinstance(error, OperationalError | InterfaceError | SnapshotMissing):
        logger.error("unavailable: %s", type(error).__name__)
        return Response(body(503), status=503, headers={"Retry-After": str(RETRY_AFTER_S)})
    if refused := refusals.of(error):
        parts = body(refused.status_code, message=refused.message, fields=refused.fields)
        parts["error"]["code"] = refused.name
        return Response(parts, status=refused.status_code)
    if isinstance(error, ValidationError):
        return Response(body(400, fields=_model_fields(error)), status=400)
    if isinstance(error, ReportError):
        return Response(body(400, fields={error.field: [error.reason]}), status=400)
    if isinstance(error, Http404):
        return Response(body(404), status=404)
    if isinstance(error, PermissionDenied):
        return Response(body(403), status=403)
    if isinstance(error, exceptions.APIException):
        return _from_rest_framework(error)
    return None


def _model_fields(error: ValidationError) -> dict[str, list[str]]:
    """A model's own reasons, by field; what holds for the row as a whole is `body`."""
    if not hasattr(error, "error_dict"):
        return {"body": error.messages}
    return {name.replace("__all__", "body"): reasons for name, reasons in error.message_dict.items()}


def _from_rest_framework(error: exceptions.APIException) -> Response:
    code = error.status_code
    headers = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    if isinstance(error, exceptions.ValidationError):
        return Response(body(code, fields=_fields(error.detail)), status=code, headers=headers)
    if isinstance(error, exceptions.ParseError):
        message = 'This is not JSON that can be read. Send an object, like {"lat": 53.025, "lng": -2.173}.'
        return Response(body(code, message=message), status=code)
    return Response(body(code), status=code, headers=headers)


def _fields(detail: Any, name: str = "") -> dict[str, list[str]]:
    """Nested serializer errors as flat names: `services.0`."""
    if isinstance(detail, dict):
        flat: dict[str, list[str]] = {}
        for key, value in detail.items():
            flat |= _fields(value, f"{name}.{key}" if name else str(key))
        return flat
    if isinstance(detail, list):
        return {name or "body": [str(reason) for reason in detail]}
    return {name or "body": [str(detail)]}
