"""What the database's own catalogue says about keeping clients apart. `faults` is [] when nothing was forgotten."""

from typing import Any

# Tables that belong to no client, each with its reason. A new table that is not here has to be protected.
NOT_OF_A_CLIENT = {
    "tenants_user": "people; what they may see comes from their memberships",
    "account_emailaddress": "people's addresses (allauth)",
    "account_emailconfirmation": "people's addresses (allauth)",
    "auth_group": "made by django.contrib.auth, not used",
    "auth_group_permissions": "made by django.contrib.auth, not used",
    "auth_permission": "names of permissions",
    "django_admin_log": "made by django.contrib.admin, not used",
    "django_cache": "counters for rate limits",
    "django_content_type": "names of models",
    "django_migrations": "the schema's history",
    "django_q_ormq": "bells: no payload",
    "django_q_schedule": "bells: no payload",
    "django_q_task": "bells: no payload",
    "django_session": "who is signed in",
    "reviews_letter": "ids, kinds and times only; the sweep has to see all that are due",
    "reviews_wishes": "what a person wants to be told by e-mail, whichever clients they work for",
    "workflows_alarm": "ids and times only; the sweep has to see all that are due",
    "workflows_batch": "ids, names, numbers and times only; the sweep has to see all that are due",
    "workflows_bell": "one row: when the bell rang; all workers share it",
    "workflows_circuit": "names, numbers and times only; all workers share what is known against a model",
    "workflows_drain": "hosts, numbers and times only; all workers and the operations page see them",
    "workflows_ticket": "names, numbers and times only; limits hold for all clients together",
    "workflows_lease": "ids and times only; workers have to see all of them",
}
ABOVE_THE_CLIENT = {
    "memory_embeddingchoice",
    "reviews_savedview",
    "tenants_agency",
    "tenants_agencygroup",
    "tenants_agencygroupmember",
    "tenants_client",
    "tenants_member",
    "workflows_agencymodel",
    "workflows_agencyprice",
    "workflows_credential",
    "workflows_modelchange",
    "workflows_route",
    "workflows_template",
    "workflows_templateversion",
}  # protected, each by a rule of its own

TABLES = """
SELECT c.relname, c.relkind, c.relrowsecurity AND c.relforcerowsecurity,
       ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = c.oid ORDER BY 1),
       coalesce('security_invoker=true' = ANY (c.reloptions), false)
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""
UNIQUES = """
SELECT t.relname, i.relname, ARRAY(
         SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY k (attnum, n)
           JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum ORDER BY n)
  FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
 WHERE x.indisunique AND NOT x.indisprimary AND t.relnamespace = 'public'::regnamespace
"""
CLIENT_COLUMNS = """
SELECT table_name, is_nullable = 'NO' FROM information_schema.columns
 WHERE table_schema = 'public' AND column_name = 'client_id'
"""
FOREIGN_KEYS = """
SELECT f.conname, f.conrelid::regclass::text, f.confrelid::regclass::text, ARRAY(
         SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY k (attnum, n)
           JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum ORDER BY n)
  FROM pg_constraint f WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace
"""


def faults(connection: Any) -> list[str]:
    return [*_tables(connection), *_uniques(connection), *_foreign_keys(connection)]


def _rows(connection: Any, sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _tables(connection: Any) -> list[str]:
    found = []
    with_client = dict(_rows(connection, CLIENT_COLUMNS))
    for table, kind, forced, policies, invoker in _rows(connection, TABLES):
        if kind == "m":
            found.append(f"{table}: a materialized view bypasses row-level security")
        elif kind == "v" and not invoker:
            found.append(f"{table}: a view needs security_invoker=true")
        elif kind in "rpf" and table not in NOT_OF_A_CLIENT:
            if not forced:
                found.append(f"{table}: row-level security is not forced")
            if policies != ["maintenance", "tenant"]:
                found.append(f"{table}: has the policies {policies}")
            if table not in ABOVE_THE_CLIENT and not with_client.get(table):
                found.append(f"{table}: has no client_id that is NOT NULL")
    return found


def _uniques(connection: Any) -> list[str]:
    exempt = {*NOT_OF_A_CLIENT, *ABOVE_THE_CLIENT}
    return [
        f"{table}: the unique index {index} doesn't start with client_id, so it tells that a row exists"
        for table, index, columns in _rows(connection, UNIQUES)
        if table not in exempt and columns[:1] != ["client_id"]
    ]


def _foreign_keys(connection: Any) -> list[str]:
    tables = {row[0] for row in _rows(connection, TABLES)} - set(NOT_OF_A_CLIENT) - ABOVE_THE_CLIENT
    return [
        f"{table}: the foreign key {name} to {parent} is not composite"
        for name, table, parent, columns in _rows(connection, FOREIGN_KEYS)
        if parent in tables and columns[:1] != ["client_id"]
    ]
