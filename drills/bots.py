"""Ten thousand machines and fifty organisations at the Charter's form, within a day.

`python -m drills.bots 10000` floods the database that the environment names; the drill makes one for it.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import time_machine

POSTS = int(os.environ.get("POSTS", "10000"))
GENUINE = 50
BEGINS = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
LASTS, HOUR = timedelta(hours=20), timedelta(hours=1)
FASTEST = timedelta(seconds=10)
CODE = "Your code for the Charter"
VICTIM = "victim@victim.example.org"
PROJECT = Path(__file__).resolve().parents[1]

Fields = dict[str, str]
Bot = Callable[[Fields, random.Random], tuple[str, Fields]]
Sent = list[tuple[str, datetime]]


def drill() -> bool:
    """In a process of its own: the clock of this one stays as it is."""
    from backend.house.shell import environment

    from .ledger import spare_cluster

    with spare_cluster() as cluster, tempfile.TemporaryDirectory(prefix="drill-state-") as folder:
        Path(folder, "static").mkdir()
        env = environment(**cluster.urls.environment, SECRET_KEY="only for this drill", STATE_DIR=folder)  # noqa: S106
        for words in (["manage.py", "migrate", "--verbosity", "0"], ["-m", "drills.bots", str(POSTS)]):
            done = subprocess.run([sys.executable, *words], cwd=PROJECT, env=env, check=False)  # noqa: S603
            if done.returncode:
                return False
    return True


# --- The machines: where each comes from, and what it sends -------------------------------------------------


def no_token(fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    return _network(noise), fields | {"token": "", "signatory_email": _address(noise)}


def stale_token(fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    made = {"token": _token(age=timedelta(days=8)), "signatory_email": _address(noise)}
    return _network(noise), fields | made


def too_fast(fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    made = _token(age=timedelta(seconds=noise.randrange(9)))
    return _network(noise), fields | {"token": made, "signatory_email": _address(noise)}


def trapped(fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    made = {"token": _token(), "fax_number": "1", "signatory_email": _address(noise)}
    return _network(noise), fields | made


def replayed(fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    """One good token and one form, again and again; `fields` holds it from the first page."""
    return _network(noise), fields | {"signatory_email": "replay@replay.example.org"}


def replayed_to_others(fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    return _network(noise), fields | {"signatory_email": _address(noise)}


def one_network(fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    return "203.0.113.9", fields | {"token": _token(), "signatory_email": _address(noise)}


def many_networks(fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    return _network(noise), fields | {"token": _token(), "signatory_email": _address(noise)}


def at_one_victim(fields: Fields, noise: random.Random) -> tuple[str, Fields]:
    return _network(noise), fields | {"token": _token(), "signatory_email": VICTIM}


BOTS: list[Bot] = [
    no_token, stale_token, too_fast, trapped, replayed, replayed_to_others, one_network, many_networks,
    at_one_victim,
]  # fmt: skip


def _token(*, age: timedelta = timedelta(minutes=5)) -> str:
    from backend.charter import tokens

    return str(tokens.of_new_form(at=datetime.now(UTC) - age))


def _network(noise: random.Random) -> str:
    return f"198.51.{noise.randrange(256)}.{noise.randrange(256)}"


def _address(noise: random.Random) -> str:
    return f"b{noise.getrandbits(40):x}@{noise.choice(['gmail.com', f'd{noise.randrange(500)}.example.org'])}"


# --- The flood, and what came of it -------------------------------------------------------------------------


@dataclass
class Flood:
    """`arrived` are those of the organisations who came as far as the page that thanks them."""

    posts: int
    statuses: Counter[int] = field(default_factory=Counter)
    arrived: list[str] = field(default_factory=list)
    noise: random.Random = field(default_factory=lambda: random.Random(2_000))

    def run(self) -> None:
        import time_machine
        from django.test import Client

        from backend.charter import versions
        from tests.pages.applicant import Applicant

        versions.lay_first()
        client, every = Client(), self.posts // GENUINE
        with time_machine.travel(BEGINS, tick=False) as clock:
            filled = Applicant().fill().fields | {"go": "send"}
            for number in range(self.posts):
                clock.shift(LASTS / self.posts)
                where, sent = BOTS[number % len(BOTS)](filled, self.noise)
                self.statuses[client.post("/charter/apply", sent, REMOTE_ADDR=where).status_code] += 1
                if number % every == every // 2:
                    self._apply(email_of(number // every), filled, clock)

    def _apply(self, email: str, filled: Fields, clock: time_machine.Traveller) -> None:
        """Somebody begins, takes their time, sends and types the code."""
        from tests.pages.applicant import Applicant, code_to

        ann = Applicant(_network(self.noise))
        begun = ann.begin()
        clock.shift(FASTEST)
        sheet = ann.press(begun, "send", filled | {"token": begun.fields["token"], "signatory_email": email})
        if "Type the code" not in sheet.text:
            return
        if "We have your application" in ann.press(sheet, "confirm", {"code": code_to(email)}).text:
            self.arrived.append(email)

    def wrong(self) -> Iterator[str]:
        """What does not hold, in words; nothing where all of it does."""
        from backend.charter.models import Application

        genuine = sorted(email_of(number) for number in range(GENUINE))
        if sorted(self.arrived) != genuine:
            yield f"{len(self.arrived)} of {GENUINE} arrived"
        if odd := set(self.statuses) - {200, 400, 429}:
            yield f"answers that nobody should get: {sorted(odd)}"
        for seen in (Application.objects.seen_by_officers(), Application.objects.waiting()):
            if sorted(seen.values_list("signatory_email", flat=True)) != genuine:
                yield f"officers see {seen.count()} applications"
        if not Application.objects.filter(confirmed_at=None).exists():
            yield "no machine came as far as a letter, so nothing was tried"
        yield from _beyond_the_caps(codes_sent())

    def __str__(self) -> str:
        from backend.charter.models import Application

        codes, sent = ", ".join(f"{n:,} {code}" for code, n in sorted(self.statuses.items())), codes_sent()
        unconfirmed = Application.objects.filter(confirmed_at=None).count()
        return (
            f"{self.posts:,} posts of machines: {codes}\n"
            f"  {len(self.arrived)} of {GENUINE} organisations arrived; officers see "
            f"{Application.objects.seen_by_officers().count()}, {unconfirmed:,} unconfirmed wait unseen\n"
            f"  {len(sent):,} letters with a code, at most {most(sent, within=HOUR)} in an hour, "
            f"{sum(to == VICTIM for to, _ in sent)} to the one that all were aimed at"
        )


def email_of(number: int) -> str:
    """Every other has a mailbox where everybody has one."""
    return f"genuine{number}@{'gmail.com' if number % 2 else f'genuine{number}.example.org'}"


def codes_sent() -> Sent:
    from backend.accounts.models import Letter

    return list(Letter.objects.filter(subject=CODE).order_by("made_at").values_list("to", "made_at"))


def _beyond_the_caps(sent: Sent) -> Iterator[str]:
    from backend.charter import applying

    if most(sent, within=HOUR) > applying.ALL_AN_HOUR:
        yield f"{most(sent, within=HOUR)} letters in an hour"
    for to, mine in _by(sent, lambda to: to).items():
        if most(mine, within=HOUR) > 1 or len(mine) > applying.ADDRESS_A_DAY:
            yield f"{len(mine)} letters to {to}"
    for domain, theirs in _by(sent, lambda to: to.partition("@")[2]).items():
        is_shared = domain in applying.SHARED_DOMAINS
        if len(theirs) > (applying.SHARED_DOMAIN_A_DAY if is_shared else applying.DOMAIN_A_DAY):
            yield f"{len(theirs)} letters to {domain}"


def _by(sent: Sent, key: Callable[[str], str]) -> dict[str, Sent]:
    found: dict[str, Sent] = {}
    for to, at in sent:
        found.setdefault(key(to), []).append((to, at))
    return found


def most(sent: Sent, *, within: timedelta) -> int:
    """How many came in the fullest stretch of that length; they are in their order."""
    fullest = first = 0
    for last, (_, at) in enumerate(sent):
        while sent[first][1] <= at - within:
            first += 1
        fullest = max(fullest, last - first + 1)
    return fullest


def main(posts: str) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    flood, began = Flood(int(posts)), time.monotonic()
    flood.run()
    print(f"  {flood}\n  in {time.monotonic() - began:.0f} s", flush=True)
    wrong = list(flood.wrong())
    for words in wrong:
        print(f"  WRONG: {words}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
