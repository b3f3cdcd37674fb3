"""What the database must be, and what the app's role must not be able to do."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

OLDEST_POSTGRES = 15
OLDEST_PGVECTOR = (0, 7)  # the first with halfvec
APP, OWNER = DEFAULT_DB_ALIAS, "owner"

ROLE = "SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
UNFORCED = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'client_id'
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnotnull
   AND pg_has_role(c.relowner, 'USAGE') AND c.relrowsecurity AND NOT c.relforcerowsecurity
 ORDER BY 1"""
IDENTITY = "SELECT current_database(), pg_postmaster_start_time()"
MAY_CREATE = "SELECT has_schema_privilege('public', 'CREATE')"

HOW_TO_BIND = "As a superuser: ALTER ROLE … NOSUPERUSER NOBYPASSRLS; or put another role into the URL."

Check = Callable[[], list[CheckMessage]]


@register(Tags.database)
def database(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """All of them in turn, for the app's database; a later one makes no sense where an earlier one failed."""
    if not databases or not {APP, OWNER} & set(databases):
        return []
    for check in CHECKS:
        try:
            problems = check()
        except OperationalError as error:
            return [_unreachable(error)]
        except ImproperlyConfigured as error:  # our own connection refuses a role that bypasses
            return [Error(str(error), hint=HOW_TO_BIND, id="baton.E012")]
        if problems:
            return problems
    return []


def _unreachable(error: OperationalError) -> CheckMessage:
    return Error(
        f"The database can't be reached: {str(error).strip()}.",
        hint="Mend DATABASE_URL and DATABASE_OWNER_URL; without them, bin/manage brings its own database.",
        id="baton.E010",
    )


def old_postgres() -> list[CheckMessage]:
    with connections[OWNER].cursor() as cursor:
        version = cursor.connection.info.server_version // 10_000
    if version >= OLDEST_POSTGRES:
        return []
    return [
        Error(
            f"This is Postgres {version}, and Baton needs {OLDEST_POSTGRES} or later.",
            hint="Upgrade the server, or leave DATABASE_URL out to use the embedded one.",
            id="baton.E011",
        )
    ]


def bypassing_role() -> list[CheckMessage]:
    """For whoever told the connection not to refuse it by itself."""
    ((role, bypasses),) = _rows(APP, ROLE)
    if not bypasses:
        return []
    return [
        Error(
            f'The role "{role}" bypasses row-level security, so clients would not be kept apart.',
            hint=HOW_TO_BIND,
            id="baton.E012",
        )
    ]


def unforced_tables() -> list[CheckMessage]:
    tables = [table for (table,) in _rows(APP, UNFORCED)]
    if not tables:
        return []
    return [
        Error(
            f"The app's role owns {', '.join(tables)}, whose row-level security doesn't hold for their owner.",
            hint="Give them to the role in DATABASE_OWNER_URL, or ALTER TABLE … FORCE ROW LEVEL SECURITY.",
            id="baton.E013",
        )
    ]


def missing_pgvector() -> list[CheckMessage]:
    found = _rows(OWNER, "SELECT extversion FROM pg_extension WHERE extname = 'vector'")
    if found and tuple(map(int, found[0][0].split(".")[:2])) >= OLDEST_PGVECTOR:
        return []
    oldest = ".".join(map(str, OLDEST_PGVECTOR))
    what = (
        f"is of version {found[0][0]}, and Baton needs {oldest} or later"
        if found
        else "is missing in this database"
    )
    return [
        Error(
            f"The extension pgvector {what}.",
            hint="As a superuser, in this database: CREATE EXTENSION vector, or ALTER EXTENSION vector UPDATE.",
            id="baton.E014",
        )
    ]


def different_databases() -> list[CheckMessage]:
    if _rows(APP, IDENTITY) == _rows(OWNER, IDENTITY):
        return []
    return [
        Error(
            "DATABASE_URL and DATABASE_OWNER_URL lead to different databases.",
            hint="They name two roles of one database: make host, port and database name equal.",
            id="baton.E015",
        )
    ]


def powerless_owner() -> list[CheckMessage]:
    ((may_create,),) = _rows(OWNER, MAY_CREATE)
    if may_create:
        return []
    role = connections[OWNER].settings_dict["USER"]
    return [
        Error(
            f'The role "{role}" that runs the migrations may not create tables.',
            hint="Set DATABASE_OWNER_URL to the role that owns the database, beside DATABASE_URL with the app's role.",
            id="baton.E016",
        )
    ]


def one_role() -> list[CheckMessage]:
    if connections[APP].settings_dict["USER"] != connections[OWNER].settings_dict["USER"]:
        return []
    return [
        Warning(
            "The app runs as the role that owns its tables: it could change them, and switch their protection off.",
            hint="Make a second role that owns nothing for DATABASE_URL, and keep this one in DATABASE_OWNER_URL.",
            id="baton.W010",
        )
    ]


CHECKS: tuple[Check, ...] = (
    old_postgres,
    bypassing_role,
    different_databases,
    powerless_owner,
    missing_pgvector,
    unforced_tables,
    one_role,
)


def _rows(alias: str, query: str) -> list[tuple[Any, ...]]:
    with connections[alias].cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
