"""What senior officers do to accounts is kept with who did it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection

from backend.desk import officers
from tests import people

pytestmark = pytest.mark.django_db


def test_suspending_and_lifting_are_in_the_trail_with_who() -> None:
    carol = people.a_person("carol@example.org", officer_role="senior_officer")
    dora = people.a_person("dora@example.org", officer_role="officer")
    officers.suspend(dora, because="left", by=carol, at=datetime.now(UTC))
    officers.lift(dora, because="came back", by=carol, at=datetime.now(UTC))
    events = (
        apps.get_model("accounts", "UserEvent")._default_manager.filter(pgh_obj=dora.pk).order_by("pgh_id")
    )
    assert [event.is_active for event in events] == [True, False, True]
    said = [event.pgh_context.metadata for event in events[1:]]
    assert [(told["user"], told["because"]) for told in said] == [
        (str(carol.pk), "suspended"),
        (str(carol.pk), "no longer suspended"),
    ]


def test_a_role_given_by_raw_sql_is_kept_too() -> None:
    dora = people.a_person("dora@example.org")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET officer_role = 'senior_officer' WHERE id = %s", [dora.pk])
    events = apps.get_model("accounts", "UserEvent")._default_manager.filter(pgh_obj=dora.pk)
    assert events.order_by("-pgh_id").first().officer_role == "senior_officer"
