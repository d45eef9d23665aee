"""From a row that waits to a browser that was told: what each answer does to both of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import orjson
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from backend.alerts import delivering, messages, subscribing, telling, transport, vapid
from backend.alerts.answers import Answer, Verdict
from backend.alerts.models import About, Alert, Audience, Delivery, StoppedHost, Subscription
from backend.alerts.subscribing import Browser
from backend.venues import reporting
from backend.venues.models import Membership, Venue
from tests import people
from tests.factories import a_place
from tests.pushing.page import until

from .asking import ALICE
from .push_service import PushService, Reader, Writer, replies, running

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def venue(now: datetime) -> Venue:
    return a_place(now, opening_hours="24/7")


def asked(service: PushService, venue: Venue, name: str = "alice") -> Subscription:
    browser = Browser(f"{service.origin}/{name}", ALICE.p256dh, ALICE.auth, vapid.current().id)
    return subscribing.ask(browser, venue, at=datetime.now(UTC))[0]


def known(service: PushService, venue: Venue) -> Subscription:
    staff = people.a_member("ann@example.org", venue, "staff")
    browser = Browser(f"{service.origin}/ann", ALICE.p256dh, ALICE.auth, vapid.current().id)
    return subscribing.remember(browser, Audience.VENUES, by=staff, at=datetime.now(UTC))[0]


def an_alert(
    venue: Venue, *to: Subscription, lasts: timedelta = 60 * MINUTE, about: About = About.PLACE
) -> Alert:
    at = datetime.now(UTC)
    alert = Alert.objects.create(
        about=about, key=f"{at}", topic=f"place:{venue.pk}", venue=venue, made_at=at, until=at + lasts
    )
    telling.queue(alert, [each.pk for each in to], at=at)
    return alert


def test_what_arrives_is_what_was_said(service: PushService, venue: Venue) -> None:
    alice = asked(service, venue)
    an_alert(venue, alice)
    assert delivering.deliver_all() == {"delivered": 1}
    (push,) = service.pushes
    said = orjson.loads(ALICE.reads(push.body))
    assert (said["id"], said["place"]["slug"]) == (str(alice.pk), venue.slug)
    assert 3_590 <= int(push.headers["ttl"]) <= 3_600
    assert push.headers["urgency"] == "high"
    assert len(push.headers["topic"]) == 32
    assert push.headers["authorization"].startswith("vapid t=")
    assert not Delivery.objects.exists()


# status, what becomes of the delivery, of a stranger's subscription, of a known one, and of the host.
ANSWERS = [
    ("201 Created", "gone", "kept", "kept", "goes on"),
    ("404 Not Found", "gone", "gone", "gone", "goes on"),
    ("410 Gone", "gone", "gone", "gone", "goes on"),
    ("400 Bad Request", "gone", "kept", "kept", "goes on"),
    ("301 Moved", "gone", "kept", "kept", "goes on"),
    ("413 Too Large", "gone", "kept", "kept", "goes on"),
    ("401 Unauthorized", "gone", "rests", "rests", "stops if known"),
    ("403 Forbidden", "gone", "rests", "rests", "stops if known"),
    ("429 Too Many", "waits", "kept", "kept", "goes on"),
    ("500 Sorry", "waits", "kept", "kept", "goes on"),
    ("503 Sorry", "waits", "kept", "kept", "goes on"),
]


@pytest.mark.parametrize("is_known", [False, True], ids=["stranger", "known"])
@pytest.mark.parametrize(("status", "delivery", "stranger", "known_one", "host"), ANSWERS)
def test_what_each_answer_does(
    service: PushService,
    venue: Venue,
    is_known: bool,
    status: str,
    delivery: str,
    stranger: str,
    known_one: str,
    host: str,
) -> None:
    service.answer = replies(status)
    one = known(service, venue) if is_known else asked(service, venue)
    an_alert(venue, one, about=About.OPENING if is_known else About.PLACE)
    delivering.deliver_all()
    assert Delivery.objects.exists() is (delivery == "waits")
    left = Subscription.objects.filter(pk=one.pk).first()
    found = "gone" if left is None else "rests" if left.is_resting else "kept"
    assert found == (known_one if is_known else stranger)
    assert StoppedHost.objects.exists() is (is_known and host == "stops if known")


def test_a_stopped_host_is_left_alone_and_others_are_not(
    service: PushService, venue: Venue, now: datetime
) -> None:
    an_alert(venue, asked(service, venue))
    StoppedHost.objects.create(host=service.origin.removeprefix("http://"), status=403, until=now + MINUTE)
    assert not delivering.deliver_all()
    assert Delivery.objects.count() == 1
    StoppedHost.objects.update(until=now)
    assert delivering.deliver_all() == {"delivered": 1}


def test_a_stranger_cannot_stop_a_host(service: PushService, venue: Venue) -> None:
    """Anybody may post an address that another key made: only that one rests."""
    service.answer = replies("403 Forbidden")
    an_alert(venue, asked(service, venue, "posted-by-a-stranger"))
    delivering.deliver_all()
    service.answer = replies("201 Created")
    an_alert(venue, asked(service, venue, "alice"))
    assert delivering.deliver_all() == {"delivered": 1}


def test_what_waits_is_tried_when_it_was_asked_to_be(service: PushService, venue: Venue) -> None:
    service.answer = replies("429 Too Many", headers="Retry-After: 120\r\n")
    an_alert(venue, asked(service, venue))
    before = datetime.now(UTC)
    delivering.deliver_all()
    waits = Delivery.objects.get()
    assert 120 <= (waits.next_try_at - before).total_seconds() <= 140
    assert (waits.attempts, waits.claimed_until) == (1, None)
    assert len(service.pushes) == 1


def test_what_is_over_is_not_sent(service: PushService, venue: Venue) -> None:
    alert = an_alert(venue, asked(service, venue))
    Alert.objects.filter(pk=alert.pk).update(
        made_at=datetime.now(UTC) - 2 * MINUTE, until=datetime.now(UTC) - MINUTE
    )
    assert not delivering.deliver_all()
    assert not service.pushes
    assert not Delivery.objects.exists()


def test_a_browser_that_moved_while_it_was_told_is_not_lost(service: PushService, venue: Venue) -> None:
    """410 is of the old address: the new one, which came in meanwhile, stays."""
    alice = asked(service, venue)

    async def move(reader: Reader, writer: Writer) -> None:
        await asyncio.to_thread(moved)
        service.behaviour = None
        writer.write(replies("410 Gone"))
        await writer.drain()

    def moved() -> None:
        try:
            Subscription.objects.filter(pk=alice.pk).update(endpoint=f"{service.origin}/elsewhere")
        finally:
            connection.close()

    service.behaviour = move
    an_alert(venue, alice)
    assert delivering.deliver_all() == {"gone": 1, "delivered": 1}
    assert Subscription.objects.get().endpoint.endswith("/elsewhere")


@pytest.mark.parametrize("answer", [Answer(410), Answer(403)], ids=str)
def test_what_was_answered_of_an_address_that_was_left_is_sent_to_the_new_one(
    service: PushService, venue: Venue, answer: Answer
) -> None:
    alice = asked(service, venue, "old")
    an_alert(venue, alice)
    (claimed,) = delivering._claimed([])
    subscribing.move(alice.pk, Browser(f"{service.origin}/new", ALICE.p256dh, ALICE.auth, vapid.current().id))
    delivering._settle([(claimed, answer)])
    assert delivering.deliver_all() == {"delivered": 1}
    assert [push.path for push in service.pushes] == ["/new"]


def test_settling_and_a_newer_change_do_not_wait_for_each_other(
    service: PushService, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both take the same rows, and in the same order."""
    two = [asked(service, venue, name) for name in ("a", "b")]
    an_alert(venue, *two)
    first, second = sorted(delivering._claimed([]), key=lambda each: each.pk)
    is_settling, may_go_on = Event(), Event()
    settles = delivering._is_later

    def slowly(those: Any, at: datetime) -> None:
        is_settling.set()
        may_go_on.wait(10)
        settles(those, at)

    monkeypatch.setitem(delivering._SETTLES, Verdict.LATER, slowly)
    ended: list[str] = []

    def run(name: str, work: Callable[[], object]) -> None:
        try:
            work()
            ended.append(name)
        finally:
            connection.close()

    settling = Thread(
        target=run,
        args=("settled", lambda: delivering._settle([(second, Answer(201)), (first, Answer(429))])),
    )
    settling.start()
    assert is_settling.wait(10)
    telling_ = Thread(target=run, args=("told", lambda: an_alert(venue, *two)))
    telling_.start()
    telling_.join(0.5)
    may_go_on.set()
    for each in (settling, telling_):
        each.join(10)
    assert sorted(ended) == ["settled", "told"]


def test_a_service_that_hangs_as_a_whole_holds_up_no_other(
    service: PushService, venue: Venue, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three hundred are queued for it before the one of another service."""
    monkeypatch.setattr(transport, "DEADLINE_S", 1.0)
    usual: dict[str, Any] = transport.Transport.__init__.__kwdefaults__ or {}
    monkeypatch.setitem(usual, "deadline_s", 1.0)

    async def hang(reader: Reader, writer: Writer) -> None:
        await asyncio.sleep(30)

    with running(PushService(behaviour=hang)) as hung:
        settings.PUSH_TEST_ORIGINS = [service.origin, hung.origin]
        crowd = [asked(hung, venue, f"phone-{number}") for number in range(300)]
        an_alert(venue, *crowd, asked(service, venue, "well"), lasts=timedelta(seconds=4))
        delivering.deliver_all()
        assert [push.path for push in service.pushes] == ["/well"]
        before = hung.connections
    assert before < 300


def test_what_waits_does_not_reach_who_has_left(service: PushService, venue: Venue) -> None:
    staff = known(service, venue)
    an_alert(venue, staff, about=About.OPENING)
    Membership.objects.update(ended_at=datetime.now(UTC))
    assert not delivering.deliver_all()
    assert not service.pushes
    assert not Delivery.objects.exists()


def test_a_question_that_was_answered_meanwhile_is_not_asked(service: PushService, venue: Venue) -> None:
    an_alert(venue, known(service, venue), about=About.OPENING)
    reporting.report(venue, "open", at=datetime.now(UTC))
    assert not delivering.deliver_all()
    assert not service.pushes


def test_who_was_killed_gives_back_what_it_had(service: PushService, venue: Venue, now: datetime) -> None:
    an_alert(venue, asked(service, venue))
    Delivery.objects.update(claimed_until=now + MINUTE, attempts=1)
    assert not delivering.deliver_all()
    Delivery.objects.update(claimed_until=now - MINUTE)
    assert delivering.deliver_all() == {"delivered": 1}


def test_one_that_cannot_be_sent_holds_up_no_other(
    service: PushService, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that cannot be read, or an alert that cannot be written: it waits, and the others go."""
    broken, keyless, well = (asked(service, venue, name) for name in ("broken", "keyless", "well"))
    Subscription.objects.filter(pk=keyless.pk).update(key_id="0123456789abcdef")
    (vapid.folder() / "0123456789abcdef.pem").write_text("no key at all")
    body_of = messages.body_of

    def breaks(content: dict[str, Any], pk: Any) -> bytes:
        return 1 / 0 if pk == broken.pk else body_of(content, pk)  # type: ignore[return-value]

    monkeypatch.setattr(messages, "body_of", breaks)
    an_alert(venue, broken, keyless, well)
    assert delivering.deliver_all() == {"delivered": 1, "later": 2}
    assert {each.subscription for each in Delivery.objects.all()} == {broken, keyless}
    assert [push.path for push in service.pushes] == ["/well"]


def test_four_workers_send_each_once(service: PushService, venue: Venue) -> None:
    an_alert(venue, *(asked(service, venue, f"phone-{number}") for number in range(40)))
    at_once(*[delivering.deliver_due] * 4)
    assert sorted(push.path for push in service.pushes) == sorted(f"/phone-{n}" for n in range(40))


def test_who_comes_while_another_sends_leaves_it_to_that_one(service: PushService, venue: Venue) -> None:
    """A phone that hangs keeps one job of the worker, and no other phone, waiting."""

    async def first_hangs(reader: Reader, writer: Writer) -> None:
        await asyncio.sleep(4 if service.pushes[-1].path == "/hangs" else 0)
        writer.write(replies("201 Created", headers="Connection: close\r\n"))
        await writer.drain()

    service.behaviour = first_hangs
    an_alert(venue, asked(service, venue, "hangs"))
    sender = Thread(target=closing(delivering.deliver_all))
    sender.start()
    until(lambda: service.pushes)
    an_alert(venue, asked(service, venue, "alice"))
    assert not delivering.deliver_all()
    until(lambda: len(service.pushes) == 2, within_s=2)
    assert sender.is_alive()
    sender.join()
    assert not Delivery.objects.exists()


def test_what_is_asked_for_as_the_sender_ends_is_sent_too(
    service: PushService, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones = [asked(service, venue, f"phone-{number}") for number in range(3)]
    send = delivering.deliver_due

    def then_another_asks() -> Counter[Verdict]:
        ended = send()
        if phones:
            an_alert(venue, phones.pop())
            assert not delivering.deliver_all()
        return ended

    monkeypatch.setattr(delivering, "deliver_due", then_another_asks)
    assert delivering.deliver_all() == {"delivered": 3}


def at_once(*calls: Callable[[], object]) -> None:
    workers = [Thread(target=closing(call)) for call in calls]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def closing(call: Callable[[], object]) -> Callable[[], None]:
    def work() -> None:
        try:
            call()
        finally:
            connection.close()

    return work


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[Any]:
    with caplog.at_level("INFO"):
        yield caplog


@pytest.mark.parametrize("status", ["400 Bad Request", "403 Forbidden", "503 Sorry"])
def test_a_log_names_the_host_and_the_code_and_nothing_else(
    service: PushService, venue: Venue, log: Any, status: str
) -> None:
    service.answer = replies(status, body=b"a secret of the other side")
    an_alert(venue, known(service, venue), about=About.OPENING)
    delivering.deliver_all()
    assert "/ann" not in log.text
    assert "secret" not in log.text
    assert ALICE.auth not in log.text


def test_a_host_that_refuses_our_key_is_told_of_loudly(service: PushService, venue: Venue, log: Any) -> None:
    service.answer = replies("403 Forbidden")
    an_alert(venue, known(service, venue), about=About.OPENING)
    delivering.deliver_all()
    assert [record.levelname for record in log.records if "refuses our key" in record.message] == ["ERROR"]
