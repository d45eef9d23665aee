"""A real backup of a real database, put back: all of it or nothing, and nothing in it confirmed any more."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.devdb.cluster import Cluster, Urls
from backend.house import restore
from backend.house.backup import dump
from backend.house.manage import manage
from backend.house.words import HouseError

CONFIRMED = """
SELECT count(*) FROM (
    SELECT DISTINCT ON (venue_id) status, valid_until FROM venues_statusreport
    ORDER BY venue_id, reported_at DESC, id DESC
) AS latest WHERE status <> 'as_scheduled' AND valid_until > now()
"""
END_IT = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)'"
APP_MAY_WRITE = (
    "SELECT has_table_privilege('safe_spaces_app', 'venues_venue', 'INSERT, SELECT, UPDATE, DELETE')"
)


def number(cluster: Cluster, query: str) -> int:
    return int(cluster.psql("-c", query, url=cluster.urls.owner))


@pytest.fixture(scope="module")
def _demo_area(_shared: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Some of it with a live status; what is published goes to a folder of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATE_DIR", str(tmp_path_factory.mktemp("state")))
        _shared.start()
        manage("migrate", urls=_shared.urls, doing="Tables")
        manage("loaddemo", urls=_shared.urls, doing="Demo")
        yield


@pytest.fixture
def urls(cluster: Cluster, _demo_area: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Urls:
    monkeypatch.setattr(restore, "UNFINISHED", tmp_path / "restore-unfinished")
    return cluster.urls


def test_a_backup_comes_back_whole_and_unconfirmed(cluster: Cluster, urls: Urls, tmp_path: Path) -> None:
    venues = number(cluster, "SELECT count(*) FROM venues_venue")
    epoch = number(cluster, "SELECT epoch FROM venues_snapshotstate")
    assert number(cluster, CONFIRMED) > 0
    file = dump(urls, tmp_path / "backups")
    assert file.stat().st_mode & 0o077 == 0
    cluster.psql("-c", "DELETE FROM venues_openwindow; CREATE TABLE newer (number int)", url=urls.owner)

    restore.put_back(file, urls, overwrite=True)
    restore.finish_if_interrupted(urls)

    assert number(cluster, "SELECT count(*) FROM venues_venue") == venues
    assert number(cluster, "SELECT count(*) FROM venues_openwindow") > 0
    assert number(cluster, "SELECT count(*) FROM pg_tables WHERE tablename = 'newer'") == 0
    assert number(cluster, CONFIRMED) == 0
    assert number(cluster, "SELECT epoch FROM venues_snapshotstate") > epoch
    assert cluster.psql("-c", APP_MAY_WRITE, url=urls.owner).strip() == "t"
    assert not restore.UNFINISHED.exists()


ASK = """
INSERT INTO alerts_subscription
    (id, audience, endpoint, p256dh, auth, key_id, is_resting, venue_id, night, nudges)
SELECT gen_random_uuid(), 'public', 'https://fcm.googleapis.com/fcm/send/somebody', 'p', 'a', 'k', false, id,
       current_date, 0 FROM venues_venue LIMIT 1
"""


def test_no_backup_holds_an_address_of_somebody_who_asked(
    cluster: Cluster, urls: Urls, tmp_path: Path
) -> None:
    cluster.psql("-c", ASK, url=urls.owner)
    assert number(cluster, "SELECT count(*) FROM alerts_subscription") == 1
    file = dump(urls, tmp_path / "backups")
    restore.put_back(file, urls, overwrite=True)
    assert number(cluster, "SELECT count(*) FROM alerts_subscription") == 0


def test_what_is_there_is_kept_unless_told_otherwise(urls: Urls, tmp_path: Path) -> None:
    file = dump(urls, tmp_path / "backups")
    with pytest.raises(HouseError, match="CONFIRM=yes"):
        restore.put_back(file, urls, overwrite=False)


def test_a_damaged_backup_changes_nothing(cluster: Cluster, urls: Urls, tmp_path: Path) -> None:
    file = dump(urls, tmp_path / "backups")
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    with pytest.raises(HouseError):
        restore.put_back(file, urls, overwrite=True)
    assert number(cluster, "SELECT count(*) FROM venues_venue") > 0
    assert not restore.UNFINISHED.exists()


def test_a_refused_restore_does_not_forget_an_interrupted_one(urls: Urls, tmp_path: Path) -> None:
    restore.UNFINISHED.touch()
    unfit = tmp_path / "unfit.sql"
    unfit.write_text("SELECT 1 / 0;")
    with pytest.raises(HouseError, match="Nothing was changed"):
        restore._replace(unfit, urls)
    assert restore.UNFINISHED.exists()


def test_a_database_in_use_is_left_alone(cluster: Cluster, urls: Urls, tmp_path: Path) -> None:
    file = dump(urls, tmp_path / "backups")
    sleeping = [cluster.programs.path("psql"), "-X", "-c", "SELECT pg_sleep(30)", urls.owner]
    with subprocess.Popen(sleeping) as in_use:
        try:
            while not number(
                cluster, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)'"
            ):
                assert in_use.poll() is None
            with pytest.raises(HouseError, match="in use"):
                restore.put_back(file, urls, overwrite=True)
        finally:
            cluster.psql("-c", END_IT)
