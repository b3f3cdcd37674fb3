"""The ground that benchmarks stand on: a Postgres of their own, as safe as the real one, and Django looking at it.

Nothing here touches the database of this checkout: the data lies in `.baton/bench`, and every measurement begins empty.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
import psycopg

from config.database import embedded
from config.database.passwords import passwords_of
from config.database.server import Server

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".baton" / "bench"
DATABASE = "baton"

# What a deployment would set for a machine that only works: everything else is as shipped.
SETTINGS = {"DRAIN_RUNS": "1000", "LOG_LEVEL": "ERROR"}
FIXED = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "only-for-benchmarks-and-never-for-anything-else-0123456789",
    "EMAIL_URL": "dummymail://",
    "BATON_DEMO": "",
}
ALONE = ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODELS",
         "GEMINI_API_KEY", "GEMINI_BASE_URL",
         "EMBEDDINGS_URL", "EMBEDDINGS_KEY", "EMBEDDINGS_MODEL")  # fmt: skip

# Everything hangs on agencies and people by foreign keys, but for the control plane.
EMPTY = """
TRUNCATE tenants_agency, tenants_user, workflows_lease, workflows_drain, workflows_bell, workflows_ticket,
         workflows_circuit, workflows_alarm, django_q_ormq, django_q_task CASCADE
"""


# Clients that are gone would leave their indexes, for which everybody's rows pay.
UNINDEXED = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT indexname FROM pg_indexes WHERE starts_with(indexname, 'memory_nearest_')
  LOOP EXECUTE format('DROP INDEX %I', name); END LOOP;
END $$
"""


@dataclass(frozen=True)
class Ground:
    environment: Mapping[str, str]  # for processes that are to work here
    superuser: str  # connection URLs
    elsewhere: str  # the same role in another database: what it asks counts for nobody
    owner: str

    def emptied(self) -> None:
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            connection.execute(EMPTY)
            connection.execute(UNINDEXED)

    def database(self, name: str) -> str:
        """A new, empty database beside ours for a peer; returns its URL."""
        with psycopg.connect(self.elsewhere, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[call-overload]
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        return self.superuser.replace(f"/{DATABASE}?", f"/{name}?")


@contextmanager
def standing() -> Iterator[Ground]:
    """Django's settings are read once, so a process may stand here once only."""
    data_dir = PLACE / "postgres"
    with embedded(data_dir) as urls:
        addresses = {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner}
        environment = {**os.environ, **dict.fromkeys(ALONE, ""), **FIXED, **SETTINGS, **addresses}
        manage = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
        subprocess.run(manage, env=environment, cwd=ROOT, check=True)
        os.environ.update(environment)
        django.setup()
        server, password = Server(data_dir, durable=True), passwords_of(data_dir)["postgres"]
        found = [server.url("postgres", password, name) for name in (DATABASE, "postgres")]
        yield Ground(environment, found[0], found[1], urls.owner)
