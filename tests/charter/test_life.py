"""Whatever happens in whatever order: no forbidden state, no charter venue without a current signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.accounts.models import User
from backend.charter import assessing, onboarding, reviewing, versions
from backend.charter.choices import STEPS, Standing, State
from backend.charter.models import Application, Signature
from backend.charter.stepping import NotFromHere
from backend.desk.deciding import NothingToDo, publish, suspend
from backend.geo.points import LatLng
from backend.venues.choices import Kind
from backend.venues.models import Organisation, Venue, wgs84_point
from tests.applications import DUE_ON, an_application
from tests.factories import HANLEY

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NAMES = ("Demo Owl", "Demo Nightjar", "Demo Lantern")
REFUSED = (NotFromHere, NothingToDo, ValidationError, onboarding.AlreadySigned, onboarding.NameTaken)


@dataclass
class Life:
    """Three organisations-to-be, an officer who does everything, and a clock that only goes on."""

    sam: User
    now: datetime = START
    applications: dict[int, Application] = field(default_factory=dict)

    def signature(self, which: int) -> Signature | None:
        return Signature.objects.filter(organisation__name=NAMES[which]).order_by("-pk").first()


def apply(life: Life, which: int) -> None:
    life.applications[which] = an_application(life.now, organisation_name=NAMES[which])


def on_application(act: Callable[[Life, Application], object]) -> Callable[[Life, int], None]:
    def event(life: Life, which: int) -> None:
        if which in life.applications:
            act(life, life.applications[which])

    return event


def on_signature(act: Callable[[Life, Signature], object]) -> Callable[[Life, int], None]:
    def event(life: Life, which: int) -> None:
        if signature := life.signature(which):
            act(life, signature)

    return event


def on_venue(act: Callable[[Life, Venue], object]) -> Callable[[Life, int], None]:
    def event(life: Life, which: int) -> None:
        if venue := Venue.objects.filter(organisation__name=NAMES[which]).first():
            act(life, venue)

    return event


def sign(life: Life, held: Application) -> None:
    """As the one of that name where there is one; then its venue gets all that publishing asks for."""
    known = Organisation.objects.filter(name=held.organisation_name).first()
    onboarding.sign(held, by=life.sam, at=life.now, organisation=known)
    facts = {
        "point": wgs84_point(LatLng(*HANLEY)),
        "phone": "01782 960123",
        "opening_hours": "Fr,Sa 22:00-04:00",
    }
    Venue.objects.filter(organisation__name=held.organisation_name).update(**facts)


def renew(life: Life, signature: Signature) -> None:
    promises = {each.pk: "Yes." for each in versions.current(at=life.now).commitments.all()}
    reviewing.renew(signature, promises, by=life.sam, at=life.now)


def new_version(life: Life, which: int) -> None:
    made = versions.draft("", [(f"Promise {life.now}", "")], by=life.sam, at=life.now)
    versions.put_in_force(made, on=versions.today(life.now), by=life.sam, at=life.now)


def time_goes_on(life: Life, which: int) -> None:
    life.now += timedelta(days=(1, 40, 400)[which])
    reviewing.lapse_overdue(at=life.now)


def badge_by_raw_sql(life: Life, which: int) -> None:
    """What no code does, somebody may try; refused when the transaction would end."""
    body = Organisation.objects.filter(name=NAMES[which])
    if body.exists():
        with pytest.raises(IntegrityError, match="the badge of"):
            put_badge(body)


def put_badge(body: QuerySet[Organisation]) -> None:
    with transaction.atomic():
        body.update(charter_signed_on="2020-01-01")
        check_badges()


def check_badges() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


EVENTS: dict[str, Callable[[Life, int], None]] = {
    "apply": apply,
    "take up": on_application(lambda life, held: assessing.take_up(held, by=life.sam, at=life.now)),
    "ask": on_application(
        lambda life, held: assessing.ask_for_action(
            held, because="A date.", due_on=DUE_ON + timedelta(days=4000), by=life.sam, at=life.now
        )
    ),
    "decline": on_application(
        lambda life, held: assessing.decline(held, because="No.", by=life.sam, at=life.now)
    ),
    "take back": on_application(lambda life, held: assessing.take_back(held, by=None, at=life.now)),
    "sign": on_application(sign),
    "sign again": on_application(sign),
    "publish": on_venue(lambda life, venue: publish(venue, because="Seen.", by=life.sam, at=life.now)),
    "suspend": on_venue(lambda life, venue: suspend(venue, because="Shut.", by=life.sam, at=life.now)),
    "withdraw": on_signature(
        lambda life, held: onboarding.withdraw(held, because="Failed.", by=life.sam, at=life.now)
    ),
    "lapse": on_signature(lambda life, held: onboarding.lapse(held, at=life.now)),
    "renew": on_signature(renew),
    "new version": new_version,
    "time goes on": time_goes_on,
    "badge by raw sql": badge_by_raw_sql,
}
# Most of what is drawn at random is refused; so each run first goes the way that leads to a published venue.
WAY = ("apply", "take up", "sign", "publish")


def holds() -> None:
    check_badges()
    charter = Venue.objects.published().filter(kind=Kind.CHARTER_VENUE)
    signed = Signature.objects.filter(standing=Standing.CURRENT)
    assert not charter.exclude(organisation__in=signed.values("organisation")).exists()
    badges = dict(
        Organisation.objects.filter(charter_signed_on__isnull=False).values_list("pk", "charter_signed_on")
    )
    assert badges == dict(signed.values_list("organisation", "signed_on"))
    for held in Application.objects.prefetch_related("steps"):
        states = [step.after for step in held.steps.all()]
        assert states[0] == State.SUBMITTED
        assert states[-1] == held.state
        assert all(after in STEPS[State(before)] for before, after in pairwise(states)), states


def lead(life: Life, events: list[tuple[str, int]]) -> None:
    for name, which in events:
        try:
            with transaction.atomic():
                EVENTS[name](life, which)
        except REFUSED:
            pass
        holds()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begun=st.integers(0, len(NAMES)),
    events=st.lists(st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(0, 2)), max_size=14),
)
def test_no_order_of_events_leads_astray(begun: int, events: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        life = Life(User.objects.create_user("sam@example.org", "Sam", officer_role="senior_officer"))
        lead(life, [(step, which) for which in range(begun) for step in WAY])
        assert Venue.objects.published().count() == begun
        lead(life, events)
        transaction.set_rollback(True)
