"""make restore FILE=…: puts a backup back, all of it or nothing, and takes back every live status.

What staff said before the backup was true then. `afterrestore` ends those leases and raises the epoch, so
that phones take the older list. If it is cut short, a note in the state folder makes `make run` do it first.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from backend.devdb import cluster
from backend.devdb.cluster import Urls
from backend.devdb.home import STATE

from .backup import program
from .manage import manage
from .setup import set_up
from .shell import ask
from .words import HouseError, say, step

UNFINISHED = STATE / "restore-unfinished"
EMPTY_SCHEMA = Path(__file__).with_name("empty_schema.sql")
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = 'django_migrations'"


def restore() -> int:
    name = os.environ.get("FILE") or ""
    if not name:
        raise HouseError("Which file? Type: make restore FILE=.state/backups/….dump")
    file = Path(name)
    if not file.is_file():
        raise HouseError(f"There is no file {file}.")
    set_up(for_tests=False)
    with cluster.database() as urls:
        put_back(file, urls, overwrite=os.environ.get("CONFIRM") == "yes")
        finish_if_interrupted(urls)
    say("Restored. Every place shows its ordinary hours until its staff say something again.")
    return 0


def put_back(file: Path, urls: Urls, *, overwrite: bool) -> None:
    if _number(urls, OTHERS):
        raise HouseError("The database is in use. Stop make run (or the web server and the worker) first.")
    if _number(urls, TABLES) and not overwrite:
        raise HouseError("The database is not empty. To replace everything in it, add CONFIRM=yes.")
    with step(f"Restoring {file.name}"), tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        what = ["-n", "public", "--no-owner", "--no-privileges"]
        read = ask([program("pg_restore"), "-f", str(script), *what, str(file)])
        if read.returncode:
            raise HouseError(f"{file} is not a backup that can be read: {read.stdout.strip()}")
        _replace(script, urls)


def finish_if_interrupted(urls: Urls) -> None:
    """The second half of a restore, also when the first was followed by a power cut."""
    if UNFINISHED.exists():
        manage("migrate", urls=urls, doing="Bringing the tables up to date")
        manage("afterrestore", urls=urls, doing="Taking back what staff had said")
        UNFINISHED.unlink()


def _replace(script: Path, urls: Urls) -> None:
    """One transaction: a damaged or unfit backup leaves the database as it was."""
    was_unfinished = UNFINISHED.exists()
    UNFINISHED.touch()
    all_or_nothing = ["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(EMPTY_SCHEMA), "-f", str(script)]
    done = ask([program("psql"), *all_or_nothing, urls.owner])
    if done.returncode:
        if not was_unfinished:
            UNFINISHED.unlink()
        raise HouseError(f"Nothing was changed. {done.stdout.strip()}")


def _number(urls: Urls, query: str) -> int:
    answer = ask([program("psql"), "-X", "-At", "-c", query, urls.owner])
    if answer.returncode:
        raise HouseError(answer.stdout.strip())
    return int(answer.stdout)
