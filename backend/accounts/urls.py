"""Under /_allauth/: the addresses of allauth's headless API that are used here, and no others.

There is no sign-up, no password, no change of address and no trusted browser to answer for.
"""

from typing import Any

from allauth.headless.account.views import SessionView
from allauth.headless.base.views import ConfigView
from allauth.headless.constants import Client
from allauth.headless.mfa import views as mfa
from django.urls import URLPattern, include, path

from . import second_factor_views as factors
from . import views


def _at(address: str, view: Any) -> URLPattern:
    pattern: URLPattern = path(address, view.as_api_view(client=Client.BROWSER))
    return pattern


_V1 = [
    _at("config", ConfigView),
    _at("auth/session", SessionView),
    _at("auth/code/request", views.AskView),
    _at("auth/code/confirm", views.ConfirmView),
    _at("auth/2fa/authenticate", factors.SecondFactorView),
    _at("auth/2fa/reauthenticate", factors.SecondFactorAgainView),
    _at("auth/webauthn/login", factors.PasskeyLoginView),
    _at("auth/webauthn/authenticate", factors.PasskeyView),
    _at("auth/webauthn/reauthenticate", factors.PasskeyAgainView),
    _at("account/authenticators", mfa.AuthenticatorsView),
    _at("account/authenticators/totp", factors.TotpView),
    _at("account/authenticators/recovery-codes", factors.RecoveryCodesView),
    _at("account/authenticators/webauthn", factors.PasskeysView),
]

urlpatterns = [path("browser/v1/", include(_V1))]
