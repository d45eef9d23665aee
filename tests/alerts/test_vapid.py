"""Our keys for push: made once, kept to their owner, and never lost by replacing them."""

from __future__ import annotations

import base64
import hashlib
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from django.core.management import call_command
from py_vapid import jwt
from pytest_django import Settings

from backend.alerts import vapid
from backend.alerts.endpoints import EndpointRefused
from backend.alerts.management.commands.rotatevapid import Command

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROOT = Path(__file__).parents[2]
FCM, APPLE = "https://fcm.googleapis.com/fcm/send/x", "https://web.push.apple.com/x"


def _parts(authorization: str) -> tuple[str, str]:
    assert authorization.startswith("vapid t=")
    token, public = authorization.removeprefix("vapid t=").split(", k=")
    return token, public


def test_the_first_to_ask_makes_the_key_and_everybody_gets_it() -> None:
    key = vapid.current()
    assert vapid.current() == vapid.named(key.id) == key
    point = base64.urlsafe_b64decode(key.public + "=")
    assert (len(point), point[0], len(key.public)) == (65, 4, 87)
    assert key.id == hashlib.sha256(point).hexdigest()[:16]


def test_only_their_owner_can_read_the_keys(settings: Settings) -> None:
    folder = Path(settings.STATE_DIR) / "vapid"
    folder.mkdir(parents=True, mode=0o755)
    vapid.rotate()
    vapid.rotate()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert len(files) == 4
    assert set(files.values()) == {0o600}


MAKER = """
import sys
from django.conf import settings
settings.configure(STATE_DIR=sys.argv[1])
from backend.alerts import vapid
print("ready", flush=True)
sys.stdin.readline()
print(vapid.current().id)
"""


def test_processes_that_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    asked = [sys.executable, "-c", MAKER, str(tmp_path)]
    makers = [
        subprocess.Popen(asked, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    for maker in makers:
        assert maker.stdout
        assert maker.stdout.readline() == "ready\n"
    for maker in makers:
        assert maker.stdin
        maker.stdin.write("go\n")
        maker.stdin.flush()
    ids = {maker.communicate(timeout=20)[0] for maker in makers}
    assert len(ids) == 1
    assert len(list((tmp_path / "vapid").glob("*.pem"))) == 1


def test_a_key_that_was_replaced_still_signs() -> None:
    old, new = vapid.current(), vapid.rotate()
    assert old.id != new.id
    assert vapid.current() == new
    kept = vapid.named(old.id)
    assert kept == old
    token, public = _parts(kept.authorization(FCM, at=NOW))
    assert jwt.decode(token, public)["aud"] == "https://fcm.googleapis.com"


@pytest.mark.parametrize("key_id", ["", "0123456789abcdef", "../secret_key", "current", "A" * 16, "0" * 17])
def test_a_key_that_we_never_had_is_nothing(key_id: str) -> None:
    vapid.current()
    assert vapid.named(key_id) is None


def test_a_lost_key_is_said_and_not_replaced_unasked(settings: Settings) -> None:
    key = vapid.current()
    vapid._read.cache_clear()
    (Path(settings.STATE_DIR) / "vapid" / f"{key.id}.pem").unlink()
    with pytest.raises(vapid.KeyLost, match="rotatevapid"):
        vapid.current()
    assert vapid.rotate() == vapid.current()


def test_a_key_survives_a_write_that_was_cut_short(settings: Settings) -> None:
    key = vapid.current()
    (Path(settings.STATE_DIR) / "vapid" / "current.unfinished").write_text("half")
    assert vapid.current() == key
    assert vapid.rotate() == vapid.current() != key


def test_a_signature_says_who_we_are_to_whom_and_for_twelve_hours_at_most(settings: Settings) -> None:
    settings.VAPID_CONTACT = "https://example.org"
    key = vapid.current()
    token, public = _parts(key.authorization(FCM, at=NOW))
    assert public == key.public
    assert jwt.decode(token, public) == {
        "aud": "https://fcm.googleapis.com",
        "exp": int((NOW + 12 * HOUR).timestamp()),
        "sub": "https://example.org",
    }
    with pytest.raises(InvalidSignature):
        jwt.decode(token, vapid.rotate().public)


def test_the_second_push_service_is_not_handed_the_firsts_signature() -> None:
    key = vapid.current()
    first, second, again = (key.authorization(each, at=NOW) for each in (FCM, APPLE, FCM))
    assert first == again
    assert jwt.decode(*_parts(second))["aud"] == "https://web.push.apple.com"


def test_a_signature_is_used_for_half_its_life_and_not_before_it_was_made() -> None:
    key = vapid.current()
    first = key.authorization(FCM, at=NOW)
    assert key.authorization(FCM, at=NOW + 5 * HOUR) == first
    later = key.authorization(FCM, at=NOW + 6 * HOUR)
    assert later != first
    assert key.authorization(FCM, at=NOW - HOUR) not in (first, later)


def test_a_thousand_names_do_not_fill_the_memory() -> None:
    key = vapid.current()
    for number in range(vapid.MOST_SIGNATURES + 5):
        key._signed[f"https://a{number}.push.apple.com"] = NOW, ""
    key.authorization(FCM, at=NOW)
    assert len(key._signed) == 1


def test_nothing_is_signed_for_a_stranger() -> None:
    with pytest.raises(EndpointRefused):
        vapid.current().authorization("https://evil.example/x", at=NOW)


def test_a_key_does_not_show_its_private_half(settings: Settings) -> None:
    key = vapid.current()
    private = (Path(settings.STATE_DIR) / "vapid" / f"{key.id}.pem").read_text().splitlines()[1]
    assert private not in repr(key)
    assert "rivate" not in repr(key)


def test_rotating_says_what_becomes_of_those_who_subscribed() -> None:
    first = _rotate()
    assert vapid.current().id in first
    assert "The key before" not in first
    old = vapid.current().id
    second = _rotate()
    assert f"The key before, {old}, is kept" in second
    assert f"key {vapid.current().id}" in second
    assert "make backup does not hold it" in second


def test_rotating_after_a_loss_says_who_is_not_reached(settings: Settings) -> None:
    old = vapid.current().id
    vapid._read.cache_clear()
    (Path(settings.STATE_DIR) / "vapid" / f"{old}.pem").unlink()
    said = _rotate()
    assert f"The key before, {old}, is not there" in said
    assert vapid.current().id in said


def _rotate() -> str:
    said = StringIO()
    call_command(Command(), stdout=said)
    return said.getvalue()
