"""The project's settings with the migration linter among the apps: it is for `make check` alone."""

from backend.settings import *  # noqa: F403
from backend.settings import INSTALLED_APPS

LINTER = "django_migration_linter"
INSTALLED_APPS = INSTALLED_APPS if LINTER in INSTALLED_APPS else [*INSTALLED_APPS, LINTER]
