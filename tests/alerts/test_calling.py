"""What officers hear of at once, and that each hears of it once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from backend.alerts import calling
from backend.alerts.models import Audience, Delivery
from backend.charter.choices import State
from backend.venues import contradicting
from backend.venues.models import Venue
from tests import people
from tests.applications import an_application
from tests.factories import a_place

from .asking import FCM, works

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def _olive_asked(sunday_0130: datetime) -> None:
    olive = people.a_person("olive@example.org", officer_role="officer")
    works(olive, sunday_0130, audience=Audience.DESK)


def contradicted(at: datetime, times: int = 2) -> Venue:
    venue = a_place(at)
    for number in range(times):
        contradicting.contradict(venue, "closed", address=f"203.0.{number}.1", at=at)
    return venue


def told(at: datetime) -> list[str]:
    return [alert.about for alert in calling.call(at=at)]


@pytest.mark.usefixtures("_olive_asked")
def test_a_contradicted_place_once_an_hour(sunday_0130: datetime) -> None:
    contradicted(sunday_0130)
    assert told(sunday_0130 + MINUTE) == ["call_first"]
    assert told(sunday_0130 + 2 * MINUTE) == []
    assert Delivery.objects.count() == 1


@pytest.mark.usefixtures("_olive_asked")
def test_one_voice_is_no_contradiction(sunday_0130: datetime) -> None:
    contradicted(sunday_0130, times=1)
    assert told(sunday_0130 + MINUTE) == []


@pytest.mark.usefixtures("_olive_asked")
@pytest.mark.parametrize(("state", "about"), [(State.CONFIRMED, ["application"]), (State.SUBMITTED, [])])
def test_a_new_application_when_its_address_is_confirmed(
    sunday_0130: datetime, state: State, about: list[str]
) -> None:
    an_application(at=sunday_0130, state=state)
    assert told(sunday_0130 + MINUTE) == about
    assert told(sunday_0130 + 2 * MINUTE) == []


@pytest.mark.usefixtures("_olive_asked")
def test_what_is_an_hour_old_waits_at_the_desk(sunday_0130: datetime) -> None:
    an_application(at=sunday_0130, state=State.CONFIRMED)
    assert told(sunday_0130 + 61 * MINUTE) == []


@pytest.mark.usefixtures("_olive_asked")
def test_two_applications_are_one_notification(sunday_0130: datetime) -> None:
    for minute in (0, 1):
        an_application(at=sunday_0130 + minute * MINUTE, state=State.CONFIRMED)
        told(sunday_0130 + minute * MINUTE)
    assert Delivery.objects.count() == 1


def test_nobody_but_officers_hears_of_it(sunday_0130: datetime) -> None:
    venue = contradicted(sunday_0130)
    works(people.a_member("ann@example.org", venue, "staff"), sunday_0130, f"{FCM}ann")
    former = people.a_person("former@example.org", officer_role="officer")
    works(former, sunday_0130, f"{FCM}former", audience=Audience.DESK)
    former.officer_role = ""
    former.save()
    assert told(sunday_0130 + MINUTE) == []
    assert not Delivery.objects.exists()
