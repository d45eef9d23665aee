"""The embedded database on its own: made, killed, started again, and always ours."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from backend.devdb import cluster as clusters
from backend.devdb import processes
from backend.devdb.cluster import MUST_BE_ON, Cluster, ClusterError


def quiet(line: str) -> None:
    assert line


def kill_with_all_children(cluster: Cluster) -> None:
    for pid in cluster.processes():
        processes.send(pid, signal.SIGKILL)


def test_a_second_start_finds_the_server_that_is_running(cluster: Cluster) -> None:
    before = cluster.postmaster
    cluster.start(quiet)
    assert cluster.postmaster == before


def test_it_says_which_durability_settings_are_on(cluster: Cluster) -> None:
    for name in MUST_BE_ON:
        assert cluster.psql("-c", f"SHOW {name}").strip() == "on"


def test_it_refuses_to_run_without_fsync(
    cluster: Cluster, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsafe = open_folder / "unsafe.conf"
    unsafe.write_text(clusters.SETTINGS.read_text().replace("fsync = on", "fsync = off"))
    monkeypatch.setattr(clusters, "SETTINGS", unsafe)
    cluster.stop()
    with pytest.raises(ClusterError, match="fsync = off"):
        cluster.start(quiet)


def test_what_was_committed_is_there_after_kill_9_of_every_process(cluster: Cluster) -> None:
    owner = cluster.urls.owner
    cluster.psql("-c", "CREATE TABLE told (number int); INSERT INTO told VALUES (7)", url=owner)
    kill_with_all_children(cluster)
    cluster.start(quiet)
    assert cluster.psql("-c", "SELECT number FROM told", url=owner).strip() == "7"


def test_it_starts_after_kill_9_of_the_postmaster_alone(cluster: Cluster) -> None:
    postmaster = cluster.postmaster
    assert postmaster
    os.kill(postmaster, signal.SIGKILL)
    cluster.start(quiet)
    assert cluster.postmaster not in (None, postmaster)


def test_a_number_that_is_somebody_elses_by_now_does_not_stop_a_start(cluster: Cluster) -> None:
    written = (cluster.data / "postmaster.pid").read_text().split("\n")
    kill_with_all_children(cluster)
    with subprocess.Popen(["sleep", "60"]) as somebody_else:
        written[0] = str(somebody_else.pid)
        (cluster.data / "postmaster.pid").write_text("\n".join(written))
        cluster.user.own(cluster.data / "postmaster.pid")
        try:
            assert cluster.postmaster is None
            cluster.start(quiet)
            assert somebody_else.poll() is None
        finally:
            somebody_else.kill()


def test_a_half_made_cluster_is_made_anew(open_folder: Path) -> None:
    ours = Cluster(open_folder / "postgres")
    unfinished = open_folder / "postgres" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("15\n")
    try:
        ours.start(quiet)
        assert ours.is_running
    finally:
        ours.stop()


def test_two_clusters_run_side_by_side(cluster: Cluster, open_folder: Path) -> None:
    other = Cluster(open_folder / "other")
    try:
        other.start(quiet)
        assert cluster.is_running
        assert other.urls.app != cluster.urls.app
    finally:
        other.stop()
    assert cluster.is_running


def test_it_listens_on_no_port(cluster: Cluster) -> None:
    assert cluster.psql("-c", "SHOW listen_addresses").strip() == ""


def test_only_the_servers_user_may_enter_its_folders(cluster: Cluster) -> None:
    for folder in (cluster.home, cluster.data, cluster.sockets):
        assert folder.stat().st_mode & 0o077 == 0


def test_settings_for_another_cluster_do_not_lead_us_there(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=nowhere")
    assert cluster.psql("-c", "SHOW search_path").strip() == '"$user", public'


def test_a_long_path_gets_its_socket_in_a_short_one(open_folder: Path) -> None:
    ours = Cluster(open_folder / ("a-long-name-" * 9) / "postgres")
    try:
        ours.start(quiet)
        assert ours.psql("-c", "SELECT 1").strip() == "1"
        assert not ours.sockets.is_relative_to(ours.home)
    finally:
        ours.stop()


def test_the_last_holder_stops_it(open_folder: Path) -> None:
    ours = Cluster(open_folder / "postgres")
    with ours.held(quiet):
        with ours.held(quiet):
            assert ours.is_running
        assert ours.is_running
    assert not ours.is_running


def test_it_stays_up_for_a_shell_that_asked_for_it(cluster: Cluster) -> None:
    cluster.keep()
    with cluster.held(quiet):
        pass
    assert cluster.is_running
    cluster.keep(False)


def test_a_given_database_is_used_and_none_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/safe")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db/safe")
    with clusters.database(quiet) as urls:
        assert urls.environment == {
            "DATABASE_URL": "postgresql://app@db/safe",
            "DATABASE_OWNER_URL": "postgresql://owner@db/safe",
        }


def test_a_start_takes_seconds(cluster: Cluster) -> None:
    cluster.stop()
    began = time.monotonic()
    cluster.start(quiet)
    assert time.monotonic() - began < 8
