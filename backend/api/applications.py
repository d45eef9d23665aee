"""To apply for the Charter from another program: the application, and the code from the e-mail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, EmailField, Serializer
from rest_framework.views import APIView

from backend.callers import Applications, CharterCodes
from backend.charter import accepting, applying, tokens
from backend.charter.applying import MOST_PREMISES, Gone, NamedPremises, Refusal, Typed
from backend.charter.choices import Met, Sector
from backend.charter.models import Application
from backend.plain import plain_text

from .described import KEY, REFUSALS
from .fields import ListOfField, OneOfField, StrictSerializer, TextField, WholeNumberField, YesNoField
from .refusals import Refused
from .reports import KEY as VISIBLE
from .throttles import PublicWrites

MOST_COMMITMENTS = 50
WHY_GONE = {
    Gone.EXPIRED: (409, "code_expired", "This code has run out: it works for a day. Apply again."),
    Gone.TRIED_OUT: (429, "too_many_codes", "Too many wrong codes were sent for this application."),
    Gone.CONFIRMED: (409, "already_confirmed", "This application was confirmed already."),
}


def _text(most: int, *, is_needed: bool = False) -> Any:
    if is_needed:
        return TextField(max_length=most, validators=[plain_text])
    return TextField(max_length=most, required=False, allow_blank=True, default="", validators=[plain_text])


def _read(read: Any, value: str) -> str:
    """A postcode, a number or an address on the web as the register keeps it."""
    return str(read(value))


class PremisesIn(StrictSerializer):
    name = _text(80, is_needed=True)
    address = _text(200, is_needed=True)
    town = _text(60, is_needed=True)
    postcode = _text(12)
    is_open_at_night = YesNoField()

    def validate_postcode(self, value: str) -> str:
        return _read(accepting.postcode, value)


class CommitmentIn(StrictSerializer):
    position = WholeNumberField(min_value=1, max_value=MOST_COMMITMENTS)
    met = OneOfField(choices=Met.choices)
    how = _text(500)


class ApplicationIn(StrictSerializer):
    """All that the form asks. `commitments` answers each one of the version in force, by its position."""

    organisation_name = _text(120, is_needed=True)
    sector = OneOfField(choices=Sector.choices)
    address = _text(200)
    town = _text(60)
    postcode = _text(12)
    website = _text(200)
    signatory_name = _text(80, is_needed=True)
    signatory_role = _text(80)
    signatory_email = EmailField(max_length=254)
    signatory_phone = _text(30)
    champion_name = _text(80)
    champion_role = _text(80)
    champion_email = EmailField(max_length=254, required=False, allow_blank=True, default="")
    may_be_listed = YesNoField()
    premises = ListOfField(child=PremisesIn(), required=False, default=list, max_length=MOST_PREMISES)
    commitments = ListOfField(child=CommitmentIn(), max_length=MOST_COMMITMENTS)

    def validate_postcode(self, value: str) -> str:
        return _read(accepting.postcode, value)

    def validate_website(self, value: str) -> str:
        return _read(accepting.website, value)

    def validate_signatory_phone(self, value: str) -> str:
        return _read(accepting.telephone, value)

    def validate_commitments(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        positions = [each["position"] for each in value]
        if len(set(positions)) < len(positions):
            raise ValidationError("Send each position once.")
        return value


class ConfirmationIn(StrictSerializer):
    token = TextField(max_length=200)
    code = TextField(max_length=12)


class ApplicationMade(Serializer[Any]):
    reference = CharField()
    token = CharField(help_text="Send it back with the code. It opens this application and no other.")


class ApplicationConfirmed(Serializer[Any]):
    reference = CharField()
    state = CharField()


class ApplicationsView(APIView):
    throttle_classes = [PublicWrites]

    @extend_schema(
        operation_id="apply",
        request=ApplicationIn,
        responses={201: ApplicationMade, **REFUSALS},
        parameters=[KEY],
    )
    def post(self, request: Request) -> Response:
        """Apply. A code goes to the signatory by e-mail; before it is sent back nobody at the VRA sees it."""
        sent = ApplicationIn(data=request.data)
        sent.is_valid(raise_exception=True)
        key = request.headers.get("Idempotency-Key", "")
        if not VISIBLE.match(key):
            raise Refused(
                400, "key_needed", "Send an Idempotency-Key header of 1 to 100 characters, new for each form."
            )
        _count(Applications(), request)
        now = datetime.now(UTC)
        typed = _typed(sent.validated_data)
        made = applying.submit(typed, form_key=accepting.form_key(_of_all(key, typed), typed), at=now)
        told = {"reference": made.reference, "token": tokens.of_application(made, at=now)}
        return Response(told, status=201, headers={"Cache-Control": "no-store"})


class ConfirmationsView(APIView):
    throttle_classes = [PublicWrites]

    @extend_schema(
        operation_id="application_confirm",
        request=ConfirmationIn,
        responses={200: ApplicationConfirmed, **REFUSALS},
    )
    def post(self, request: Request) -> Response:
        """Send the six digits. Five tries a code."""
        sent = ConfirmationIn(data=request.data)
        sent.is_valid(raise_exception=True)
        _count(CharterCodes(), request)
        now = datetime.now(UTC)
        application = tokens.application_of(sent.validated_data["token"], at=now)
        if application is None:
            raise ValidationError({"token": ["This is no token of ours, or it is older than seven days."]})
        answer = applying.confirm(application, sent.validated_data["code"], at=now)
        if not isinstance(answer, Application):
            raise _refused(answer, application)
        told = {"reference": answer.reference, "state": answer.state}
        return Response(told, headers={"Cache-Control": "no-store"})


def _refused(answer: Refusal, application: Application) -> Refused:
    if answer is Refusal.GONE:
        return Refused(*WHY_GONE[applying.why_gone(application)])
    return Refused(400, "wrong_code", "That is not the code. Send the six digits from the newest e-mail.")


def _count(throttle: Applications, request: Request) -> None:
    if not throttle.allow_request(request, None):  # type: ignore[arg-type]
        raise Throttled(throttle.wait())


def _of_all(key: str, typed: Typed) -> str:
    """Two programs may think of the same key: together with the address it is one program's."""
    return f"api {key} {typed.signatory_email.strip().lower()} {typed.organisation_name}"


def _typed(said: dict[str, Any]) -> Typed:
    answers = {each["position"]: (each["met"], each["how"]) for each in said["commitments"]}
    premises = tuple(NamedPremises(**each) for each in said["premises"])
    flat = {name: value for name, value in said.items() if name not in {"commitments", "premises"}}
    return Typed(**flat, answers=answers, premises=premises)
