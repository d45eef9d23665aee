"""What a bare machine is told, and what is made again."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

from backend.house import packages, run, stamps
from backend.house.packages import Need
from backend.house.words import HouseError

MISSING = Need("A thing", lambda: False, ("a-thing", "its-friend"), ("thing",))
THERE = Need("Another", lambda: True, ("another",))


def test_nothing_is_asked_for_when_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "quietly", lambda *_, **__: pytest.fail("ran something"))
    packages.install([THERE])


def test_without_root_the_exact_command_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name != "sudo" else None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(HouseError) as told:
        packages.install([MISSING, THERE])
    command = "apt-get update && apt-get install -y --no-install-recommends a-thing its-friend"
    assert command in str(told.value)
    assert "another" not in str(told.value)


def test_what_was_installed_and_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    ran: list[str] = []
    monkeypatch.setattr(packages, "quietly", lambda command, **_: ran.append(command[-1]))
    with pytest.raises(HouseError, match="not found: A thing"):
        packages.install([MISSING])
    assert "install -y -qq --no-install-recommends a-thing its-friend" in ran[-1]


def test_debian_is_asked_to_start_no_server_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    ran: list[str] = []
    monkeypatch.setattr(packages, "quietly", lambda command, **_: ran.append(command[-1]))
    with pytest.raises(HouseError):
        packages.install([MISSING])
    before, _, after = ran[-1].partition("apt-get")
    assert "create_main_cluster = false" in before
    assert "trap 'rm -f" in before
    assert after


def test_a_given_database_needs_no_server() -> None:
    without = {need.what for need in packages.to_run(own_database=False)}
    with_one = {need.what for need in packages.to_run(own_database=True)}
    assert with_one - without == {"PostgreSQL with PostGIS"}


def test_browsers_are_for_tests_alone() -> None:
    to_run = {name for need in packages.to_run(own_database=True) for name in need.debian}
    to_test = {name for need in packages.to_test() for name in need.debian}
    assert {"chromium", "firefox-esr"} <= to_test
    assert not {"chromium", "firefox-esr"} & to_run


def test_a_step_is_done_again_when_a_byte_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "PROJECT", tmp_path)
    monkeypatch.setattr(stamps, "STAMPS", tmp_path / "stamps")
    source = tmp_path / "src" / "main.ts"
    (tmp_path / "src" / "node_modules").mkdir(parents=True)
    source.write_text("one")
    made_from = stamps.contents([tmp_path / "src"])
    stamps.put("pwa", made_from)
    (tmp_path / "src" / "node_modules" / "other.js").write_text("not ours")
    assert stamps.is_fresh("pwa", stamps.contents([tmp_path / "src"]))
    source.write_text("two")
    assert not stamps.is_fresh("pwa", stamps.contents([tmp_path / "src"]))


def test_a_taken_port_is_said_with_one_to_type() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(HouseError, match=rf"Port {port} is taken.*\n\n    make run PORT=\d+"):
            run.check_port(port)


@pytest.mark.parametrize("missing", ["_has_pango", "_has_a_font"])
def test_what_papers_need_is_named_where_it_cannot_be_installed(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name != "sudo" else None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(packages, "_has_pango", lambda: missing != "_has_pango")
    monkeypatch.setattr(packages, "_has_a_font", lambda: missing != "_has_a_font")
    with pytest.raises(
        HouseError, match=r"libpango-1\.0-0 libpangoft2-1\.0-0 libharfbuzz-subset0 fonts-dejavu-core"
    ):
        packages.install(packages.to_run(own_database=False))
