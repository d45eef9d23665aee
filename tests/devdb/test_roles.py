"""The owner migrates, the application serves; and nothing that it asks reaches the server's log."""

from __future__ import annotations

import time

import pytest

from backend.devdb.cluster import Cluster, ClusterError


def ask(cluster: Cluster, statement: str, *, role: str = "app", database: str = "safe_spaces") -> str:
    url: str = getattr(cluster.urls, role)
    return cluster.psql("-c", statement, url=url.removesuffix("safe_spaces") + database).strip()


def test_the_application_may_not_change_the_tables(cluster: Cluster) -> None:
    with pytest.raises(ClusterError, match="permission denied"):
        ask(cluster, "CREATE TABLE mine (number int)")


def test_the_application_may_read_and_write_what_the_owner_made(cluster: Cluster) -> None:
    ask(cluster, "CREATE TABLE shared (number int, id serial)", role="owner")
    ask(cluster, "INSERT INTO shared (number) VALUES (1)")
    assert ask(cluster, "SELECT number FROM shared") == "1"
    with pytest.raises(ClusterError, match="must be owner"):
        ask(cluster, "DROP TABLE shared")


def test_a_database_made_for_tests_has_postgis_and_both_roles(cluster: Cluster) -> None:
    ask(cluster, "CREATE DATABASE of_a_test", role="owner")
    ask(cluster, "CREATE TABLE ours (spot geometry, at tstzrange)", role="owner", database="of_a_test")
    ask(cluster, "CREATE INDEX ON ours USING gist (at, spot)", role="owner", database="of_a_test")
    assert ask(cluster, "SELECT count(*) FROM ours", database="of_a_test") == "0"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("statement_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("log_statement", "none"),
        ("log_min_duration_statement", "-1"),
        ("log_min_error_statement", "panic"),
        ("log_parameter_max_length", "0"),
        ("log_parameter_max_length_on_error", "0"),
    ],
)
def test_the_application_has_its_limits(cluster: Cluster, name: str, value: str) -> None:
    assert ask(cluster, f"SHOW {name}") == value


def logged(cluster: Cluster, text: str, *, within: float = 10) -> bool:
    """Whether the server's log says so; it is written by a process of its own, a moment later."""
    deadline = time.monotonic() + within
    while True:
        if any(text in log.read_text() for log in (cluster.home / "log").iterdir()):
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)


def fail(cluster: Cluster, statement: str, *, role: str) -> None:
    with pytest.raises(ClusterError):
        ask(cluster, statement, role=role)


def test_a_position_reaches_no_log_when_its_statement_fails_or_is_slow(cluster: Cluster) -> None:
    fail(cluster, "SELECT ST_GeomFromText('POINT(-2.1816273 nonsense)')", role="app")
    fail(cluster, "SELECT '-2.1816273'::int", role="app")
    fail(cluster, "SELECT -2.1816273, pg_sleep(3)", role="app")
    # The control: the owner has no such settings, and once its line is there, ours would be as well.
    fail(cluster, "SELECT '-2.7261813'::int", role="owner")
    assert logged(cluster, "2.7261813")
    assert not logged(cluster, "2.1816273", within=0)
