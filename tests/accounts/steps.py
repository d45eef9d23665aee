"""What people do to sign in, as their browser does it; and the mail that they get."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client

from backend.accounts import delivering
from backend.accounts.models import Letter, User

BASE = "/_allauth/browser/v1"


class Browser(Client):
    """A browser of its own: cookies, JSON both ways."""

    def ask(self, email: str) -> Any:
        return self.send("auth/code/request", {"email": email})

    def confirm(self, code: str) -> Any:
        return self.send("auth/code/confirm", {"code": code})

    def session_answer(self) -> Any:
        return self.get(f"{BASE}/auth/session")

    def send(self, address: str, body: dict[str, Any], method: str = "POST") -> Any:
        return self.generic(method, f"{BASE}/{address}", json.dumps(body), "application/json")

    def fetch(self, address: str) -> Any:
        return self.get(f"{BASE}/{address}")

    def sign_in(self, user: User) -> Any:
        self.ask(user.email)
        return self.confirm(code_for(user))


def code_for(user: User) -> str:
    """The code in the newest letter to this person that the worker has not sent yet."""
    letter = Letter.objects.filter(to=user.email, subject__contains="code").latest("pk")
    return found_code(letter.body)


def found_code(body: str) -> str:
    found = re.search(r"Your code is (\d{6})\n", body)
    assert found, body
    return found[1]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def deliver_all(at: Any) -> None:
    """What the worker does with every letter."""
    for letter in Letter.objects.order_by("pk").values_list("pk", flat=True):
        delivering.deliver(letter, at=at)


def mail_files() -> list[str]:
    folder: Path = settings.MAIL_DIR
    return [file.read_text() for file in sorted(folder.glob("*.txt"))]


def add_totp(user: User) -> str:
    """The secret of an authenticator app that this person now has."""
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    return secret


def totp_code(secret: str) -> str:
    counter = next(totp.yield_hotp_counters_from_time()) + 1
    shown: str = totp.format_hotp_value(totp.hotp_value(secret, counter))
    return shown


def pending(answer: Any) -> list[str]:
    return [flow["id"] for flow in answer.json()["data"]["flows"] if flow.get("is_pending")]
