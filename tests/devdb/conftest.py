from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.devdb import programs
from backend.devdb.cluster import Cluster


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short folder that the server's user may enter; pytest's own are for their owner alone."""
    if programs.find() is None:
        pytest.skip("PostgreSQL with PostGIS is not installed here")
    folder = Path(tempfile.mkdtemp(prefix="devdb-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def cluster(open_folder: Path) -> Iterator[Cluster]:
    """Made and started, and stopped at the end whatever has happened to it."""
    ours = Cluster(open_folder / "postgres")
    ours.start(lambda line: None)
    yield ours
    ours.stop()
