"""What stands on a lock screen, and what goes with it."""

from __future__ import annotations

from datetime import datetime, timedelta

import orjson
import pytest

from backend.alerts import messages, telling
from backend.alerts.models import About, Alert
from backend.alerts.webpush import LARGEST_BODY
from backend.venues import reporting
from backend.venues.choices import Status
from backend.venues.models import Venue
from tests.factories import a_place

from .asking import asks

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def an_alert(about: About, venue: Venue | None, at: datetime) -> Alert:
    return Alert(about=about, key=about, topic=about, venue=venue, made_at=at, until=at + HOUR)


@pytest.mark.parametrize("status", [each for each in Status if each != Status.AS_SCHEDULED])
def test_a_lock_screen_names_no_place_and_no_reason(sunday_0130: datetime, status: str) -> None:
    venue = a_place(sunday_0130, name="The Lounge", slug="the-lounge", town="Hanley")
    asks(venue, sunday_0130)
    until = sunday_0130 + 2 * HOUR if status in {Status.OPEN, Status.CLOSING_EARLY} else None
    reporting.report(venue, status, at=sunday_0130 + MINUTE, until=until)
    alert = telling.announce(venue.pk, at=sunday_0130 + MINUTE)
    if alert is None:
        assert status == Status.OPEN
        return
    content = messages.content_of(alert, at=sunday_0130 + MINUTE)
    assert (content["title"], content["body"]) == (
        "Update from your saved place",
        "Open to see what changed.",
    )
    assert set(content) == {"v", "until", "audience", "title", "body", "tag", "place"}


NUDGES = [
    (About.OPENING, "The Lounge: are you open?", "Nobody has said so tonight. One tap tells the public."),
    (About.LEASE, "The Lounge: still open?", "At 02:30 your “Open” runs out. Tap it again."),
    (
        About.SPECIAL,
        "The Lounge: is tonight as planned?",
        "Special hours end at 02:30, and nobody has confirmed them.",
    ),
]


@pytest.mark.parametrize(("about", "title", "body"), NUDGES)
def test_staff_read_which_venue_and_answer_in_one_tap(
    sunday_0130: datetime, about: About, title: str, body: str
) -> None:
    venue = a_place(sunday_0130, name="The Lounge")
    content = messages.content_of(an_alert(about, venue, sunday_0130), at=sunday_0130)
    assert (content["title"], content["body"]) == (title, body)
    assert [each["title"] for each in content["actions"]] == ["Open", "Closed tonight"]
    assert content["venue"]["slug"] == venue.slug
    assert content["venue"]["what"] == about


@pytest.mark.parametrize("about", [About.CALL_FIRST, About.APPLICATION])
def test_officers_read_that_something_waits_and_no_name(sunday_0130: datetime, about: About) -> None:
    content = messages.content_of(an_alert(about, None, sunday_0130), at=sunday_0130)
    assert content["body"] == "Open the desk to see it."
    assert content["url"].startswith("/desk/")
    assert "venue" not in content


def test_the_largest_message_fits(sunday_0130: datetime) -> None:
    """A name of 80 letters, a night of twelve windows, and a report: what a service must take is 4,096."""
    hours = ",".join(f"{hour:02}:00-{hour:02}:30" for hour in range(6, 24))
    venue = a_place(sunday_0130, name="Ł" * 80, slug="x" * 80, opening_hours=f"Mo-Su {hours}")
    at = sunday_0130.replace(hour=12)
    reporting.report(venue, "full", at=at)
    for about in (About.PLACE, About.OPENING):
        body = messages.body_of(messages.content_of(an_alert(about, venue, at), at=at), asks(venue, at).pk)
        assert len(body) < LARGEST_BODY
        assert orjson.loads(body)["v"] == 1


def test_a_push_service_cannot_tell_who_asked_at_one_place(sunday_0130: datetime) -> None:
    venue = a_place(sunday_0130)
    alert = an_alert(About.PLACE, venue, sunday_0130)
    ids = [asks(venue, sunday_0130, f"https://fcm.googleapis.com/fcm/send/{who}").pk for who in "ab"]
    topics = {messages.topic_of(alert, pk) for pk in ids}
    assert len(topics) == 2
    assert all(len(topic) == 32 for topic in topics)


def test_the_same_place_is_one_notification_on_one_phone(sunday_0130: datetime) -> None:
    venue = a_place(sunday_0130)
    asked = asks(venue, sunday_0130)
    first, second = (an_alert(About.PLACE, venue, sunday_0130 + each * MINUTE) for each in (0, 1))
    assert messages.topic_of(first, asked.pk) == messages.topic_of(second, asked.pk)
