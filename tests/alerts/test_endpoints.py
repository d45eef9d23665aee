"""Addresses that strangers hand in. Each line of the first table was passed by some sender somewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings
from yarl import URL

from backend.alerts.endpoints import EndpointRefused, KeysRefused, checked, checked_keys, host_of, origin_of

from .push_service import Browser

ROOT = Path(__file__).parents[2]

HOSTILE = [
    # this machine and its neighbours, in every spelling
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://0x7f.1/x",
    "https://0177.0.0.1/x",
    "https://017700000001/x",
    "https://127.0.0.1./x",
    "https://127.0.0.1.nip.io/x",
    "https://0.0.0.0/x",
    "https://0/x",
    "https://10.0.0.1/x",
    "https://172.16.0.1/x",
    "https://192.168.1.1/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/x",
    "https://[::]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://[::ffff:7f00:1]/x",
    "https://[::ffff:169.254.169.254]/x",
    "https://[fd00::1]/x",
    "https://[fe80::1%25eth0]/x",
    "https://[64:ff9b::7f00:1]/x",
    "https://[2002:7f00:1::]/x",
    "https://localhost/x",
    "https://localhost.localdomain/x",
    "https://metadata.google.internal/x",
    "https://db/x",
    "https://8.8.8.8/x",
    "https://\u2460\u2461\u2466.0.0.1/x",
    "https://127\u30020\u30020\u30021/x",
    # a host that looks like one of theirs
    "https://fcm.googleapis.com.evil.example/x",
    "https://evilfcm.googleapis.com/x",
    "https://evil.fcm.googleapis.com/x",
    "https://googleapis.com/x",
    "https://storage.googleapis.com/x",
    "https://fcm-googleapis.com/x",
    "https://push.services.mozilla.com/x",
    "https://evilpush.services.mozilla.com/x",
    "https://updates.push.services.mozilla.com.evil.example/x",
    "https://push.apple.com/x",
    "https://evilpush.apple.com/x",
    "https://web.push.apple.com.evil.example/x",
    "https://notify.windows.com/x",
    "https://evilnotify.windows.com/x",
    "https://.push.apple.com/x",
    "https://a..push.apple.com/x",
    "https://-a.push.apple.com/x",
    "https://a-.push.apple.com/x",
    "https://_a.push.apple.com/x",
    "https://*.push.apple.com/x",
    "https://xn--80ak6aa92e.push.apple.com/x",
    f"https://{'a' * 64}.push.apple.com/x",
    "https://fcm.googleapis.com./x",
    "https://web.push.apple.com./x",
    "https://fcm.googlea\u0440is.com/x",
    "https://\uff46cm.googleapis.com/x",
    "https://fcm\u3002googleapis\u3002com/x",
    "https://web.pu\u017fh.apple.com/x",
    "https://fcm.googleapi\u00adis.com/x",
    "https://fcm%2egoogleapis%2ecom/x",
    "https://fcm.googleapis.com%00.evil.example/x",
    "https://fcm.googleapis.com%2f@evil.example/x",
    "https://FCM.googleapis.com/x",
    "https://Web.Push.Apple.com/x",
    # another host hidden behind theirs
    "https://user@fcm.googleapis.com/x",
    "https://user:pass@fcm.googleapis.com/x",
    "https://@fcm.googleapis.com/x",
    "https://fcm.googleapis.com@evil.example/x",
    "https://fcm.googleapis.com:443@evil.example/x",
    "https://evil.example#@fcm.googleapis.com/x",
    "https://evil.example?@fcm.googleapis.com/x",
    "https://evil.example\\@fcm.googleapis.com/x",
    "https://evil.example/https://fcm.googleapis.com/x",
    "https://fcm.googleapis.com\\.evil.example/x",
    "https://fcm.googleapis.com\\@127.0.0.1/x",
    "https:\\\\fcm.googleapis.com\\x",
    # other doors of theirs
    "https://fcm.googleapis.com:443/x",
    "https://fcm.googleapis.com:/x",
    "https://fcm.googleapis.com:0/x",
    "https://fcm.googleapis.com:22/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com:65536/x",
    # another way of speaking
    "http://fcm.googleapis.com/x",
    "HTTPS://fcm.googleapis.com/x",
    "httpss://fcm.googleapis.com/x",
    "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd",
    "gopher://fcm.googleapis.com/x",
    "javascript:alert(1)",
    "data:text/plain,x",
    "unix:///run/docker.sock",
    "wss://fcm.googleapis.com/x",
    "//fcm.googleapis.com/x",
    "https:/fcm.googleapis.com/x",
    "https:fcm.googleapis.com/x",
    "https:///fcm.googleapis.com/x",
    "fcm.googleapis.com/x",
    # signs that programs drop, fold or stumble over
    " https://fcm.googleapis.com/x",
    "https://fcm.googleapis.com/x ",
    "https://fcm.googleapis.com/x\n",
    "https://fcm.googleapis.com/x\r\nX-Injected: yes",
    "https://fcm.googleapis.com/x y",
    "https://fcm.google\tapis.com/x",
    "ht\ntps://fcm.googleapis.com/x",
    "https://fcm.googleapis.com/\x00x",
    "https://fcm.googleapis.com/\x7fx",
    "https://fcm.googleapis.com/caf\u00e9",
    "https://fcm.googleapis.com/\u202ex",
    "https://fcm.googleapis.com/x\\y",
    "https://fcm.googleapis.com/x#fragment",
    "https://fcm.googleapis.com/x#",
    "https://fcm.googleapis.com/<x>",
    # not one at all
    "",
    " ",
    "https://",
    "https:///x",
    "https://fcm.googleapis.com",
    "https://fcm.googleapis.com/",
    "https://fcm.googleapis.com?x",
    f"https://fcm.googleapis.com/{'x' * 500}",
    # another test's port
    "http://127.0.0.1:8124/x",
    "http://127.0.0.1:81234/x",
    "https://127.0.0.1:8123/x",
    "http://127.0.0.1:8123@evil.example/x",
    "http://user@127.0.0.1:8123/x",
    "http://127.0.0.1:8123" + "\\@evil.example/x",
    "http://localhost:8123/x",
]

REAL = [
    "https://fcm.googleapis.com/fcm/send/dXxYz12-_Ab:APA91bH" + "x" * 140,
    "https://fcm.googleapis.com/wp/dXxYz12-_Ab:APA91bH",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk-_xyz=",
    "https://web.push.apple.com/QGuQyavXutnMH4kYlIyJ",
    "https://wns2-by3p.notify.windows.com/w/?token=BQYAAAC%2bx%2F1%3d%3D",
    "https://a.b-c.notify.windows.com/w/?token=x",
    "http://127.0.0.1:8123/x",
]


@pytest.fixture(autouse=True)
def _one_test_origin(settings: Settings) -> None:
    settings.PUSH_TEST_ORIGINS = ["http://127.0.0.1:8123"]


@pytest.mark.parametrize("endpoint", HOSTILE)
def test_a_hostile_address_is_refused(endpoint: str) -> None:
    with pytest.raises(EndpointRefused):
        checked(endpoint)


def test_the_table_of_hostile_addresses_is_long_and_names_each_once() -> None:
    assert len(HOSTILE) == len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("endpoint", REAL)
def test_what_browsers_give_is_taken_and_read_as_aiohttp_reads_it(endpoint: str) -> None:
    assert checked(endpoint) == endpoint
    read = URL(endpoint, encoded=True)
    assert str(read) == endpoint
    assert host_of(endpoint) == (read.host if read.is_default_port() else f"{read.host}:{read.port}")
    assert origin_of(endpoint) == str(read.origin())


def test_500_characters_are_taken_and_501_are_not() -> None:
    longest = "https://fcm.googleapis.com/" + "x" * 473
    assert len(checked(longest)) == 500
    with pytest.raises(EndpointRefused, match="at most 500"):
        checked(longest + "x")


def test_a_refusal_says_what_to_send_and_repeats_nothing() -> None:
    with pytest.raises(EndpointRefused) as refused:
        checked("https://evil.example/a-secret-path")
    assert "pushManager.subscribe()" in refused.value.reason
    assert "evil" not in str(refused.value)
    assert host_of("https://evil.example/a-secret-path") == "unknown"


def test_without_test_origins_nothing_here_is_reached(settings: Settings) -> None:
    settings.PUSH_TEST_ORIGINS = []
    with pytest.raises(EndpointRefused):
        checked("http://127.0.0.1:8123/x")


KEYS = [
    ("p256dh", "", None),
    ("p256dh", "A" * 87, None),  # 65 bytes of nought
    ("p256dh", "B" + "A" * 86, None),  # no point on the curve
    ("p256dh", "BA" + "_" * 85, None),
    ("p256dh", "A" * 200, None),
    ("p256dh", "not base64 at all!", None),
    ("p256dh", "\u00e9" * 87, None),
    ("auth", None, ""),
    ("auth", None, "A" * 21),
    ("auth", None, "A" * 24),
    ("auth", None, "AAAAAAAAAAAAAAAAAAAAA+"),
    ("auth", None, "A" * 22 + "\n"),
    ("auth", None, "A" * 5),
]


@pytest.mark.parametrize(("field", "p256dh", "auth"), KEYS)
def test_keys_that_nothing_can_be_encrypted_for_are_refused(
    alice: Browser, field: str, p256dh: str | None, auth: str | None
) -> None:
    with pytest.raises(KeysRefused, match="base64url") as refused:
        checked_keys(alice.p256dh if p256dh is None else p256dh, alice.auth if auth is None else auth)
    assert refused.value.field == field


def test_a_browsers_keys_are_taken_with_padding_or_without(alice: Browser) -> None:
    assert checked_keys(alice.p256dh, alice.auth) == (alice.p256dh, alice.auth)
    assert checked_keys(f"{alice.p256dh}=", f"{alice.auth}==")


SETTINGS = [
    ({"PUSH_TEST_ORIGINS": "http://127.0.0.1:8123", "HTTPS": "1"}, "leave it out where HTTPS=1"),
    ({"PUSH_TEST_ORIGINS": "http://127.0.0.1:8123/path"}, "PUSH_TEST_ORIGINS are like"),
    ({"VAPID_CONTACT": "alice@example.org"}, "VAPID_CONTACT is like"),
]


@pytest.mark.parametrize(("env", "said"), SETTINGS)
def test_settings_that_would_open_a_door_stop_the_start(env: dict[str, str], said: str) -> None:
    asked = [sys.executable, "-c", "import backend.settings"]
    done = subprocess.run(asked, cwd=ROOT, env=os.environ | env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert said in done.stderr


def test_the_contact_is_who_letters_come_from() -> None:
    asked = [sys.executable, "-c", "from backend import settings; print(settings.VAPID_CONTACT)"]
    env = os.environ | {"MAIL_FROM": "The VRA <vra@example.org>"}
    done = subprocess.run(asked, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "mailto:vra@example.org"
