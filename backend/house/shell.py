"""Runs other programs: quietly unless they fail, or before the person's eyes."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from backend.devdb.home import PROJECT, STATE

from .words import HouseError

LOG = STATE / "log"
Environment = Mapping[str, str]


def ask(
    command: Sequence[str], *, cwd: Path = PROJECT, env: Environment | None = None
) -> subprocess.CompletedProcess[str]:
    """What the program said and how it ended, errors among the rest."""
    return subprocess.run(  # noqa: S603 - every command is ours
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def show(command: Sequence[str], *, cwd: Path = PROJECT, env: Environment | None = None) -> int:
    """Straight to the terminal; the exit code."""
    return subprocess.run(command, cwd=cwd, env=env, check=False).returncode  # noqa: S603


def quietly(command: Sequence[str], *, log: str, cwd: Path = PROJECT, env: Environment | None = None) -> None:
    """Output goes to `.state/log/<log>.log`; a failure ends everything with its last lines."""
    LOG.mkdir(parents=True, exist_ok=True)
    path = LOG / f"{log}.log"
    with path.open("w") as output:
        done = subprocess.run(  # noqa: S603
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        said = f"{last_lines(path)}\nAll of it is in {path}"
        raise HouseError(f"This did not work: {shlex.join(command)}\n{said}")


def last_lines(path: Path, count: int = 25) -> str:
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return ""


def environment(**more: str) -> dict[str, str]:
    """Ours, without what another project's shell may have left in it."""
    kept = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONHOME")}
    return kept | more
