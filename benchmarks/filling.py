"""Rows of a long history, made by the database itself: finished runs with all that they leave, or many that wait.

Each is a copy of one real run, so that the rows are as wide as real ones. Triggers rest meanwhile (foreign keys are
checked by them), which only a superuser may do.
"""

from uuid import UUID

import psycopg

from benchmarks.ground import Ground

BATCH = 50_000
QUIET = "SET session_replication_role = replica"
NEW = "CREATE TEMP TABLE fresh ON COMMIT DROP AS SELECT uuidv7() AS new FROM generate_series(1, %s)"
PARTS = {  # table → its column for the run
    "workflows_run": "id",
    "workflows_lease": "run_id",
    "workflows_attempt": "run_id",
    "workflows_event": "run",
    "workflows_call": "run_id",
}
COLUMNS = """
SELECT column_name FROM information_schema.columns
 WHERE table_name = %s AND column_name <> %s AND is_identity = 'NO' AND is_generated = 'NEVER'
"""
TABLES = ", ".join(PARTS)


def copies(ground: Ground, pattern: UUID, count: int) -> None:
    """`count` more runs like this one, as it stands: queued or finished, with leases, attempts, calls and events."""
    with psycopg.connect(ground.superuser) as connection:
        connection.execute(QUIET)
        connection.commit()
        for begun in range(0, count, BATCH):
            connection.execute(NEW, [min(BATCH, count - begun)])
            for table, key in PARTS.items():
                _copy(connection, table, key, pattern)
            connection.commit()
    with psycopg.connect(ground.superuser, autocommit=True) as connection:
        connection.execute(f"VACUUM ANALYZE {TABLES}")  # type: ignore[call-overload]


def _copy(connection: psycopg.Connection, table: str, key: str, pattern: UUID) -> None:
    names = [f'"{name}"' for (name,) in connection.execute(COLUMNS, [table, key])]
    listed = ", ".join(names)
    connection.execute(
        f'INSERT INTO {table} ("{key}", {listed}) '
        f'SELECT fresh.new, {listed} FROM fresh, {table} WHERE {table}."{key}" = %s',
        [pattern],
    )  # type: ignore[call-overload]
