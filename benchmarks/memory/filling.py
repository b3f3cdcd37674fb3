"""Filling the ground with a crowd's passages: as the superuser, whom row-level security doesn't hold, by COPY."""

import time
from itertools import groupby
from pathlib import Path

import psycopg

from benchmarks.ground import Ground
from memory.models import Document
from tenants.scope import tenant_tx

MODEL = "random@384"
LATE = 20_000  # rows that are copied with all checks on, to be timed

ROWS = """
INSERT INTO memory_passage (client_id, id, document_id, position, heading, text)
SELECT client_id, passage_id, document_id, passage_id, '', '' FROM raw;
INSERT INTO memory_passagetext (client_id, passage_id, kind, digest, words)
SELECT client_id, passage_id, 'facts', '', to_tsvector('simple', text) FROM raw;
INSERT INTO memory_vectorindex (client_id, model, filling, filled, passages, nearest, tokens, problem)
SELECT client_id, %(model)s, '', 0, count(*), '', 0, '' FROM raw GROUP BY client_id;
"""
VECTORS = (
    "COPY memory_passagevector (client_id, passage_id, kind, model, embedding) FROM STDIN (FORMAT binary)"
)


def fill(ground: Ground, place: Path) -> None:
    """From the files that peers/make.py wrote."""
    with psycopg.connect(ground.superuser, autocommit=True) as connection:
        connection.execute(
            "SET session_replication_role = replica"
        )  # foreign keys hold by how the files are made
        connection.execute(
            "CREATE TEMP TABLE raw (client_id bigint, passage_id bigint, document_id bigint, text text)"
        )
        _copy(connection, "COPY raw FROM STDIN", place / "raw.tsv")
        _documents(
            connection.execute("SELECT DISTINCT client_id, document_id FROM raw ORDER BY 1, 2").fetchall()
        )
        for statement in ROWS.split(";\n"):
            if statement.strip():
                connection.execute(statement, {"model": MODEL} if "%(model)s" in statement else None)
        _copy(connection, VECTORS, place / "vectors.pgcopy")
        connection.execute("VACUUM ANALYZE")


def late(ground: Ground, place: Path) -> float:
    """Rows a second of a COPY of vectors with all checks on: the last ones once more, under another model's name."""
    with psycopg.connect(ground.superuser, autocommit=True) as connection:
        began = time.perf_counter()
        rows = _copy(connection, VECTORS, place / "late.pgcopy")
        took = time.perf_counter() - began
        connection.execute("DELETE FROM memory_passagevector WHERE model = 'late@384'")
        connection.execute("VACUUM ANALYZE memory_passagevector")
    return rows / took


def _documents(rows: list[tuple[int, int]]) -> None:
    """By the product's model: whatever else a document has, it has."""
    for client, its in groupby(rows, key=lambda row: row[0]):
        with tenant_tx(client):
            Document.objects.bulk_create(
                Document(
                    client_id=client, pk=pk, kind="facts", title="Document", digest=str(pk),
                    state=Document.State.READY, embedded_by=MODEL,
                )
                for _, pk in its
            )  # fmt: skip


def _copy(connection: psycopg.Connection, statement: str, path: Path) -> int:
    with connection.cursor() as cursor, path.open("rb") as file:
        with cursor.copy(statement) as copy:  # type: ignore[arg-type]
            while data := file.read(1 << 20):
                copy.write(data)
        return cursor.rowcount
