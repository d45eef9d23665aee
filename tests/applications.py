"""Applications for tests: typed, confirmed with the code from the letter, and as far as a test needs them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any

from backend.accounts.models import Letter, User
from backend.charter import applying, assessing, onboarding, versions
from backend.charter.applying import NamedPremises, Typed
from backend.charter.choices import State
from backend.charter.models import Application
from backend.venues.models import Organisation

NUMBERS = count(1)
DUE_ON = date(2026, 12, 24)
ARMS = NamedPremises("The Demo Arms", "1 Example Street", "Hanley", "ST1 1AA", is_open_at_night=True)
OFFICE = NamedPremises("Demo office", "2 Example Street", "Hanley", "ST1 1AB")


def typed(**facts: Any) -> Typed:
    """What somebody may type; each time another name and another address."""
    number = next(NUMBERS)
    commitments = versions.lay_first().commitments.all()
    answers = {each.position: ("met", f"We do {each.position}.") for each in commitments}
    said = Typed(
        organisation_name=f"Demo Applicant {number}",
        sector="bar",
        signatory_name="Ann Applicant",
        signatory_email=f"ann{number}@demo{number}.example.org",
        may_be_listed=True,
        answers=answers,
        town="Hanley",
        postcode="ST1 1AA",
        champion_name="Chris Champion",
        champion_email=f"chris{number}@demo{number}.example.org",
        premises=(ARMS, OFFICE),
    )
    return replace(said, **facts)


def a_submitted_one(at: datetime, **facts: Any) -> Application:
    return applying.submit(typed(**facts), form_key=f"form-{next(NUMBERS)}", at=at)


def an_application(
    at: datetime, *, state: State = State.CONFIRMED, by: User | None = None, **facts: Any
) -> Application:
    """Brought to that state by the steps that lead there."""
    made = a_submitted_one(at, **facts)
    if state != State.SUBMITTED:
        confirm(made, at)
    if state not in {State.SUBMITTED, State.CONFIRMED}:
        _lead(made, state, by or an_officer(), at)
    made.refresh_from_db()
    return made


def confirm(application: Application, at: datetime) -> None:
    letter = Letter.objects.filter(to=application.signatory_email, subject__contains="code").latest("pk")
    found = re.search(r"\b\d{6}\b", letter.body)
    assert found
    assert isinstance(applying.confirm(application, found[0], at=at), Application)


def an_officer() -> User:
    return User.objects.filter(officer_role="officer").first() or User.objects.create_user(
        "otto@example.org", "Otto Officer", officer_role="officer"
    )


def _lead(made: Application, state: State, by: User, at: datetime) -> None:
    if state != State.WITHDRAWN:
        assessing.take_up(made, by=by, at=at)
    verbs: dict[State, Callable[[], object]] = {
        State.ACTION_NEEDED: lambda: assessing.ask_for_action(
            made, because="A date is missing.", due_on=DUE_ON, by=by, at=at
        ),
        State.SIGNED: lambda: onboarding.sign(made, by=by, at=at),
        State.DECLINED: lambda: assessing.decline(made, because="Not here.", by=by, at=at),
        State.WITHDRAWN: lambda: assessing.take_back(made, by=None, at=at),
    }
    if state in verbs:
        verbs[state]()


def signed_organisation(application: Application) -> Organisation:
    application.refresh_from_db()
    assert application.organisation
    return application.organisation
