"""The push service is strict where real ones are, and misbehaves only as it is told."""

from __future__ import annotations

import base64
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from . import behaviours, service
from .authority import Authority
from .behaviours import Behaviour
from .page import until
from .phones import Phone
from .senders import Answer, SendingServer, post
from .service import PushService

SENDER = SendingServer()
DAY_S = 24 * 3600
TEXT = "Sanctuary is open. Ring at the side door."


@pytest.fixture(scope="module")
def push() -> Iterator[PushService]:
    with service.running() as started:
        yield started


def one(push: PushService, behaviour: Behaviour = behaviours.ok, *, key: str | None = None) -> Phone:
    (phone,) = push.phones(1, behaviour, key=key or SENDER.public_key)
    return phone


def sent(phone: Phone, said: object = TEXT, **headers: str) -> Answer:
    return SENDER.send(phone.subscription, said, **headers)


def as_bytes(phone: Phone) -> bytes:
    headers, body = SENDER.request(phone.subscription, TEXT)
    headers |= {"Host": "here", "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {phone.path} HTTP/1.1\r\n{head}\r\n".encode() + body


def texts(push: PushService, phone: Phone, *, wakes_at: float | None = None) -> list[str]:
    return [received.text for received in push.shown(phone, wakes_at=wakes_at)]


def test_a_message_is_opened_with_the_phones_key_and_its_headers_are_kept(push: PushService) -> None:
    phone, other = one(push), one(push)
    began = time.time()
    assert sent(phone, TTL="900", Urgency="high", Topic="place-1").status == 201
    (received,) = push.by_endpoint()[phone.endpoint]
    assert received.text == f'"{TEXT}"'
    assert TEXT.encode() not in received.post.body
    assert (received.post.ttl, received.post.urgency, received.post.topic) == (900, "high", "place-1")
    assert (received.key, received.status) == (SENDER.public_key, 201)
    assert began <= received.wall <= time.time()
    assert other.endpoint not in push.by_endpoint()


NOW = int(time.time())
REFUSED: list[tuple[str, int, dict[str, object], dict[str, str]]] = [
    ("no header of the sender's", 401, {}, {"Authorization": ""}),
    ("another scheme", 403, {}, {"Authorization": "WebPush abc"}),
    ("no token at all", 403, {}, {"Authorization": "vapid t=abc, k=def"}),
    ("an audience elsewhere", 403, {"aud": "https://push.example.org"}, {}),
    ("run out", 403, {"exp": NOW - 5}, {}),
    ("good for more than a day", 403, {"exp": NOW + DAY_S + 600}, {}),
    ("no end", 403, {"exp": "soon"}, {}),
    ("nobody to write to", 403, {"sub": "vra"}, {}),
    ("no TTL", 400, {}, {"TTL": ""}),
    ("a TTL in words", 400, {}, {"TTL": "an hour"}),
    ("a TTL below nought", 400, {}, {"TTL": "-1"}),
    ("another encoding", 400, {}, {"Content-Encoding": "aesgcm"}),
    ("an urgency of its own", 400, {}, {"Urgency": "extreme"}),
    ("a topic of 33 letters", 400, {}, {"Topic": "x" * 33}),
    ("a topic with a dot", 400, {}, {"Topic": "place.1"}),
]


@pytest.mark.parametrize(
    ("status", "claims", "headers"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_is_wrong_is_refused_and_not_recorded(
    push: PushService, status: int, claims: dict[str, object], headers: dict[str, str]
) -> None:
    phone = one(push)
    right = {"Authorization": SENDER.authorization(phone.endpoint, **claims)}
    assert sent(phone, **(right | headers)).status == status
    assert phone.endpoint not in push.by_endpoint()
    assert (push.refusals[-1].path, push.refusals[-1].status) == (phone.path, status)
    assert sent(phone).status == 201


def test_the_subscriptions_own_key_is_wanted(push: PushService) -> None:
    phone = one(push, key=SendingServer().public_key)
    assert sent(phone).status == 403
    assert "another key" in push.refusals[-1].why


def test_a_signature_that_was_changed_does_not_hold(push: PushService) -> None:
    phone = one(push)
    token, key = SENDER.authorization(phone.endpoint).removeprefix("vapid t=").split(",k=")
    signed, signature = token.rsplit(".", 1)
    changed = bytearray(base64.urlsafe_b64decode(signature + "=="))
    changed[40] ^= 1
    spoiled = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
    assert sent(phone, Authorization=f"vapid t={signed}.{spoiled}, k={key}").status == 403
    assert push.refusals[-1].why == "the signature does not hold"
    other = SendingServer().public_key
    assert sent(phone, Authorization=f"vapid t={token}, k={other}").status == 403


def test_a_header_that_was_good_once_runs_out(push: PushService) -> None:
    with service.running(now=lambda: clock[0]) as timed:
        clock = [float(NOW)]
        phone = one(timed)
        header = SENDER.authorization(phone.endpoint, exp=NOW + 60)
        assert sent(phone, Authorization=header).status == 201
        clock[0] += 61
        assert sent(phone, Authorization=header).status == 403


@pytest.mark.parametrize(("length", "status"), [(3993, 201), (3994, 413)])
def test_a_body_is_4096_bytes_at_most(push: PushService, length: int, status: int) -> None:
    assert sent(one(push), "x" * (length - 2)).status == status


def test_the_last_of_a_topic_is_shown_and_nothing_that_outlived_its_ttl(push: PushService) -> None:
    phone = one(push)
    for text, topic, ttl in [("a1", "a", "60"), ("b1", "b", "600"), ("a2", "a", "60")]:
        sent(phone, text, Topic=topic, TTL=ttl)
    sent(phone, "alone", TTL="0")
    sent(phone, "alone")
    assert texts(push, phone) == ['"b1"', '"a2"', '"alone"', '"alone"']
    assert texts(push, phone, wakes_at=time.time() + 30) == ['"b1"', '"a2"', '"alone"']
    assert texts(push, phone, wakes_at=time.time() + 120) == ['"b1"']


LATER = datetime(2026, 11, 29, 1, 30, tzinfo=UTC)
ORDERED: list[tuple[Behaviour, int, dict[str, str]]] = [
    (behaviours.status(410), 410, {}),
    (behaviours.status(429, retry_after=7), 429, {"Retry-After": "7"}),
    (behaviours.status(503, retry_after=LATER), 503, {"Retry-After": "Sun, 29 Nov 2026 01:30:00 GMT"}),
    (behaviours.status(429, retry_after="-3"), 429, {"Retry-After": "-3"}),
    (behaviours.redirect("/internal-admin", 302), 302, {"Location": "/internal-admin"}),
    (behaviours.then(behaviours.status(500), behaviours.ok), 500, {}),
]


@pytest.mark.parametrize(("behaviour", "status", "headers"), ORDERED)
def test_a_status_to_order(
    push: PushService, behaviour: Behaviour, status: int, headers: dict[str, str]
) -> None:
    phone = one(push, behaviour)
    answer = sent(phone)
    assert answer.status == status
    assert headers.items() <= answer.headers.items()
    assert push.by_endpoint()[phone.endpoint][0].status == status
    assert push.shown(phone) == []


def test_each_phone_has_its_own_first_time(push: PushService) -> None:
    behaviour = behaviours.then(behaviours.status(503), behaviours.ok, times=2)
    for phone in push.phones(2, behaviour):
        assert [sent(phone).status for _ in range(3)] == [503, 503, 201]
        assert len(push.shown(phone)) == 1


@pytest.mark.parametrize("behaviour", [behaviours.hang, behaviours.drip_headers])
def test_who_gets_no_answer_is_not_told_that_it_arrived(push: PushService, behaviour: Behaviour) -> None:
    phone = one(push, behaviour)
    with pytest.raises(TimeoutError):
        post(phone.endpoint, *SENDER.request(phone.subscription, TEXT), within_s=0.2)
    (received,) = push.by_endpoint()[phone.endpoint]
    assert received.status is None


def test_a_connection_is_torn_down(push: PushService) -> None:
    phone = one(push, behaviours.reset)
    with pytest.raises(ConnectionError):
        sent(phone)
    assert push.by_endpoint()[phone.endpoint][0].status is None


def test_a_huge_answer_counts_what_was_taken(push: PushService) -> None:
    phone = one(push, behaviours.huge)
    assert len(sent(phone).body) >= behaviours.HUGE
    (received,) = push.by_endpoint()[phone.endpoint]
    assert received.answered_bytes >= behaviours.HUGE


def test_a_drip_ends_each_read_in_time_and_never_ends(push: PushService) -> None:
    phone = one(push, behaviours.drip)
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", push.port), timeout=2) as raw:
        raw.sendall(as_bytes(phone))
        while time.monotonic() < began + 2.5:
            assert raw.recv(1000)
    (received,) = push.by_endpoint()[phone.endpoint]
    assert 2 <= received.answered_bytes <= 4


def test_connections_are_counted_and_strangers_are_seen(push: PushService) -> None:
    before = push.connections
    with socket.create_connection(("127.0.0.1", push.port)):
        until(lambda: push.connections == before + 1)
    assert post(f"{push.origin}/internal-admin", {}, b"").status == 404
    assert (push.connections, push.strays[-1]) == (before + 2, "POST /internal-admin")


def test_tls_is_believed_by_those_who_know_the_authority(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "updates.push.services.mozilla.com")
    with service.running(authority) as push:
        phone = one(push)
        message = SENDER.request(phone.subscription, TEXT)
        trusting = authority.client_context()
        assert post(phone.endpoint, *message, trusting=trusting).status == 201
        assert phone.endpoint.startswith("https://")
        assert texts(push, phone) == [f'"{TEXT}"']
        with pytest.raises(ssl.SSLCertVerificationError):
            post(phone.endpoint, *message)
        with (
            socket.create_connection(("127.0.0.1", push.port)) as raw,
            trusting.wrap_socket(raw, server_hostname="updates.push.services.mozilla.com"),
        ):
            pass
        with (
            socket.create_connection(("127.0.0.1", push.port)) as raw,
            pytest.raises(ssl.SSLCertVerificationError),
            trusting.wrap_socket(raw, server_hostname="fcm.googleapis.com"),
        ):
            pass


def test_a_phone_may_live_under_another_name(push: PushService) -> None:
    (phone,) = push.phones(1, key=SENDER.public_key, origin="https://fcm.googleapis.com")
    assert phone.endpoint.startswith("https://fcm.googleapis.com/push/")
    here = push.origin + phone.path
    headers, body = SENDER.request(phone.subscription, TEXT)
    assert post(here, headers, body).status == 201
    assert post(here, headers | {"Authorization": SENDER.authorization(here)}, body).status == 403


def test_it_stops_while_a_sender_still_waits() -> None:
    began = time.monotonic()
    with service.running() as push:
        (phone,) = push.phones(1, behaviours.hang)
        raw = socket.create_connection(("127.0.0.1", push.port))
        raw.sendall(as_bytes(phone))
        until(lambda: push.received)
    raw.close()
    assert time.monotonic() - began < 5
