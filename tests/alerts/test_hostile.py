"""The other side of the wire as an enemy: nothing is reached that should not be, and nothing takes long."""

from __future__ import annotations

import asyncio
import gzip
import random
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohappyeyeballs import AddrInfoType
from pytest_django import Settings

from backend.alerts.answers import Answer, Verdict
from backend.alerts.pinned import look_up

from .certificates import Certificates
from .conftest import Messages
from .push_service import Behaviour, PushService, Reader, Writer, replies, running
from .sending import sent

FCM = "https://fcm.googleapis.com/fcm/send/a-secret-path"
PUBLIC, OTHER = "142.250.187.202", "142.250.187.234"
SOON = 0.4
MB = 1024 * 1024


class Sockets:
    """Notes where a connection would go, and opens none."""

    def __init__(self) -> None:
        self.dialled: list[str] = []

    def __call__(self, found: AddrInfoType) -> socket.socket:
        self.dialled.append(found[4][0])
        raise ConnectionRefusedError


class Names:
    """A name server that gives the next of these answers at each look."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.looks: list[str] = []

    def __call__(self, host: str) -> list[str]:
        self.looks.append(host)
        return self.answers[min(len(self.looks), len(self.answers)) - 1]


PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104 - an answer, not a listener
    "10.1.2.3",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2002:c0a8:1::1",
    "2001:0:7f00:1::",
    "2001:0:808:808::80ff:fffe",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "4000::1",
    "no address",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_into_a_private_network_is_not_followed(message: Messages, address: str) -> None:
    for found in ([address], [PUBLIC, address], [address, PUBLIC]):
        sockets = Sockets()
        [answer] = sent(message(FCM), lookup=Names(found), open_socket=sockets)
        assert (answer, answer.verdict) == (Answer(failure="not_public"), Verdict.REFUSED)
        assert sockets.dialled == []


@pytest.mark.parametrize(
    "address", [PUBLIC, "2a00:1450:4009:81f::200a", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_a_name_that_leads_to_the_public_internet_is_followed(message: Messages, address: str) -> None:
    sockets = Sockets()
    [answer] = sent(message(FCM), lookup=Names([address]), open_socket=sockets)
    assert (str(answer), answer.verdict) == ("connection", Verdict.LATER)
    assert sockets.dialled == [address]


def test_of_several_addresses_one_is_tried(message: Messages) -> None:
    sockets, names = Sockets(), Names(["2a00:1450:4009:81f::200a", PUBLIC, OTHER])
    sent(message(FCM), lookup=names, open_socket=sockets)
    assert sockets.dialled == [PUBLIC]
    assert names.looks == ["fcm.googleapis.com"]


def test_a_name_that_changes_between_two_looks_is_looked_at_once(message: Messages) -> None:
    sockets, names = Sockets(), Names([PUBLIC], ["127.0.0.1"])
    assert sent(message(FCM), lookup=names, open_socket=sockets) == [Answer(failure="connection")]
    assert (names.looks, sockets.dialled) == (["fcm.googleapis.com"], [PUBLIC])
    assert sent(message(FCM), lookup=names, open_socket=sockets) == [Answer(failure="not_public")]
    assert sockets.dialled == [PUBLIC]


def test_messages_of_a_batch_share_a_look_that_was_found_good(message: Messages) -> None:
    sockets, names = Sockets(), Names([PUBLIC], ["127.0.0.1"])
    sent(message(FCM), message(FCM), lookup=names, open_socket=sockets)
    assert (len(names.looks), sockets.dialled) == (1, [PUBLIC, PUBLIC])


def test_a_test_origin_opens_no_door_for_another_name(settings: Settings, message: Messages) -> None:
    settings.PUSH_TEST_ORIGINS = ["http://fcm.googleapis.com:8123", "http://127.0.0.1:443"]
    sockets = Sockets()
    answers = sent(message(FCM), lookup=Names(["127.0.0.1"]), open_socket=sockets)
    assert (answers, sockets.dialled) == ([Answer(failure="not_public")], [])


def _no_such_name(host: str) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, "a secret of the resolver")


def _slow_names(host: str) -> list[str]:
    time.sleep(1)
    return [PUBLIC]


@pytest.mark.parametrize(
    ("lookup", "failure"), [(_no_such_name, "dns"), (_slow_names, "timeout"), (Names([]), "dns")]
)
def test_a_name_server_that_fails_is_tried_again_later(
    message: Messages, lookup: Callable[[str], list[str]], failure: str
) -> None:
    started = time.monotonic()
    [answer] = sent(message(FCM), lookup=lookup, open_socket=Sockets(), deadline_s=SOON)
    assert (str(answer), answer.verdict) == (failure, Verdict.LATER)
    assert time.monotonic() - started < SOON + 2


def test_this_machines_own_names_are_found() -> None:
    assert "127.0.0.1" in look_up("localhost") or "::1" in look_up("localhost")


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
def test_a_redirect_is_an_answer_and_is_not_followed(
    service: PushService, trap: PushService, message: Messages, status: str
) -> None:
    service.answer = replies(status, headers=f"Location: {trap.origin}/internal-admin\r\n")
    [answer] = sent(message(service.endpoint))
    assert (answer.verdict, len(service.pushes)) == (Verdict.REFUSED, 1)


def test_no_proxy_of_the_environment_sees_a_message(
    service: PushService,
    trap: PushService,
    message: Messages,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, trap.origin)
        monkeypatch.setenv(name.upper(), trap.origin)
    (tmp_path / "netrc").write_text("default login alice password x\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert sent(message(service.endpoint)) == [Answer(201)]
    assert service.pushes[0].headers["authorization"].startswith("vapid ")


def test_a_cookie_is_not_brought_back(service: PushService, message: Messages) -> None:
    service.answer = replies("201 Created", headers="Set-Cookie: who=alice; Path=/\r\n")
    sent(message(service.endpoint), message(service.endpoint))
    assert [push.headers.get("cookie") for push in service.pushes] == [None, None]


def test_a_smuggled_header_is_no_header(service: PushService, message: Messages) -> None:
    [answer] = sent(message(f"{service.endpoint}\r\nX-Injected: yes"))
    assert (str(answer), service.connections) == ("endpoint", 0)


async def _hang(reader: Reader, writer: Writer) -> None:
    await asyncio.sleep(60)


async def _drip(reader: Reader, writer: Writer) -> None:
    while True:
        for byte in b"HTTP/1.1 201 Created\r\nX-Drip: " + b"x" * 4000:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.05)


async def _go_on(reader: Reader, writer: Writer) -> None:
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
        await writer.drain()
        await asyncio.sleep(0.001)


async def _endless_headers(reader: Reader, writer: Writer) -> None:
    writer.write(b"HTTP/1.1 201 Created\r\n")
    while True:
        writer.write(b"X-More: a secret\r\n" * 1000)
        await writer.drain()


async def _reset(reader: Reader, writer: Writer) -> None:
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    writer.transport.abort()


async def _hang_up(reader: Reader, writer: Writer) -> None:
    writer.close()


async def _half(reader: Reader, writer: Writer) -> None:
    writer.write(b"HTTP/1.1 20")
    writer.close()


async def _speak_something_else(reader: Reader, writer: Writer) -> None:
    writer.write(b"220 mail.example.org ESMTP a secret banner\r\n")
    await writer.drain()


async def _upgrade(reader: Reader, writer: Writer) -> None:
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n")
    await asyncio.sleep(60)


FAULTS: list[tuple[Behaviour, str]] = [
    (_hang, "timeout"),
    (_drip, "timeout"),
    (_go_on, "timeout"),
    (_endless_headers, "protocol"),
    (_reset, "connection"),
    (_hang_up, "connection"),
    (_half, "connection"),
    (_speak_something_else, "protocol"),
    (_upgrade, "101"),
]


@pytest.mark.parametrize(("fault", "said"), FAULTS)
def test_a_push_service_that_breaks_is_tried_again_later(
    service: PushService, message: Messages, fault: Behaviour, said: str
) -> None:
    service.behaviour = fault
    started = time.monotonic()
    [answer] = sent(message(service.endpoint), deadline_s=SOON)
    assert time.monotonic() - started < SOON + 2
    assert (str(answer), answer.verdict) == (said, Verdict.LATER)


def test_one_that_hangs_before_the_request_is_not_waited_for(service: PushService, message: Messages) -> None:
    service.first = _reset
    assert sent(message(service.endpoint), deadline_s=SOON) == [Answer(failure="connection")]


def test_nobody_at_home_is_tried_again_later(settings: Settings, message: Messages) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{taken.getsockname()[1]}"
        settings.PUSH_TEST_ORIGINS = [origin]
        assert sent(message(f"{origin}/x")) == [Answer(failure="connection")]


def test_the_real_deadline_is_ten_seconds_in_all(service: PushService, message: Messages) -> None:
    service.behaviour = _drip
    started = time.monotonic()
    [answer] = sent(message(service.endpoint))
    assert str(answer) == "timeout"
    assert 9.5 < time.monotonic() - started < 10.5


def _body(written: list[int], *, pause_s: float) -> Behaviour:
    async def body(reader: Reader, writer: Writer) -> None:
        writer.write(f"HTTP/1.1 201 Created\r\nContent-Length: {50 * MB}\r\n\r\n".encode())
        chunk = b"x" if pause_s else b"x" * 65536
        while sum(written) < 50 * MB:
            writer.write(chunk)
            await writer.drain()
            written.append(len(chunk))
            await asyncio.sleep(pause_s)

    return body


@pytest.mark.parametrize("pause_s", [0, 0.05])
def test_the_status_is_the_answer_however_long_the_reply(
    service: PushService, message: Messages, pause_s: float
) -> None:
    """50 MB at once or a byte at a time: neither is read to its end, nor taken for a failure."""
    written: list[int] = []
    service.behaviour = _body(written, pause_s=pause_s)
    started = time.monotonic()
    assert sent(message(service.endpoint)) == [Answer(201)]
    assert time.monotonic() - started < 5
    assert sum(written) < 20 * MB  # what the operating system's own buffers hold of it


def test_a_packed_reply_is_not_unpacked(service: PushService, message: Messages) -> None:
    packed = gzip.compress(b'{"reason":"BadJwtToken"}')
    service.answer = replies("403 Forbidden", headers="Content-Encoding: gzip\r\n", body=packed)
    assert sent(message(service.endpoint)) == [Answer(403)]


def test_whatever_comes_back_is_an_answer(service: PushService, message: Messages) -> None:
    """Replies with bytes changed at random, from one seed: each is a status or a failure that we know."""
    chance = random.Random(20261126)
    whole = replies("403 Forbidden", headers="Retry-After: 5\r\n", body=b'{"reason":"BadJwtToken"}')
    chunked = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"

    async def reply(reader: Reader, writer: Writer) -> None:
        changed = bytearray(chance.choice([whole, chunked]))
        for _ in range(chance.randint(1, 6)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        writer.write(bytes(changed[: chance.choice([None, 12, 40])]))
        await writer.drain()

    service.behaviour = reply
    answers = sent(*(message(service.endpoint) for _ in range(300)), deadline_s=SOON)
    assert {str(each.failure) for each in answers} <= {"None", "protocol", "connection", "timeout"}
    assert {str(each) for each in answers} >= {"201", "403", "protocol", "connection"}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


MOZILLA = "updates.push.services.mozilla.com"
HANDSHAKES = [
    (MOZILLA, True, "201"),
    ("*.push.services.mozilla.com", True, "201"),
    ("evil.example", True, "tls"),
    (MOZILLA, False, "tls"),
]


@pytest.mark.parametrize(("named", "is_trusted", "said"), HANDSHAKES)
def test_the_certificate_must_name_the_push_service(
    settings: Settings,
    message: Messages,
    certificates: Certificates,
    named: str,
    is_trusted: bool,
    said: str,
) -> None:
    """The connection goes to the address that was found; the name is what is asked for and checked."""
    with running(PushService(tls=certificates.server(named))) as service:
        origin = f"https://{MOZILLA}:{service.port}"
        settings.PUSH_TEST_ORIGINS = [origin]
        trusted = certificates.trusting() if is_trusted else None
        [answer] = sent(message(f"{origin}/x"), lookup=Names(["127.0.0.1"]), trusted=trusted)
        assert str(answer) == said
        assert len(service.pushes) == (1 if said == "201" else 0)
        assert certificates.asked_for == MOZILLA


def test_tls_that_is_no_tls_or_never_begins_is_tried_again_later(
    settings: Settings, message: Messages
) -> None:
    for first, said in ((_speak_something_else, "tls"), (_hang, "timeout"), (_reset, "connection")):
        with running(PushService(first=first)) as service:
            origin = service.origin.replace("http", "https")
            settings.PUSH_TEST_ORIGINS = [origin]
            [answer] = sent(message(f"{origin}/x"), deadline_s=SOON)
            assert (str(answer), answer.verdict, service.pushes) == (said, Verdict.LATER, [])
