"""The peers are real: Debian's Firefox subscribes, takes an encrypted push, shows it, and is pressed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from . import autopush, firefox, small_site
from .autopush import DELIVERED, Autopush, Message
from .firefox import Firefox
from .page import Page, until
from .senders import SendingServer

ACTIONS = [{"action": "open", "title": "Open"}, {"action": "closed", "title": "Closed tonight"}]
HELLO = {"title": "Hello", "body": "Somebody is in.", "tag": "one", "actions": ACTIONS}


@pytest.fixture(scope="module")
def push() -> Iterator[Autopush]:
    with autopush.running() as server:
        yield server


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with small_site.running() as address:
        yield address


@pytest.fixture(scope="module")
def fox(push: Autopush, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with firefox.running(tmp_path_factory.mktemp("firefox"), push.url) as started:
        yield started


@pytest.fixture(scope="module")
def sender() -> SendingServer:
    return SendingServer()


@pytest.fixture
def page(fox: Firefox, site: str) -> Iterator[Page]:
    page = fox.new_page()
    page.goto(site)
    yield page
    page.evaluate("""async () => {
      const worker = await navigator.serviceWorker.getRegistration();
      for (const shown of await worker?.getNotifications() ?? []) shown.close();
      await caches.delete("kept");
      await (await worker?.pushManager.getSubscription())?.unsubscribe();
    }""")
    page.close()


def subscribed(page: Page, sender: SendingServer) -> dict[str, Any]:
    return dict(page.evaluate("(key) => ask(key)", sender.public_key))


def sent(sender: SendingServer, subscription: dict[str, Any], said: object, **headers: str) -> int:
    return sender.send(subscription, said, **headers).status


def acked(push: Autopush) -> Message:
    return until(lambda: push.messages and push.messages[-1].ack and push.messages[-1])  # type: ignore[return-value]


def test_an_encrypted_push_is_shown_as_it_was_written(
    page: Page, push: Autopush, sender: SendingServer
) -> None:
    subscription = subscribed(page, sender)
    assert sent(sender, subscription, HELLO) == 201
    message = acked(push)
    assert (message.ack, message.key) == (DELIVERED, sender.public_key)
    assert b"Somebody" not in message.post.body
    (shown,) = until(page.notifications)
    assert (shown["title"], shown["body"], shown["tag"]) == ("Hello", "Somebody is in.", "one")
    assert shown["actions"] == ACTIONS
    assert page.evaluate(small_site.KEPT, "pushed") == "Somebody is in."
    assert page.console() == []


@pytest.mark.parametrize(("action", "told"), [(None, "the notification"), ("closed", "closed")])
def test_a_notification_is_pressed(
    page: Page, fox: Firefox, sender: SendingServer, action: str | None, told: str
) -> None:
    sent(sender, subscribed(page, sender), HELLO)
    until(page.notifications)
    assert [shown["body"] for shown in fox.alerts()] == ["Somebody is in."]
    fox.press_alert("Hello", action=action)
    assert until(lambda: page.evaluate(small_site.KEPT, "pressed")) == told


def test_one_tag_is_one_notification(page: Page, push: Autopush, sender: SendingServer) -> None:
    subscription = subscribed(page, sender)
    for body in ("First.", "Second."):
        sent(sender, subscription, HELLO | {"body": body})
        acked(push)
    until(lambda: [shown["body"] for shown in page.notifications()] == ["Second."])


def test_a_push_comes_with_the_page_shut(
    fox: Firefox, page: Page, site: str, push: Autopush, sender: SendingServer
) -> None:
    subscription = subscribed(page, sender)
    page.goto("about:blank")
    sent(sender, subscription, HELLO)
    assert acked(push).ack == DELIVERED
    assert until(fox.alerts) == [{"title": "Hello", "body": "Somebody is in."}]
    page.goto(site)


def test_what_waited_comes_after_the_connection_is_back_and_one_topic_comes_once(
    page: Page, push: Autopush, sender: SendingServer
) -> None:
    subscription = subscribed(page, sender)
    with push.disconnected():
        for body in ("First.", "Second."):
            assert sent(sender, subscription, HELLO | {"body": body, "tag": body}, Topic="place") == 201
    assert acked(push).ack == DELIVERED
    assert [shown["body"] for shown in until(page.notifications)] == ["Second."]


def test_a_subscription_that_was_taken_back_is_gone(page: Page, sender: SendingServer) -> None:
    subscription = subscribed(page, sender)
    page.evaluate("""async () => {
      const {pushManager} = await navigator.serviceWorker.ready;
      await (await pushManager.getSubscription()).unsubscribe();
    }""")
    assert sent(sender, subscription, HELLO) == 410


def test_the_worker_hears_that_its_subscription_was_lost(
    page: Page, push: Autopush, sender: SendingServer
) -> None:
    subscribed(page, sender)
    push.forget_browsers()
    with push.disconnected():
        pass
    assert until(lambda: page.evaluate(small_site.KEPT, "changed")) == "yes"


def test_another_key_or_none_cannot_push(page: Page, push: Autopush, sender: SendingServer) -> None:
    subscription = subscribed(page, sender)
    before = len(push.messages)
    assert sent(SendingServer(), subscription, HELLO) == 403
    assert sent(sender, subscription, HELLO, Authorization="") == 401
    assert sent(sender, subscription, HELLO, TTL="") == 400
    assert len(push.messages) == before


def test_a_click_is_a_gesture_and_the_screen_can_be_seen(page: Page, tmp_path: Path) -> None:
    page.click("button", "Tell me")
    assert page.evaluate("() => window.asked") is True
    page.screenshot(tmp_path / "screen.png")
    assert (tmp_path / "screen.png").read_bytes().startswith(b"\x89PNG")


def test_what_the_page_complains_of_is_kept(page: Page) -> None:
    page.evaluate("() => { console.error('no such street'); }")
    assert page.console() == ["error: no such street"]


def test_the_same_profile_keeps_its_subscription_over_a_restart(
    push: Autopush, site: str, sender: SendingServer, tmp_path: Path
) -> None:
    with firefox.running(tmp_path, push.url) as first:
        (page,) = first.pages
        page.goto(site)
        subscription = subscribed(page, sender)
    assert sent(sender, subscription, HELLO | {"body": "While you slept."}) == 201
    with firefox.running(tmp_path, push.url) as second:
        assert acked(push).ack == DELIVERED
        assert [shown["body"] for shown in until(second.alerts)] == ["While you slept."]


def test_a_worker_that_shows_nothing_loses_its_subscription(
    push: Autopush, site: str, sender: SendingServer, tmp_path: Path
) -> None:
    """Firefox forgives sixteen such pushes after a visit, and three seconds each; here two, and a tenth."""
    strict = {"dom.push.maxQuotaPerSubscription": 2, "dom.push.quotaUpdateDelay": 100}
    with firefox.running(tmp_path, push.url, strict) as fox:
        (page,) = fox.pages
        page.goto(site)
        subscription = subscribed(page, sender)
        page.goto("about:blank")
        for _ in range(4):
            assert sent(sender, subscription, HELLO) == 201
            acked(push)
            time.sleep(0.3)
        fox.press_alert("Hello")
        until(lambda: not fox.alerts())
        until(lambda: sent(sender, subscription, HELLO | {"is_silent": True}) == 410)
