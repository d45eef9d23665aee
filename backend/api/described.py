"""What the signed-in addresses take and give, in the words of OpenAPI. Read by drf-spectacular only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from backend.venues.choices import Help, Role, Status

from .schema import ERROR, PlaceNow

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="1 to 100 visible characters, new for each tap. Sent again, the tap has one effect.",
)
View = TypeVar("View", bound=Callable[..., Any])
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), ERROR)


class SaidReport(serializers.Serializer[Any]):
    """A report as the venue's own people see it: with who said it."""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Status.choices)
    staffed = serializers.BooleanField(allow_null=True)
    reported_at = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)
    valid_until = serializers.DateTimeField(allow_null=True)
    said_by = serializers.CharField(allow_null=True)
    is_undo = serializers.BooleanField()


class VenueTonight(serializers.Serializer[Any]):
    """One venue on the screen of tonight."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    town = serializers.CharField()
    organisation = serializers.IntegerField(allow_null=True)
    role = serializers.ChoiceField(choices=[*Role.values, "device"])
    is_mobile = serializers.BooleanField()
    published = serializers.BooleanField()
    suspended_because = serializers.CharField(allow_null=True)
    state = serializers.CharField(allow_null=True)
    basis = serializers.CharField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    report = SaidReport(allow_null=True)
    latest = SaidReport(allow_null=True)
    undo = serializers.DictField(allow_null=True)
    tonight = serializers.DictField()
    scheduled = serializers.ListField()
    holds_until = serializers.DateTimeField()
    position = serializers.DictField(allow_null=True)
    point = serializers.DictField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    tallies = serializers.DictField(child=serializers.IntegerField())
    call_first_until = serializers.DateTimeField(allow_null=True)
    hours_confirmed_on = serializers.DateField(allow_null=True)


class ReportAnswer(serializers.Serializer[Any]):
    place = PlaceNow(allow_null=True, help_text="As the public now sees it; null where it is not public.")
    report = SaidReport()
    venue = VenueTonight()


def _ok(title: str, /, **fields: Any) -> OpenApiResponse:
    return OpenApiResponse(inline_serializer(title, fields))


def _shown(
    name: str, request: Any, ok: Any, *, status: int = 200, tap: bool = False
) -> Callable[[View], View]:
    made: Callable[[View], View] = extend_schema(
        operation_id=name,
        request=request,
        responses={status: ok, **REFUSALS},
        parameters=[KEY] if tap else [],
    )
    return made


def _body(title: str, /, **fields: Any) -> Any:
    return inline_serializer(title, fields)


ANYTHING = OpenApiTypes.OBJECT
_text = serializers.CharField
_when = serializers.DateTimeField

mine = _shown(
    "venues_mine",
    None,
    _ok(
        "MineOut",
        who=serializers.DictField(),
        organisations=serializers.ListField(),
        venues=VenueTonight(many=True),
    ),
)
report_made = _shown(
    "report",
    _body(
        "ReportIn",
        status=serializers.ChoiceField(choices=Status.choices),
        until=_when(required=False, allow_null=True),
        staffed=serializers.BooleanField(required=False, allow_null=True),
        age_s=serializers.IntegerField(required=False, min_value=0, max_value=26 * 3600),
    ),
    ReportAnswer,
    status=201,
    tap=True,
)
report_list = _shown("reports", None, _ok("ReportsOut", reports=SaidReport(many=True)))
report_undone = _shown("report_undo", None, ReportAnswer, status=201, tap=True)
moved = _shown(
    "position",
    _body("PositionIn", lat=serializers.FloatField(), lng=serializers.FloatField()),
    _ok("PositionOut", position=serializers.DictField(), until=_when()),
)
moved_back = _shown("position_back", None, None, status=204)
tallied = _shown(
    "tally",
    _body(
        "TallyIn",
        kind=serializers.ChoiceField(choices=Help.choices),
        by=serializers.IntegerField(required=False, min_value=-1, max_value=1),
    ),
    _ok("TalliesOut", tallies=serializers.DictField(child=serializers.IntegerField())),
    status=201,
    tap=True,
)
pairing_offered = _shown(
    "pairing",
    _body(
        "PairingIn",
        organisation=serializers.IntegerField(),
        venues=serializers.ListField(child=_text()),
        name=_text(max_length=40),
        pin=_text(required=False, allow_null=True, help_text="Four digits, asked once a shift."),
    ),
    _ok("PairingOut", code=_text(), expires_at=_when(), link=_text(), qr_svg=_text()),
    status=201,
)
device_taken = _shown(
    "device_take",
    _body("DeviceIn", code=_text(), name=_text(required=False, allow_null=True)),
    _ok("DeviceTaken", device=serializers.DictField()),
    status=201,
)
device_list = _shown("devices", None, _ok("DevicesOut", devices=serializers.ListField()))
device_ended = _shown("device_revoke", None, None, status=204)
device_unlocked = _shown(
    "device_unlock", _body("PinIn", pin=_text()), _ok("Unlocked", unlocked_until=_when())
)
member_list = _shown("members", None, _ok("MembersOut", members=serializers.ListField()))
member_invited = _shown(
    "member_invite",
    _body(
        "InvitationIn",
        organisation=serializers.IntegerField(),
        email=serializers.EmailField(),
        name=_text(required=False),
        role=serializers.ChoiceField(choices=Role.choices, required=False),
        venues=serializers.ListField(child=_text(), required=False, allow_null=True),
    ),
    ANYTHING,
    status=201,
)
member_ended = _shown("member_end", None, None, status=204)
venue_read = _shown("venue", None, ANYTHING)
venue_changed = _shown("venue_change", ANYTHING, ANYTHING)
hours_confirmed = _shown(
    "hours_confirm", None, _ok("HoursConfirmed", hours_confirmed_on=serializers.DateField())
)
special_day_put = _shown(
    "special_day",
    _body(
        "SpecialDayIn",
        hours=_text(required=False),
        spans=serializers.ListField(required=False),
        note=_text(required=False),
    ),
    ANYTHING,
)
special_day_dropped = _shown("special_day_drop", None, None, status=204)
previewed = _shown("preview", ANYTHING, ANYTHING)
_browser = {
    "endpoint": _text(max_length=500, help_text="As pushManager.subscribe() gave it."),
    "keys": inline_serializer("BrowserKeys", {"p256dh": _text(), "auth": _text()}),
    "key_id": _text(required=False, help_text="Of /subscriptions/key; today's key unless told."),
}
_subscribed: dict[str, Any] = {
    "id": serializers.UUIDField(),
    "key_id": _text(),
}
_of_work = {"tells": _text(), "made_at": _when(), "is_resting": serializers.BooleanField()}
subscription_key = _shown("subscription_key", None, _ok("PushKey", key_id=_text(), public_key=_text()))
subscription_made = _shown(
    "subscribe",
    _body("SubscriptionIn", **_browser, place=_text(max_length=80)),
    _ok("SubscriptionOut", **_subscribed, place=_text(), ends_at=_when(), now=serializers.DictField()),
    status=201,
)
subscription_moved = _shown("subscription_move", _body("BrowserIn", **_browser), ANYTHING)
subscription_ended = _shown("unsubscribe", None, None, status=204)
subscription_of_mine = _shown(
    "subscribe_at_work",
    _body("WorkSubscriptionIn", **_browser, tells=serializers.ChoiceField(choices=["venues", "desk"])),
    _ok("WorkSubscriptionOut", **_subscribed, **_of_work),
    status=201,
)
subscriptions_of_mine = _shown(
    "subscriptions_mine", None, _ok("WorkSubscriptionsOut", subscriptions=serializers.ListField())
)
