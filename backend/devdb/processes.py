"""Which processes are ours. Never by name alone, and never by a number that may have been used again."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

PROC = Path("/proc")


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def started_at(pid: int) -> str | None:
    """When a process began, in the kernel's own words: with the number it names one process for ever."""
    if (PROC / "self").exists():
        try:
            return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[19]
        except (FileNotFoundError, ProcessLookupError):
            return None
    return _ps(pid, "lstart")


def works_in(pid: int, folder: Path) -> bool:
    """Whether that process is a PostgreSQL server's with this working folder, its own data."""
    if not (PROC / "self").exists():
        return str(folder) in (_ps(pid, "command") or "")
    try:
        name = (PROC / str(pid) / "comm").read_text().strip()
        return name.startswith("postgres") and (PROC / str(pid) / "cwd").readlink() == folder.resolve()
    except OSError:
        return False


def all_working_in(folder: Path) -> list[int]:
    if not (PROC / "self").exists():
        return []
    return [
        int(entry.name)
        for entry in PROC.iterdir()
        if entry.name.isdigit() and works_in(int(entry.name), folder)
    ]


def _is_zombie(pid: int) -> bool:
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def _ps(pid: int, field: str) -> str | None:
    done = subprocess.run(
        ["ps", "-p", str(pid), "-o", f"{field}="], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or None


def in_session(leader: int) -> list[int]:
    """The leader and all that it has started that did not leave its session."""
    if not (PROC / "self").exists():
        return [leader] if is_alive(leader) else []
    return [
        pid for entry in PROC.iterdir() if entry.name.isdigit() and _session(pid := int(entry.name)) == leader
    ]


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None
