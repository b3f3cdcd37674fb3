"""The database, its two roles and the vector extension: what only a superuser may set up.

`baton_owner` owns the database and runs the migrations. `baton_app` runs everything else: it owns nothing,
can do to a table only what a migration granted, and can't get round row-level security.
"""

from collections.abc import Callable, Mapping

import psycopg
from psycopg import sql

DATABASE, OWNER, APP = "baton", "baton_owner", "baton_app"
POWERLESS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION"

Url = Callable[[str, str, str], str]  # role, password, database → connection URL


def bootstrap(url: Url, passwords: Mapping[str, str], *, may_create_databases: bool) -> None:
    """Bring the server to this state, whatever it was before; may run any number of times."""

    def superuser(database: str) -> psycopg.Connection:
        return psycopg.connect(url("postgres", passwords["postgres"], database), autocommit=True)

    with superuser("postgres") as server:
        _role(server, OWNER, passwords[OWNER], "CREATEDB" if may_create_databases else "NOCREATEDB")
        _role(server, APP, passwords[APP], "NOCREATEDB")
    with superuser("template1") as template:  # what is made from it has the same, test databases too
        _furnish(template)
    with superuser("postgres") as server:
        _database(server)
    with superuser(DATABASE) as database:
        _furnish(database)


def _role(server: psycopg.Connection, name: str, password: str, extra: str) -> None:
    exists = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    statement = sql.SQL("{verb} ROLE {name} {rights} PASSWORD {password}").format(
        verb=sql.SQL("ALTER" if exists else "CREATE"),
        name=sql.Identifier(name),
        rights=sql.SQL(f"{POWERLESS} {extra}"),
        password=sql.Literal(password),
    )
    server.execute(statement)


def _database(server: psycopg.Connection) -> None:
    if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        server.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    server.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
    server.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP}")


def _furnish(database: psycopg.Connection) -> None:
    """The extension, and no right that no migration granted: by default everybody may call a new function."""
    database.execute("CREATE EXTENSION IF NOT EXISTS vector")
    database.execute("ALTER EXTENSION vector UPDATE")
    database.execute(f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    database.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
