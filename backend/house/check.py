"""make check: every rule that a program can hold. All of them run; those that failed are named at the end."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backend.devdb import cluster
from backend.devdb.cluster import Urls
from backend.devdb.home import PROJECT

from . import tools
from .setup import set_up
from .shell import ask, environment
from .words import say

PRODUCTION = {
    "DEBUG": "0",
    "HTTPS": "1",
    "SECRET_KEY": "check-" + "0123456789abcdef" * 4,
    "ALLOWED_HOSTS": "example.org",
}


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    command: Sequence[str]
    cwd: Path = PROJECT
    env: dict[str, str] = field(default_factory=dict)
    shows: bool = False


def check() -> int:
    set_up(for_tests=False)
    tools.set_up_node(tools.PWA, "the phone app")
    with cluster.database() as urls:
        failed = [each.name for each in _checks(urls) if not _passes(each)]
    if failed:
        say(f"\nFailed: {', '.join(failed)}")
        return 1
    say("\nAll checks passed.")
    return 0


def _checks(urls: Urls) -> list[Check]:
    owner = {"DATABASE_URL": urls.owner, "DATABASE_OWNER_URL": urls.owner}
    linter = owner | {"DJANGO_SETTINGS_MODULE": "backend.house.lint_settings"}
    manage = (str(tools.PYTHON), "manage.py")
    return [
        Check("format", _python("ruff", "format", "--check", ".")),
        Check("lint", _python("ruff", "check", ".")),
        Check("types", _python("mypy")),
        Check("layers", _script("lint-imports")),
        Check("dead code", _python("backend.house.dead_code")),
        Check("reading age", _python("backend.house.reading"), shows=True),
        Check("secrets", _python("backend.house.secret_patterns")),
        Check("translations", [*manage, "translations", "check"], env=owner),
        Check("missing migrations", [*manage, "makemigrations", "--check", "--dry-run"], env=owner),
        Check(
            "safe migrations",
            [*manage, "lintmigrations", "--sql-analyser", "postgresql", *_our_apps()],
            env=linter,
        ),
        Check(
            "deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"], env=owner | PRODUCTION
        ),
        Check(
            "phone app",
            tools.npm_command("run", "check"),
            tools.PWA,
            {"PATH": tools.node_environment()["PATH"]},
        ),
    ]


def _our_apps() -> list[str]:
    """Other people's migrations are theirs to mend, and have been run already."""
    apps = sorted(path.parents[1].name for path in (PROJECT / "backend").glob("*/migrations/__init__.py"))
    return ["--include-apps", *apps]


def _passes(each: Check) -> bool:
    started = time.monotonic()
    done = ask(each.command, cwd=each.cwd, env=environment(**each.env))
    verdict = "FAILED" if done.returncode else "ok"
    say(f"{each.name:20} {verdict}  ({time.monotonic() - started:.1f} s)")
    if done.returncode or each.shows:
        say(done.stdout.rstrip())
    return not done.returncode


def _python(module: str, *arguments: str) -> list[str]:
    return [str(tools.PYTHON), "-m", module, *arguments]


def _script(name: str) -> list[str]:
    return [str(tools.PYTHON), str(tools.VENV / "bin" / name)]
