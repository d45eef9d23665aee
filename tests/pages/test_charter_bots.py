"""Two thousand machines and fifty organisations at the same form, within a day."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from backend.accounts.models import Letter
from backend.charter import applying, tokens, versions
from backend.charter.models import Application

from .applicant import Applicant, code_to
from .conftest import NOW

pytestmark = pytest.mark.django_db

POSTS = 2_000
GENUINE = 50
EVERY = timedelta(hours=20) / POSTS
FASTEST = timedelta(seconds=10)
VICTIM = "victim@victim.example.org"
CODE = "Your code for the Charter"
HOUR = timedelta(hours=1)

Fields = dict[str, str]
Bot = Callable[[int, Fields, random.Random], tuple[str, Fields]]


def now() -> datetime:
    return datetime.now(UTC)


def token(*, age: timedelta = timedelta(minutes=5)) -> str:
    return str(tokens.of_new_form(at=now() - age))


def network(noise: random.Random) -> str:
    return f"198.51.{noise.randrange(256)}.{noise.randrange(256)}"


def address(noise: random.Random) -> str:
    return f"b{noise.getrandbits(40):x}@{noise.choice(['gmail.com', f'd{noise.randrange(500)}.example.org'])}"


def no_token(n: int, fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    return network(noise), fields | {"token": "", "signatory_email": address(noise)}


def stale_token(n: int, fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    return network(noise), fields | {"token": token(age=timedelta(days=8)), "signatory_email": address(noise)}


def too_fast(n: int, fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    made = token(age=timedelta(seconds=noise.randrange(9)))
    return network(noise), fields | {"token": made, "signatory_email": address(noise)}


def trapped(n: int, fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    made = {"token": token(), "fax_number": "1", "signatory_email": address(noise)}
    return network(noise), fields | made


def replayed(n: int, fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    """One good token and one form, again and again; `fields` holds it from the first page."""
    return network(noise), fields | {"signatory_email": "replay@replay.example.org"}


def replayed_to_others(n: int, fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    return network(noise), fields | {"signatory_email": address(noise)}


def one_network(n: int, fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    return "203.0.113.9", fields | {"token": token(), "signatory_email": address(noise)}


def many_networks(n: int, fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    return network(noise), fields | {"token": token(), "signatory_email": address(noise)}


def at_one_victim(n: int, fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    return network(noise), fields | {"token": token(), "signatory_email": VICTIM}


BOTS: list[Bot] = [
    no_token, stale_token, too_fast, trapped, replayed, replayed_to_others, one_network, many_networks,
    at_one_victim,
]  # fmt: skip


def email_of(number: int) -> str:
    """Every other has a mailbox where everybody has one."""
    return f"genuine{number}@{'gmail.com' if number % 2 else f'genuine{number}.example.org'}"


def test_machines_are_held_and_everybody_else_arrives() -> None:
    versions.lay_first()
    noise = random.Random(2_000)
    filled = Applicant().fill().fields | {"go": "send"}
    statuses: Counter[int] = Counter()
    client = Client()
    every = POSTS // GENUINE
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(POSTS):
            clock.shift(EVERY)
            where, sent = BOTS[number % len(BOTS)](number, filled, noise)
            statuses[client.post("/charter/apply", sent, REMOTE_ADDR=where).status_code] += 1
            if number % every == every // 2:
                _apply(email_of(number // every), filled, noise, clock)
    assert set(statuses) <= {200, 400, 429}, statuses
    _only_the_genuine_are_seen()
    _letters_are_within_the_caps()


def _apply(email: str, filled: Fields, noise: random.Random, clock: time_machine.Traveller) -> None:
    """Somebody begins, takes their time, sends and types the code."""
    ann = Applicant(network(noise))
    begun = ann.begin()
    clock.shift(FASTEST)
    sheet = ann.press(begun, "send", filled | {"token": begun.fields["token"], "signatory_email": email})
    assert "Type the code" in sheet.text, sheet.text
    done = ann.press(sheet, "confirm", {"code": code_to(email)})
    assert "We have your application" in done.text


def _only_the_genuine_are_seen() -> None:
    genuine = sorted(email_of(number) for number in range(GENUINE))
    for seen in (Application.objects.seen_by_officers(), Application.objects.waiting()):
        assert sorted(seen.values_list("signatory_email", flat=True)) == genuine
    assert Application.objects.filter(confirmed_at=None).exists(), "no machine came as far as a letter"


def _letters_are_within_the_caps() -> None:
    sent = list(Letter.objects.filter(subject=CODE).order_by("made_at").values_list("to", "made_at"))
    assert most(sent, within=HOUR) <= applying.ALL_AN_HOUR
    for to in {to for to, _ in sent}:
        mine = [(one, at) for one, at in sent if one == to]
        assert most(mine, within=HOUR) == 1, to
        assert len(mine) <= applying.ADDRESS_A_DAY
    for domain in {to.partition("@")[2] for to, _ in sent}:
        theirs = [to for to, _ in sent if to.endswith(f"@{domain}")]
        is_shared = domain in applying.SHARED_DOMAINS
        assert len(theirs) <= (applying.SHARED_DOMAIN_A_DAY if is_shared else applying.DOMAIN_A_DAY)
    assert len([to for to, _ in sent if to == VICTIM]) == applying.ADDRESS_A_DAY


def most(sent: list[tuple[str, datetime]], *, within: timedelta) -> int:
    """How many came in the fullest stretch of that length."""
    times = [at for _, at in sent]
    return max(sum(start <= at < start + within for at in times) for start in times)
