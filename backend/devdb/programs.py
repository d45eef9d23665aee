"""Finds a PostgreSQL server of version 15 or later that has PostGIS. Standard library only."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST = 15
WHERE_SERVERS_LIVE = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Fedora, RHEL
    "/opt/homebrew/opt/postgresql@*/bin",  # macOS, Apple silicon
    "/usr/local/opt/postgresql@*/bin",  # macOS, Intel
)


@dataclass(frozen=True, slots=True, order=True)
class Programs:
    """One installed PostgreSQL server: its major version and the folder of its programs."""

    version: int
    folder: Path

    def path(self, name: str) -> str:
        return str(self.folder / name)

    @property
    def has_postgis(self) -> bool:
        shared = (
            self.folder.parent / "share" / "extension",
            self.folder.parent / "share" / "postgresql" / "extension",
            self.folder.parent / "share" / f"postgresql@{self.version}" / "extension",
            self.folder.parents[2] / "share" / f"postgresql@{self.version}" / "extension",
            Path(f"/usr/share/postgresql/{self.version}/extension"),
        )
        return any((folder / "postgis.control").exists() for folder in shared)


def find(version: int | None = None) -> Programs | None:
    """The newest server with PostGIS, or the one of exactly that version; None where there is none."""
    fit = [
        programs
        for programs in installed()
        if programs.has_postgis and programs.version >= OLDEST and version in (None, programs.version)
    ]
    return max(fit, default=None)


def installed() -> Iterator[Programs]:
    for folder in sorted(_folders()):
        postgres = folder / "postgres"
        if postgres.exists() and (folder / "initdb").exists():
            said = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=False)
            if found := re.search(r"\(PostgreSQL\) (\d+)", said.stdout):
                yield Programs(int(found[1]), folder)


def _folders() -> set[Path]:
    folders = {folder for pattern in WHERE_SERVERS_LIVE for folder in Path("/").glob(pattern[1:])}
    if on_path := shutil.which("initdb"):
        folders.add(Path(on_path).resolve().parent)
    return folders
