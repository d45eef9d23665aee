"""The embedded PostgreSQL with PostGIS: made, started and stopped in a folder of its own.

It listens on a Unix socket only, in a folder that nobody but its own user can enter, so it takes no port and
meets no other cluster. Standard library only: this runs before set-up.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from . import home as homes
from . import processes, programs

ROLES = Path(__file__).with_name("roles.sql")
SUPERUSER, OWNER, APP, DATABASE = "postgres", "safe_spaces_owner", "safe_spaces_app", "safe_spaces"
STARTS_WITHIN = 120  # seconds: recovery after a crash in the middle of much writing
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
SETTINGS = Path(__file__).with_name("server.conf")

Say = Callable[[str], None]


class ClusterError(Exception):
    """The embedded database cannot be made, started or trusted; the message says why."""


@dataclass(frozen=True, slots=True)
class Urls:
    """How to reach the database: `app` serves, `owner` migrates and makes test databases."""

    app: str
    owner: str
    superuser: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.app, "DATABASE_OWNER_URL": self.owner}


def whisper(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class Cluster:
    """One cluster in one folder; by default the clone's own."""

    def __init__(self, home: Path | None = None) -> None:
        self.home = home or homes.choose()
        self.data = self.home / "data"
        self.sockets = homes.socket_folder(self.home)
        self.user = homes.server_user(self.home)

    @property
    def urls(self) -> Urls:
        where = f"{quote(str(self.sockets), safe='')}:5432/{DATABASE}"
        return Urls(*(f"postgresql://{role}@{where}" for role in (APP, OWNER, SUPERUSER)))

    @cached_property
    def programs(self) -> programs.Programs:
        made_by = self.data / "PG_VERSION"
        version = int(made_by.read_text().split(".")[0]) if made_by.exists() else None
        if found := programs.find(version):
            return found
        wanted = f"PostgreSQL {version}" if version else f"PostgreSQL {programs.OLDEST} or later"
        raise ClusterError(f"{wanted} with PostGIS is not installed.")

    def start(self, say: Say = whisper) -> Urls:
        """Makes the cluster if there is none, starts it if it is down; both may be true already."""
        homes.make(self.home, self.user)
        with self._alone("starting"):
            if not self.data.exists():
                self._create(say)
            self._bring_up(say)
            self._make_roles()
            self._check_durability()
        return self.urls

    def stop(self) -> None:
        if self.is_running:
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", "60", "stop")

    @property
    def is_running(self) -> bool:
        return self.postmaster is not None

    @property
    def postmaster(self) -> int | None:
        """The server's process, known by the folder it serves: a number in a file may be anybody's by now."""
        pid = self._written_pid()
        return pid if pid and processes.is_server_of(pid, self.data) else None

    @contextmanager
    def held(self, say: Say = whisper) -> Iterator[Urls]:
        """Started for as long as the body runs; the last holder stops it, unless `keep` was asked for."""
        homes.make(self.home, self.user)
        with (self.home / "holders.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            try:
                yield self.start(say)
            finally:
                if self._is_last_holder(lock.fileno()) and not self._kept.exists():
                    self.stop()

    def keep(self, keep: bool = True) -> None:
        """Whether the server stays up when nobody holds it any more (`urls` and `start` for a shell)."""
        if keep:
            self._kept.touch(mode=0o600)
        else:
            self._kept.unlink(missing_ok=True)

    def psql(self, *arguments: str, url: str | None = None, stdin: str | None = None) -> str:
        """What psql prints, unaligned; as the superuser unless another address is given."""
        address = url or str(self.urls.superuser).removesuffix(DATABASE) + "postgres"
        command = [self.programs.path("psql"), "-X", "-At", "-v", "ON_ERROR_STOP=1", *arguments, address]
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, check=False, env=_clean_environment()
        )
        if done.returncode:
            raise ClusterError(done.stderr.strip())
        return done.stdout

    @property
    def _kept(self) -> Path:
        return self.home / "kept"

    def _is_last_holder(self, lock: int) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    @contextmanager
    def _alone(self, doing: str) -> Iterator[None]:
        with (self.home / f"{doing}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _create(self, say: Say) -> None:
        say(f"Making the embedded database in {self.home}, run by the user {self.user.name}")
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        locale = "--locale=C" if sys.platform == "darwin" else "--locale=C.UTF-8"
        where = ("-D", str(unfinished), "-U", SUPERUSER, "-A", "peer")
        self._run("initdb", *where, "-E", "UTF8", locale, "--data-checksums")
        names = sorted({"root", self.user.name})
        who = "".join(f"ours {name} {role}\n" for name in names for role in (SUPERUSER, OWNER, APP))
        self._write(unfinished / "pg_hba.conf", "local all all peer map=ours\n")
        self._write(unfinished / "pg_ident.conf", who)
        self._write(unfinished / "postgresql.conf", "include 'ours.conf'\n")
        unfinished.rename(self.data)

    def _bring_up(self, say: Say) -> None:
        """A server may still be dying of its kill, or be recovering from one: ask until it answers."""
        deadline = time.monotonic() + STARTS_WITHIN
        while True:
            if not self.is_running:
                self._launch(say)
            try:
                self.psql("-c", "SELECT")
                return
            except ClusterError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.1)

    def _launch(self, say: Say) -> None:
        self._clear_up_after_a_crash()
        settings = SETTINGS.read_text().format(sockets=self.sockets, log=self.home / "log")
        self._write(self.data / "ours.conf", settings)
        say("Starting the embedded database")
        log = self.home / "log" / "start.log"
        log.unlink(missing_ok=True)
        try:
            self._run("pg_ctl", "-D", str(self.data), "-w", "-t", str(STARTS_WITHIN), "-l", str(log), "start")
        except ClusterError as error:
            why = log.read_text(errors="replace") if log.exists() else str(error)
            raise ClusterError(
                f"The embedded database in {self.home} did not start:\n{why[-2000:]}"
            ) from None

    def processes(self) -> list[int]:
        """All of this server's processes, orphans of a dead one included."""
        return processes.all_working_in(self.data, self.user.switch)

    def _clear_up_after_a_crash(self) -> None:
        """After kill -9: our own server's children may outlive it, and its number may be somebody else's."""
        deadline = time.monotonic() + 5
        while (left := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.1)
        for pid in left:
            processes.send(pid, signal.SIGKILL)
        written = self._written_pid()
        while written and processes.is_server(written) and time.monotonic() < deadline:
            time.sleep(0.1)  # either dying still, or another cluster's
        if written and processes.is_alive(written):
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _written_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        except PermissionError:
            raise ClusterError(f"{self.home} belongs to {self.home.owner()}. Run as that user.") from None

    def _make_roles(self) -> None:
        text = ROLES.read_text()
        done = self.data / f"roles-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        if not done.exists():
            self.psql(stdin=text)
            self._write(done, "")

    def _check_durability(self) -> None:
        """A kill -9 cannot show that fsync is off, so ask."""
        answer = self.psql("-c", "SELECT " + ", ".join(f"current_setting('{name}')" for name in MUST_BE_ON))
        found = dict(zip(MUST_BE_ON, answer.strip().split("|"), strict=True))
        if off := [f"{name} = {value}" for name, value in found.items() if value != "on"]:
            self.stop()
            raise ClusterError(f"The embedded database could lose what it accepted: {', '.join(off)}.")

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o600)
        self.user.own(path)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs.path(program), *arguments],
            cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, check=False, env=_clean_environment(), umask=0o077, **self.user.switch,
        )  # fmt: skip
        if done.returncode:
            raise ClusterError(f"{program} failed: {done.stderr.strip()}")


def _clean_environment() -> dict[str, str]:
    """Without PGHOST and its like, which would lead our programs to another cluster."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C"}


def given() -> Urls | None:
    """The database that the environment names; None means the embedded one."""
    if url := os.environ.get("DATABASE_URL"):
        return Urls(app=url, owner=os.environ.get("DATABASE_OWNER_URL") or url)
    return None


@contextmanager
def database(say: Say = whisper) -> Iterator[Urls]:
    """The database to work with: the given one, or the embedded one for as long as the body runs."""
    if urls := given():
        yield urls
    else:
        with Cluster().held(say) as urls:
            yield urls


def start(say: Say = whisper) -> Urls:
    """Started, and left running until `stop`."""
    if urls := given():
        return urls
    cluster = Cluster()
    urls = cluster.start(say)
    cluster.keep()
    return urls


def stop() -> None:
    """Stops the embedded database; a given one is not ours to stop."""
    cluster = Cluster()
    cluster.keep(False)
    cluster.stop()
