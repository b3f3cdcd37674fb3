import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.database import embedded
from config.database.server import Server
from tests.config.workers.stage import ROOT, Queue, Worker, environment_for, working


@pytest.fixture(scope="module")
def environment(shared_place: Path) -> Iterator[dict[str, str]]:
    with embedded(shared_place / "postgres", durable=False) as urls:
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
    with working(environment, tmp_path) as worker:
        yield worker


@pytest.fixture
def server(environment: dict[str, str], shared_place: Path) -> Iterator[Server]:
    """The database's, to stop and to start; it runs again afterwards."""
    server = Server(shared_place / "postgres", durable=False)
    yield server
    server.start("")
