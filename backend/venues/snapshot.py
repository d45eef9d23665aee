"""The one file of all places that every phone downloads, and that keeps answering while the database is down.

Each version is written aside with its br and gzip twins, synced, and then named by renaming one symbolic
link: a reader finds the old version whole or the new version whole, also after a kill in the middle.
"""

from __future__ import annotations

import base64
import fcntl
import gzip
import hashlib
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import brotli
import orjson
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max
from django.db.models.functions import Greatest

from backend.hours.nights import night_of

from .models import SnapshotState, StatusReport, Venue
from .place import Place, covers_until, iso, moment, public, with_public_parts

logger = logging.getLogger(__name__)

KEPT_VERSIONS = 3
_said: ContextVar[list[bool] | None] = ContextVar("said", default=None)


def digest_of(plain: bytes) -> str:
    """As the header Unencoded-Digest has it: what a phone must have read, whatever lay between it and us."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(plain).digest()).decode()}:"


class SnapshotMissing(Exception):
    """No snapshot has been published yet; `manage.py publishsnapshot` makes one."""


@dataclass(frozen=True)
class Encoded:
    """The same content in each encoding that browsers take."""

    plain: bytes
    br: bytes
    gzip: bytes

    @classmethod
    def of(cls, plain: bytes) -> Encoded:
        return cls(plain, brotli.compress(plain, quality=9), gzip.compress(plain, 9, mtime=0))

    @cached_property
    def digest(self) -> str:
        return digest_of(self.plain)


@dataclass(frozen=True)
class Snapshot:
    """A published version as it lies on disk."""

    version: str
    content: Encoded

    @cached_property
    def _parsed(self) -> dict[str, Any]:
        parsed: dict[str, Any] = orjson.loads(self.content.plain)
        return parsed

    @property
    def epoch(self) -> int:
        return int(self._parsed["epoch"])

    @property
    def seq(self) -> int:
        return int(self._parsed["seq"])

    @cached_property
    def generated_at(self) -> datetime:
        return moment(self._parsed["generated_at"])

    @property
    def covers_until(self) -> datetime:
        return covers_until(self.generated_at)

    @property
    def places(self) -> list[Place]:
        places: list[Place] = self._parsed["places"]
        return places

    @cached_property
    def geojson(self) -> Encoded:
        """RFC 7946: longitude first."""
        features = [
            {
                "type": "Feature",
                "id": place["slug"],
                "geometry": {"type": "Point", "coordinates": [place["point"]["lng"], place["point"]["lat"]]},
                "properties": {key: value for key, value in place.items() if key != "point"},
            }
            for place in self.places
        ]
        whole = {"type": "FeatureCollection", "generated_at": iso(self.generated_at), "features": features}
        return Encoded.of(orjson.dumps(whole))

    @cached_property
    def by_slug(self) -> dict[str, Place]:
        return {place["slug"]: place for place in self.places}


@contextmanager
def said_last() -> Iterator[None]:
    """Inside, `changed` waits until the end of the block: for what takes many steps in one transaction.

    Its row is everybody's. Held for seconds, it would keep staff who report waiting, and be waited for by
    whoever holds what comes next.
    """
    kept: list[bool] = []
    token = _said.set(kept)
    try:
        yield
    finally:
        _said.reset(token)
    if kept:
        changed()


def changed() -> None:
    """Say, inside the transaction, that something public changed: the file is made again after commit."""
    if (kept := _said.get()) is not None:
        kept.append(True)
        return
    SnapshotState.objects.update_or_create(
        pk=1, defaults={"seq": F("seq") + 1}, create_defaults={"seq": 1, "epoch": int(time.time())}
    )
    transaction.on_commit(_publish_after_commit, robust=True)


def new_epoch() -> None:
    """A database came back from a backup: phones must take its snapshot though its `seq` may be lower.

    By the clock, here and in a new database: a backup that is put back twice, or a database that is made
    anew, would count up to numbers that phones have seen.
    """
    now = int(time.time())
    SnapshotState.objects.update_or_create(
        pk=1, defaults={"epoch": Greatest(F("epoch") + 1, now)}, create_defaults={"epoch": now}
    )
    transaction.on_commit(_publish_after_commit, robust=True)


def publish(*, at: datetime) -> Snapshot:
    """Write the snapshot of what is committed now; a later file never holds older facts."""
    with _only_one_writer():
        return _written(at)


def current() -> Snapshot:
    """The published snapshot, from memory unless another version was published since.

    Raises SnapshotMissing. Costs one `readlink` where nothing changed.
    """
    global _held
    held, folder = _held, _published_folder()
    if held is None or held[0] != folder:
        try:
            held = _held = (folder, _read(folder))
        except SnapshotMissing:  # several were published since the link was read
            folder = _published_folder()
            held = _held = (folder, _read(folder))
    return held[1]


def _published_folder() -> Path:
    try:
        return Path(settings.SNAPSHOT_DIR / (settings.SNAPSHOT_DIR / "current").readlink())
    except OSError as error:
        raise SnapshotMissing from error


_held: tuple[Path, Snapshot] | None = None


def is_up_to_date(*, at: datetime) -> bool:
    """Whether what is published is what is committed, told from the night under way at `at`."""
    try:
        told_from = night_of(current().generated_at)
    except SnapshotMissing:
        return False
    return told_from >= night_of(at) and _is_published()


def _publish_after_commit() -> None:
    """Once a transaction, however much it changed; and not at all where another process has been quicker.

    Of many who commit at once, each waits for the one that writes, and mostly finds its own change written.
    """
    try:
        if _is_published():
            return
        with _only_one_writer():
            if not _is_published():
                _written(datetime.now(UTC))
    except OSError:
        # A full disk must not undo what staff said: the row stands, and the worker's next run publishes it.
        logger.exception("snapshot not published")


def _is_published() -> bool:
    state = _state()
    try:
        held = current()
    except SnapshotMissing:
        return False
    return (held.epoch, held.seq) == (state.epoch, state.seq)


def _state() -> SnapshotState:
    return SnapshotState.objects.filter(pk=1).first() or SnapshotState(pk=1)


def _written(at: datetime) -> Snapshot:
    """Made and published; only one may do it at a time."""
    snapshot = _made(at)
    _write(settings.SNAPSHOT_DIR, snapshot)
    return snapshot


def _made(at: datetime) -> Snapshot:
    """Rows and number from one point in time, so that a number always means the same places."""
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        if not is_nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        state = _state()
        # A report that came while this process waited for the lock, or rolled, is later than its `at`.
        newest = StatusReport.objects.aggregate(newest=Max("reported_at"))["newest"]
        at = max(at, newest or at)
        venues = with_public_parts(Venue.objects.published().order_by("slug"), at=at)
        places = [public(venue, at=at) for venue in venues]
    body = orjson.dumps(
        {"epoch": state.epoch, "seq": state.seq, "generated_at": iso(at), "places": places},
        option=orjson.OPT_APPEND_NEWLINE,
    )
    version = f"{state.epoch}-{state.seq}-{int(at.timestamp() * 1000)}"
    return Snapshot(version=version, content=Encoded.of(body))


@contextmanager
def _only_one_writer() -> Iterator[None]:
    settings.SNAPSHOT_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.SNAPSHOT_DIR / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(folder: Path, snapshot: Snapshot) -> None:
    final = folder / snapshot.version
    aside = folder / f".{snapshot.version}.{os.getpid()}"
    aside.mkdir(exist_ok=True)
    content = snapshot.content
    for name, body in (("json", content.plain), ("br", content.br), ("gz", content.gzip)):
        with (aside / name).open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
    if not final.exists():
        aside.rename(final)
    link = folder / ".next"
    link.unlink(missing_ok=True)
    link.symlink_to(snapshot.version)
    link.rename(folder / "current")
    _sync_folder(folder)
    _drop_old(folder)


def _read(folder: Path) -> Snapshot:
    try:
        content = Encoded(*((folder / name).read_bytes() for name in ("json", "br", "gz")))
        return Snapshot(folder.name, content)
    except OSError as error:
        raise SnapshotMissing from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _drop_old(folder: Path) -> None:
    """Keep the published version and the few before it: a reader that has just read the link finds its files.

    Never by the clock, which may have been set back. What a killed writer left behind goes as well.
    """
    published = (folder / "current").readlink().name
    versions = [p for p in folder.iterdir() if p.is_dir() and not p.is_symlink() and p.name != published]
    finished = sorted((p for p in versions if not p.name.startswith(".")), key=_number)
    for old in {*versions} - {*finished[-(KEPT_VERSIONS - 1) :]}:
        for file in old.iterdir():
            file.unlink(missing_ok=True)
        old.rmdir()


def _number(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.name.split("-"))
