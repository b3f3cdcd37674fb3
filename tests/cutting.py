"""Ending database connections, as a failover or an administrator does."""

from typing import Any

import psycopg
from django.db import connection

ALL = """
SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
 WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"""


def cut(pid: int) -> None:
    """One of them."""
    with _other() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def cut_all() -> int:
    """Every one of the app's role to this database, this one's own too; returns how many there were."""
    with _other() as other:
        ended = other.execute(ALL).fetchone()
    connection.close()
    return ended[0] if ended else 0


def _other() -> psycopg.Connection[Any]:
    place = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    return psycopg.connect(**{name: place[name] for name in names if place.get(name)}, autocommit=True)
