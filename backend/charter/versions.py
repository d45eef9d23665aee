"""The Charter's wording: which version is signed today, and how a new one comes into force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import orjson
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from backend.accounts.models import User
from backend.audit.recording import record
from backend.hours.nights import LONDON
from backend.venues.actors import key_of

from .models import CharterVersion, Commitment

FILE = "commitments.json"
FIRST_IN_FORCE_ON = date(2022, 1, 1)
PLACEHOLDER = "Wording to be supplied by the VRA."


class NoVersion(Exception):
    """No version of the Charter is in force: `manage.py prepare` lays the first."""


class AlreadyDrafted(Exception):
    """The draft has these very words."""


def today(at: datetime) -> date:
    """The date in London: a signature is dated as people there would date it."""
    return at.astimezone(LONDON).date()


def current(*, at: datetime) -> CharterVersion:
    """What somebody signs at that moment. Raises NoVersion."""
    found = CharterVersion.objects.in_force(on=today(at)).first()
    if found is None:
        raise NoVersion
    return found


def lay_first() -> CharterVersion:
    """The placeholders of `fixtures/commitments.json` as version 1, where there is no version yet."""
    with transaction.atomic():
        found = CharterVersion.objects.order_by("number").first()
        if found:
            return found
        words = orjson.loads((Path(settings.FIXTURES_DIR) / FILE).read_bytes())
        made = CharterVersion.objects.create(
            number=1, introduction=words["introduction"], is_placeholder=True
        )
        _write(made, [(row["title"], row["text"]) for row in words["commitments"]])
        made.in_force_on = FIRST_IN_FORCE_ON
        made.save(update_fields=["in_force_on"])
        return made


def draft(
    introduction: str, commitments: Sequence[tuple[str, str]], *, by: User, at: datetime
) -> CharterVersion:
    """A new version that nobody signs yet. Commitments are (title, text), in their order.

    Raises AlreadyDrafted where the newest draft says just this: a form that was sent twice.
    """
    with transaction.atomic():
        newest = CharterVersion.objects.select_for_update().order_by("-number").first()
        if newest and _is_draft_of(newest, introduction, commitments):
            raise AlreadyDrafted
        made = CharterVersion(number=newest.number + 1 if newest else 1, introduction=introduction)
        made.full_clean()
        made.save()
        _write(made, commitments)
        record("charter.version_drafted", f"version:{made.pk}", who=key_of(by), at=at)
    return made


def rewrite(
    version: CharterVersion,
    introduction: str,
    commitments: Sequence[tuple[str, str]],
    *,
    by: User,
    at: datetime,
) -> None:
    """Change a draft. ValidationError for a version in force: what was signed stays.

    Raises AlreadyDrafted where it says just this already.
    """
    with transaction.atomic():
        held = CharterVersion.objects.select_for_update().get(pk=version.pk)
        _refuse_in_force(held)
        if _is_draft_of(held, introduction, commitments):
            raise AlreadyDrafted
        held.introduction = introduction
        held.full_clean()
        held.save(update_fields=["introduction"])
        held.commitments.all().delete()
        _write(held, commitments)
        record("charter.version_rewritten", f"version:{held.pk}", who=key_of(by), at=at)


def put_in_force(version: CharterVersion, *, on: date, by: User, at: datetime) -> None:
    """From that day on it is what is signed; those who signed an older one keep what they signed."""
    with transaction.atomic():
        held = CharterVersion.objects.select_for_update().get(pk=version.pk)
        _refuse_in_force(held)
        if on < today(at):
            raise ValidationError({"in_force_on": ["Choose today or a later day: nobody signed it before."]})
        if not held.commitments.exists():
            raise ValidationError({"commitments": ["Write at least one commitment first."]})
        held.in_force_on = on
        held.save(update_fields=["in_force_on"])
        record("charter.version_in_force", f"version:{held.pk}", who=key_of(by), at=at)


def _refuse_in_force(version: CharterVersion) -> None:
    if version.in_force_on is not None:
        raise ValidationError("This version is in force and stays as it is. Draft a new one instead.")


def _is_draft_of(version: CharterVersion, introduction: str, commitments: Sequence[tuple[str, str]]) -> bool:
    says = version.introduction, list(version.commitments.values_list("title", "text"))
    return version.in_force_on is None and says == (introduction, [*commitments])


def _write(version: CharterVersion, commitments: Sequence[tuple[str, str]]) -> None:
    for position, (title, text) in enumerate(commitments, start=1):
        made = Commitment(version=version, position=position, title=title, text=text)
        made.full_clean(validate_constraints=False)
        made.save()
