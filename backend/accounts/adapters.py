"""Where allauth asks us: who may sign in, for how long, and in which words they are told of changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.headless.adapter import DefaultHeadlessAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from backend.callers import address_of

from . import letters, mail
from .models import User

OFFICERS_STAY = timedelta(hours=12)
OTHERS_STAY = timedelta(days=30)

NOTICES = {
    "mfa/email/totp_activated": "An authenticator app was added to your account",
    "mfa/email/totp_deactivated": "The authenticator app was removed from your account",
    "mfa/email/webauthn_added": "A passkey was added to your account",
    "mfa/email/webauthn_removed": "A passkey was removed from your account",
    "mfa/email/recovery_codes_generated": "New recovery codes were made for your account",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": "That is not the code. Look in the newest e-mail and type its six digits.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People arrive by invitation."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """`views.Lately` asks before allauth does, and asks of those without a second factor too."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """From this moment for so long, however much they do meanwhile."""
        super().login(request, user)
        stay = OFFICERS_STAY if user.sits_at_desk else OTHERS_STAY
        request.session.set_expiry(datetime.now(UTC) + stay)

    def get_client_ip(self, request: HttpRequest) -> str:
        """As our proxies have it; allauth would answer 500 to a header shorter than it expects."""
        return address_of(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise NotImplementedError(
            f"There are no words for {template_prefix}: see backend/accounts/letters.py"
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        words = letters.second_factor_changed(NOTICES[template_prefix], at=datetime.now(UTC))
        mail.send(to=[user.email], subject=words.subject, body=words.body)


class HeadlessAdapter(DefaultHeadlessAdapter):  # type: ignore[misc]
    def serialize_user(self, user: User) -> dict[str, Any]:
        return {"id": user.pk, "email": user.email, "display": user.display_name}


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That is not right. Type the digits that the app shows now, or a recovery code.",
        "cannot_delete_authenticator": "An officer needs a second factor. Add another before removing this.",
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": letters.PRODUCT}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.display_name, "name": user.email}

    def get_totp_label(self, user: User) -> str:
        return user.email
