"""The owner migrates, the application serves; and nothing that it asks reaches the server's log."""

from __future__ import annotations

import pytest

from backend.devdb.cluster import Cluster, ClusterError

pytestmark = pytest.mark.xdist_group("devdb")


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


def test_a_position_reaches_no_log_when_its_statement_fails_or_is_slow(cluster: Cluster) -> None:
    for statement in (
        "SELECT ST_GeomFromText('POINT(-2.1816273 nonsense)')",
        "SELECT '-2.1816273'::int",
        "SELECT -2.1816273, pg_sleep(3)",
    ):
        with pytest.raises(ClusterError):
            ask(cluster, statement)
    logs = list((cluster.home / "log").iterdir())
    assert logs
    assert not any("2.1816273" in log.read_text() for log in logs)


def test_the_owner_would_have_left_it_in_the_log(cluster: Cluster) -> None:
    """The control: without the role's settings the same failing statement is found."""
    with pytest.raises(ClusterError):
        ask(cluster, "SELECT '-2.1816273'::int", role="owner")
    assert any("2.1816273" in log.read_text() for log in (cluster.home / "log").iterdir())
