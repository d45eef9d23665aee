"""Where the embedded database lives and as whom it runs. Standard library only."""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
STATE = PROJECT / ".state"
OUTSIDE = Path("/var/lib/safe-spaces-locator")
LONGEST_SOCKET_FOLDER = 85  # a socket's path may have 103 bytes (macOS; Linux 107), and its name takes 15


class HomeError(Exception):
    """There is no folder, or no user, that the embedded database can use."""


@dataclass(frozen=True, slots=True)
class ServerUser:
    """PostgreSQL refuses to run as root, so root needs somebody to run it as."""

    name: str
    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, Any]:
        """What subprocess needs to become that user; nothing when we already are."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if os.geteuid() != self.uid:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        tried = subprocess.run(["test", "-x", str(folder)], cwd="/", check=False, **self.switch)
        return not tried.returncode


def server_user(home: Path | None = None) -> ServerUser:
    """Ourselves; for root, the owner of a cluster that is already there, else Debian's `postgres`."""
    if os.geteuid() != 0:
        return _user(os.geteuid())
    if home and (home / "data").exists() and (owner := (home / "data").stat().st_uid):
        return _user(owner)
    for name in ("postgres", "_postgres", "nobody"):
        try:
            return _user(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    raise HomeError("PostgreSQL does not run as root, and there is no user called postgres to run it as.")


def _user(uid: int) -> ServerUser:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise HomeError(f"User number {uid} has no name on this machine; initdb needs one.") from None
    return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def choose(project: Path = PROJECT) -> Path:
    """`.state/postgres` of the clone; a folder under /var/lib where the server may not enter it."""
    inside = project / ".state" / "postgres"
    inside.parent.mkdir(exist_ok=True)
    if server_user(inside).can_enter(inside.parent):
        return inside
    return OUTSIDE / hashlib.sha256(os.fsencode(project)).hexdigest()[:12]


def make(home: Path, user: ServerUser) -> None:
    """The home and its folders, for the server's user alone."""
    home.parent.mkdir(parents=True, exist_ok=True)
    for folder in (home, home / "log", socket_folder(home)):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if found.st_uid not in (os.geteuid(), user.uid) or not stat.S_ISDIR(found.st_mode):
            raise HomeError(f"{folder} belongs to somebody else. Run as that user, or remove it.")
        folder.chmod(0o700)
        user.own(folder)


def socket_folder(home: Path) -> Path:
    inside = home / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir() if len(tempfile.gettempdir()) < 60 else "/tmp") / f"safe-spaces-{name}"  # noqa: S108
