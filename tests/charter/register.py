"""What the register holds for tests: an application on its way, and a signature with people with names."""

from __future__ import annotations

import uuid
from datetime import datetime

from backend.accounts.models import User
from backend.charter import applying, assessing, onboarding, versions
from backend.charter.applying import Typed
from backend.charter.choices import State
from backend.charter.models import Application, Signature, Step


def typed(email: str, **facts: object) -> Typed:
    said: dict[str, object] = {
        "organisation_name": "Lantern Pubs",
        "sector": "bar",
        "signatory_name": "Sally Signatory",
        "signatory_email": email,
        "may_be_listed": True,
        "answers": {n: ("met", f"We keep promise {n}.") for n in range(1, 7)},
    }
    return Typed(**said | facts)  # type: ignore[arg-type]


def submitted(email: str, *, at: datetime, **facts: object) -> Application:
    versions.lay_first()
    return applying.submit(typed(email, **facts), form_key=uuid.uuid4().hex, at=at)


def confirmed(email: str, *, at: datetime, **facts: object) -> Application:
    """As `applying.confirm` leaves it; the code itself went into a letter."""
    made = submitted(email, at=at, **facts)
    made.state, made.confirmed_at, made.status_hash = State.CONFIRMED, at, f"{made.pk:064}"
    made.code_hash = ""
    made.save()
    Step.objects.create(application=made, before=State.SUBMITTED, after=State.CONFIRMED, at=at)
    return made


def signed(email: str, *, by: User, at: datetime, **facts: object) -> Signature:
    application = confirmed(email, at=at, **facts)
    assessing.take_up(application, by=by, at=at)
    return onboarding.sign(application, by=by, at=at)
