"""A real Redis, where there is one: the program redis-server, and the Python package redis."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.config.workers.stage import ROOT, Queue, Worker, eventually, working

pytestmark = [
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is not installed"),
    pytest.mark.skipif(find_spec("redis") is None, reason="the Python package redis is not installed"),
]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        "redis-server",
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(tmp_path),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    eventually(lambda: _answers(port), "Redis doesn't answer")
    yield f"redis://127.0.0.1:{port}/0"
    process.kill()
    process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def worker(environment: dict[str, str], address: str, tmp_path: Path) -> Iterator[Worker]:
    with working(environment, tmp_path, Q_BROKER=address) as worker:
        yield worker


PUT = """
import django; django.setup()
from django.db import transaction
from django_q.tasks import async_task
with transaction.atomic():
    async_task("tests.config.workers.tasks.note", {file!r}, task_name="kept")
try:
    with transaction.atomic():
        async_task("tests.config.workers.tasks.note", {file!r} + "-undone", task_name="undone")
        raise ZeroDivisionError
except ZeroDivisionError:
    pass
"""


def test_it_carries_what_was_committed_and_nothing_else(
    worker: Worker, environment: dict[str, str], address: str, queue: Queue
) -> None:
    file = queue.folder / "kept"
    script = PUT.format(file=str(file))
    more = {"Q_BROKER": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env={**environment, **more}, check=True)
    eventually(file.exists, "nobody took it")
    time.sleep(1.5)
    assert not file.with_name("kept-undone").exists()
    assert queue.ask("SELECT count(*) FROM django_q_ormq") == [(0,)]
    assert worker.told_to_stop() < 15
