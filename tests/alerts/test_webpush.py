"""What arrives at a push service, and what we make of its answers."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from py_vapid import jwt
from pytest_django import Settings

from backend.alerts import transport, vapid
from backend.alerts.answers import HUNDREDS, TABLE, Answer, Verdict
from backend.alerts.transport import Transport
from backend.alerts.webpush import LARGEST_BODY, Message, send

from .conftest import Messages
from .push_service import Browser, PushService, Reader, Writer, replies, running
from .sending import sent

BAD_TOKEN = b'{"reason":"BadJwtToken"}'
WRONG_KEY = b'{"reason":"VapidPkHashMismatch"}'
ERROR_PAGE = b"<html>an internal banner</html>"

# What comes back, what it means for the message, and whether a known person's refusal stops the host.
MATRIX = [
    ("200 OK", b"", Verdict.DELIVERED, False),
    ("201 Created", b"", Verdict.DELIVERED, False),
    ("202 Accepted", b"", Verdict.DELIVERED, False),
    ("204 No Content", b"", Verdict.DELIVERED, False),
    ("226 IM Used", b"", Verdict.DELIVERED, False),
    ("301 Moved", b"", Verdict.REFUSED, False),
    ("304 Not Modified", b"", Verdict.REFUSED, False),
    ("307 Temporary Redirect", b"", Verdict.REFUSED, False),
    ("400 Bad Request", ERROR_PAGE, Verdict.REFUSED, False),
    ("400 Bad Request", WRONG_KEY, Verdict.RESTING, False),
    ("401 Unauthorized", ERROR_PAGE, Verdict.RESTING, True),
    ("403 Forbidden", ERROR_PAGE, Verdict.RESTING, True),
    ("403 Forbidden", b'{"reason":"Another"}', Verdict.RESTING, True),
    ("403 Forbidden", BAD_TOKEN, Verdict.LATER, True),
    ("404 Not Found", ERROR_PAGE, Verdict.GONE, False),
    ("405 Method Not Allowed", b"", Verdict.REFUSED, False),
    ("406 Not Acceptable", b"", Verdict.LATER, False),
    ("408 Request Timeout", b"", Verdict.LATER, False),
    ("410 Gone", b"", Verdict.GONE, False),
    ("413 Payload Too Large", b"", Verdict.TOO_LARGE, False),
    ("418 I'm a teapot", b"", Verdict.REFUSED, False),
    ("425 Too Early", b"", Verdict.LATER, False),
    ("429 Too Many Requests", b"", Verdict.LATER, False),
    ("500 Internal Server Error", ERROR_PAGE, Verdict.LATER, False),
    ("502 Bad Gateway", ERROR_PAGE, Verdict.LATER, False),
    ("503 Service Unavailable", b'{"errno":202}', Verdict.LATER, False),
    ("504 Gateway Timeout", b"", Verdict.LATER, False),
    ("599 What", b"", Verdict.LATER, False),
    ("999 What", b"", Verdict.LATER, False),
]


@pytest.mark.parametrize(("status", "body", "verdict", "stops"), MATRIX)
def test_an_answer_means_one_thing(
    service: PushService, message: Messages, status: str, body: bytes, verdict: Verdict, stops: bool
) -> None:
    service.answer = replies(status, body=body)
    [answer] = sent(message(service.endpoint))
    assert (str(answer.status), answer.failure) == (status[:3], None)
    assert (answer.verdict, answer.row.stops_host_if_known) == (verdict, stops)
    assert len(service.pushes) == 1


def test_every_code_of_the_table_is_tried_above() -> None:
    tried = {int(status[:3]) for status, *_ in MATRIX}
    assert tried >= {key for key in TABLE if isinstance(key, int)}
    assert len(tried) >= 14
    assert {code // 100 for code in tried} >= set(HUNDREDS) - {1}


def test_only_404_and_410_delete_a_subscription() -> None:
    assert {key for key, row in TABLE.items() if row.verdict == Verdict.GONE} == {404, 410}
    assert Verdict.GONE not in {row.verdict for row in HUNDREDS.values()}
    answers = [Answer(status) for status in range(1000) if status not in (404, 410)]
    assert Verdict.GONE not in {answer.verdict for answer in answers}


def test_no_word_of_an_answer_is_kept_but_ours(service: PushService, message: Messages) -> None:
    said = ["a secret", "BadJwtToken" * 400, ["BadJwtToken"], None, 7]
    bodies = [json.dumps({"reason": each}).encode() for each in said]
    for body in [*bodies, b'["BadJwtToken"]', b"BadJwtToken", b"[" * 4096, b"{" * 9000, b"\xff\xfe"]:
        service.answer = replies("403 Forbidden", body=body)
        assert sent(message(service.endpoint)) == [Answer(403)]
    service.answer = replies("403 Forbidden", body=BAD_TOKEN)
    [answer] = sent(message(service.endpoint))
    assert str(answer) == "403 BadJwtToken"


def test_the_browser_reads_what_was_sent_and_nobody_else(
    service: PushService, message: Messages, alice: Browser
) -> None:
    body = b'{"v":1,"title":"Update from your saved place"}'
    sent(message(service.endpoint, body=body, urgency="high", topic="place-a"))
    [push] = service.pushes
    assert alice.reads(push.body) == body
    assert b"saved place" not in push.body
    wanted = {"urgency": "high", "topic": "place-a", "content-encoding": "aes128gcm"}
    assert push.headers.items() >= wanted.items()
    assert not {"cookie", "user-agent", "accept-encoding"} & push.headers.keys()


def test_a_message_without_a_topic_sends_none(service: PushService, message: Messages) -> None:
    sent(message(service.endpoint))
    assert "topic" not in service.pushes[0].headers
    assert service.pushes[0].headers["urgency"] == "normal"


def test_an_endpoint_goes_out_as_it_came_in(service: PushService, message: Messages) -> None:
    path = "/w/?token=BQ%2bx%2F1%3d%7e&b=%C3%A9;c:d@e!(f)'"
    sent(message(service.origin + path))
    assert service.pushes[0].path == path


def test_each_push_service_gets_a_signature_made_out_to_itself(settings: Settings, message: Messages) -> None:
    with running(PushService()) as one, running(PushService()) as other:
        settings.PUSH_TEST_ORIGINS = [one.origin, other.origin]
        sent(*(message(each.endpoint) for each in (one, other, one)))
        for each in (one, other):
            assert {_claims(push.headers["authorization"])["aud"] for push in each.pushes} == {each.origin}
        assert len(one.pushes) == 2


def test_the_signature_is_by_the_key_that_the_subscription_was_made_with(
    service: PushService, message: Messages
) -> None:
    old = vapid.current()
    new = vapid.rotate()
    sent(message(service.endpoint, key_id=old.id), message(service.endpoint, key_id=new.id))
    used = [push.headers["authorization"].split("k=")[1] for push in service.pushes]
    assert used == [old.public, new.public]


def test_3993_bytes_fit_and_one_more_is_not_sent(service: PushService, message: Messages) -> None:
    sizes = [message(service.endpoint, body=b"x" * size) for size in (LARGEST_BODY, LARGEST_BODY + 1)]
    fits, does_not = sent(*sizes)
    assert (fits.status, does_not.status, does_not.verdict) == (201, None, Verdict.TOO_LARGE)
    assert [len(push.body) for push in service.pushes] == [4096]


UNSENDABLE = [
    ({"endpoint": "https://evil.example/x"}, "endpoint", Verdict.REFUSED),
    ({"key_id": "0123456789abcdef"}, "no_such_key", Verdict.RESTING),
    ({"key_id": "../../../etc/passwd"}, "no_such_key", Verdict.RESTING),
    ({"p256dh": "B" + "A" * 86}, "keys", Verdict.REFUSED),
    ({"p256dh": "A"}, "keys", Verdict.REFUSED),
    ({"p256dh": ""}, "keys", Verdict.REFUSED),
    ({"auth": "\u00e9"}, "keys", Verdict.REFUSED),
]


@pytest.mark.parametrize(("facts", "failure", "verdict"), UNSENDABLE)
def test_what_cannot_be_sent_is_an_answer_and_connects_to_nobody(
    service: PushService, message: Messages, facts: dict[str, str], failure: str, verdict: Verdict
) -> None:
    [answer] = sent(message(**{"endpoint": service.endpoint} | facts))
    assert (answer, answer.verdict) == (Answer(failure=failure), verdict)
    assert service.connections == 0


MISTAKES: list[dict[str, object]] = [
    {"body": b""},
    {"topic": "x" * 33},
    {"topic": "a b"},
    {"topic": "a\r\nX-Injected: yes"},
]


@pytest.mark.parametrize("facts", MISTAKES)
def test_a_message_that_no_service_takes_cannot_be_made(message: Messages, facts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"body|topic"):
        message("https://fcm.googleapis.com/x", **facts)


def test_a_message_shows_nothing_of_its_phone(message: Messages, alice: Browser) -> None:
    shown = repr(message("https://fcm.googleapis.com/a-secret-path", body=b"a secret"))
    assert not [each for each in ("secret", "fcm", alice.p256dh, alice.auth) if each in shown]


def test_429_says_when_in_seconds_or_as_a_date(service: PushService, message: Messages) -> None:
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    asked = []
    for value in ("120", in_an_hour, "-5", "soon"):
        service.answer = replies("429 Too Many Requests", headers=f"Retry-After: {value}\r\n")
        asked += sent(message(service.endpoint))
    assert asked[0].retry_after_s == 120
    assert asked[1].retry_after_s == pytest.approx(3600, abs=5)
    assert [answer.retry_after_s for answer in asked[2:]] == [None, None]


def test_a_batch_shares_its_connection(service: PushService, message: Messages) -> None:
    service.answer = replies("201 Created", body=b"x" * 1000)
    sent(*(message(service.endpoint) for _ in range(20)))
    assert (len(service.pushes), service.connections) == (20, 1)


async def _slowly(reader: Reader, writer: Writer) -> None:
    await asyncio.sleep(0.6)
    writer.write(replies("201 Created", headers="Connection: close\r\n"))
    await writer.drain()


async def _hang(reader: Reader, writer: Writer) -> None:
    await asyncio.sleep(60)


def test_the_deadline_starts_when_a_message_has_its_place(service: PushService, message: Messages) -> None:
    """300 at 96 a time take 2.4 s, and nobody's own two seconds are over before they began."""
    service.behaviour = _slowly
    answers = asyncio.run(_answers([message(service.endpoint)] * 300, deadline_s=2.0))
    assert {str(answer) for answer in answers} == {"201"}


@pytest.mark.parametrize(("lasts", "ttl"), [(90.5, 90), (1.5, 1), (60 * 24 * 3600, 28 * 24 * 3600)])
def test_a_phone_that_is_off_is_kept_a_message_for_as_long_as_it_holds(
    service: PushService, message: Messages, lasts: float, ttl: int
) -> None:
    sent(message(service.endpoint, until=datetime.now(UTC) + timedelta(seconds=lasts)))
    assert int(service.pushes[0].headers["ttl"]) == ttl


def test_what_waited_for_its_place_is_kept_no_longer_for_that(
    service: PushService, message: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One at a time, and each takes a second: the third is over before it is its turn."""
    monkeypatch.setattr(transport, "AT_ONCE_A_HOST", 1)

    async def takes_a_second(reader: Reader, writer: Writer) -> None:
        await asyncio.sleep(1.1)
        writer.write(replies("201 Created", headers="Connection: close\r\n"))
        await writer.drain()

    service.behaviour = takes_a_second
    until = datetime.now(UTC) + timedelta(seconds=3)
    answers = asyncio.run(_answers([message(service.endpoint, until=until)] * 3, deadline_s=5))
    assert [str(answer) for answer in answers] == ["201", "201", "over"]
    assert [push.headers["ttl"] for push in service.pushes] == ["2", "1"]


def test_a_push_service_that_hangs_does_not_hold_up_the_others(settings: Settings, message: Messages) -> None:
    with running(PushService(behaviour=_hang)) as hangs, running(PushService()) as works:
        settings.PUSH_TEST_ORIGINS = [hangs.origin, works.origin]
        waiting = [message(hangs.endpoint) for _ in range(150)] + [message(works.endpoint) for _ in range(20)]
        started, took = time.monotonic(), dict[str, float]()

        async def run() -> None:
            async with Transport(deadline_s=3) as through:
                await asyncio.gather(*(timed(each, through) for each in waiting))

        async def timed(each: Message, through: Transport) -> None:
            answer = await send(each, through=through)
            took[f"{each.endpoint} {answer}"] = time.monotonic() - started

        asyncio.run(run())
        assert took[f"{works.endpoint} 201"] < 2.5 < took[f"{hangs.endpoint} timeout"]


def test_a_cancelled_message_is_cancelled(service: PushService, message: Messages) -> None:
    service.behaviour = _hang

    async def run() -> None:
        async with Transport() as through:
            task = asyncio.create_task(send(message(service.endpoint), through=through))
            await asyncio.sleep(0.2)
            task.cancel()
            await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(run())
    assert len(service.pushes) == 1


def test_nothing_of_a_reply_reaches_the_log(
    service: PushService, message: Messages, alice: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    cookies = "Set-Cookie: a secret=1\r\nSet-Cookie: a=a secret\r\nContent-Encoding: br\r\n"
    for status in ("201 Created", "403 Forbidden", "500 Oops"):
        service.answer = replies(status, headers=cookies, body=b"a secret banner")
        sent(message(service.endpoint))
    service.answer = b"220 a secret banner\r\n\r\n"
    assert sent(message(service.endpoint)) == [Answer(failure="protocol")]
    secrets = ("secret", alice.p256dh, alice.auth, vapid.current().public)
    assert not [record for record in caplog.records if any(each in record.getMessage() for each in secrets)]


async def _answers(messages: list[Message], *, deadline_s: float) -> list[Answer]:
    async with Transport(deadline_s=deadline_s) as through:
        return await asyncio.gather(*(send(each, through=through) for each in messages))


def _claims(authorization: str) -> dict[str, object]:
    token, key = authorization.removeprefix("vapid t=").split(", k=")
    claims: dict[str, object] = jwt.decode(token, key)
    return claims
