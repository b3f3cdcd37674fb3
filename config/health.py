"""/livez and /readyz, for whoever watches this server. They are answered before any other middleware: no session, no
redirect to https, no check of the host's name, and no connection of Django's, which may wait long for a database.

What they tell, anybody may know: no name, no number of clients or runs.
"""

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse

from config.workers.waiting import DRAIN_BEATS, LONGEST_WAIT
from tenants.postgres.base import BYPASSES

SECONDS = 3  # until a database that doesn't answer is one that is away
LATE = 60  # seconds that work may wait without a worker
BEAT = 30  # seconds without a sign of life after which a drain is no living one

Handler = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Finding:
    ok: bool
    says: str


MISSING = Finding(False, "Migrations are missing: run bin/manage migrate.")


def door(get_response: Handler) -> Handler:
    """Middleware, the first of all."""

    def answer(request: HttpRequest) -> HttpResponse:
        page = PAGES.get(request.path_info.rstrip("/"))
        return page(request) if page and request.method in ("GET", "HEAD") else get_response(request)

    return answer


def livez(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return _answer({"alive": True}, 200)


def readyz(request: HttpRequest) -> HttpResponse:
    """This server can do its work. `?except=queue` leaves a check out."""
    with _one_at_a_time:  # whoever asks all the time costs one connection, not all
        found = _findings(set(CHECKS) - set(request.GET.getlist("except")))
    ready = all(finding.ok for finding in found.values())
    return _answer(
        {"ready": ready, "checks": {name: asdict(f) for name, f in found.items()}}, 200 if ready else 503
    )


def _findings(wanted: set[str]) -> dict[str, Finding]:
    """In order, until one fails: the next would make no sense."""
    found: dict[str, Finding] = {}
    try:
        with _connected() as database:
            for name in (name for name in CHECKS if name in wanted):
                found[name] = CHECKS[name](database)
                if not found[name].ok:
                    break
    except psycopg.OperationalError:
        found["database"] = Finding(False, f"The database doesn't answer within {SECONDS} seconds.")
    except psycopg.ProgrammingError:  # a table that isn't there
        found["migrations"] = MISSING
    return found


def database_role(database: psycopg.Connection) -> Finding:
    ((bypasses,),) = database.execute(BYPASSES).fetchall()
    if bypasses:
        return Finding(False, "The database's role bypasses row-level security.")
    return Finding(True, "The database answers, and keeps clients apart.")


def migrations(database: psycopg.Connection) -> Finding:
    applied = set(database.execute("SELECT app, name FROM django_migrations").fetchall())
    if _needed() - applied:
        return MISSING
    return Finding(True, "All migrations are applied.")


def queue(database: psycopg.Connection) -> Finding:
    ((waits,),) = database.execute(LONGEST_WAIT).fetchall()
    ((alive,),) = database.execute(DRAIN_BEATS, {"seconds": BEAT, "cluster": ""}).fetchall()
    if waits > LATE and not alive:
        return Finding(
            False, f"Work has waited for {waits:.0f} seconds and no worker takes it: start bin/worker."
        )
    return Finding(True, f"Work waits for {waits:.0f} seconds at most." if waits > 1 else "No work waits.")


CHECKS: dict[str, Callable[[psycopg.Connection], Finding]] = {
    "database": database_role,
    "migrations": migrations,
    "queue": queue,
}
PAGES = {"/livez": livez, "/readyz": readyz}
_known: set[tuple[str, str]] = set()
_one_at_a_time = threading.Lock()


def _needed() -> set[tuple[str, str]]:
    """The migrations that this program brings; they don't change while it runs."""
    if not _known:
        _known.update(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    return _known


def _connected() -> psycopg.Connection:
    parameters: dict[str, Any] = connections[DEFAULT_DB_ALIAS].get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    options = f"{parameters.pop('options', '')} -c statement_timeout={1000 * SECONDS}"
    limits = {"connect_timeout": SECONDS, "tcp_user_timeout": 1000 * SECONDS, "options": options}
    return psycopg.connect(**{**parameters, **limits}, autocommit=True)


def _answer(content: dict[str, object], status: int) -> HttpResponse:
    response = JsonResponse(content, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
