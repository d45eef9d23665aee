"""The words of every letter about signing in. Plain text; nothing in a letter signs anybody in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from backend.hours.nights import LONDON

from .models import User

PRODUCT = "Open Tonight"


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    body: str


def sign_in_code(code: str, *, until: datetime) -> Words:
    """The code is in no link and in no subject: scanners press links, and a locked screen shows subjects."""
    return Words(
        f"Your code for {PRODUCT}",
        f"""Your code is {code}

Type it where you asked for it, in the same browser. It works once, until {_clock(until)}.

If you did not ask for it, do nothing: without this code nobody gets in.
Nobody from {PRODUCT} will ever ask you for it.
""",
    )


def invitation(user: User, *, by: User | None, part: str) -> Words:
    host = f"{one_line(by.display_name)} ({by.email})" if by else "The people who run this site"
    return Words(
        f"You are invited to {PRODUCT}",
        f"""Hello,

{host} invited you as {one_line(part)}.

Sign in at {settings.SITE_URL}/venue with this address: {user.email}
You get a six-digit code by e-mail and type it in. There is no password.

If you do not know what this is about, do nothing.
""",
    )


def second_factor_changed(what: str, *, at: datetime) -> Words:
    return Words(
        f"Your sign-in for {PRODUCT} was changed",
        f"""{what}, {_moment(at)}.

If that was you, there is nothing to do.
If it was not, somebody else is signed in as you: tell a senior officer of the VRA now.
""",
    )


def second_factor_reset(*, by: User, at: datetime) -> Words:
    return Words(
        f"Your second factor for {PRODUCT} was reset",
        f"""{one_line(by.display_name)} ({by.email}) removed your passkeys, authenticator app
and recovery codes, {_moment(at)}. You are signed out everywhere.

Sign in at {settings.SITE_URL}/venue with a code by e-mail, then add a passkey or an authenticator app.
If you did not ask for this, tell a senior officer of the VRA now.
""",
    )


def second_factor_was_reset(user: User, *, at: datetime) -> Words:
    return Words(
        f"You reset a second factor for {PRODUCT}",
        f"""You removed the passkeys, authenticator app and recovery codes
of {one_line(user.display_name)} ({user.email}), {_moment(at)}. They are signed out everywhere and were told.

If that was not you, somebody else is signed in as you: tell another senior officer now.
""",
    )


def one_line(text: str) -> str:
    """What people typed stays within its line of a letter."""
    return " ".join(text.split())


def _clock(moment: datetime) -> str:
    return moment.astimezone(LONDON).strftime("%H:%M")


def _moment(moment: datetime) -> str:
    local = moment.astimezone(LONDON)
    return f"on {local.day} {local:%B %Y at %H:%M}"
