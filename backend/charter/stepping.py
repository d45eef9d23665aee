"""The one way in which an application changes its state: who, when and why are written beside it."""

from __future__ import annotations

from datetime import datetime

from backend.accounts.models import User

from .choices import STEPS, State
from .models import Application, Step


class NotFromHere(Exception):
    """Its state does not lead there; the message says how it stands."""

    def __init__(self, application: Application, after: State) -> None:
        before = State(application.state)
        why = "" if before == after else f", from where it cannot become “{after.label.lower()}”"
        super().__init__(f"The application stands at “{before.label.lower()}” already{why}.")


def begin(application: Application, *, at: datetime) -> None:
    Step.objects.create(application=application, before="", after=State.SUBMITTED, at=at)


def require(application: Application, after: State) -> None:
    """Raises NotFromHere where its state does not lead there."""
    if after not in STEPS[State(application.state)]:
        raise NotFromHere(application, after)


def step(application: Application, after: State, *, by: User | None, at: datetime, because: str = "") -> None:
    """For a row that the caller holds. Raises NotFromHere; the database refuses the same."""
    require(application, after)
    before = State(application.state)
    application.state, application.changed_at = after, at
    application.save(update_fields=["state", "changed_at"])
    made = Step(application=application, before=before, after=after, at=at, by=by, because=because)
    made.full_clean(validate_constraints=False)
    made.save()
