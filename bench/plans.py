"""The SQL that the product sends: caught on its way, run again bare, and explained."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg.conninfo import conninfo_to_dict

INDEX, CONSTRAINT = "open_window_period_point", "no_overlapping_windows"
# A connection plans its first five executions for their values, and may then keep one plan for all values.
MODES = ("custom", "generic")

Plan = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    sql: str
    parameters: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Explained:
    """Pages of shared buffers, in all and of the windows' index; whether that gave the order of distance."""

    buffers: int
    index_buffers: int
    is_in_index_order: bool


@contextmanager
def django_on(url: str) -> Iterator[None]:
    """Django's connection on another database, and with time for the naive query."""
    settings = connection.settings_dict
    parts = conninfo_to_dict(url)
    before = settings | {"OPTIONS": dict(settings["OPTIONS"])}
    connection.close()
    settings |= {
        "NAME": parts["dbname"],
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
    }
    settings["OPTIONS"]["options"] = "-c statement_timeout=120s"
    try:
        yield
    finally:
        connection.close()
        settings |= before


@contextmanager
def without_our_indexes() -> Iterator[None]:
    """As if the windows had only the indexes that Django makes by itself; undone at the end. Owner only."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {INDEX}")
        cursor.execute(f"ALTER TABLE venues_openwindow DROP CONSTRAINT {CONSTRAINT}")
        yield
        transaction.set_rollback(True)


def statements(ask: Callable[[Any], object], wishes: Sequence[Any]) -> list[Statement]:
    """Every statement that these questions make, once Django has learnt what it keeps of the database."""
    ask(wishes[0])
    caught: list[Statement] = []

    def catch(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        caught.append(Statement(sql, tuple(parameters or ())))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(catch):
        for wish in wishes:
            ask(wish)
    return caught


def run(statement: Statement) -> None:
    """Bare: prepared, without Django's cursor or models."""
    raw = _raw()
    raw.execute(statement.sql, statement.parameters, prepare=True).fetchall()


def literal(statement: Statement) -> str:
    """The statement with its values written into it."""
    return psycopg.ClientCursor(_raw()).mogrify(statement.sql, statement.parameters)


def explain(statement: Statement, mode: str) -> Explained:
    raw = _raw()
    numbered = statement.sql.replace("%s", "{}").format(
        *(f"${n + 1}" for n in range(statement.sql.count("%s")))
    )
    values = literal(Statement(", ".join(["%s"] * len(statement.parameters)), statement.parameters))
    raw.execute(f"SET plan_cache_mode = force_{mode}_plan")
    raw.execute(f"PREPARE bench AS {numbered}")
    try:
        told = raw.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE bench({values})")
        row = told.fetchone()
    finally:
        raw.execute("DEALLOCATE bench")
        raw.execute("RESET plan_cache_mode")
    assert row is not None
    content = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    return _read(content[0]["Plan"])


def _read(plan: Plan) -> Explained:
    nodes = list(_all(plan))
    index = [node for node in nodes if node.get("Index Name") == INDEX]
    return Explained(
        buffers=_pages(plan),
        index_buffers=sum(_pages(node) for node in index),
        is_in_index_order=any(node["Node Type"] == "Index Scan" for node in index)
        and not any("Sort" in node["Node Type"] for node in nodes),
    )


def _all(plan: Plan) -> Iterator[Plan]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _all(child)


def _pages(node: Plan) -> int:
    return int(node["Shared Hit Blocks"]) + int(node["Shared Read Blocks"])


def _raw() -> psycopg.Connection[Any]:
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    return raw
