"""What makes the demo's desk look used: trainings, spot checks, action plans, two requests to sign."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db.models import Model

from backend.venues.models import Organisation

from . import stepping, versions
from .choices import State
from .models import ActionItem, Answer, Application, Premises, SpotCheck, Training

FILE = "demo_life.json"
DAYS = {
    "held": "held_on",
    "expires": "expires_on",
    "visited": "visited_on",
    "due": "due_on",
    "done": "done_on",
}

Row = dict[str, Any]


def lay(*, at: datetime) -> None:
    """Once; nothing changes where something of it is there already."""
    if Training.objects.filter(organisation__is_demo=True).exists():
        return
    life = orjson.loads((Path(settings.FIXTURES_DIR) / FILE).read_bytes())
    bodies = {body.name: body for body in Organisation.objects.filter(is_demo=True)}
    models: tuple[type[Model], ...] = (Training, SpotCheck, ActionItem)
    for model in models:
        rows = life[f"{model._meta.verbose_name_plural}".replace(" ", "_")]
        made = [
            model(**_dated(row, bodies, at=at), made_at=at) for row in rows if row["organisation"] in bodies
        ]
        model._default_manager.bulk_create(made)
    for row in life["applications"]:
        _apply(row, at=at)


def _dated(row: Row, bodies: dict[str, Organisation], *, at: datetime) -> Row:
    today = versions.today(at)
    facts = {DAYS.get(name, name): _day(name, value, today) for name, value in row.items()}
    return facts | {"organisation": bodies[row["organisation"]]}


def _day(name: str, value: Any, today: date) -> Any:
    return today + timedelta(days=value) if name in DAYS and value is not None else value


def _apply(row: Row, *, at: datetime) -> None:
    """As if it had been typed, confirmed, and taken up; without letters, which would go to nobody."""
    facts = dict(row)
    state, premises = State(facts.pop("state")), facts.pop("premises")
    sent_at = at - timedelta(days=facts.pop("days_ago"))
    if Application.objects.filter(reference=row["reference"]).exists():
        return
    made = Application.objects.create(
        **facts,
        version=versions.current(at=at),
        form_key=f"demo-{row['reference']}",
        submitted_at=sent_at,
        confirmed_at=sent_at,
        changed_at=sent_at,
        is_demo=True,
    )
    for named in premises:
        Premises.objects.create(application=made, **named)
    for commitment in made.version.commitments.all():
        met = "met" if commitment.position % 3 else "will_be_met"
        Answer.objects.create(application=made, commitment=commitment, met=met, how="Demo: how it is kept.")
    stepping.begin(made, at=sent_at)
    for after in (State.CONFIRMED, State.UNDER_REVIEW):
        stepping.step(made, after, by=None, at=sent_at)
        if after == state:
            return
