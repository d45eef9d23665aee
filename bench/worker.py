"""The worker as `make run` and the image start it, for as long as a measurement takes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.devdb.cluster import Urls
from backend.devdb.processes import PROC
from backend.house.run import WORKER, WORKER_SETTINGS
from backend.house.shell import environment

PROJECT = Path(__file__).resolve().parents[1]
# It ends after the jobs that it is at; a push that hangs takes ten seconds.
ENDS_WITHIN = 60.0


@dataclass(slots=True)
class Worker:
    """`process` is another one after `start`."""

    command: Sequence[str]
    env: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes]

    def start(self) -> None:
        self.process = _started(self.command, self.env, self.log)

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def said(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-2_000:]

    def kill(self) -> None:
        """kill -9, in the middle of whatever it does."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=ENDS_WITHIN)

    @property
    def peak_mb(self) -> float:
        """The most memory that it ever had; nought where there is no /proc to ask."""
        status = PROC / str(self.process.pid) / "status"
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
        return int(found[1]) / 1024 if found else 0.0


@contextmanager
def working(urls: Urls, state: Path, *, command: Sequence[str] = WORKER, **settings: str) -> Iterator[Worker]:
    """As the serving role alone; its log is `worker.log` in the state folder."""
    env = environment(
        DATABASE_URL=urls.app,
        STATE_DIR=str(state),
        LOG_LEVEL="WARNING",
        **WORKER_SETTINGS,
        **settings,
    )
    env.pop("DATABASE_OWNER_URL", None)
    log = state / "worker.log"
    worker = Worker(command, env, log, _started(command, env, log))
    try:
        yield worker
    finally:
        worker.stop()


def _started(command: Sequence[str], env: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, *command], cwd=PROJECT, env=env, stdout=output, stderr=output
        )
