"""Five hundred hostile strings in every text of the register: no page breaks, and none becomes markup."""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from typing import Any

import pytest
from django.db.models import CharField, EmailField, Model, TextField
from django.test import Client

from backend.charter.choices import State
from backend.charter.models import (
    ActionItem,
    Answer,
    Application,
    Contact,
    Premises,
    Promise,
    SentLetter,
    SpotCheck,
    Step,
    Training,
)
from backend.venues.models import Organisation
from tests.applications import an_application
from tests.factories import OrganisationFactory
from tests.pages.hostile import strings

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 1)
# Whatever stands in the tables is shown as text, also what no form would let in; a NUL no table takes.
TEXTS = [text.replace("\x00", "") for text in strings()]
MARKUP = re.compile(r"<(script|img|svg|iframe|object|style (?!)|a href=.?javascript)", re.IGNORECASE)


def texts_of(model: type[Model]) -> dict[str, int]:
    """{field: the most letters it takes} of every text that people type."""
    fields = [each for each in model._meta.concrete_fields if isinstance(each, CharField | TextField)]
    typed = [each for each in fields if not each.choices and not isinstance(each, EmailField)]
    return {each.name: each.max_length or 1000 for each in typed}


def rows(model: type[Model], **facts: Any) -> list[Model]:
    cut = texts_of(model)
    made = [model(**facts | {name: text[:most] for name, most in cut.items()}) for text in TEXTS]
    return list(model._default_manager.bulk_create(made))


def is_harmless(response: Any) -> bool:
    assert response.status_code == 200, response.content[:500]
    body = response.content.decode()
    without_ours = re.sub(r"<style>.*?</style>|<svg class=.*?</svg>", "", body, flags=re.DOTALL)
    return not MARKUP.search(without_ours)


def test_an_organisations_story_shows_them_as_text(desk: Client, now: datetime) -> None:
    owl: Organisation = OrganisationFactory.create()
    signature = owl.signatures.get()
    rows(Training, organisation=owl, people=1, held_on=ON, made_at=now)
    rows(SpotCheck, organisation=owl, visited_on=ON, outcome="passed", made_at=now)
    rows(ActionItem, organisation=owl, due_on=ON, made_at=now)
    rows(Contact, organisation=owl, kind="champion", made_at=now)
    rows(SentLetter, organisation=owl, sent_at=now)
    for promise, text in zip(Promise.objects.filter(signature=signature), TEXTS, strict=False):
        Promise.objects.filter(pk=promise.pk).update(how=text[:500])
    shown = ""
    for number in range(1, len(TEXTS) // 10 + 2):
        response = desk.get(f"/desk/organisations/{owl.pk}/?page={number}")
        assert is_harmless(response)
        shown += html.unescape(response.content.decode())
    visible = [text[:120] for text in TEXTS if text.strip() and "\r" not in text and "\n" not in text]
    assert sum(text in shown for text in visible) > len(visible) * 0.9


def test_an_application_shows_them_as_text(desk: Client, now: datetime) -> None:
    held = an_application(now, state=State.UNDER_REVIEW)
    cut = texts_of(Application)
    typed = set(cut) - {"reference", "form_key", "code_hash", "status_hash"}
    answers = list(held.answers.values_list("pk", flat=True))
    for number, text in enumerate(TEXTS):
        Application.objects.filter(pk=held.pk).update(**{name: text[: cut[name]] for name in typed})
        Answer.objects.filter(pk=answers[number % len(answers)]).update(how=text[:500], finding=text[:500])
        Premises.objects.filter(application=held).update(
            **{k: text[:m] for k, m in texts_of(Premises).items()}
        )
        Step.objects.filter(application=held).update(because=text[:500])
        if number % 10 == 0:
            assert is_harmless(desk.get(f"/desk/applications/{held.pk}/"))
            assert is_harmless(desk.get("/desk/applications/"))


def test_the_register_shows_them_as_text(desk: Client) -> None:
    cut = texts_of(Organisation)
    Organisation.objects.bulk_create(
        Organisation(**{name: f"{text[: most - 4]}{number}" for name, most in cut.items() if most > 4})
        for number, text in enumerate(TEXTS)
        if number < 1000
    )
    for number in range(1, len(TEXTS) // 50 + 2):
        assert is_harmless(desk.get(f"/desk/organisations/?page={number}"))
        assert is_harmless(Client().get(f"/signatories?page={number}"))


def test_the_check_would_see_markup() -> None:
    assert MARKUP.search("<p><script>x</script>")
    assert len(TEXTS) >= 500
