from __future__ import annotations

import os
from pathlib import Path

import pytest

from backend.devdb import home
from backend.devdb.home import HomeError

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")


def test_the_database_lives_in_the_clone(open_folder: Path) -> None:
    assert home.choose(open_folder) == open_folder / ".state" / "postgres"


@only_root
def test_it_lives_outside_a_clone_that_its_user_may_not_enter(open_folder: Path) -> None:
    clone = open_folder / "roots-own"
    clone.mkdir(mode=0o700)
    chosen = home.choose(clone)
    assert chosen.parent == home.OUTSIDE
    assert chosen != home.choose(_closed(open_folder / "another"))


def _closed(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder


@only_root
def test_root_runs_it_as_the_owner_of_the_data_that_is_there(open_folder: Path) -> None:
    data = open_folder / "data"
    data.mkdir()
    os.chown(data, 65534, -1)
    assert home.server_user(open_folder).uid == 65534


@only_root
def test_a_folder_of_somebody_else_is_refused(open_folder: Path) -> None:
    theirs = open_folder / "postgres"
    theirs.mkdir()
    os.chown(theirs, 65534, -1)
    with pytest.raises(HomeError, match="belongs to somebody else"):
        home.make(theirs, home.ServerUser("postgres", 1, 1))


def test_every_socket_path_fits(open_folder: Path) -> None:
    for length in (1, 40, 80, 200):
        folder = home.socket_folder(open_folder / ("x" * length))
        assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= 103
