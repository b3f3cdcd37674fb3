"""A test database for each process of a run: one of them migrates, the others copy what it made, the last takes it."""

from collections.abc import Mapping
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper

LOCK = 4711  # an advisory lock's number


def made(owner: DatabaseWrapper, worker: Mapping[str, Any]) -> str:
    """Its name; the owner's connection points at it from now on. `worker`: what pytest-xdist says of this process."""
    name = "_".join(filter(None, ["test_baton", worker.get("workerid", "")]))
    if worker.get("workercount", 1) == 1:
        return _migrated(owner, name)
    template = f"test_baton_{worker['testrunuid'][:12]}"
    with owner._nodb_cursor() as cursor:  # its connection, and the lock with it, ends with the block
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [template]
        )
        found = cursor.fetchone()
        if found is None:
            _migrated(owner, template)
        _taken(cursor, template, name, int(found[0]) if found else 0, worker["workercount"])
    owner.settings_dict["NAME"] = name
    return name


def _migrated(owner: DatabaseWrapper, name: str) -> str:
    owner.settings_dict["TEST"]["NAME"] = name
    owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    owner.close()
    return name


def _taken(cursor: Any, template: str, name: str, copies: int, wanted: int) -> None:
    """The comment on the template counts its copies."""
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
    if copies + 1 == wanted:
        cursor.execute(f'ALTER DATABASE "{template}" RENAME TO "{name}"')
        cursor.execute(f'COMMENT ON DATABASE "{name}" IS NULL')
    else:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        cursor.execute(f"COMMENT ON DATABASE \"{template}\" IS '{copies + 1}'")
