"""The programs that a run has started, and how all of them end with it, or before the next one."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backend.devdb import processes
from backend.devdb.home import PROJECT

from .shell import LOG

PATIENCE = 15.0  # seconds for a child to finish what it is doing


@dataclass
class Children:
    """Each leads a session of its own: Ctrl-C reaches it only through us, and its own children are known."""

    record: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    started: dict[str, tuple[Sequence[str], Mapping[str, str]]] = field(default_factory=dict)
    seen: dict[int, str] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.started[name] = (command, env)
        LOG.mkdir(parents=True, exist_ok=True)
        log = LOG / f"{name}.log"
        if log.exists():
            log.replace(LOG / f"{name}.before.log")
        with log.open("wb") as output:
            self.running[name] = subprocess.Popen(  # noqa: S603 - every command is ours
                command,
                cwd=PROJECT,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.note()

    def dead(self) -> tuple[str, int] | None:
        """The first child that has ended, and its exit code."""
        for name, child in self.running.items():
            if (code := child.poll()) is not None:
                return name, code
        return None

    def restart(self, name: str) -> bool:
        """Whether the child had ended and was started anew, as before."""
        if self.running[name].poll() is None:
            return False
        self.start(name, *self.started[name])
        return True

    def note(self) -> None:
        """Writes down who runs, each by number and time of birth, when that has changed."""
        pids = [pid for child in self.running.values() for pid in processes.in_session(child.pid)]
        now = {pid: born for pid in pids if (born := processes.started_at(pid))}
        if now != self.seen:
            self.seen = now
            unfinished = self.record.with_suffix(".unfinished")
            unfinished.write_text(json.dumps(now))
            unfinished.replace(self.record)

    def stop(self) -> None:
        self.note()
        _end(self.seen)
        for child in self.running.values():
            child.wait()
        self.running.clear()
        self.record.unlink(missing_ok=True)


def end_leftovers(record: Path) -> int:
    """Ends what an earlier run of this clone left behind when it was killed; how many there were."""
    try:
        written = {int(pid): str(born) for pid, born in json.loads(record.read_text()).items()}
    except (FileNotFoundError, ValueError):
        return 0
    ours = {pid: born for pid, born in written.items() if processes.started_at(pid) == born}
    _end(ours)
    record.unlink(missing_ok=True)
    return len(ours)


def _end(ours: Mapping[int, str]) -> None:
    for number, patience in ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, 5.0)):
        # Leaders are asked first and tell their own children; whoever is left then is ended by force.
        for pid in _still(ours):
            if (
                number == signal.SIGKILL
                or processes.session(pid) == pid
                or processes.session(pid) not in ours
            ):
                processes.send(pid, number)
        deadline = time.monotonic() + patience
        while _still(ours) and time.monotonic() < deadline:
            time.sleep(0.05)


def _still(ours: Mapping[int, str]) -> list[int]:
    return [
        pid for pid, born in ours.items() if processes.started_at(pid) == born and processes.is_alive(pid)
    ]
