"""The embedded Postgres: nothing to install, nothing listening on the network, nothing left running.

    with embedded(Path(".baton/postgres")) as urls:
        ...  # urls.owner runs migrations, urls.app runs everything else

Several processes may be inside at once; they share one server, and the last one out stops it.
A supervisor that dies without a word leaves the server running: the next one in joins it, and stops it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.database.bootstrap import APP, DATABASE, OWNER, bootstrap
from config.database.errors import DatabaseError
from config.database.passwords import passwords_of
from config.database.server import Server
from config.database.signals import terminable, undisturbed
from config.database.tenure import Tenure

__all__ = ["DatabaseError", "Urls", "embedded"]


@dataclass(frozen=True)
class Urls:
    """Connection URLs with the password in them: `owner` for migrations, `app` for everything else."""

    owner: str
    app: str


@contextmanager
def embedded(data_dir: Path, *, durable: bool = True) -> Iterator[Urls]:
    """Run (or join) the Postgres of `data_dir`, made on first use; beside it live its passwords and locks.

    `durable=False` is for tests: it may lose data with the power, and the owner may create databases.
    SIGTERM and SIGHUP end the block with SystemExit, so that a terminated process stops its server too.
    """
    data_dir = data_dir.resolve()
    # Root's Postgres runs as another account, which must pass through here.
    data_dir.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if os.geteuid() else 0o711)
    tenure = Tenure(data_dir.with_name(f"{data_dir.name}.lock"))
    server = Server(data_dir, durable=durable)
    with terminable():
        try:
            with tenure.entering():
                urls = _ready(server)
            yield urls
        finally:
            with undisturbed(), tenure.leaving() as last:
                if last:
                    server.stop()


def _ready(server: Server) -> Urls:
    """The server answers and knows its roles; the caller holds the gate."""
    passwords = passwords_of(server.data_dir)
    if server.start(passwords["postgres"]):
        bootstrap(server.url, passwords, may_create_databases=not server.durable)
    return Urls(
        owner=server.url(OWNER, passwords[OWNER], DATABASE), app=server.url(APP, passwords[APP], DATABASE)
    )
