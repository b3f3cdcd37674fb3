"""After a test that commits: the rows that it left go, table by table, and nothing else is done.

Django's own way truncates every table, with new files for each and its indexes, and then makes content types and
permissions anew: that took longer than most tests did.
"""

from functools import cache
from typing import Any

from django.db import connections
from django.test import TransactionTestCase

KEPT = ("django_migrations", "django_content_type", "auth_permission")  # the same for every test
FROZEN = (
    "workflows_version",
    "workflows_field",
    "workflows_step",
)  # their triggers refuse to lose what was published
EMPTY = """
DO $$ DECLARE name text; BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  FOR name IN
    SELECT c.oid::regclass::text FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL (ARRAY[{kept}])
       AND pg_relation_size(c.oid) > 0
  LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
END $$;
"""


def install() -> None:
    TransactionTestCase._fixture_teardown = _teardown  # type: ignore[method-assign]


def _teardown(case: TransactionTestCase) -> None:
    kept = ", ".join(f"'{name}'" for name in KEPT)
    with _owner().transaction(), _owner().cursor() as cursor:
        for table in FROZEN:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(EMPTY.format(kept=kept))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come can't be altered
        for table in FROZEN:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@cache
def _owner() -> Any:
    """A connection of its own: a test may be kept from using the owner's."""
    owner = connections["owner"]
    return owner.get_new_connection(owner.get_connection_params())


def close() -> None:
    if _owner.cache_info().currsize:
        _owner().close()
