from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.devdb import programs
from backend.devdb.cluster import Cluster


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short folder that the server's user may enter; pytest's own are for their owner alone."""
    with _open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def _shared() -> Iterator[Cluster]:
    with _open_folder() as folder:
        ours = Cluster(folder / "postgres")
        yield ours
        ours.stop()


@pytest.fixture
def cluster(_shared: Cluster) -> Cluster:
    """Running, whatever the test before has done to it."""
    _shared.start()
    return _shared


@contextmanager
def _open_folder() -> Iterator[Path]:
    if programs.find() is None:
        pytest.skip("PostgreSQL with PostGIS is not installed here")
    folder = Path(tempfile.mkdtemp(prefix="devdb-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
