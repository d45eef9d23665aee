from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from backend.accounts.models import User

from .steps import Browser


@pytest.fixture(autouse=True)
def _own_mail(settings: Settings, tmp_path: Path) -> None:
    """Letters are files in this test's folder, as where no mail server is set."""
    settings.MAIL_DIR = tmp_path / "mail"
    settings.EMAIL_BACKEND = "backend.accounts.mail_files.FilesBackend"


@pytest.fixture
def unhurried(settings: Settings) -> None:
    """Without the limits that each web process holds in memory: what is left is counted in the database."""
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice@example.org", "Alice Example")


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create_user("olive@example.org", "Olive Officer", officer_role="officer")


@pytest.fixture
def senior(db: None) -> User:
    return User.objects.create_user("sam@example.org", "Sam Senior", officer_role="senior_officer")
