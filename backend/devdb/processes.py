"""Which processes are ours. Never by name alone, and never by a number that may have been used again."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PROC = Path("/proc")
HAS_PROC = (PROC / "self").exists()
SERVER = "postgres"


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _stat(pid)[:1] != ["Z"]


def send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def started_at(pid: int) -> str | None:
    """When a process began, in the kernel's own words: with the number it names one process for ever."""
    if HAS_PROC:
        return next(iter(_stat(pid)[19:20]), None)
    return _ps(pid, "lstart")


def is_server(pid: int) -> bool:
    """Whether it is any PostgreSQL server's process."""
    name = _read(PROC / str(pid) / "comm") if HAS_PROC else _ps(pid, "comm") or ""
    return Path(name.strip()).name.startswith(SERVER)


def is_server_of(pid: int, data: Path) -> bool:
    """Whether it is the server of this data folder: each is called with its own."""
    said = _read(PROC / str(pid) / "cmdline").replace("\0", " ") if HAS_PROC else _ps(pid, "command") or ""
    return is_server(pid) and f"{data} " in f"{said.strip()} "


def all_working_in(data: Path, become: Mapping[str, Any]) -> list[int]:
    """Every server process whose working folder is that data folder, a dead server's orphans among them.

    Asked as the server's user: in a container, root may not see where others' processes stand.
    """
    if not HAS_PROC:
        return []
    literal = re.sub(r"([\\*?\[])", r"\\\1", str(data.resolve()))
    command = ["find", "/proc", "-mindepth", "2", "-maxdepth", "2", "-name", "cwd", "-lname", literal]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **become).stdout
    pids = [int(line.split("/")[2]) for line in found.splitlines() if line.split("/")[2].isdigit()]
    return [pid for pid in pids if is_server(pid)]


def in_session(leader: int) -> list[int]:
    """The leader and all that it has started that did not leave its session."""
    if not HAS_PROC:
        return [leader] if is_alive(leader) else []
    pids = [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if session(pid) == leader]


def session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def _stat(pid: int) -> list[str]:
    """The fields after the name, which may hold anything: state first, start time the twentieth."""
    return _read(PROC / str(pid) / "stat").rpartition(")")[2].split()


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _ps(pid: int, field: str) -> str | None:
    command = ["ps", "-p", str(pid), "-o", f"{field}="]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or None
