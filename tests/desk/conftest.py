"""People at the desk, each with a browser of their own, on a Saturday's night at half past one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import User
from backend.venues.models import Membership, Organisation

from .steps import signed_in

Member = Callable[..., User]


@pytest.fixture(autouse=True)
def _own_mail(settings: Settings, tmp_path: Path) -> None:
    settings.MAIL_DIR = tmp_path / "mail"
    settings.EMAIL_BACKEND = "backend.accounts.mail_files.FilesBackend"


@pytest.fixture(autouse=True)
def _built(settings: Settings, tmp_path: Path) -> None:
    """The public's page for what is not there wants the app's build: as much of it as that takes."""
    dist = tmp_path / "dist"
    (dist / ".vite").mkdir(parents=True)
    manifest = {"src/main.ts": {"file": "main.js"}, "src/styles/app.css": {"file": "app.css"}}
    (dist / ".vite" / "manifest.json").write_text(json.dumps(manifest))
    for name in ("main.js", "app.css", "worker.js"):
        (dist / name).write_text("")
    settings.PWA_DIST_DIR = dist


@pytest.fixture
def now(sunday_0130: datetime) -> Iterator[datetime]:
    """The desk's clock stands still."""
    with time_machine.travel(sunday_0130, tick=False):
        yield sunday_0130


@pytest.fixture
def olive(db: None) -> User:
    return User.objects.create_user("olive@example.org", "Olive Officer", officer_role="officer")


@pytest.fixture
def sam(db: None) -> User:
    return User.objects.create_user("sam@example.org", "Sam Senior", officer_role="senior_officer")


@pytest.fixture
def desk(now: datetime, olive: User) -> Client:
    """Olive's browser: an officer, signed in with a second factor."""
    return signed_in(olive)


@pytest.fixture
def senior_desk(now: datetime, sam: User) -> Client:
    return signed_in(sam)


@pytest.fixture
def member(db: None, sunday_0130: datetime) -> Member:
    def make(organisation: Organisation, name: str = "Alice Example", role: str = "manager") -> User:
        email = f"{name.split(maxsplit=1)[0].lower()}@example.org"
        user = User.objects.create_user(email, name)
        Membership.objects.create(
            user=user, organisation=organisation, role=role, invited_at=sunday_0130, accepted_at=sunday_0130
        )
        return user

    return make
