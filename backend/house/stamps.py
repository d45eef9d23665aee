"""Remembers what a step was last made from, so that it is made again only when that has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from backend.devdb.home import PROJECT, STATE

STAMPS = STATE / "stamps"
NEVER_SOURCES = {"node_modules", "dist", "__pycache__"}


def contents(paths: Iterable[Path], *extra: str) -> str:
    """One hash of the names and bytes of files, and of the files under folders."""
    digest = hashlib.sha256("\0".join(extra).encode())
    for path in sorted(_files(paths)):
        digest.update(f"\0{path.relative_to(PROJECT)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_fresh(name: str, made_from: str) -> bool:
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == made_from


def put(name: str, made_from: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(made_from)


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from _files(child for child in path.iterdir() if child.name not in NEVER_SOURCES)
        elif path.is_file():
            yield path
