"""make backup: the whole database in one file that only its owner can read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from backend.devdb import cluster, programs
from backend.devdb.cluster import Urls
from backend.devdb.home import PROJECT, STATE

from .setup import set_up
from .shell import ask
from .words import HouseError, say

NOT_KEPT = (
    "django_session",
    "accounts_letter",
    "accounts_signincode",
    "venues_pairing",
    "venues_answeredkey",
    # Of the public, for one night; of people at work, whose browsers ask anew when they next look.
    "alerts_delivery",
    "alerts_subscription",
)
BACKUPS = STATE / "backups"


def backup() -> int:
    set_up(for_tests=False)
    with cluster.database() as urls:
        path = dump(urls)
    say(f"{path}  ({path.stat().st_size:,} bytes)")
    say(f"Put it back with: make restore FILE={path.relative_to(PROJECT)}")
    return 0


def dump(urls: Urls, folder: Path = BACKUPS) -> Path:
    """Written aside and renamed, so that a file with this name is always whole."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.dump"
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    # The schema alone: extensions are made by whoever makes the database, and restored by nobody.
    what = ["-Fc", "-n", "public", "-T", "public.spatial_ref_sys", "--no-owner", "--no-privileges"]
    # Nobody signs in with a backup, and nobody is told anything from one.
    what += [f"--exclude-table-data=public.{name}" for name in NOT_KEPT]
    what.append("--no-unlogged-table-data")  # the key of the night: it dies at 06:00 and is copied nowhere
    done = ask([program("pg_dump"), *what, "-f", str(unfinished), urls.owner])
    if done.returncode:
        unfinished.unlink()
        raise HouseError(f"pg_dump failed: {done.stdout.strip()}")
    unfinished.replace(path)
    return path


def program(name: str) -> str:
    """PostgreSQL's own program beside the server that has PostGIS; else the one on the path."""
    found = programs.find()
    return found.path(name) if found else name
