"""Whatever a run has started ends with it, or before the next one; and nobody else's process ever does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.devdb import processes
from backend.house import children as house_children
from backend.house.children import Children, end_leftovers

WITH_A_CHILD = ["sh", "-c", "sleep 61 & wait"]
DEAF_WITH_A_CHILD = ["sh", "-c", "trap '' TERM; sleep 62 & sleep 63"]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(house_children, "PATIENCE", 0.5)
    monkeypatch.setattr(house_children, "LOG", tmp_path / "log")


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    started = Children(tmp_path / "children.json")
    yield started
    started.stop()


def start(children: Children, command: list[str]) -> list[int]:
    """The numbers of the started program and of what it started, once both are there."""
    children.start("one", command, os.environ)
    deadline = time.monotonic() + 5
    while len(children.seen) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
        children.note()
    return list(children.seen)


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if processes.is_alive(pid)]


def test_all_of_a_family_ends(children: Children) -> None:
    pids = start(children, WITH_A_CHILD)
    assert len(pids) == 2
    children.stop()
    assert not alive(pids)
    assert not children.record.exists()


def test_a_family_that_does_not_listen_is_ended_by_force(children: Children) -> None:
    pids = start(children, DEAF_WITH_A_CHILD)
    children.stop()
    assert not alive(pids)


def test_the_next_run_ends_what_a_killed_run_has_left(children: Children) -> None:
    pids = start(children, WITH_A_CHILD)
    # The run is gone, and one of its children as well: what is left has lost its leader.
    os.kill(pids[0], signal.SIGKILL)
    children.running["one"].wait()
    assert end_leftovers(children.record) == 1
    assert not alive(pids)


def test_a_number_that_was_used_again_is_left_alone(tmp_path: Path) -> None:
    record = tmp_path / "children.json"
    with subprocess.Popen(["sleep", "60"]) as somebody_else:
        record.write_text(json.dumps({somebody_else.pid: "12345"}))
        try:
            assert end_leftovers(record) == 0
            assert somebody_else.poll() is None
        finally:
            somebody_else.kill()


@pytest.mark.parametrize("text", ["", "{"])
def test_a_damaged_record_stops_nothing(tmp_path: Path, text: str) -> None:
    record = tmp_path / "children.json"
    record.write_text(text)
    assert end_leftovers(record) == 0


def test_a_child_that_ends_by_itself_is_named(children: Children) -> None:
    children.start("web", ["sh", "-c", "exit 3"], os.environ)
    children.running["web"].wait()
    assert children.dead() == ("web", 3)


def test_a_child_that_ended_is_started_again_as_it_was(children: Children) -> None:
    """The worker ends with its database; the web server beside it must not."""
    children.start("worker", ["sh", "-c", "sleep 64"], os.environ)
    assert children.restart("worker") is False
    first = children.running["worker"]
    first.kill()
    first.wait()
    assert children.restart("worker") is True
    assert children.dead() is None
    assert children.running["worker"].args == first.args
