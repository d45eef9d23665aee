"""Rows of a postcode file into the table, in one transaction: all of them or none, and twice is once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections, transaction

from backend.geo.postcode_files import Projection, Row

MAKE_INCOMING = """
CREATE TEMPORARY TABLE incoming_postcode (
    postcode text NOT NULL, x float8 NOT NULL, y float8 NOT NULL,
    quality smallint NOT NULL, terminated_on date
) ON COMMIT DROP
"""
COPY_INCOMING = "COPY incoming_postcode (postcode, x, y, quality, terminated_on) FROM STDIN"

# Six decimals are 11 cm: finer is noise of the transformation and would make every row look changed.
UPSERT = """
WITH moved AS (
    INSERT INTO geo_postcode AS known (postcode, point, quality, terminated_on)
    SELECT DISTINCT ON (postcode)
        postcode, ST_SnapToGrid(ST_Transform(ST_SetSRID(ST_MakePoint(x, y), %s), 4326), 0.000001),
        quality, terminated_on
    FROM incoming_postcode
    ORDER BY postcode, terminated_on DESC NULLS FIRST
    ON CONFLICT (postcode) DO UPDATE
        SET point = excluded.point, quality = excluded.quality, terminated_on = excluded.terminated_on
        WHERE (known.point, known.quality, known.terminated_on)
            IS DISTINCT FROM (excluded.point, excluded.quality, excluded.terminated_on)
    RETURNING xmax = 0 AS is_new
)
SELECT
    (SELECT count(*) FROM moved WHERE is_new),
    (SELECT count(*) FROM moved WHERE NOT is_new),
    (SELECT count(DISTINCT postcode) FROM incoming_postcode),
    (SELECT count(*) FROM incoming_postcode)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    new: int
    changed: int
    same: int
    repeated: int


def store(rows: Iterable[Row], projection: Projection, *, using: str) -> Outcome:
    """`using`: a connection that may make temporary tables and take its time; the serving role may not."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(MAKE_INCOMING)
        with cursor.copy(COPY_INCOMING) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(UPSERT, [projection])
        new, changed, distinct, total = cursor.fetchone()
        cursor.execute("DROP TABLE incoming_postcode")
    return Outcome(new, changed, same=distinct - new - changed, repeated=total - distinct)
