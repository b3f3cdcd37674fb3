import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.database import embedded
from config.database.server import Server
from tests.config.workers.stage import ROOT, Queue, Worker, environment_for, working


@pytest.fixture(scope="session")
def database_place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="baton-test-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def environment(database_place: Path) -> Iterator[dict[str, str]]:
    with embedded(database_place / "postgres", durable=False) as urls:
        environment = environment_for(urls.app, urls.owner)
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        yield environment


@pytest.fixture
def queue(environment: dict[str, str], tmp_path: Path) -> Queue:
    queue = Queue(environment["DATABASE_URL"], tmp_path)
    queue.ask("DELETE FROM django_q_ormq")
    return queue


@pytest.fixture
def worker(environment: dict[str, str], tmp_path: Path) -> Iterator[Worker]:
    """For tests at whose end it is no more."""
    with working(environment, tmp_path) as worker:
        yield worker


@pytest.fixture(scope="module")
def _kept(environment: dict[str, str], database_place: Path) -> Iterator[Worker]:
    with working(environment, database_place) as worker:
        yield worker


@pytest.fixture
def kept(_kept: Worker) -> Worker:
    """The same one for all tests that it has to survive."""
    _kept.forget()
    return _kept


@pytest.fixture(scope="session")
def _server(environment: dict[str, str], database_place: Path) -> Iterator[Server]:
    server = Server(database_place / "postgres", durable=False)
    yield server
    server.stop()


@pytest.fixture
def server(_server: Server) -> Iterator[Server]:
    """The database's, to stop and to start; it runs again afterwards."""
    yield _server
    _server.start("")
